// Feeds data files of random bytes to the loader: whatever they hold, it ends, and every row is counted.
//
// The first byte chooses the format, the rest is the file of a many-per feed with every clause.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime/data/date_text.h"
#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

struct Fixture {
  PolicyBuilder policy;
  DataFolder folder;
  std::uint32_t fines = 0;

  Fixture() {
    const std::uint32_t firm = policy.AddEntity("firm", "key", FieldType::kText);
    policy.AddListing("L", "listing", firm);
    fines = policy.AddMany("F", "fines", firm, 3);
    const std::uint32_t doc = policy.AddPlain(fines, "doc", FieldType::kText);
    const std::uint32_t date = policy.AddDate(fines, "date");
    policy.feed(fines).dated_by = date;
    policy.feed(fines).distinct_by = {doc};
    policy.AddNumber(fines, "amount", 2, "-1000", "100000000000000000000");
    policy.AddMonth(fines, "month");
    policy.AddPlain(fines, "yes", FieldType::kYesNo);
    policy.AddPlain(fines, "code", FieldType::kUscc);
    policy.AddChoice(fines, "kind", {"a", "b"});
    policy.AddCode(fines, "branch", policy.AddLookup(KeyKind::kLongestPrefix, {"C26"}));
    folder.Write("L.csv", "key\nA\nB\n");
  }
};

void Check(std::string_view bytes) {
  static const Fixture fixture;
  static constexpr std::string_view kFiles[] = {"F.csv", "F.json", "F.jsonl", "F.tsv"};
  if (bytes.empty()) return;
  const std::string_view file = kFiles[static_cast<unsigned char>(bytes[0]) % 4];
  fixture.folder.Write(file, bytes.substr(1));
  const LoadResult result = LoadFolder(fixture.policy, fixture.folder.path()).result;
  std::filesystem::remove(fixture.folder.File(file));
  if (!result.dataset) {
    if (result.errors.empty()) std::abort();
    return;
  }
  const FeedReport& report = result.report.feeds[fixture.fines];
  if (report.rows_read != report.rows_kept + report.rows_merged + report.rows_filtered + report.rows_after_as_of +
                              report.rows_mapping + report.rows_refused)
    std::abort();
}

}  // namespace
}  // namespace greenrule

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  greenrule::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
