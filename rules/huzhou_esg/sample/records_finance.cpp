#include <algorithm>

#include "rules/huzhou_esg/sample/credit_code.h"
#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

void WriteMuGrade(const Firm& firm, Exchange& to) {
  Random random = firm.About(4);
  if (!firm.industry->industrial() || !random.Chance(firm.size == Size::kMicro ? 3'500 : 9'000) || !Delivers(firm, 4)) return;
  const std::int64_t points = 12'000 - firm.efficiency * 4 + firm.growth / 4 + random.Below(4'000);
  const char* grade = points > 13'000 ? "A" : points > 9'300 ? "B" : points > 3'200 ? "C" : "D";
  constexpr std::int64_t kTimes[] = {150, 450, 700, 850, 950, 1050, 1200, 1400, 1800, 3200};
  const auto row = [&](int year, Day at, const char* is) {
    to.if04.Add({firm.code, year, at, is, Fixed{firm.industry->tax * random.Quantile(kTimes) / 100, 4}, Fixed{random.Between(20, 300) * 10'000, 4},
                Maybe{random.Chance(8'000), Fixed{random.Between(1, 9) * 10'000, 4}}, Blank{}, Fixed{random.Between(8, 60) * 10'000, 4},
                Fixed{random.Below(60'000), 6}});
  };
  if (random.Chance(700)) row(2019, DayOf(2020, 7, 10), "C");
  row(2020, DayOf(2021, 6, 10), grade);
  if (random.Chance(60)) row(2019, DayOf(2021, 6, 20), "D");  // last year's grade, delivered late
}

void WriteCapacity(const Firm& firm, Exchange& to) {
  if (firm.industry->dirt == 0 || !Delivers(firm, 6)) return;
  Random random = firm.About(6);
  int n = 0;
  const auto record = [&] { return Record(firm, 6, ++n); };
  if (firm.Mishaps(random, 130, 1))
    to.if06.Add({firm.code, firm.code, record(), "落后燃煤锅炉", "eliminate", Maybe{random.Chance(7'000), kAsOf + static_cast<int>(random.Between(-500, 500))},
                 Maybe{random.Chance(5'500), kAsOf + static_cast<int>(random.Between(-400, 60))}, false});
  if (random.Chance(firm.industry->dirt == 2 ? 1'500 : 150))
    to.if06.Add({firm.code, firm.code, record(), "限制类产能", "restrict", Blank{}, Maybe{random.Chance(3'000), DayWithin(random, 400)}, random.Chance(2'500)});
  if (random.Chance(500)) to.if06.Add({firm.code, firm.code, record(), "允许类工艺", "allow", Blank{}, Blank{}, random.Chance(3'000)});
  if (firm.industry->green && random.Chance(1'500)) to.if06.Add({firm.code, firm.code, record(), "鼓励类工艺", "encourage", Blank{}, Blank{}, true});
}

void WriteArrears(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 7)) return;
  Random random = firm.About(7);
  int n = 0;
  for (int i = firm.Mishaps(random, 200 + 300 * static_cast<int>(firm.size), 6); i > 0; --i) {
    const Day on = DayWithin(random, 900);
    const std::string by = Reporter(firm, random);
    to.if07.Add({by, by, "欠" + Record(firm, 7, ++n), Maybe{random.Chance(8'000), CreditCode("330500", random.Below(1'000'000) * 8)},
                Yuan(firm.revenue / 100 * random.Between(1, 120) / 1'000), on, Maybe{random.Chance(6'000), on + static_cast<int>(random.Between(10, 500))}});
  }
}

void WriteTaxCredit(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 8)) return;
  Random random = firm.About(8);
  if (random.Chance(500)) return;
  const bool fresh = firm.founded > DayOf(2020, 1, 1);
  const std::int64_t points = firm.care * 6 / 10 + firm.management * 3 / 10 + random.Below(2'000);
  const char* level = points < 520 ? "D" : fresh ? "M" : points < 1'500 ? "C" : points < 2'600 ? "M" : points < 7'000 ? "B" : "A";
  if (random.Chance(600)) to.if08.Add({firm.code, 2019, DayOf(2020, 4, 20), "B", Yuan(8'000)});
  to.if08.Add({firm.code, 2020, DayOf(2021, 4, 20), level, Maybe{!random.Chance(500), Yuan(3'000 + points * 70 / 100)}});
}

void WriteFilings(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 9)) return;
  Random random = firm.About(9);
  const int step = firm.size >= Size::kMedium ? 1 : 3;  // months in a period
  const bool research = firm.industry->industrial() ? random.Chance(1'500 + 2'500 * static_cast<int>(firm.size)) : random.Chance(800);
  const std::int64_t rd = research ? random.Between(0, 80) : 0, tax = random.Between(8, 70);  // of sales, in thousandths
  const std::int64_t gift = random.Chance(300 + 900 * static_cast<int>(firm.size)) ? random.Between(1, 60) : 0;
  const int disabled = random.Chance(firm.size == Size::kMicro ? 300 : 3'000) ? static_cast<int>(firm.staff * random.Between(2, 22) / 10) : 0;  // hundredths
  const bool levy = random.Chance(8'500);
  const int late = firm.care < 800 ? 900 : firm.care < 3'000 ? 160 : 15;
  EachMonth(firm, random, [&](Month month) {
    if (month.month() % step != 0) return;
    const std::int64_t sales = firm.Scaled(firm.revenue, month.year()) / 12 * step / 1000 * random.Between(800, 1'200);
    to.if09.Add({firm.code, firm.code, month, Yuan(random.Chance(20) ? -sales / 50 : sales), Yuan(random.Chance(100) ? -sales / 900 : sales / 1000 * tax),
                Maybe{research || random.Chance(2'000), Yuan(sales / 1000 * rd)}, Maybe{gift > 0 && month.month() == 12, Yuan(sales / 100'000 * gift)},
                Fixed{disabled, 2}, levy, random.Chance(late) ? random.Between(1, 60) : 0});
  });
}

void WriteTaxOffences(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 10)) return;
  Random random = firm.About(10);
  int n = 0;
  const bool shared = Delivers(firm, 2);
  constexpr const char* kTaxes[] = {"增值税", "企业所得税", "个人所得税", "房产税"};
  for (int i = firm.Mishaps(random, 230, 3); i > 0; --i) {
    const Day due = DayWithin(random, 900);
    to.if10.Add({firm.code, firm.code, Record(firm, 10, ++n), "arrears", Blank{}, random.Of(kTaxes), Yuan(firm.revenue / 100'000 * random.Between(1, 400)), due, Blank{},
                Maybe{random.Chance(6'000), due + static_cast<int>(random.Between(20, 300))}, false});
  }
  for (int i = firm.Mishaps(random, 260, 4); i > 0; --i) {
    const Day on = DayWithin(random, 1100);
    const std::string number = "税罚〔" + std::to_string(firm.number) + "〕" + std::to_string(++n) + "号";
    const Fixed amount = Yuan(random.Between(2, 400) * 500 * kYuan);
    const bool revoked = random.Chance(400);
    to.if10.Add({firm.code, firm.code, Record(firm, 10, n), "penalty", Maybe{!random.Chance(300), number}, random.Of(kTaxes), amount, on, Blank{}, Blank{}, revoked});
    if (shared && random.Chance(6'000)) to.if02.Add({firm.code, firm.code, "penalty", number, "税务局", "tax", "fine", amount, on, Blank{}, revoked || random.Chance(200)});
  }
  if (firm.Mishaps(random, 28, 1)) {
    const Day on = DayWithin(random, 1100);
    to.if10.Add({firm.code, firm.code, Record(firm, 10, ++n), "major_dishonest", "税稽公告〔" + std::to_string(firm.number) + "〕号", "增值税",
                Yuan(random.Between(100, 900) * 10'000 * kYuan), on, Maybe{!random.Chance(1'500), on + 90}, Maybe{random.Chance(1'500), on + 700}, false});
  }
}

// The lines of business and what each is of the whole, in thousandths.
struct Line {
  const char* name;
  const char* catalogue;
  std::int64_t share, profit;  // of revenue, of profit
};
std::vector<Line> LinesOf(const Firm& firm) {
  Random random(firm.seed, firm.number, 401);
  std::vector<Line> lines;
  std::int64_t green = 0, green_profit = 0;
  const char* code = firm.industry->green;
  if (code) {
    // Firms of a green trade: mostly wholly so, some for half of their sales, some for a small part.
    constexpr std::int64_t kShare[] = {40, 260, 420, 560, 700, 850, 970, 1000, 1000};
    green = random.Quantile(kShare);
  } else if (random.Chance(firm.industry->industrial() ? 450 : 90)) {
    constexpr const char* kOther[] = {"1.1.1", "1.2.1", "2.1.1", "3.1.1", "3.4.1", "5.3.1", "9.9.9"};
    code = random.Of(kOther);
    constexpr std::int64_t kShare[] = {5, 40, 90, 160, 260, 380, 620};
    green = random.Quantile(kShare);
  }
  green_profit = std::clamp<std::int64_t>(green + random.Between(-150, 150), green == 0 ? 0 : 20, 1000);
  if (green > 0) {
    const bool two = green > 200 && random.Chance(2'500);
    if (two) lines.push_back({"产品乙", code, green / 3, green_profit / 3});
    lines.push_back({"产品甲", code, green - (two ? green / 3 : 0), green_profit - (two ? green_profit / 3 : 0)});
  }
  if (green < 1000) {
    const bool two = random.Chance(5'000);
    const std::int64_t rest = 1000 - green, profit = 1000 - green_profit;
    if (two) lines.push_back({"产品丁", nullptr, rest / 4, profit / 4});
    lines.push_back({"产品丙", nullptr, rest - (two ? rest / 4 : 0), profit - (two ? profit / 4 : 0)});
  }
  return lines;
}

void WriteStatements(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 11)) return;
  Random random = firm.About(11);
  const std::vector<Line> lines = LinesOf(firm);
  constexpr std::int64_t kDebt[] = {50, 280, 420, 510, 590, 650, 710, 780, 880, 1180};  // of assets, in thousandths
  const std::int64_t debt = random.Quantile(kDebt), margin = random.Between(-40, 140), turnover = random.Between(60, 180);
  const bool reports = !random.Chance(250), by_line = random.Chance(9'400);
  if (!reports) return;
  const auto statement = [&](Month month, std::int64_t revenue, bool lined) {
    if (month < MonthOf(firm.founded)) return;
    const std::int64_t assets = firm.Scaled(firm.revenue, month.year()) / 100 * turnover, owed = assets / 1000 * debt, profit = revenue / 1000 * margin;
    to.if11.Add({firm.code, month, Yuan(assets), Yuan(owed), Yuan(assets - owed), Yuan(revenue), Yuan(profit)});
    if (!lined || !by_line) return;
    for (const Line& line : lines)
      to.if11_2.Add({firm.code, month, line.name, Maybe{line.catalogue != nullptr, line.catalogue}, Yuan(revenue / 1000 * line.share), Yuan(profit / 1000 * line.profit)});
  };
  if (!random.Chance(150)) statement(MonthOf(2019, 12), firm.RevenueOf(2019), true);
  if (!random.Chance(150)) statement(MonthOf(2020, 12), firm.RevenueOf(2020), true);
  if (firm.size >= Size::kSmall) statement(MonthOf(2021, 3), firm.RevenueOf(2021) / 4, false);
}

void WriteEnforcementCases(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 26)) return;
  Random random = firm.About(26);
  int n = 0;
  for (int i = firm.Mishaps(random, 330, 5); i > 0; --i) {
    const std::string number = "（2020）浙05执" + std::to_string(firm.number) + "-" + std::to_string(++n) + "号";
    const std::int64_t claim = firm.revenue / 1000 * random.Between(1, 90), unpaid = claim / 100 * random.Between(0, 100);
    const Day listed = DayWithin(random, 1100);
    const auto removed = Maybe{random.Chance(5'000), listed + static_cast<int>(random.Between(30, 700))};
    const std::string by = Reporter(firm, random);
    to.if26.Add({by, by, "enforcement", number, Yuan(claim), Yuan(unpaid), listed, removed});
    if (firm.Mishaps(random, 2'300, 1)) to.if26.Add({by, by, "dishonest", number, Yuan(claim), Yuan(unpaid), listed + 40, removed});
  }
}

void WriteJudgments(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 27)) return;
  Random random = firm.About(27);
  int n = 0;
  for (int i = firm.Mishaps(random, 1'600 + 700 * static_cast<int>(firm.size), 12); i > 0; --i) {
    constexpr const char* kClasses[] = {"contract", "contract", "contract", "labour", "tort", "other"};
    constexpr const char* kCauses[] = {"买卖合同纠纷", "承揽合同纠纷，货款", "借款合同纠纷", "劳动争议", "侵权责任纠纷", "其他"};
    const std::int64_t which = random.Below(6);
    const std::string by = Reporter(firm, random);
    to.if27.Add({by, by, "（2020）浙05民初" + std::to_string(firm.number) + "-" + std::to_string(++n) + "号", random.Chance(6'000) ? "defendant" : random.Chance(9'000) ? "plaintiff" : "third",
                kCauses[which], kClasses[which], false, false, random.Chance(5'000), random.Chance(8'500), Maybe{!random.Chance(300), Yuan(random.Between(1, 900) * 10'000 * kYuan)},
                DayWithin(random, 1100)});
  }
  if (firm.industry->dirt > 0 && firm.Mishaps(random, 30, 1))
    to.if27.Add({firm.code, firm.code, "（2020）浙05刑初" + std::to_string(firm.number) + "号", "defendant", "污染环境罪, 单位犯罪", "criminal", true, random.Chance(9'000),
                random.Chance(9'000), random.Chance(8'500), Blank{}, DayWithin(random, 1300)});
}

}  // namespace

void WriteFinance(const Firm& firm, Exchange& to) {
  WriteMuGrade(firm, to);
  WriteCapacity(firm, to);
  WriteArrears(firm, to);
  WriteTaxCredit(firm, to);
  WriteFilings(firm, to);
  WriteTaxOffences(firm, to);
  WriteStatements(firm, to);
  WriteEnforcementCases(firm, to);
  WriteJudgments(firm, to);
}

}  // namespace greenrule::huzhou
