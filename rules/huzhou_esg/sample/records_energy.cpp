#include <algorithm>

#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

// What goes with energy in 2020, in kilograms of CO2: from it follow power, heat and fuel in the proportions of its industry.
std::int64_t Carbon(const Firm& firm) { return firm.industry->carbon * (firm.value_added / kTenThousandYuan) / 1000 * firm.efficiency; }
int PowerShare(const Firm& firm) {  // of carbon, in %
  const std::string_view division = std::string_view(firm.industry->code).substr(0, 2);
  return division == "30" || division == "31" ? 15 : division == "44" ? 5 : 45;
}
std::int64_t FuelCarbon(const Firm& firm) { return Carbon(firm) * (PowerShare(firm) == 15 ? 35 : PowerShare(firm) == 5 ? 95 : 40) / 100; }
bool UsesGas(const Firm& firm) { return Random(firm.seed, firm.number, 400).Chance(firm.industry->industrial() ? (firm.size == Size::kMicro ? 1'000 : 4'500) : 800); }

void WriteElectricity(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 35)) return;
  Random random = firm.About(35);
  const std::int64_t year_kwh = Carbon(firm) * PowerShare(firm) * 14 / 1'000;  // ÷ 100 ÷ 0.71 kg/kWh
  const bool panels = random.Chance(firm.green < 3'000 || firm.industry->green ? 1'800 : 700), certificates = random.Chance(firm.industry->green ? 1'500 : 200);
  const std::int64_t pv_share = panels ? random.Between(3, 45) : 0, green_share = certificates ? random.Between(5, 60) : 0;
  const std::int64_t sold_share = random.Chance(150) ? random.Between(5, 40) : 0;
  const bool heat = firm.industry->industrial() && firm.size >= Size::kSmall && random.Chance(1'500);
  const std::int64_t e = firm.efficiency + random.Between(-150, 150);
  const int level = e < 560 ? 1 : e < 780 ? 2 : e < 1'250 ? 3 : e < 1'900 ? 4 : 5;
  const bool rated = firm.above_scale && !random.Chance(400);
  EachMonth(firm, random, [&](Month month) {
    const std::int64_t all = firm.Scaled(year_kwh, month.year()) / 12 * random.Between(820, 1'180) / 1000;
    const std::int64_t own = all * pv_share / 100, grid = all - own + all * sold_share / 100;
    to.if35.Add({firm.code, firm.code, month, Yuan(grid * 100), Yuan(own * 100), Yuan(grid * green_share / 100 * 100), Yuan(all * sold_share / 100 * 100),
                Maybe{heat, Fixed{all * 12, 4}}, Maybe{rated && month >= MonthOf(2020, 9), level}});
    for (const Branch& branch : firm.branches)
      if (month >= MonthOf(branch.founded)) to.if35.Add({branch.code, branch.code, month, Yuan(all * 3), Yuan(0), Yuan(0), Yuan(0), Blank{}, Blank{}});
  });
}

void WriteGas(const Firm& firm, Exchange& to) {
  if (!UsesGas(firm) || !Delivers(firm, 29)) return;
  Random random = firm.About(29);
  const std::int64_t year = FuelCarbon(firm) * 1000 / 2'162;  // Nm³: 2.1622 kg CO2 each
  EachMonth(firm, random, [&](Month month) {
    if (random.Chance(400)) return;  // nothing burnt
    to.if29.Add({firm.code, firm.code, month, Fixed{firm.Scaled(year, month.year()) / 12 * random.Between(700, 1'300), 3}});
  });
}

void WriteWater(const Firm& firm, Exchange& to) {
  Random random = firm.About(30);
  if (!random.Chance(firm.size == Size::kMicro ? 1'200 : firm.industry->industrial() ? 8'000 : 4'000) || !Delivers(firm, 30)) return;
  const std::int64_t year = firm.industry->water * (firm.value_added / kTenThousandYuan) / 1000 * firm.efficiency;  // litres
  const std::int64_t plan = random.Chance(firm.size >= Size::kMedium ? 7'000 : 2'500) ? random.Between(88, 135) : 0;
  const std::int64_t reuse = random.Chance(firm.management > 6'000 ? 6'000 : 2'000) ? random.Between(0, 95) : -1;
  const int care = firm.management + static_cast<int>(random.Below(2'000));
  const char* title = care > 11'300 ? "national" : care > 10'700 ? "provincial" : care > 9'500 ? "city" : "none";
  EachMonth(firm, random, [&](Month month) {
    const std::int64_t usual = firm.Scaled(year, month.year()) / 12, intake = usual * random.Between(850, 1'150) / 1000;
    to.if30.Add({firm.code, firm.code, month, Fixed{intake, 3}, Maybe{plan > 0, Fixed{usual * plan / 100, 3}},
                Maybe{reuse >= 0, Fixed{intake * reuse / (101 - reuse), 3}}, title});
  });
}

void WriteStatistics(const Firm& firm, Exchange& to) {
  if (!firm.above_scale || !Delivers(firm, 32)) return;
  Random random = firm.About(32);
  const std::int64_t fuel = FuelCarbon(firm);  // kg CO2
  constexpr const char* kCoal[] = {"bituminous", "bituminous", "anthracite", "lignite", "briquette", "coke"};
  const bool burns_coal = firm.industry->dirt == 2 ? random.Chance(6'000) : random.Chance(600), gas = UsesGas(firm);
  const std::string coal = random.Of(kCoal);
  const std::int64_t split = random.Between(20, 80);
  const bool gas_known = gas && random.Chance(5'500), diesel = random.Chance(6'000), feedstock = std::string_view(firm.industry->code).starts_with("26");
  const bool makes = firm.industry->product && random.Chance(9'000);
  const std::int64_t process = makes ? Carbon(firm) * random.Between(8, 40) / 100 : 0;  // kg CO2
  const bool entered = random.Chance(300);  // first counted in 2020
  for (int year = entered ? 2020 : 2019; year <= 2020; ++year) {
    const std::int64_t added = firm.ValueAddedOf(year);
    if (added == 0) continue;
    const std::int64_t sign = random.Chance(60) ? -1 : 1;
    to.if32.Add({firm.code, firm.code, year, Maybe{!random.Chance(200), Yuan(firm.RevenueOf(year))}, Yuan(added * sign)});
    const auto energy = [&](const char* code, std::int64_t carbon, std::int64_t kg_per_unit, const char* use = "fuel") {
      const std::int64_t amount = firm.Scaled(carbon, year) * 10'000 / kg_per_unit;
      if (amount > 0) to.if32_2.Add({firm.code, firm.code, year, code, use, Fixed{amount * random.Between(950, 1'050) / 1000, 4}});
    };
    if (burns_coal) energy(coal.c_str(), fuel * split / 100, 2'050);
    if (gas_known) energy("natural_gas", burns_coal ? fuel * (100 - split) / 100 : fuel, 21'622);
    if (diesel) energy("diesel", fuel / 25, 3'145);
    if (random.Chance(1'500)) energy("gasoline", fuel / 60, 3'043);
    if (random.Chance(300)) energy("lpg", fuel / 40, 2'954);
    if (feedstock) energy("crude", fuel / 4, 3'078, "feedstock");
    const auto product = [&](const char* code, std::int64_t carbon, std::int64_t kg_per_t, const std::optional<Fixed>& purity = {}) {
      const std::int64_t amount = firm.Scaled(carbon, year) * 10'000 / kg_per_t;
      if (amount > 0) to.if32_3.Add({firm.code, firm.code, year, code, Fixed{amount, 4}, purity});
    };
    if (makes) {
      const std::string_view code = firm.industry->product;
      product(firm.industry->product, process, code == "clinker" ? 538 : code == "soda_ash" ? 415 : code == "pig_iron" ? 172 : code == "caco3" ? 440 : 415,
              Maybe{code == "caco3" && random.Chance(6'000), Fixed{random.Between(8'000, 9'900), 4}});
      if (code == "clinker") product("caco3", process / 10, 440, Fixed{9'500, 4});  // contained in the clinker's factor
      if (code == "pig_iron") product("electrode", process / 50, 3'663);
      if (random.Chance(1'000)) product("lime", process / 20, 683);
    }
    if (random.Chance(1'000)) to.if32_3.Add({firm.code, firm.code, year, "other", Fixed{random.Between(1, 900'000) * 1000, 4}, Blank{}});
  }
}

void WriteDualControl(const Firm& firm, Exchange& to) {
  Random random = firm.About(3);
  if (!firm.above_scale || !random.Chance(firm.industry->dirt == 2 ? 8'500 : 1'500) || !Delivers(firm, 3)) return;
  const std::int64_t used = Carbon(firm) * 33 / 100, cap = used / 100 * random.Between(90, 125);  // kg of coal equivalent, roughly
  const std::int64_t e = firm.efficiency + random.Between(-150, 150);
  const char* level = e < 620 ? "advanced" : e < 950 ? "access" : e < 1'900 ? "limit" : "over";
  const bool told = !random.Chance(500);
  if (random.Chance(600)) to.if03.Add({firm.code, 2019, DayOf(2020, 5, 1), Fixed{used * 11, 4}, Fixed{cap * 11, 4}, "limit", true});
  to.if03.Add({firm.code, 2020, DayOf(2021, 4, 15), Fixed{used * 10, 4}, Fixed{cap * 10, 4}, Maybe{told, level}, used <= cap});
}

}  // namespace

void WriteEnergy(const Firm& firm, Exchange& to) {
  WriteDualControl(firm, to);
  WriteGas(firm, to);
  WriteWater(firm, to);
  WriteStatistics(firm, to);
  WriteElectricity(firm, to);
}

}  // namespace greenrule::huzhou
