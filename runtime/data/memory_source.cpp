#include "runtime/data/memory_source.h"

#include <algorithm>

namespace greenrule {
namespace {

class MemorySource : public RecordSource {
 public:
  explicit MemorySource(const MemoryTable& table) : table_(table) {
    name_ = "example";
    for (const std::string& column : table.columns) columns_.push_back(HeaderName(column));
  }
  bool Next(RecordBatch& batch) override {
    if (next_ == table_.rows.size()) return false;
    batch = {};
    batch.width = chosen_.size();
    for (const std::size_t end = std::min(table_.rows.size(), next_ + RecordsPerBatch(batch.width)); next_ < end; ++next_) {
      for (std::uint32_t column : chosen_) batch.cells.push_back(Cell::OfText(table_.rows[next_][column]));
      batch.records.push_back(next_ + 1);
    }
    return true;
  }
  std::uint64_t done() const override { return next_; }
  std::uint64_t all() const override { return table_.rows.size(); }

 private:
  const MemoryTable& table_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<RecordSource> OpenMemory(const MemoryTable& table) { return std::make_unique<MemorySource>(table); }

}  // namespace greenrule
