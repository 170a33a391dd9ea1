#include "runtime/program/calendar.h"
#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

// The first `count` code points of UTF-8 text.
std::string_view FirstOf(std::string_view text, std::uint32_t count) {
  std::size_t end = 0;
  for (; count > 0 && end < text.size(); --count) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  }
  return text.substr(0, end);
}

// New texts are added to the pool, which other threads read: the lock is taken once for all that this batch
// needs.
void RunFirstLetters(const KernelCall& call) {
  const std::uint32_t letters = call.immediates[0];
  auto& known = call.scratch->first_letters;
  const In<Int64> texts(call.in[0]);
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  std::unique_lock lock(call.texts->mutex, std::defer_lock);
  for (std::size_t i = 0; i < call.rows; ++i) {
    const auto [entry, is_new] = known.try_emplace({letters, texts[i]}, 0);
    if (is_new) {
      if (!lock.owns_lock()) lock.lock();
      entry->second = call.texts->pool.Intern(FirstOf(call.texts->pool.Text(texts[i]), letters));
    }
    out[i] = entry->second;
  }
}

void RunStartsWith(const KernelCall& call) {
  const std::shared_lock lock(call.texts->mutex);
  const TextPool& pool = call.texts->pool;
  MapBinary<Int64, Int64, std::uint8_t>(
      call, [&](Int64 a, Int64 b) -> std::uint8_t { return pool.Text(a).starts_with(pool.Text(b)); });
}

}  // namespace

void RunTextsAndDates(const KernelCall& call) {
  switch (call.op) {
    case Opcode::kFirstLetters: return RunFirstLetters(call);
    case Opcode::kStartsWith: return RunStartsWith(call);
    case Opcode::kYearOf:
      return MapUnary<Int64, Int64>(call, [](Int64 day) -> Int64 { return CivilOf(day).year; });
    case Opcode::kMonthNumber:
      return MapUnary<Int64, Int64>(call, [](Int64 day) -> Int64 { return CivilOf(day).month; });
    case Opcode::kDayOf:
      return MapUnary<Int64, Int64>(call, [](Int64 day) -> Int64 { return CivilOf(day).day; });
    case Opcode::kMonthOf: return MapUnary<Int64, Int64>(call, MonthOfDay);
    case Opcode::kFirstDay: return MapUnary<Int64, Int64>(call, FirstDayOfMonth);
    case Opcode::kAddMonths: return MapBinary<Int64, Int64, Int64>(call, AddMonths);
    case Opcode::kMonthsBetween: return MapBinary<Int64, Int64, Int64>(call, MonthsBetween);
    default: return;
  }
}

}  // namespace greenrule
