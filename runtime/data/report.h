// What became of the data: every value and row that was refused, and for every feed a count of where its rows went.
//
// Nothing disappears: for every feed that is read from a file
//     rows_read = rows_kept + rows_merged + rows_filtered + rows_after_as_of + rows_mapping + rows_refused
// and every refused row and value is a Reject. (For a union, rows_read are the rows of its members that it joins.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

// Why a value or a whole row was refused. REFUSAL(name, english, chinese): the English words stand in the rejects file,
// whatever the language of messages is.
#define GREENRULE_REFUSALS(REFUSAL)                                                                                    \
  /* of one value: it is missing with the reason of the same name */                                                   \
  REFUSAL(Blank, "not supplied", "未填报")                                                                             \
  REFUSAL(Malformed, "malformed", "格式错误")                                                                          \
  REFUSAL(OutOfRange, "out of range", "超出范围")                                                                      \
  REFUSAL(TooManyDecimals, "too many decimals", "小数位过多")                                                          \
  REFUSAL(UnknownCode, "unknown code", "代码未知")                                                                     \
  REFUSAL(Ambiguous, "ambiguous", "数据冲突")                                                                          \
  REFUSAL(OwnerNotListed, "owner not listed", "所属主体不在名录") /* the entity stays, without an owner */             \
  /* of a whole row */                                                                                                 \
  REFUSAL(BrokenRecord, "broken record", "记录残缺")       /* too few or many cells, a stray quote, not JSON */        \
  REFUSAL(BrokenText, "not UTF-8", "文字编码错误")                                                                     \
  REFUSAL(KeyBlank, "key not supplied", "主键未填报")                                                                  \
  REFUSAL(KeyMalformed, "key malformed", "主键格式错误")                                                               \
  REFUSAL(NotListed, "not listed", "不在名录")             /* an orphan: its key is not in the listing */             \
  REFUSAL(NotAnswered, "not in the list of answers", "不在应答名单") /* a row where the feed says that it has none */ \
  REFUSAL(TooManyRows, "too many rows", "超过行数上限")    /* all rows of an entity that has more than `up to` */

enum class Refusal : std::uint8_t {
#define REFUSAL(name, english, chinese) k##name,
  GREENRULE_REFUSALS(REFUSAL)
#undef REFUSAL
};

std::string_view RefusalWords(Refusal refusal, Language language);
bool IsOfRow(Refusal refusal);  // a whole row, not one of its values

struct Reject {
  std::uint32_t feed = kNone;     // index into Edition::feeds
  bool of_answers = false;        // a row of the feed's list of answers (FEED.answers.csv)
  std::uint64_t record = 0;       // data records count from 1, the header is none of them
  std::uint64_t line = 0;         // line of the file where the record begins, from 1; 0 where the format has no lines
  std::uint32_t field = kNone;    // index into Feed::fields; kNone for a whole row
  std::string value;              // as written; for a row its key, or its text where the record is broken
  Refusal refusal = Refusal::kMalformed;
};

struct FeedReport {
  bool delivered = false;
  std::string file;                          // as opened; for a database "file: table"; empty for a union
  std::uint64_t rows_read = 0;               // data records, broken ones among them
  std::uint64_t rows_kept = 0;               // in the dataset
  std::uint64_t rows_merged = 0;             // copies of an event (`distinct by`), further rows of a one-per feed
  std::uint64_t rows_filtered = 0;           // not kept by `only rows where`
  std::uint64_t rows_after_as_of = 0;
  std::uint64_t rows_mapping = 0;            // of a feed that others are `mapped by`: keys that are not listed themselves
  std::uint64_t rows_refused = 0;            // rejects of whole rows
  std::uint64_t rows_orphaned = 0;           // those of them whose key is not listed
  std::uint64_t rows_unsure = 0;             // kept rows whose date or `only rows where` is unknown
  std::uint64_t values_refused = 0;          // rejects of single values
  std::uint64_t values_blank = 0;            // empty cells and `missing written as`, whether refused or normal
  std::uint64_t empty_lines = 0;             // lines without any character: no records
  std::uint64_t answers = 0;                 // listed entities in the list of answers
};

struct LoadReport {
  std::vector<FeedReport> feeds;      // as Edition::feeds
  std::vector<Reject> rejects;        // by feed, list of answers last, record, field (the row itself first)
  std::vector<Diagnostic> notes;      // GR60xx notes and warnings: converted files, further columns, files nobody asked for
  std::vector<std::uint64_t> entities;  // listed, as Edition::entities
};

}  // namespace greenrule
