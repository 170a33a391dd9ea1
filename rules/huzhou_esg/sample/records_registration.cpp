#include <algorithm>

#include "rules/huzhou_esg/sample/credit_code.h"
#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

std::string Name(const Firm& firm) {
  return "湖州样本" + std::to_string(firm.number + 1) + "号" + firm.industry->word + "有限公司";
}

void WriteRegister(const Firm& firm, Exchange& to) {
  Random random = firm.About(18);
  const std::int64_t registered = std::max<std::int64_t>(100'000 * kYuan, firm.revenue / random.Between(4, 20) / kTenThousandYuan * kTenThousandYuan);
  const std::int64_t paid = random.Chance(3'000) ? registered : registered / 100 * random.Between(0, 100);
  const char* type = firm.size == Size::kLarge ? "股份有限公司" : "有限责任公司";
  const std::string legal = "样本" + std::to_string(random.Below(100'000));
  const auto controller = Maybe{random.Chance(500), CreditCode("330500", firm.number * 8 + 6)};
  const Day as_known = DayOf(2021, 6, 1) + -static_cast<int>(random.Below(400));
  if (random.Chance(250))  // an older state of the same registration
    to.if18.Add({firm.code, Name(firm), type, firm.founded, Yuan(registered / 2), Yuan(paid / 3), firm.industry->code, "active", firm.district, legal,
                Blank{}, controller, as_known + -500});
  to.if18.Add({firm.code, Name(firm), type, firm.founded, Yuan(registered), Yuan(paid), Maybe{!random.Chance(6), firm.industry->code}, "active",
              firm.district, legal, Blank{}, controller, as_known});
  for (const Branch& branch : firm.branches)
    to.if18.Add({branch.code, Name(firm) + "分公司", "分公司", branch.founded, Yuan(0), Yuan(0), firm.industry->code, "active", firm.district, legal,
                firm.code, Blank{}, as_known});
}

void WriteChanges(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 19)) return;
  Random random = firm.About(19);
  int n = 0;
  const auto change = [&](const char* item, Day on) {
    const std::string by = Reporter(firm, random);
    to.if19.Add({by, by, Record(firm, 19, ++n), item, on, Blank{}, Blank{}});
  };
  if (firm.size >= Size::kSmall && firm.Mishaps(random, 700, 1)) {
    const Day on = DayWithin(random, 1400);
    to.if19.Add({firm.code, firm.code, Record(firm, 19, ++n), "pledge", on, Maybe{!random.Chance(200), Fixed{random.Between(5, 100) * 10'000, 4}},
                Maybe{random.Chance(3'500), on + static_cast<int>(random.Between(100, 900))}});
  }
  for (int i = random.Times(900, 5); i > 0; --i) change("shareholder", DayWithin(random, 1100));
  for (int i = firm.Mishaps(random, 1'300, 4); i > 0; --i) change("legal_rep", DayWithin(random, 1300));
  for (int i = random.Times(1'200, 3); i > 0; --i) {
    constexpr const char* kItems[] = {"capital", "address", "scope"};
    change(random.Of(kItems), DayWithin(random, 1400));
  }
}

void WritePublicity(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 20)) return;
  Random random = firm.About(20);
  int n = 0;
  const int founded = DateOf(firm.founded).year;
  for (int year = 2018; year <= 2020; ++year) {
    if (founded > year || random.Chance(100)) continue;
    const Day due = DayOf(year + 1, 6, 30);
    const bool late = firm.Mishaps(random, 700, 1) > 0, never = late && random.Chance(4'000);
    std::optional<Day> filed;
    if (!never) filed = late ? due + static_cast<int>(random.Between(1, 400)) : due + -static_cast<int>(random.Below(170));
    if (filed && *filed > kAsOf) filed.reset();
    const int openness = firm.management + static_cast<int>(random.Below(2'000));
    const char* disclosure = openness > 11'000 ? "assured" : openness > 9'300 ? "full" : openness > 6'500 ? "partial" : "none";
    to.if20.Add({firm.code, firm.code, Record(firm, 20, ++n), "annual_report", year, due, filed, Maybe{filed.has_value() && !random.Chance(150), disclosure},
                Maybe{filed && random.Chance(5'000), random.Times(firm.management > 6'000 ? 4'000 : 1'200, 5)}, Blank{}, Blank{}});
    if (never && year < 2020) {
      const Day listed = due + static_cast<int>(random.Between(20, 60));
      to.if20.Add({firm.code, firm.code, Record(firm, 20, ++n), "abnormal", Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, listed,
                  Maybe{random.Chance(6'000), listed + static_cast<int>(random.Between(20, 300))}});
    }
  }
  if (firm.Mishaps(random, 28, 1)) {
    const Day listed = DayWithin(random, 1100);
    to.if20.Add({firm.code, firm.code, Record(firm, 20, ++n), "serious_dishonest", Blank{}, Blank{}, Blank{}, Blank{}, Blank{},
                Maybe{!random.Chance(500), listed}, Maybe{random.Chance(2'500), listed + static_cast<int>(random.Between(100, 1100))}});
  }
}

void WriteQuality(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 21)) return;
  Random random = firm.About(21);
  int n = 0;
  const auto certificate = [&](const char* scheme, std::int64_t threshold) {
    if (firm.management + random.Below(3'000) < threshold) return;
    const Day on = DayWithin(random, 1300);
    const auto result = random.Chance(9'000) ? Maybe{random.Chance(8'000), "pass"} : Maybe{random.Chance(2'000), "fail"};
    to.if21.Add({firm.code, firm.code, Record(firm, 21, ++n), "cert", scheme, result, on, Maybe{!random.Chance(300), AddMonths(on, 36)}, Blank{}});
  };
  certificate("ISO9001", firm.industry->industrial() ? 5'200 : 7'500);
  certificate("ISO14001", firm.industry->green ? 6'000 : 7'600);
  certificate("ISO50001", firm.industry->industrial() ? 8'600 : 11'500);
  certificate("品字标", 10'300);
  certificate("other", 9'000);
  if (firm.industry->industrial() && random.Chance(1'800))
    for (int i = random.Between(1, 4); i > 0; --i)
      to.if21.Add({firm.code, firm.code, Record(firm, 21, ++n), "spot_check", Blank{}, Maybe{!random.Chance(300), firm.Mishaps(random, 800, 1) ? "fail" : "pass"},
                  DayWithin(random, 1000), Blank{}, Blank{}});
  for (int i = firm.Mishaps(random, firm.industry->industrial() ? 800 : 1'400, 8); i > 0; --i) {
    const Day on = DayWithin(random, 800);
    const std::string by = Reporter(firm, random);
    to.if21.Add({by, by, Record(firm, 21, ++n), "complaint", Blank{}, Blank{}, on, Blank{},
                Maybe{random.Chance(8'500), std::min(kAsOf, on + static_cast<int>(random.Between(3, 60)))}});
  }
}

void WriteCredit(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 1)) return;
  Random random = firm.About(1);
  if (random.Chance(1'200)) return;  // not rated
  const std::int64_t points = firm.care / 2 + firm.management / 3 + random.Below(2'000);
  const char* grade = points > 7'400 ? "A" : points > 5'000 ? "B" : points > 2'400 ? "C" : points > 900 ? "D" : "E";
  const Day on = DayOf(2020, 12, 31) + static_cast<int>(random.Below(150));
  if (random.Chance(300)) to.if01.Add({firm.code, "B", Yuan(70'000), on + -365});
  to.if01.Add({firm.code, grade, Yuan(30'000 + points * 7), on});
}

void WriteSanctions(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 2)) return;
  Random random = firm.About(2);
  int n = 0;
  for (int i = random.Times(1'500, 6); i > 0; --i)
    to.if02.Add({firm.code, firm.code, "licence", "许〔" + std::to_string(firm.number) + "〕" + std::to_string(++n) + "号", "市场监督管理局", "market",
                Blank{}, Blank{}, DayWithin(random, 1100), Blank{}, false});
  for (int i = firm.Mishaps(random, 1'100, 5); i > 0; --i) {
    constexpr const char* kMeasures[] = {"fine", "fine", "fine", "warning", "confiscate", "revoke_licence"};
    const bool market = random.Chance(6'500);
    const char* measure = random.Of(kMeasures);
    const bool fine = std::string_view(measure) == "fine";
    const Day on = DayWithin(random, 1200);
    constexpr std::int64_t kFines[] = {500, 2'000, 5'000, 10'000, 30'000, 60'000, 400'000};
    const std::string by = Reporter(firm, random);
    to.if02.Add({by, by, "penalty", "罚〔" + std::to_string(firm.number) + "〕" + std::to_string(++n) + "号", market ? "市场监督管理局" : "综合行政执法局",
                market ? "market" : "other", Maybe{!random.Chance(200), measure}, Maybe{fine, Yuan(random.Quantile(kFines) * kYuan)}, on,
                Maybe{random.Chance(3'500), on + static_cast<int>(random.Between(90, 500))}, random.Chance(300)});
  }
}

}  // namespace

bool Delivers(const Firm& firm, int interface) {
  Random random = firm.About(300 + interface);
  return firm.answered[interface] || random.Chance(200);
}

const std::string& Reporter(const Firm& firm, Random& random) {
  if (firm.branches.empty() || random.Chance(7'000)) return firm.code;
  return random.Of(firm.branches).code;
}

std::string Record(const Firm& firm, int interface, int number) {
  return "R" + std::to_string(interface) + "-" + std::to_string(firm.number + 1) + "-" + std::to_string(number);
}

void WriteRegistration(const Firm& firm, Exchange& to) {
  WriteRegister(firm, to);
  WriteCredit(firm, to);
  WriteSanctions(firm, to);
  WriteChanges(firm, to);
  WritePublicity(firm, to);
  WriteQuality(firm, to);
}

void WriteStrangers(const Firm& firm, Exchange& to) {
  Random random = firm.About(301);
  if (!random.Chance(280)) return;
  constexpr const char* kStates[] = {"cancelled", "cancelled", "revoked", "moved"};
  to.if18.Add({CreditCode(firm.district, firm.number * 8 + 7), "湖州样本旧" + std::to_string(firm.number + 1) + "号" + firm.industry->word + "厂", "有限责任公司",
              kAsOf + -static_cast<int>(random.Between(2'000, 9'000)), Yuan(1'000'000 * kYuan), Yuan(500'000 * kYuan), firm.industry->code,
              random.Of(kStates), firm.district, "样本旧", Blank{}, Blank{}, DayOf(2021, 1, 1)});
}

}  // namespace greenrule::huzhou
