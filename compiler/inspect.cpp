#include "compiler/inspect.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <map>
#include <set>

#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

using namespace policy;
using policy::Result;
using policy::Statistic;
using policy::Symbol;
using policy::Table;
namespace json = boost::json;

std::string DayText(Day day) {
  const Civil c = CivilOf(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.day);
  return text;
}

// Which feeds every rule and expression rests on, in one pass: operands stand before users, rules before what rests on them.
class Sources {
 public:
  explicit Sources(const Policy& p) : p_(p), rules_(p.rules.size()) {
    for (Id r = 0; r < p.rules.size(); ++r) rules_[r] = OfRule(p.rules[r]);
  }
  const std::set<Id>& Rule(Id rule) const { return rules_[rule]; }
  std::set<Id> Of(ExprId root) {
    std::set<Id> out;
    Collect(root, out);
    return out;
  }
  std::set<Id> OfItem(const Item& item) {
    std::set<Id> out;
    for (ExprId e : item.hit_when) Collect(e, out);
    Collect(item.applies_when, out);
    return out;
  }

 private:
  void Collect(ExprId root, std::set<Id>& out) {
    std::vector<ExprId> open{root};
    std::set<ExprId> seen;
    while (!open.empty()) {
      ExprId id = open.back();
      open.pop_back();
      if (id == kNo || !seen.insert(id).second) continue;
      const Expr& e = p_.exprs[id];
      open.insert(open.end(), e.args.begin(), e.args.end());
      switch (e.kind) {
        case ExprKind::kField:
          out.insert(p_.fields[e.id].feed);
          open.push_back(p_.fields[e.id].formula);
          break;
        case ExprKind::kRule:
        case ExprKind::kScore:
        case ExprKind::kCoverage: out.insert(rules_[e.id].begin(), rules_[e.id].end()); break;
        case ExprKind::kAggregate:
          if (p_.scopes[e.id].kind == ScopeKind::kRows) out.insert(p_.scopes[e.id].subject);
          if (p_.scopes[e.id].kind == ScopeKind::kChildren) out.insert(p_.entities[p_.scopes[e.id].subject].listed_in);
          if (p_.scopes[e.id].kind == ScopeKind::kGroups) open.insert(open.end(), p_.scopes[e.id].group_by.begin(), p_.scopes[e.id].group_by.end());
          break;
        case ExprKind::kFigure:
          open.push_back(p_.figures[e.id].value);
          open.push_back(p_.figures[e.id].where);
          open.insert(open.end(), p_.figures[e.id].by.begin(), p_.figures[e.id].by.end());
          break;
        case ExprKind::kItem: {
          const std::set<Id> item = OfItem(p_.items[e.id]);
          out.insert(item.begin(), item.end());
          break;
        }
        default: break;
      }
    }
  }
  std::set<Id> OfTable(const Table& t) {
    std::set<Id> out;
    for (ExprId e : t.inputs) Collect(e, out);
    for (const auto& row : t.rows)
      for (ExprId e : row.outputs) Collect(e, out);
    return out;
  }
  std::set<Id> OfRule(const policy::Rule& rule) {
    std::set<Id> out;
    Collect(rule.formula, out);
    Collect(rule.applies_when, out);
    Collect(rule.score.formula, out);
    auto join = [&](const std::set<Id>& more) { out.insert(more.begin(), more.end()); };
    if (rule.score.table != kNo) join(OfTable(p_.tables[rule.score.table]));
    if (rule.table != kNo) join(OfTable(p_.tables[rule.table]));
    for (const Member& member : rule.members) join(rules_[member.rule]);
    if (rule.checklist != kNo)
      for (Id item : p_.checklists[rule.checklist].items) join(OfItem(p_.items[item]));
    return out;
  }

  const Policy& p_;
  std::vector<std::set<Id>> rules_;
};

struct Inspector {
  const Policy& p;
  Sources sources{p};

  std::string Label(SymbolId s) const { return s == kNo ? "" : p.symbols[s].Label(); }

  json::array Feeds(const std::set<Id>& feeds) const {
    json::array out;
    for (Id f : feeds)
      if (f != kNo) out.push_back(json::string(Label(p.feeds[f].symbol)));
    return out;
  }
  json::array Departments(const std::set<Id>& feeds) const {
    std::set<Id> departments;
    for (Id f : feeds)
      if (f != kNo && p.feeds[f].department != kNo) departments.insert(p.feeds[f].department);
    json::array out;
    for (Id d : departments) out.push_back(json::string(Label(d)));
    return out;
  }

