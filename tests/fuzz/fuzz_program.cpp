// Feeds spoiled program files to the loader: a file is refused, or what it holds runs over no data without harm.
//
// A random file is hardly ever past its checksum, so the sum is put right before the file is read; and the bytes change a
// good program's rather than stand for a whole one: pairs of a place (two bytes) and what to put there.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "compiler/compile.h"
#include "runtime/program/program_file.h"
#include "runtime/program/ranges.h"
#include "runtime/program/sha256.h"
#include "runtime/program/verify.h"
#include "runtime/vm/run.h"

namespace greenrule {
namespace {

constexpr std::string_view kPolicy = R"(policy p "fuzz"
  version "1"
  effective from 2021-01-01
entity firm key id : text
  listed in firms
feed firms, one per firm
  field a : number, 2 decimals, range 0 to 100
  field c : one of (red, green)
feed fines, many per firm, up to 100, dated by day
  field day : date
  field amount : number in 元, 2 decimals, range 0 to 1000000元
lookup marks
  key kind : text
  value mark : number
  | kind | mark |
  | "A"  | 1    |
checklist bad
  item N1 many
    hit when any fines where amount > 10元 and day within 12 months before as_of
factor f1 : number, 2 decimals = a / 3 + (sum amount of fines) / 7元
  higher is better
  score
    | >= 60     | 100 |
    | otherwise | 0   |
  when missing score 0
quantity place = rank of f1 among firm by c
composite total, 2 decimals
  | f1 | 100% |
table rating gives outcome : text
  first match
  | bad          | total || outcome      |
  | hit          | -     || "low"        |
  | undetermined | -     || undetermined |
  | otherwise            || "fair"       |
result for firm total, outcome, bad
statistic lows = count firm where total > 50
)";

const std::vector<std::uint8_t>& GoodFile() {
  static const std::vector<std::uint8_t> file = [] {
    DiagnosticSink sink;
    const Compilation compilation = CheckText("fuzz.green", kPolicy, {GREENRULE_STDLIB}, sink);
    const std::optional<Program> program = sink.HasErrors() ? std::nullopt : BuildProgram(compilation, {}, sink);
    if (!program) std::abort();
    return Serialize(*program);
  }();
  return file;
}

// Three of every entity, each with one row of every feed; every value is the one nearest to 0 that its field can have.
Dataset SmallDataset(const Edition& edition) {
  constexpr std::size_t kRows = 3;
  Dataset dataset;
  dataset.as_of = edition.from;
  for (const std::string& text : edition.texts) dataset.texts.Intern(text);
  for (const Entity& entity : edition.entities) {
    EntityData& data = dataset.entities.emplace_back();
    data.count = kRows;
    data.listing_order = {0, 1, 2};
    if (entity.owner != kNone) data.owner = {0, 1, 2};
    data.keys.assign(entity.key_symbols.size(), {"a", "b", "c"});
  }
  dataset.feeds.resize(edition.feeds.size());
  for (FeedData& data : dataset.feeds) data.offsets = {0, 1, 2, 3};
  for (const Column& column : edition.columns) {
    ColumnData& data = dataset.columns.emplace_back();
    data.values.Resize(column.lane, kRows);
    for (std::size_t row = 0; row < kRows; ++row)
      data.values.Set(row, NearestZero(FieldRange(edition.feeds[column.feed].fields[column.field])));
  }
  return dataset;
}

void Check(std::span<const std::uint8_t> changes) {
  std::vector<std::uint8_t> file = GoodFile();
  for (std::size_t i = 0; i + 2 < changes.size(); i += 3)
    file[(changes[i] * 256u + changes[i + 1]) % file.size()] = changes[i + 2];
  const std::size_t body = file.size() - sizeof(Digest);
  const Digest digest = Sha256({file.data(), body});
  std::ranges::copy(digest, file.begin() + static_cast<std::ptrdiff_t>(body));
  const auto parsed = Parse(file);
  const Program* program = std::get_if<Program>(&parsed);
  if (program == nullptr || !Verify(*program).empty()) return;
  for (const Edition& edition : program->editions) {
    Dataset dataset = SmallDataset(edition);
    Run(edition, dataset, {});
  }
}

}  // namespace
}  // namespace greenrule

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  greenrule::Check({data, size});
  return 0;
}
