#include <algorithm>

#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

constexpr const char* kBanks[] = {"工商银行湖州分行", "农业银行湖州分行", "建设银行湖州分行", "湖州银行", "安吉农商银行", "稠州银行湖州分行"};

struct Loan {
  std::string contract;
  std::int64_t principal;  // fen
  Day start, end;
  std::int64_t rate;       // % with four places
};

// The 20th before a day: when rates are published.
Day PricingDay(Day day) {
  const Date date = DateOf(day);
  const Day twentieth = DayOf(date.year, date.month, 20);
  return twentieth <= day ? twentieth : AddMonths(twentieth, -1);
}

Loan MakeLoan(const Firm& firm, Random& random, std::string contract, std::int64_t principal) {
  const Day start = std::max(firm.founded + 30, kAsOf + -static_cast<int>(random.Between(10, random.Chance(firm.industry->green ? 2'500 : 1'200) ? 300 : 1'800)));
  const bool lasting = random.Chance(1'500);
  const Day end = AddMonths(start, static_cast<int>(lasting ? random.Between(61, 180) : random.Between(1, 5) * 12));
  return {std::move(contract), principal, start, end, (lasting ? 46'500 : 38'500) + random.Between(-20, 150) * 100};
}

// The loan and its repayments: interest by quarter, now and then a part of the principal.
void Write(const Firm& firm, Exchange& to, Random& random, const Loan& loan, const std::optional<std::string>& use, const std::optional<std::int64_t>& green_use) {
  const bool late = firm.Mishaps(random, 350, 1) > 0, bad = late && random.Chance(1'500);
  const std::int64_t overdue = late ? random.Between(1, bad ? 300 : 70) : 0;
  constexpr const char* kBad[] = {"substandard", "doubtful", "loss"};
  const char* standing = bad ? random.Of(kBad) : overdue > 60 || firm.Mishaps(random, 120, 1) ? "attention" : "normal";
  std::int64_t left = loan.principal;
  int n = 0;
  for (Day paid = AddMonths(DayOf(2019, 3, 20), 0); paid <= std::min(kAsOf, loan.end); paid = AddMonths(paid, 3)) {
    if (paid <= loan.start) continue;
    const int days = std::min(paid - loan.start, 91);
    const std::int64_t interest = left / 10'000 * loan.rate / 100 * days / 360;
    std::int64_t back = random.Chance(700) ? left / 100 * random.Between(5, 50) : 0;
    if (paid + 92 > loan.end) back = left;
    to.if36_2.Add({firm.code, firm.code, "还" + loan.contract + "-" + std::to_string(++n), loan.contract, paid, Yuan(back), Yuan(random.Chance(60) ? 0 : interest)});
    left -= back;
  }
  if (loan.end <= kAsOf) left = 0;
  const Day priced = PricingDay(random.Chance(loan.start < DayOf(2019, 8, 20) ? 3'000 : 9'700) ? loan.start : std::max(DayOf(2019, 9, 1), AddMonths(loan.start, 12)));
  to.if36.Add({firm.code, firm.code, loan.contract, random.Of(kBanks), Yuan(loan.principal), Yuan(left), loan.start, loan.end,
              Maybe{!random.Chance(200), Fixed{loan.rate, 4}}, std::min(priced, kAsOf), use, green_use ? std::optional(Yuan(*green_use)) : std::nullopt, standing,
              overdue});
}

std::string Contract(const Firm& firm, int n) { return "贷" + std::to_string(firm.number + 1) + "-" + std::to_string(n); }

// Earlier grades of the city's system, in force since 2018, and what was applied for and paid on the strength of them.
void WriteRegistry(const Firm& firm, Exchange& to, const std::vector<Loan>& loans) {
  if (!Delivers(firm, 38)) return;
  Random random = firm.About(38);
  int n = 0;
  const bool known = firm.industry->green ? firm.management + random.Below(5'000) > 4'100 : random.Chance(60);
  if (known) {
    const int periods = random.Chance(4'500) ? 2 : 1;
    Day from = std::max(firm.founded + 60, DayOf(2020, 4, 1) + static_cast<int>(random.Below(420))) + (periods == 2 ? -365 : 0);
    for (int i = 0; i < periods; ++i, from = from + static_cast<int>(random.Between(300, 366))) {
      const std::int64_t points = firm.management / 2 + firm.care / 2 + random.Below(3'000);
      const char* grade = random.Chance(500) ? "none" : points > 9'300 ? "deep" : points > 5'200 ? "medium" : "light";
      if (from <= kAsOf)
        to.if38.Add({firm.code, firm.code, Record(firm, 38, ++n), "prior_grade", "等" + std::to_string(n), Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, grade, from,
                    AddMonths(from, 12)});
    }
    for (const Loan& loan : loans)
      if (random.Chance(6'000)) {
        const bool paid = random.Chance(900);
        const Day begin = std::max(loan.start, DayOf(2020, 1, 1) + static_cast<int>(random.Below(300)));
        to.if38.Add({firm.code, firm.code, Record(firm, 38, ++n), "interest_subsidy", "息" + std::to_string(n), Blank{}, Blank{}, loan.contract, Blank{}, Blank{},
                    Maybe{paid, Yuan(random.Between(1'000, 90'000) * kYuan)}, Blank{}, Maybe{paid, begin}, Maybe{paid, begin + 180}});
      }
  }
  if ((known && random.Chance(2'500)) || random.Chance(40)) {
    const std::int64_t amount = std::clamp<std::int64_t>(firm.revenue / 100 * random.Between(3, 25) / kTenThousandYuan * kTenThousandYuan, 200'000 * kYuan, 30'000'000 * kYuan);
    to.if38.Add({firm.code, firm.code, Record(firm, 38, ++n), "fee_subsidy", "保" + std::to_string(n), Blank{}, Blank{}, Blank{}, Yuan(amount),
                Yuan(amount / 1'000 * random.Between(5, 20)), Maybe{random.Chance(1'000), Yuan(5'000 * kYuan)}, Blank{}, Blank{}, Blank{}});
  }
}

}  // namespace

void WriteLoans(const Firm& firm, Exchange& to) {
  Random random = firm.About(36);
  constexpr std::int64_t kBorrows[] = {700, 3'800, 8'300, 9'500};
  std::vector<Loan> loans;
  if (random.Chance(kBorrows[static_cast<int>(firm.size)] + (firm.industry->green ? 1'500 : 0))) {
    const int count = 1 + random.Times(3'500, 4);
    for (int i = 1; i <= count; ++i) {
      const std::int64_t amount = std::max<std::int64_t>(200'000 * kYuan, firm.revenue / 1'000 * random.Between(45, 330) / kTenThousandYuan * kTenThousandYuan);
      loans.push_back(MakeLoan(firm, random, Contract(firm, i), std::min<std::int64_t>(amount, 800'000'000 * kYuan)));
    }
  }
  if (Delivers(firm, 36)) {
    for (const Loan& loan : loans) Write(firm, to, random, loan, Maybe{firm.industry->green && random.Chance(4'000), std::string(firm.industry->green ? firm.industry->green : "")}, {});
    if (firm.size >= Size::kSmall && random.Chance(500))
      for (int i = random.Between(1, 3); i > 0; --i) {
        const Day start = DayWithin(random, 1'200), end = AddMonths(start, 24);
        to.if36_3.Add({firm.code, firm.code, "担" + std::to_string(firm.number + 1) + "-" + std::to_string(i), Yuan(firm.revenue / 100 * random.Between(2, 40)), start, end,
                      Maybe{random.Chance(1'500), std::min(end, start + 200)}});
      }
  }
  WriteRegistry(firm, to, loans);
}

std::vector<std::string> WriteProjects(const Firm& firm, Exchange& to) {
  Random random = firm.About(302);
  constexpr std::int64_t kHas[] = {2, 85, 330, 1'100};
  std::vector<std::string> projects;
  if (!random.Chance(kHas[static_cast<int>(firm.size)]) || firm.care < 1'500) return projects;
  constexpr const char* kCodes[] = {"3.2.2", "3.2.2", "5.1.1", "5.1.1", "5.2.1", "2.1.1", "1.5.1", "5.3.1", "3.4.1", "7.9.9"};
  const std::string code = random.Of(kCodes), ref = "湖绿项-" + std::to_string(firm.number + 1);
  const bool by_use = random.Chance(1'500);  // the register names no code, the loans do
  to.if38_2.Add({ref, firm.code, Maybe{!by_use, code}});
  const std::int64_t size = std::clamp<std::int64_t>(firm.revenue / 100 * random.Between(3, 25) / kTenThousandYuan * kTenThousandYuan, 1'000'000 * kYuan, 700'000'000 * kYuan);
  const int loans = random.Chance(300) ? 0 : 1 + random.Times(3'000, 2);
  for (int i = 0; i < loans; ++i) {
    const Loan loan = MakeLoan(firm, random, Contract(firm, 50 + i), size / loans);
    const auto part = Maybe{random.Chance(3'500), loan.principal / 100 * random.Between(45, 100)};
    if (Delivers(firm, 36)) Write(firm, to, random, loan, code, part);
    to.if38_3.Add({ref, loan.contract});
    if (Delivers(firm, 38))
      to.if38.Add({firm.code, firm.code, "项" + std::to_string(firm.number + 1) + "-" + std::to_string(i), "project", ref, "绿色产业指导目录（2019年版）", code, loan.contract,
                  Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, Blank{}});
  }
  const bool building = code == "5.1.1";
  if ((building && !random.Chance(600)) || random.Chance(100))
    to.if29_2.Add({ref, random.Chance(8'800) ? random.Between(2, 3) : random.Between(0, 1), Yuan(random.Between(3'000, 90'000) * 100),
                  Maybe{random.Chance(7'000), DayOf(2024, 6, 30)}, DayOf(2021, 3, 31)});
  projects.push_back(ref);
  return projects;
}

}  // namespace greenrule::huzhou