  // `IF11` and `IF11.2` are tables of one interface; a feed without a code is one by itself; a union delivers nothing of its own.
  std::size_t Interfaces() const {
    std::set<std::string> named;
    std::size_t others = 0;
    for (const policy::Feed& feed : p.feeds) {
      if (!feed.union_of.empty()) continue;
      const std::string& code = p.symbols[feed.symbol].code;
      if (code.empty())
        ++others;
      else
        named.insert(code.substr(0, code.find('.')));
    }
    return named.size() + others;
  }

  json::object Counts() const {
    std::map<RuleKind, std::int64_t> kinds;
    std::map<std::string, std::int64_t> levels;
    for (const policy::Rule& rule : p.rules) {
      ++kinds[rule.kind];
      if (rule.level != kNo) ++levels[p.levels[rule.level]];
    }
    json::object by_level;
    for (const std::string& level : p.levels) by_level[level] = levels[level];
    std::int64_t steps = 0;
    for (const Task& task : p.tasks) steps += static_cast<std::int64_t>(task.steps.size());
    return {{"departments", p.departments.size()}, {"entities", p.entities.size()}, {"interfaces", Interfaces()}, {"feeds", p.feeds.size()}, {"fields", p.fields.size()},
            {"lookups", p.lookups.size()}, {"parameters", p.parameters.size()}, {"quantities", kinds[RuleKind::kQuantity]},
            {"factors", kinds[RuleKind::kFactor]}, {"indicators", kinds[RuleKind::kIndicator]}, {"composites", kinds[RuleKind::kComposite]},
            {"composites_by_level", by_level}, {"checklists", p.checklists.size()}, {"items", p.items.size()}, {"tables", p.tables.size()},
            {"results", p.results.size()}, {"statistics", p.statistics.size()}, {"tasks", p.tasks.size()}, {"steps", steps}, {"examples", p.examples.size()}};
  }

  // What a task or step names, down to the interfaces and departments that it needs.
  json::object Uses(const std::vector<SymbolId>& uses, const std::vector<SymbolId>& departments) {
    std::set<Id> feeds;
    json::array named;
    for (SymbolId s : uses) {
      named.push_back(json::string(Label(s)));
      for (Id f = 0; f < p.feeds.size(); ++f)
        if (p.feeds[f].symbol == s) feeds.insert(f);
      for (Id r = 0; r < p.rules.size(); ++r)
        if (p.rules[r].symbol == s) feeds.insert(sources.Rule(r).begin(), sources.Rule(r).end());
      for (const Item& item : p.items)
        if (item.symbol == s)
          for (Id f : sources.OfItem(item)) feeds.insert(f);
    }
    json::array own;
    for (SymbolId s : departments) own.push_back(json::string(Label(s)));
    for (const json::value& d : Departments(feeds))
      if (std::find(own.begin(), own.end(), d) == own.end()) own.push_back(d);
    return {{"uses", named}, {"feeds", Feeds(feeds)}, {"departments", own}};
  }

  json::object Edition() {
    json::object out{{"policy", p.name}, {"title", p.title}, {"version", p.version}, {"from", DayText(p.from)}, {"until", p.until == kLastDay ? json::value() : json::value(DayText(p.until))}, {"counts", Counts()}};
    json::array results, items, tasks, statistics;
    for (const Result& result : p.results) {
      const std::set<Id> feeds = sources.Of(result.value);
      results.push_back({{"name", result.name}, {"entity", Label(p.entities[result.entity].symbol)}, {"feeds", Feeds(feeds)}, {"departments", Departments(feeds)}});
    }
    for (const Item& item : p.items) {
      const Symbol& s = p.symbols[item.symbol];
      std::string cites;
      for (const Citation& c : s.cites) cites += (cites.empty() ? "" : "; ") + c.text;
      items.push_back({{"item", s.Label()}, {"group", item.group}, {"cites", cites}, {"feeds", Feeds(sources.OfItem(item))}});
    }
    for (const Task& task : p.tasks) {
      json::object one = Uses(task.uses, task.departments);
      one["task"] = Label(task.symbol);
      json::array steps;
      for (const Step& step : task.steps) {
        json::object s = Uses(step.uses, step.departments);
        s["step"] = Label(step.symbol);
        steps.push_back(std::move(s));
      }
      one["steps"] = std::move(steps);
      tasks.push_back(std::move(one));
    }
    for (const Statistic& s : p.statistics) statistics.push_back(json::string(Label(s.symbol)));
    out["results"] = std::move(results);
    out["items"] = std::move(items);
    out["statistics"] = std::move(statistics);
    out["tasks"] = std::move(tasks);
    return out;
  }
};

}  // namespace

std::string Inspection(const std::vector<Policy>& editions) {
  json::array out;
  for (const Policy& edition : editions) out.push_back(Inspector{edition}.Edition());
  return json::serialize(out);
}

}  // namespace greenrule
