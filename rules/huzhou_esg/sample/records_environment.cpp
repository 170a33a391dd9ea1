#include <algorithm>

#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

// What it discharges in 2020, in grams: usual × value added (10,000 yuan) × efficiency. `usual` in thousandths of a kilogram.
std::int64_t Discharge(const Firm& firm, std::int64_t usual) {
  return usual * (firm.value_added / kTenThousandYuan) / 1000 * firm.efficiency;
}

void WriteCreditColour(const Firm& firm, Exchange& to) {
  Random random = firm.About(12);
  const bool rated = firm.permit >= Permit::kSimplified || (firm.permit == Permit::kRegistration && random.Chance(2'500)) || (firm.industry->green && random.Chance(2'000));
  if (!rated || !Delivers(firm, 12)) return;
  const auto colour = [&](std::int64_t points) { return points < 420 ? "black" : points < 950 ? "red" : points < 2'300 ? "yellow" : points < 7'000 ? "blue" : "green"; };
  const std::int64_t points = firm.care * 7 / 10 + firm.management * 2 / 10 + random.Below(1'200);
  const Day on = DayOf(2020, 9, 1) + static_cast<int>(random.Below(330));
  const auto previous = Maybe{!random.Chance(2'000), colour(points + random.Between(-1'500, 1'500))};
  if (random.Chance(800)) to.if12.Add({firm.code, colour(points + 900), Yuan(8'000), on + -365, Blank{}});
  if (random.Chance(30)) to.if12.Add({firm.code, points < 3'000 ? "green" : "red", Yuan(8'000), on, previous});  // two of one day
  const char* now = colour(points);
  const char* letters[] = {"A", "B", "C", "D", "E"};
  if (random.Chance(900))  // one county still grades by letters
    now = letters[points < 420 ? 4 : points < 950 ? 3 : points < 2'300 ? 2 : points < 7'000 ? 1 : 0];
  to.if12.Add({firm.code, now, Yuan(points), on, previous});
}

void WriteEnforcement(const Firm& firm, Exchange& to) {
  if (firm.permit == Permit::kNone || !Delivers(firm, 13)) return;
  Random random = firm.About(13);
  int n = 0;
  const bool shared = Delivers(firm, 2);
  for (int i = firm.Mishaps(random, firm.industry->dirt == 2 ? 1'500 : 750, 6); i > 0; --i) {
    constexpr const char* kKinds[] = {"fine", "fine", "fine", "fine", "fine", "fine", "fine", "fine", "fine", "fine", "fine", "fine",
                                      "fine", "fine", "restrict", "stop", "seal", "daily_fine", "detain", "crime_referral"};
    constexpr std::int64_t kFines[] = {2'000, 10'000, 20'000, 40'000, 60'000, 100'000, 160'000, 900'000};
    const std::string kind = random.Of(kKinds);
    const bool money = kind == "fine" || kind == "daily_fine";
    std::string number = "湖环罚〔" + std::to_string(firm.number) + "〕" + std::to_string(++n) + "号";
    const std::int64_t amount = money ? (random.Chance(300) ? 200'000 : random.Quantile(kFines)) * kYuan : 0;
    const Day on = DayWithin(random, 1150 + 60) + 60;  // a few after the day
    const bool revoked = random.Chance(500);
    const std::string by = Reporter(firm, random);
    to.if13.Add({by, by, Record(firm, 13, n), kind, Maybe{!random.Chance(300), number}, Maybe{!random.Chance(60), Yuan(amount)}, Blank{}, Blank{}, on, revoked});
    if (kind == "fine" && random.Chance(1'000)) {  // one decision, a fine and a stop
      to.if13.Add({by, by, Record(firm, 13, 100 + n), "stop", number, Yuan(0), Blank{}, Blank{}, on, revoked});
    }
    if (shared && random.Chance(6'500))  // the same decision through the credit platform, where a revocation may come first
      to.if02.Add({by, by, "penalty", number, "生态环境局", "env", kind == "fine" || kind == "daily_fine" ? "fine" : "suspend", Maybe{money, Yuan(amount)}, on,
                  Maybe{random.Chance(3'000), on + static_cast<int>(random.Between(90, 400))}, revoked || random.Chance(200)});
  }
  if (shared && firm.Mishaps(random, 90, 1))  // known to the credit platform alone
    to.if02.Add({firm.code, firm.code, "penalty", "县环罚〔" + std::to_string(firm.number) + "〕号", "县生态环境局", "env", random.Chance(8'000) ? "fine" : "suspend",
                Yuan(random.Between(1, 15) * 10'000 * kYuan), DayWithin(random, 1000), Blank{}, false});
  if (firm.Mishaps(random, 60, 1)) {
    constexpr const char* kLevels[] = {"IV", "IV", "IV", "IV", "III", "II", "I"};
    to.if13.Add({firm.code, firm.code, Record(firm, 13, 200), "event", Blank{}, Yuan(0), Maybe{!random.Chance(800), random.Of(kLevels)}, random.Chance(7'500),
                DayWithin(random, 1200), false});
  }
  if (firm.industry->hazardous > 2'500 && firm.Mishaps(random, 45, 1))
    to.if13.Add({firm.code, firm.code, Record(firm, 13, 201), "haz_dumping", "湖环移〔" + std::to_string(firm.number) + "〕号", Yuan(50'000 * kYuan), Blank{},
                Blank{}, DayWithin(random, 1200), random.Chance(600)});
}

struct Discharges {  // of 2020, in grams
  std::int64_t cod, nh3n, so2, nox, vocs;
};
Discharges DischargesOf(const Firm& firm) {
  const Industry& industry = *firm.industry;
  const std::int64_t air = Discharge(firm, industry.air), water = firm.wastewater ? Discharge(firm, industry.cod) : 0;
  return {water, water / 15, air * 2 / 5, air * 3 / 5, Discharge(firm, industry.vocs)};
}

void WritePermit(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 14)) return;
  Random random = firm.About(14);
  if (firm.permit == Permit::kNone) {
    if (random.Chance(300)) to.if14.Add({firm.code, "exempt", Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, Blank{}, 0, 0, DayOf(2021, 5, 20)});
    return;
  }
  const char* kind = firm.permit == Permit::kKey ? "key" : firm.permit == Permit::kSimplified ? "simplified" : "registration";
  const bool permitted = firm.permit >= Permit::kSimplified, held = !firm.Mishaps(random, 160, 1);
  const Day from = std::max(firm.founded, DayWithin(random, 1300));
  Day to_day = AddMonths(from, 60);
  if (firm.Mishaps(random, 220, 1)) to_day = kAsOf + static_cast<int>(random.Between(-300, 20));
  if (random.Chance(60)) to_day = kAsOf;
  const Discharges out = DischargesOf(firm);
  // Most permits leave room, a few are exceeded.
  const std::int64_t room = firm.Mishaps(random, 320, 1) ? random.Between(700, 1'050) : random.Between(1'120, 2'300);
  const auto allowance = [&](std::int64_t grams) { return Maybe{permitted && grams > 0 && !random.Chance(1'500), Fixed{firm.Scaled(grams, 2021) * room / 1000, 6}}; };
  const int due = firm.permit == Permit::kKey ? 5 : firm.permit == Permit::kSimplified ? 1 : 0;
  to.if14.Add({firm.code, kind, Maybe{permitted && held, firm.code + "001P"}, Maybe{permitted && held, from},
              Maybe{permitted && held && !random.Chance(80), to_day}, allowance(out.cod), allowance(out.nh3n), allowance(out.so2), allowance(out.nox),
              allowance(out.vocs), due, due - std::min(due, firm.Mishaps(random, 1'200, 3)), DayOf(2021, 5, 20)});
}

void WriteEmissions(const Firm& firm, Exchange& to) {
  if (!(firm.permit >= Permit::kSimplified || firm.wastewater) || !Delivers(firm, 15)) return;
  Random random = firm.About(15);
  const Discharges out = DischargesOf(firm);
  const std::int64_t water = firm.wastewater ? firm.industry->water * (firm.value_added / kTenThousandYuan) / 1000 * firm.efficiency * 7 / 10 : 0;  // litres
  constexpr const char* kTreatments[] = {"aerobic_good", "aerobic_good", "aerobic_good", "aerobic_over", "anaerobic_reactor", "shallow_lagoon", "deep_lagoon", "none"};
  const std::string treatment = random.Of(kTreatments);
  const std::int64_t inflow = random.Between(300, 1'500), outflow = random.Between(30, 90);
  const bool monitor = firm.permit == Permit::kKey ? !random.Chance(400) : firm.permit == Permit::kSimplified && random.Chance(2'000);
  const int exceed = firm.care < 800 ? 60 : firm.care < 4'000 ? 6 : 1;
  EachMonth(firm, random, [&](Month month) {
    const auto part = [&](std::int64_t year) { return firm.Scaled(year, month.year()) / 12 * random.Between(850, 1'150) / 1000; };
    const std::int64_t flow = part(water);
    const std::int64_t hours = 720 - random.Below(40);
    const std::int64_t over = random.Chance(exceed * 100) ? random.Below(exceed) + 1 : 0;
    to.if15.Add({firm.code, firm.code, month, Fixed{part(out.cod), 6}, Fixed{part(out.nh3n), 6}, Fixed{part(out.so2), 6}, Fixed{part(out.nox), 6},
                Fixed{part(out.vocs), 6}, Maybe{monitor, hours}, Maybe{monitor && !random.Chance(60), over}, Fixed{flow, 3}, Fixed{inflow * 1000, 3},
                Fixed{outflow * 1000, 3}, treatment, Fixed{flow / 1000 * inflow / 50, 3},
                Fixed{treatment == "anaerobic_reactor" ? flow / 1000 * inflow / 6 : 0, 3}});
  });
}

void WriteWaste(const Firm& firm, Exchange& to) {
  if (!firm.industry->industrial() || firm.size == Size::kMicro || !Delivers(firm, 16)) return;
  Random random = firm.About(16);
  const std::int64_t va = firm.value_added / kTenThousandYuan;
  const std::int64_t general = firm.industry->waste * va * firm.efficiency;             // of 2020, in grams
  const std::int64_t hazardous = firm.industry->hazardous * va / 1000 * firm.efficiency;  // in grams
  const bool has_hazardous = hazardous > 200'000 && random.Chance(8'000);
  const std::int64_t used = random.Between(45, 104);
  const bool accounted = firm.care > 1'500 || random.Chance(5'000);
  std::int64_t store = hazardous / 20;
  EachMonth(firm, random, [&](Month month) {
    const auto part = [&](std::int64_t year) { return firm.Scaled(year, month.year()) / 12 * random.Between(800, 1'200) / 1000; };
    if (random.Chance(7'000)) {
      const std::int64_t made = part(general), reused = made * used / 100;
      to.if16.Add({firm.code, firm.code, month, "general", Fixed{made, 6}, Fixed{reused, 6}, Fixed{std::max<std::int64_t>(0, made - reused), 6}, Fixed{0, 6}, 0});
    }
    if (has_hazardous && month.month() % 3 == 0) {
      const std::int64_t made = part(hazardous) * 3, moved = made * random.Between(60, 110) / 100;
      const std::int64_t away = std::min(moved, store + made), lost = accounted ? 0 : away * random.Below(60) / 1000;
      store += made - away;
      to.if16.Add({firm.code, firm.code, month, "hazardous", Fixed{made, 6}, Fixed{(away - lost) / 4, 6}, Fixed{away - lost - (away - lost) / 4, 6},
                  Fixed{store, 6}, firm.Mishaps(random, 250, 1) ? random.Between(1, 150) : 0});
    }
  });
}

void WriteManagement(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 17)) return;
  Random random = firm.About(17);
  int n = 0;
  const bool obliged = firm.industry->dirt == 2 && random.Chance(6'000);
  if (obliged || (firm.industry->industrial() && firm.management + random.Below(3'000) > 7'500)) {
    constexpr const char* kResults[] = {"accepted", "accepted", "accepted", "assessed", "pending", "failed"};
    const std::string result = random.Of(kResults);
    const Day on = DayWithin(random, 1500);
    to.if17.Add({firm.code, firm.code, Record(firm, 17, ++n), "cleaner_production", obliged, result, on,
                Maybe{result == "pending", on + static_cast<int>(random.Between(200, 700))}, Blank{}, Blank{}});
  }
  if ((firm.industry->hazardous > 4'000 && random.Chance(3'000)) || random.Chance(150)) {
    const bool insured = firm.management + random.Below(4'000) > 5'000;
    const Day on = DayWithin(random, 420);
    to.if17.Add({firm.code, firm.code, Record(firm, 17, ++n), "pollution_insurance", firm.industry->dirt == 2, insured ? "insured" : "pending", on,
                Maybe{insured, on + 365}, Blank{}, Blank{}});
  }
  if (firm.above_scale && firm.management > 8'800 && random.Chance(1'500))
    for (int year = 2019; year <= 2020; ++year)
      to.if17.Add({firm.code, firm.code, Record(firm, 17, ++n), "carbon_report", false, random.Chance(8'500) ? "accepted" : "pending", DayOf(year + 1, 3, 20),
                  Blank{}, year, Fixed{random.Between(1, 200) * 1'000'000, 6}});
}

void WriteLand(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 28)) return;
  Random random = firm.About(28);
  if (!random.Chance(firm.size == Size::kMicro ? 1'500 : firm.industry->industrial() ? 8'500 : 3'000)) return;
  const bool wrong = firm.Mishaps(random, 90, 1), redline = wrong && random.Chance(2'500);
  const Day seen = DayOf(2021, 4, 30);
  to.if28.Add({firm.code, Fixed{random.Between(2, 30) * (1 + firm.staff / 20) * 10'000, 4}, Fixed{wrong && !redline ? random.Between(1, 80) * 1'000 : 0, 4}, redline,
              Maybe{wrong && random.Chance(4'000), DayWithin(random, 330) + 30}, seen});
}

}  // namespace

void WriteEnvironment(const Firm& firm, Exchange& to) {
  WriteCreditColour(firm, to);
  WriteEnforcement(firm, to);
  WritePermit(firm, to);
  WriteEmissions(firm, to);
  WriteWaste(firm, to);
  WriteManagement(firm, to);
  WriteLand(firm, to);
}

}  // namespace greenrule::huzhou
