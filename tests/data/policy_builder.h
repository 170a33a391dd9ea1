// Editions made by hand, as the compiler would make them, and data folders made on the fly.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/data/load.h"
#include "runtime/program/program.h"

namespace greenrule {

class PolicyBuilder {
 public:
  Edition edition;
  Program program;

  PolicyBuilder();

  std::uint32_t AddSymbol(std::string code, std::string name);
  // An entity type with a key of one field, called like it in the data; its listing is set by AddListing.
  std::uint32_t AddEntity(const std::string& name, const std::string& key, FieldType key_type, std::uint32_t owner = kNone);
  std::uint32_t AddListing(const std::string& code, const std::string& name, std::uint32_t entity);
  std::uint32_t AddOne(const std::string& code, const std::string& name, std::uint32_t entity);
  std::uint32_t AddMany(const std::string& code, const std::string& name, std::uint32_t entity, std::uint32_t up_to = 1000);

  // Each adds a field with a column that code reads, and gives the field's index.
  std::uint32_t AddNumber(std::uint32_t feed, const std::string& name, unsigned decimals, const char* lowest,
                          const char* highest);
  std::uint32_t AddDate(std::uint32_t feed, const std::string& name);
  std::uint32_t AddMonth(std::uint32_t feed, const std::string& name);
  std::uint32_t AddPlain(std::uint32_t feed, const std::string& name, FieldType type);  // text, yes-no, uscc
  std::uint32_t AddChoice(std::uint32_t feed, const std::string& name, const std::vector<std::string>& choices);
  std::uint32_t AddCode(std::uint32_t feed, const std::string& name, std::uint32_t lookup);
  std::uint32_t AddLookup(KeyKind kind, std::vector<std::string> codes, bool fallback = false);

  Field& field(std::uint32_t feed, std::uint32_t index) { return edition.feeds[feed].fields[index]; }
  Feed& feed(std::uint32_t index) { return edition.feeds[index]; }
  // After changing what a field's lane rests on.
  void Relane(std::uint32_t feed, std::uint32_t index);

 private:
  std::uint32_t AddFeed(const std::string& code, const std::string& name, std::uint32_t entity, bool many,
                        std::uint32_t up_to);
  std::uint32_t AddField(std::uint32_t feed, Field field, const std::string& name);
};

// A folder that is gone when the test is over.
class DataFolder {
 public:
  DataFolder();
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const { return path_ + "/" + std::string(name); }
  void Write(std::string_view name, std::string_view bytes) const;
  std::string Read(std::string_view name) const;

 private:
  std::string path_;
};

// What a test looks at after a load.
struct Loaded {
  const PolicyBuilder& policy;
  LoadResult result;

  bool ok() const { return result.dataset.has_value(); }
  const Dataset& data() const { return *result.dataset; }
  // A column's values in the order of its rows: "12.50", "2021-03-01", a choice, a text; [malformed] where missing.
  std::vector<std::string> Values(std::uint32_t feed, std::uint32_t field) const;
  // The same by key: "K1: 12.50"; for a many-per feed all rows of the entity, in file order: "K1: 1 2 3". In listing order.
  std::vector<std::string> ByKey(std::uint32_t feed, std::uint32_t field) const;
  // "record field value: reason", field '*' for a row, with the feed's code in front.
  std::vector<std::string> Rejects() const;
  std::vector<std::string> Errors() const;  // codes
  std::vector<std::string> Notes() const;   // codes
  const FeedReport& report(std::uint32_t feed) const { return result.report.feeds[feed]; }
};

Loaded LoadFolder(const PolicyBuilder& policy, const std::string& path, std::string_view as_of = "2021-06-30",
                  unsigned threads = 1);

// Every row that was read is counted somewhere, and every refused row and value has its line.
void ExpectConserved(const Loaded& loaded);

Day DayOf(std::string_view text);

}  // namespace greenrule
