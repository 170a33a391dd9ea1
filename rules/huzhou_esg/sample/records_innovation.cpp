#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

void WriteTitles(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 5)) return;
  Random random = firm.About(5);
  int n = 0;
  const int rank = firm.management + (firm.industry->green ? 1'500 : 0) + static_cast<int>(random.Below(2'500));
  if (firm.industry->industrial() && rank > 10'300) {
    const char* level = rank > 13'000 ? "national" : rank > 12'000 ? "provincial" : "city";
    const Day until = DayOf(2021, 1, 1) + static_cast<int>(random.Below(1'000));
    to.if05.Add({firm.code, firm.code, Record(firm, 5, ++n), "factory", level, Maybe{level[0] == 'c' && !random.Chance(1'000), random.Between(2, 5)}, random.Between(2018, 2021),
                Maybe{!random.Chance(2'000), until}});
  }
  if (firm.industry->industrial() && rank > 9'500)
    for (int i = random.Times(3'000, 4); i > 0; --i) {
      constexpr const char* kTitles[] = {"product", "product", "product", "supply_chain", "design", "park"};
      to.if05.Add({firm.code, firm.code, Record(firm, 5, ++n), random.Of(kTitles), random.Chance(6'000) ? "provincial" : "national", Blank{}, random.Between(2018, 2021),
                  Maybe{random.Chance(5'000), DayOf(2021, 1, 1) + static_cast<int>(random.Below(1'000))}});
    }
}

void WriteScience(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 31)) return;
  Random random = firm.About(31);
  int n = 0;
  const int size = static_cast<int>(firm.size);
  if (firm.management + random.Below(3'000) > 8'000 - 500 * size)
    to.if31.Add({firm.code, firm.code, Record(firm, 31, ++n), random.Chance(4'000 + 1'500 * size) ? "hightech" : "sme_tech", Blank{}, Blank{}, DayWithin(random, 1'500), true});
  const bool technical = firm.industry->industrial() || firm.industry->green;
  if (!technical || !random.Chance(1'200 + 2'200 * size)) return;
  for (int i = random.Between(1, 3 + 5 * size); i > 0; --i) {
    constexpr const char* kTypes[] = {"invention", "utility", "utility", "design"};
    const bool granted = random.Chance(8'500);
    const Day on = DayWithin(random, 2'900);
    to.if31.Add({firm.code, firm.code, Record(firm, 31, ++n), "patent", Maybe{!random.Chance(300), random.Of(kTypes)},
                Maybe{!random.Chance(1'500), random.Chance(firm.industry->green ? 5'500 : 700)}, Maybe{granted, on}, random.Chance(8'800)});
  }
}

void WriteCustoms(const Firm& firm, Exchange& to) {
  if (!Delivers(firm, 33)) return;
  Random random = firm.About(33);
  if (!random.Chance(firm.industry->industrial() ? 900 + 1'500 * static_cast<int>(firm.size) : 400)) return;
  const bool registered = !random.Chance(500);
  const char* level = firm.Mishaps(random, 150, 1) ? "dishonest" : firm.management > 8'600 && random.Chance(5'000) ? "advanced" : "regular";
  to.if33.Add({firm.code, registered, Maybe{registered && !random.Chance(300), level}, DayWithin(random, 2'500), DayOf(2021, 6, 1)});
}

}  // namespace

void WriteInnovation(const Firm& firm, Exchange& to) {
  WriteTitles(firm, to);
  WriteScience(firm, to);
  WriteCustoms(firm, to);
}

}  // namespace greenrule::huzhou
