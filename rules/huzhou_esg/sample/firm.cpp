#include "rules/huzhou_esg/sample/firm.h"

#include <algorithm>

#include "rules/huzhou_esg/sample/credit_code.h"

namespace greenrule::huzhou {
namespace {

// Subjects of chance beside the 38 interfaces.
enum Subject { kTraits = 100, kCode, kAnswers, kBranches };

struct District {
  const char* code;
  int upto;  // of 100
};
constexpr District kDistricts[] = {{"330502", 30}, {"330503", 50}, {"330521", 70}, {"330522", 88}, {"330523", 100}};

// 0, 5, 10 … 100%: multiples of what is usual, in thousandths.
constexpr std::int64_t kEfficiency[] = {360, 520, 630, 710, 780, 840, 900, 950, 1000, 1060, 1120, 1180, 1250, 1330, 1430, 1550, 1700, 1900, 2200, 2800, 5000};
constexpr std::int64_t kGrowth[] = {6000, 8100, 8800, 9200, 9450, 9650, 9800, 9950, 10100, 10250, 10400, 10600, 10850, 11200, 11700, 12400, 15500};
constexpr std::int64_t kAgeInDays[] = {60, 700, 1250, 1800, 2400, 3000, 3650, 4400, 5200, 6300, 9500};

Size SizeOf(std::int64_t draw) {
  return draw < 5900 ? Size::kMicro : draw < 8800 ? Size::kSmall : draw < 9830 ? Size::kMedium : Size::kLarge;
}

constexpr std::int64_t kYuan = 100, kTenThousand = 10'000 * kYuan;

}  // namespace

int Firm::Mishaps(Random& random, std::int64_t in_ten_thousand, int most) const {
  const std::int64_t percent = care < 500 ? 800 : care < 2000 ? 320 : care < 6000 ? 100 : 30;
  return random.Times(std::min<std::int64_t>(6000, in_ten_thousand * percent / 100), most);
}

std::int64_t Firm::Scaled(std::int64_t amount, int year) const {
  if (year < kReportingYear) return amount * 10'000 / growth;
  return year > kReportingYear ? amount / 10'000 * growth + amount % 10'000 * growth / 10'000 : amount;
}

std::int64_t Firm::RevenueOf(int year) const {
  const Date began = DateOf(founded);
  if (began.year > year) return 0;
  const std::int64_t whole = Scaled(revenue, year);
  return began.year == year ? whole / 12 * (13 - began.month) : whole;
}

std::int64_t Firm::ValueAddedOf(int year) const { return RevenueOf(year) / 1000 * (value_added / (revenue / 1000 + 1)); }

std::string FirmCode(std::uint64_t seed, std::uint64_t number) {
  Random random(seed, number, kCode);
  const std::int64_t draw = random.Below(100);
  for (const District& district : kDistricts)
    if (draw < district.upto) return CreditCode(district.code, number * 8);
  return {};
}

Firm MakeFirm(std::uint64_t seed, std::uint64_t number) {
  Firm firm;
  firm.seed = seed;
  firm.number = number;
  firm.code = FirmCode(seed, number);
  for (const District& district : kDistricts)
    if (firm.code.substr(2, 6) == district.code) firm.district = district.code;

  Random random(seed, number, kTraits);
  int all = 0;
  for (const Industry& industry : Industries()) all += industry.weight;
  std::int64_t place = random.Below(all);
  for (const Industry& industry : Industries())
    if ((place -= industry.weight) < 0) {
      firm.industry = &industry;
      break;
    }
  // Heavy industry is no business of three people.
  firm.size = std::max(SizeOf(random.Below(10'000)), firm.industry->dirt == 2 ? Size::kSmall : Size::kMicro);
  firm.founded = kAsOf + -static_cast<int>(random.Quantile(kAgeInDays) * (firm.size >= Size::kMedium ? 13 : 10) / 10);
  switch (firm.size) {
    case Size::kMicro: firm.staff = random.Between(2, 19), firm.revenue = random.Between(40, 750) * kTenThousand; break;
    case Size::kSmall: firm.staff = random.Between(20, 280), firm.revenue = firm.staff * random.Between(35, 85) * kTenThousand; break;
    case Size::kMedium: firm.staff = random.Between(300, 950), firm.revenue = firm.staff * random.Between(45, 110) * kTenThousand; break;
    case Size::kLarge: firm.staff = random.Between(1000, 5200), firm.revenue = firm.staff * random.Between(60, 150) * kTenThousand; break;
  }
  firm.revenue += random.Below(kTenThousand);
  firm.growth = random.Quantile(kGrowth);
  firm.value_added = firm.revenue / 1000 * random.Between(160, 400);
  firm.care = static_cast<int>(random.Below(10'000));
  const int size_bonus = 1000 * static_cast<int>(firm.size);
  firm.management = static_cast<int>(std::min<std::int64_t>(9'999, random.Below(6'800) + size_bonus));
  firm.green = static_cast<int>(random.Below(10'000));
  firm.efficiency = random.Quantile(kEfficiency) * (firm.industry->green ? 94 : 100) / 100;
  firm.above_scale = firm.industry->industrial() && firm.revenue >= 2'000 * kTenThousand;
  const std::int64_t draw = random.Below(100);
  switch (firm.industry->dirt) {
    case 0: firm.permit = draw < 4 ? Permit::kRegistration : Permit::kNone; break;
    case 1: firm.permit = draw < 4 ? Permit::kKey : draw < 24 ? Permit::kSimplified : draw < 80 ? Permit::kRegistration : Permit::kNone; break;
    default: firm.permit = draw < 70 ? Permit::kKey : Permit::kSimplified;
  }
  firm.wastewater = firm.permit >= Permit::kSimplified ? random.Chance(7'500) : firm.permit == Permit::kRegistration && random.Chance(1'200);

  // Interfaces fail here and there; for some firms, lately moved or renamed, many of them at once; and the water office of one
  // county has answered for hardly anybody.
  Random answers(seed, number, kAnswers);
  const bool troubled = answers.Chance(130);
  for (int i = 1; i <= kInterfaces; ++i) firm.answered[i] = !answers.Chance(troubled ? 3'000 : 25);
  if (firm.district == "330523" && answers.Chance(9'000)) firm.answered[30] = false;
  if (answers.Chance(100))  // firms of which little is known beyond the lists
    for (int i : {1, 2, 5, 7, 9, 16, 17, 19, 21, 22, 25, 30, 31, 32, 33, 34, 35, 37}) firm.answered[i] = firm.answered[i] && answers.Chance(4'500);
  firm.answered[18] = true;  // it is the register that it is known from

  Random branching(seed, number, kBranches);
  const int branches = firm.size == Size::kMicro ? branching.Chance(60) : firm.size == Size::kSmall ? branching.Times(450, 2) : branching.Times(3'000, 5);
  for (int i = 1; i <= branches; ++i)
    firm.branches.push_back({CreditCode(firm.district, number * 8 + i), std::max(firm.founded, kAsOf + -static_cast<int>(branching.Between(100, 4000)))});
  return firm;
}

}  // namespace greenrule::huzhou
