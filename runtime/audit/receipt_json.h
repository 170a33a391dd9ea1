// Reading a JSON object strictly: every field in its place, of its type, and none besides. The first thing
// wrong is kept, with the path of its field.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

class StrictObject {
 public:
  // `path` is what messages call the object: "policy", "data.inputs[3]", or empty for the whole.
  StrictObject(const boost::json::value* value, std::string path, std::optional<Diagnostic::Argument>& wrong);

  std::string Text(std::string_view field);
  std::uint64_t Number(std::string_view field, std::uint64_t most);
  bool YesNo(std::string_view field);
  Day Date(std::string_view field);
  void Bytes(std::string_view field, std::span<std::uint8_t> bytes);  // lower-case hexadecimal digits
  StrictObject Object(std::string_view field);
  std::vector<StrictObject> Objects(std::string_view field);
  std::vector<std::string> Texts(std::string_view field);
  // After the last field.
  void End();

 private:
  const boost::json::value* Next(std::string_view field);
  const boost::json::value* Refuse(const std::string& path, Diagnostic::Argument is_not);
  std::string PathOf(std::string_view field) const;

  const boost::json::object* object_ = nullptr;
  std::string path_;
  std::optional<Diagnostic::Argument>* wrong_;
  std::size_t next_ = 0;
};

// The bytes of lower-case hexadecimal digits; false if they are not those of so many bytes.
bool FromHex(std::string_view digits, std::span<std::uint8_t> bytes);

// One field a line; lists of plain values and objects of plain values within lists in one.
std::string PrettyJson(const boost::json::value& value);

}  // namespace greenrule
