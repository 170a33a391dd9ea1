#include <algorithm>

#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

void WriteInsurance(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 22)) return;
  Random random = firm.About(22);
  // The share that is insured: hardly anybody misses it, a few by far.
  constexpr std::int64_t kInsured[] = {300, 560, 700, 790, 845, 890, 925, 955, 1000};
  const std::int64_t insured = std::min<std::int64_t>(1000, random.Quantile(kInsured) + firm.management / 200);
  const std::int64_t leaving = random.Between(3, 45);  // % of staff in a year
  const std::int64_t graduates = random.Chance(3'500) ? random.Between(3, 40) : 0;
  const int arrears = firm.care < 700 ? 1'500 : firm.care < 3'000 ? 400 : firm.care < 6'000 ? 60 : 5;
  const auto rows = [&](const std::string& code, std::int64_t staff, Month month) {
    const std::int64_t now = std::max<std::int64_t>(1, firm.Scaled(staff * 100, month.year()) / 100);
    const std::int64_t covered = (now * insured + 500) / 1000, due = covered * random.Between(1'150, 1'250) * kYuan;
    const std::int64_t left = (now * leaving * random.Between(0, 20) / 12 + 500) / 1'000, joined = std::max<std::int64_t>(0, left + random.Between(-1, 1));
    to.if22.Add({code, code, month, now, covered, Yuan(due), Yuan(random.Chance(arrears) ? due * random.Between(0, 99) / 100 : due), joined, left,
                joined * graduates / 100});
  };
  EachMonth(firm, random, [&](Month month) {
    rows(firm.code, firm.staff, month);
    for (const Branch& branch : firm.branches)
      if (month >= MonthOf(branch.founded)) rows(branch.code, firm.staff / 12, month);
  });
}

