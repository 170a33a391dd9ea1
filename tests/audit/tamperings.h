// Ways to tamper with what an audit rests on. Each is done to a copy of the same ground:
//
//   release.grb                  policy/, released by the issuer
//   a.json                       the run of policy/ over data/ on 2021-06-30
//   b.json                       the run of release.grb over data/ on 2022-06-30
//   ledger                       a.json and b.json and c.json (b on another date), added by the issuer
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/audit/world.h"

namespace greenrule::testing {

struct Tampering {
  std::string name;     // what was done, in words
  std::string code;     // the message that must name it
  std::string command;  // what finds it
  std::function<void(World&)> act;
};

World UntamperedWorld(const std::string& greenrule);
std::vector<Tampering> AllTamperings();

}  // namespace greenrule::testing