void WriteFund(const Firm& firm, Exchange& to) {
  Random random = firm.About(34);
  if (!random.Chance(firm.size == Size::kMicro ? 1'800 : 6'500) || !Delivers(firm, 34)) return;
  const std::int64_t covered = random.Between(15, 104), ratio = random.Between(5, 12);
  EachMonth(firm, random, [&](Month month) {
    const std::int64_t staff = std::max<std::int64_t>(1, firm.Scaled(firm.staff * 100, month.year()) / 100), paying = std::min(staff, staff * covered / 100);
    to.if34.Add({firm.code, firm.code, month, staff, paying, Yuan(ratio * 100), Yuan(paying * 5'000 * ratio * 2)});
  });
}

void WriteLabour(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 23)) return;
  Random random = firm.About(23);
  int n = 0;
  const int size = static_cast<int>(firm.size);
  for (int i = firm.Mishaps(random, 500 + 700 * size, 6); i > 0; --i) {
    const std::string by = Reporter(firm, random);
    to.if23.Add({by, by, Record(firm, 23, ++n), "arbitration", DayWithin(random, 1000), Maybe{!random.Chance(1'000), random.Chance(4'500)}, Blank{},
                 Yuan(random.Between(5'000, 90'000) * kYuan), Blank{}, Blank{}, Blank{}});
  }
  for (int i = firm.Mishaps(random, 420, 4); i > 0; --i) {
    const std::string by = Reporter(firm, random);
    to.if23.Add({by, by, Record(firm, 23, ++n), "wage_arrears", DayWithin(random, 1000), Blank{}, Maybe{!random.Chance(1'000), random.Chance(6'500)},
                 Yuan(random.Between(8'000, 900'000) * kYuan), Blank{}, Blank{}, Blank{}});
  }
  for (int i = firm.Mishaps(random, firm.industry->industrial() || firm.industry->code[0] == '4' ? 400 + 900 * size : 200, 9); i > 0; --i) {
    const std::string by = Reporter(firm, random);
    to.if23.Add({by, by, Record(firm, 23, ++n), "work_injury", DayWithin(random, 1000), Blank{}, Blank{}, Blank{}, random.Chance(200), Blank{}, Blank{}});
  }
  if (firm.Mishaps(random, 26, 1)) {
    const Day listed = DayWithin(random, 1000);
    to.if23.Add({firm.code, firm.code, Record(firm, 23, ++n), "blacklist", listed, Blank{}, Blank{}, Blank{}, Blank{}, Maybe{!random.Chance(600), listed},
                Maybe{random.Chance(3'000), listed + static_cast<int>(random.Between(100, 1000))}});
  }
}

void WriteAccidents(const Firm& firm, Exchange& to) {
  const bool risky = firm.industry->industrial() || std::string_view(firm.industry->code).starts_with("4") || std::string_view(firm.industry->code) == "5430";
  if (!risky || !Delivers(firm, 24)) return;
  Random random = firm.About(24);
  int n = 0;
  for (int i = firm.Mishaps(random, 130 + 100 * static_cast<int>(firm.size), 4); i > 0; --i) {
    const bool larger = random.Chance(500);
    const std::int64_t deaths = larger ? random.Between(3, 8) : random.Chance(3'500) ? random.Between(1, 2) : 0;
    const std::string by = Reporter(firm, random);
    to.if24.Add({by, by, Record(firm, 24, ++n), DayWithin(random, 1300), larger ? "larger" : "general", deaths, random.Below(3),
                Yuan(random.Between(10, 900) * 10'000 * kYuan), random.Chance(8'000)});
  }
}

void WriteSafety(const Firm& firm, Exchange& to) {
  const bool risky = firm.industry->industrial() || std::string_view(firm.industry->code).starts_with("4");
  if (!risky || !Delivers(firm, 25)) return;
  Random random = firm.About(25);
  int n = 0;
  const bool obliged = firm.size >= Size::kSmall && random.Chance(5'000);
  if (obliged || random.Chance(1'000)) {
    const int care = firm.management + static_cast<int>(random.Below(3'000));
    const auto level = Maybe{care > 3'500, care > 11'500 ? 1 : care > 8'000 ? 2 : 3};
    const Day on = DayWithin(random, 1300);
    to.if25.Add({firm.code, firm.code, Record(firm, 25, ++n), "standardisation", Blank{}, level, obliged, Maybe{level.has_value(), AddMonths(on, 36)}, Blank{}, on, false});
  }
  const bool shared = Delivers(firm, 2);
  for (int i = firm.Mishaps(random, 420, 5); i > 0; --i) {
    const std::string number = "应急罚〔" + std::to_string(firm.number) + "〕" + std::to_string(++n) + "号";
    const Day on = DayWithin(random, 1000);
    const Fixed amount = Yuan(random.Between(1, 20) * 5'000 * kYuan);
    const bool revoked = random.Chance(400);
    const std::string by = Reporter(firm, random);
    to.if25.Add({by, by, Record(firm, 25, n), "penalty", Maybe{!random.Chance(300), number}, Blank{}, false, Blank{}, amount, on, revoked});
    if (shared && random.Chance(6'000)) to.if02.Add({by, by, "penalty", number, "应急管理局", "safety", "fine", amount, on, Blank{}, revoked || random.Chance(300)});
  }
  if (shared && firm.Mishaps(random, 70, 1))
    to.if02.Add({firm.code, firm.code, "penalty", "乡应急罚〔" + std::to_string(firm.number) + "〕号", "乡镇人民政府", "safety", "fine", Yuan(20'000 * kYuan),
                DayWithin(random, 1000), Blank{}, false});
}

void WritePetitions(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 37)) return;
  Random random = firm.About(37);
  int n = 0;
  const auto add = [&](const char* kind, std::int64_t verified) {
    const Day on = DayWithin(random, 800);
    const Day due = on + 60;
    std::optional<Day> closed = Maybe{!firm.Mishaps(random, 900, 1), on + static_cast<int>(random.Between(5, firm.care < 1'500 ? 120 : 60))};
    if (closed > kAsOf) closed.reset();
    const std::string by = Reporter(firm, random);
    to.if37.Add({by, by, Record(firm, 37, ++n), kind, on, random.Chance(verified), due, closed});
  };
  for (int i = firm.Mishaps(random, firm.industry->dirt ? 350 : 60, 6); i > 0; --i) add("env", 5'000);
  for (int i = firm.Mishaps(random, firm.industry->industrial() ? 150 : 700, 8); i > 0; --i) add("consumer", 4'000);
  for (int i = firm.Mishaps(random, 500, 4); i > 0; --i) add("labour", 4'000);
  for (int i = firm.Mishaps(random, 40, 2); i > 0; --i) add("group", 5'000);
}

}  // namespace

void WritePeople(const Firm& firm, Exchange& to) {
  WriteInsurance(firm, to);
  WriteLabour(firm, to);
  WriteAccidents(firm, to);
  WriteSafety(firm, to);
  WriteFund(firm, to);
  WritePetitions(firm, to);
}

}  // namespace greenrule::huzhou
