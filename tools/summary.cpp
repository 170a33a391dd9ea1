#include "tools/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <numeric>

#include "runtime/data/write.h"
#include "runtime/number/rational.h"
#include "compiler/syntax/render.h"
#include "runtime/data/date_text.h"

namespace greenrule::tools {
namespace {

std::size_t DisplayColumns(std::string_view text) { return static_cast<std::size_t>(DisplayWidth(text)); }

// How one output is spread over the evaluated entities.
struct Spread {
  std::uint64_t known = 0, inapplicable = 0;
  std::map<State, std::uint64_t, std::greater<>> missing;           // by reason, in the order of reasons
  std::vector<std::pair<std::string, std::uint64_t>> counts;        // choices, yes-no, checklists; in declared order
  std::optional<std::array<Integer, 5>> quartiles;                  // numbers: least, quarter, median, three quarters, greatest
  Integer total;
  struct Item {
    std::string name;
    std::uint64_t hit = 0, undetermined = 0;
  };
  std::vector<Item> items;                                          // checklists
};

bool Evaluated(const RunFacts& f, std::uint32_t entity, std::size_t row) {
  const auto& flags = f.result.evaluated[entity];
  return flags.empty() || flags[row] != 0;
}

std::uint64_t EvaluatedCount(const RunFacts& f, std::uint32_t entity) {
  std::uint64_t count = 0;
  for (std::size_t row = 0; row < f.dataset.entities[entity].count; ++row) count += Evaluated(f, entity, row);
  return count;
}

std::string SymbolLabel(const Program& program, std::uint32_t symbol) {
  if (symbol == kNone) return "";
  const Symbol& s = program.symbols[symbol];
  return s.code.empty() ? s.name : s.name.empty() ? s.code : s.code + " " + s.name;
}

Spread SpreadOf(const RunFacts& f, std::uint32_t id) {
  const Output& output = f.edition.outputs[id];
  const OutputColumn& column = f.result.outputs[id];
  Spread spread;
  const bool listed = output.type == OutputType::kChoice || output.type == OutputType::kYesNo || output.type == OutputType::kChecklist;
  std::vector<std::string> names = output.choices;
  if (output.type == OutputType::kYesNo) names = {"no", "yes"};
  std::vector<std::uint64_t> counts(names.size());
  std::vector<Integer> numbers;
  for (std::size_t row = 0; row < f.dataset.entities[output.entity].count; ++row) {
    if (!Evaluated(f, output.entity, row)) continue;
    const State state = column.states[row];
    if (output.type != OutputType::kChecklist && state != kKnown) {
      if (state == kNotApplicable)
        ++spread.inapplicable;
      else
        ++spread.missing[state];
      continue;
    }
    if (output.type == OutputType::kChecklist && state != kKnown) ++spread.missing[state];  // why it is undetermined
    ++spread.known;
    if (listed) {
      const std::size_t index = column.values.lane() == Lane::kByte ? column.values.as<std::uint8_t>()[row]
                                                                     : static_cast<std::size_t>(column.values.as<std::int64_t>()[row]);
      if (index < counts.size()) ++counts[index];
    } else if (output.type == OutputType::kNumber) {
      numbers.push_back(column.values.Get(row));
      spread.total += numbers.back();
    }
  }
  if (listed)
    for (std::size_t i = 0; i < names.size(); ++i) spread.counts.emplace_back(names[i], counts[i]);
  if (!numbers.empty()) {
    std::ranges::sort(numbers);
    // On the line between two values, as `percentile` of the language; rounded as it is shown.
    auto at = [&](std::size_t quarter) {
      const std::size_t place = (numbers.size() - 1) * quarter, i = place / 4, rest = place % 4;
      if (rest == 0) return numbers[i];
      return DivideRounded(numbers[i] * (4 - rest) + numbers[i + 1] * rest, 4, RoundingMode::kHalfAway);
    };
    spread.quartiles = {at(0), at(1), at(2), at(3), at(4)};
  }
  return spread;
}

// The items of the checklist that a `.hits` output names.
std::vector<Spread::Item> ItemsOf(const RunFacts& f, const Output& hits) {
  std::vector<Spread::Item> items;
  for (std::uint32_t id : hits.items) {
    Spread::Item& item = items.emplace_back(Spread::Item{SymbolLabel(f.program, f.edition.outputs[id].symbol)});
    const OutputColumn& column = f.result.outputs[id];
    for (std::size_t row = 0; row < column.states.size(); ++row) {
      if (!Evaluated(f, hits.entity, row)) continue;
      item.hit += column.states[row] == kKnown && column.values.as<std::uint8_t>()[row] != 0;
      item.undetermined += IsMissing(column.states[row]);
    }
  }
  return items;
}

std::map<Refusal, std::uint64_t> RejectsByReason(const LoadReport& report) {
  std::map<Refusal, std::uint64_t> out;
  for (const Reject& reject : report.rejects) ++out[reject.refusal];
  return out;
}

// Commas in threes before the point.
std::string Grouped(std::string number) {
  const std::size_t begin = number.starts_with('-'), point = std::min(number.find('.'), number.size());
  for (std::size_t i = point; i > begin + 3; i -= 3) number.insert(i - 3, ",");
  return number;
}
std::string Grouped(std::uint64_t n) { return Grouped(std::to_string(n)); }

std::string Bar(std::uint64_t n, std::uint64_t all) {
  constexpr std::uint64_t kWidth = 24;
  std::string bar;
  const std::uint64_t filled = all == 0 ? 0 : (n * kWidth + all - 1) / all;
  for (std::uint64_t i = 0; i < filled; ++i) bar += "█";
  return bar;
}

std::string Share(std::uint64_t n, std::uint64_t all) {
  if (all == 0) return "–";
  const std::uint64_t tenths = (n * 1000 + all / 2) / all;
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

std::string NumberText(const Output& output, const Integer& value) {
  const std::string text = Grouped(FormatScaled(value, output.decimals));
  return output.unit.empty() ? text : text + (output.unit == "%" ? "" : " ") + output.unit;
}

// Sums of shares and ratios say nothing; nor do those of figures that have places and no unit, such as scores.
bool IsSummed(const Output& output) {
  const bool ratio = output.unit == "%" || output.unit == "‰" || output.unit.find('/') != std::string::npos;
  return !ratio && (!output.unit.empty() || output.decimals == 0);
}

class Text {
 public:
  explicit Text(Language language) : language_(language) {}
  std::string_view W(std::string_view english, std::string_view chinese) const { return Console::Word(language_, english, chinese); }
  void Line(std::string line = "") { out_ += line + "\n"; }
  void Counted(std::string_view label, std::uint64_t n, std::uint64_t all, std::size_t width) {
    Line(fmt::format("    {}  {}  {}  {}", PadTo(std::string(label), width), PadTo(Grouped(n), 10, true), PadTo(Share(n, all), 6, true), Bar(n, all)));
  }
  std::string Take() { return std::move(out_); }

 private:
  Language language_;
  std::string out_;
};

std::size_t WidthOf(const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  std::size_t width = 12;
  for (const auto& [name, n] : counts) width = std::max(width, DisplayColumns(name));
  return width;
}

// Rows that are neither kept nor refused; empty where there are none.
std::string OtherRows(const FeedReport& r, const Text& t) {
  std::string rest;
  const auto add = [&](std::string_view english, std::string_view chinese, std::uint64_t n) {
    if (n == 0) return;
    if (!rest.empty()) rest += t.W(", ", "，");
    rest += fmt::format("{} {}", t.W(english, chinese), Grouped(n));
  };
  add("after the date", "晚于评价日", r.rows_after_as_of);
  add("copies", "重复", r.rows_merged);
  add("left out by condition", "不合取数条件", r.rows_filtered);
  add("for mapping only", "仅用于归并", r.rows_mapping);
  return rest;
}

void Feeds(const RunFacts& f, Text& t) {
  std::size_t width = 8;
  for (std::size_t i = 0; i < f.edition.feeds.size(); ++i) width = std::max(width, DisplayColumns(SymbolLabel(f.program, f.edition.feeds[i].symbol)));
  t.Line(fmt::format("{}", t.W("Feeds", "接口")));
  t.Line(fmt::format("    {}  {}  {}  {}  {}", PadTo("", width), PadTo(std::string(t.W("read", "读入")), 12, true),
                     PadTo(std::string(t.W("kept", "采用")), 12, true), PadTo(std::string(t.W("refused", "拒收")), 10, true),
                     PadTo(std::string(t.W("values refused", "拒收数值")), 14, true)));
  std::uint64_t absent = 0;
  for (std::size_t i = 0; i < f.edition.feeds.size(); ++i) {
    const FeedReport& r = f.report.feeds[i];
    const std::string label = SymbolLabel(f.program, f.edition.feeds[i].symbol);
    if (!f.edition.feeds[i].union_of.empty()) continue;
    if (!r.delivered) {
      ++absent;
      t.Line(fmt::format("    {}  {}", PadTo(label, width), t.W("not delivered", "未送达")));
      continue;
    }
    t.Line(fmt::format("    {}  {}  {}  {}  {}", PadTo(label, width), PadTo(Grouped(r.rows_read), 12, true), PadTo(Grouped(r.rows_kept), 12, true),
                       PadTo(Grouped(r.rows_refused), 10, true), PadTo(Grouped(r.values_refused), 14, true)));
    const std::string rest = OtherRows(r, t);
    if (!rest.empty()) t.Line("      " + rest);
  }
}

void Rejects(const RunFacts& f, Text& t, Language language) {
  const auto rejects = RejectsByReason(f.report);
  std::uint64_t all = 0;
  for (const auto& [reason, n] : rejects) all += n;
  t.Line(fmt::format("{}  {}", t.W("Rejects", "拒收记录"), Grouped(all)));
  for (const auto& [reason, n] : rejects)
    t.Line(fmt::format("    {}  {}", PadTo(std::string(RefusalWords(reason, language)), 24), PadTo(Grouped(n), 10, true)));
}

void Result(const RunFacts& f, std::uint32_t id, Text& t, Language language, std::uint64_t all) {
  const Output& output = f.edition.outputs[id];
  Spread spread = SpreadOf(f, id);
  t.Line(fmt::format("  {}", output.name));
  std::vector<std::pair<std::string, std::uint64_t>> counted, absent;
  for (const auto& [name, n] : spread.counts) {
    std::string shown = name;
    if (output.type == OutputType::kYesNo) shown = name == "yes" ? t.W("yes", "是") : t.W("no", "否");
    if (output.type == OutputType::kChecklist)
      shown = name == "hit" ? t.W("hit", "命中") : name == "clear" ? t.W("clear", "未命中") : t.W("undetermined", "待定");
    counted.emplace_back(shown, n);
  }
  if (spread.inapplicable > 0) absent.emplace_back(t.W("not applicable", "不适用"), spread.inapplicable);
  for (const auto& [state, n] : spread.missing)
    absent.emplace_back(fmt::format("{}{}", output.type == OutputType::kChecklist ? t.W("undetermined: ", "待定：") : t.W("missing: ", "缺失："),
                                    StateWords(f.edition, state, language)), n);
  const std::size_t width = std::max(WidthOf(counted), WidthOf(absent));
  for (const auto& [name, n] : counted) t.Counted(name, n, all, width);
  if (spread.quartiles) {
    const auto& q = *spread.quartiles;
    t.Line(fmt::format("    {} {}   {} {}   {} {}", t.W("least", "最小"), NumberText(output, q[0]), t.W("median", "中位"), NumberText(output, q[2]),
                       t.W("greatest", "最大"), NumberText(output, q[4])));
    const Integer mean = DivideRounded(spread.total, spread.known, RoundingMode::kHalfAway);
    t.Line(fmt::format("    {} {} – {}   {} {}", t.W("middle half", "中间一半"), NumberText(output, q[1]), NumberText(output, q[3]),
                       t.W("mean", "平均"), NumberText(output, mean)) +
           (IsSummed(output) ? fmt::format("   {} {}", t.W("sum", "合计"), NumberText(output, spread.total)) : ""));
  } else if (spread.counts.empty()) {
    t.Line(fmt::format("    {} {}", t.W("known", "已知"), Grouped(spread.known)));
  }
  for (const auto& [name, n] : absent) t.Counted(name, n, all, width);
}

void Items(const std::vector<Spread::Item>& items, std::uint64_t all, Text& t) {
  std::size_t width = 12;
  for (const Spread::Item& item : items) width = std::max(width, DisplayColumns(item.name));
  t.Line(fmt::format("    {}  {}          {}", PadTo(std::string(t.W("by item", "分事项")), width), PadTo(std::string(t.W("hits", "命中")), 10, true),
                     PadTo(std::string(t.W("undetermined", "待定")), 12, true)));
  for (const Spread::Item& item : items)
    t.Line(fmt::format("    {}  {}  {}  {}  {}", PadTo(item.name, width), PadTo(Grouped(item.hit), 10, true), PadTo(Share(item.hit, all), 6, true),
                       PadTo(Grouped(item.undetermined), 12, true), Bar(item.hit, all)));
}

// A statistic: its value, or that of each group where there are few.
void StatisticLines(const RunFacts& f, std::uint32_t index, Text& t, Language language) {
  constexpr std::size_t kFew = 12;
  const Statistic& s = f.edition.statistic_list[index];
  const Output& output = f.edition.outputs[s.output];
  const OutputColumn& column = f.result.outputs[s.output];
  const auto text = [&](std::size_t row) {
    if (column.states[row] != kKnown) return StateWords(f.edition, column.states[row], language);
    return output.type == OutputType::kNumber ? NumberText(output, column.values.Get(row)) : OutputText(output, f.dataset.texts, column, row);
  };
  if (s.space == kRunSpace) {
    t.Line(fmt::format("    {}  {}", PadTo(output.name, 24), text(0)));
    return;
  }
  const std::size_t groups = column.states.size();
  t.Line(fmt::format("    {}  {} {}", PadTo(output.name, 24), groups, t.W("groups", "组")));
  if (groups > kFew) return;
  std::vector<std::uint32_t> rows(groups);
  std::iota(rows.begin(), rows.end(), 0u);
  const auto& keys = f.result.statistics[index].groups;
  if (std::ranges::all_of(s.group_types, [](OutputType type) { return type == OutputType::kChoice || type == OutputType::kYesNo; }))
    std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });  // as they are declared
  for (std::uint32_t row : rows) {
    std::string label = GroupText(f.edition, f.dataset, f.result, index, row);
    if (s.group_names.size() == 1) label.erase(0, label.find('=') + 1);
    t.Line(fmt::format("      {}  {}", PadTo(label, 22), text(row)));
  }
}

}  // namespace

std::string SummaryText(const RunFacts& f, Language language) {
  Text t(language);
  t.Line(fmt::format("{}{}{}", f.program.title.empty() ? f.program.policy_name : f.program.title, f.edition.version.empty() ? "" : "  ", f.edition.version));
  t.Line(fmt::format("{} {}", t.W("as of", "评价日"), DayText(f.as_of)));
  t.Line();
  Feeds(f, t);
  t.Line();
  Rejects(f, t, language);
  for (std::uint32_t entity = 0; entity < f.edition.entities.size(); ++entity) {
    const std::uint64_t listed = f.dataset.entities[entity].count, evaluated = EvaluatedCount(f, entity);
    t.Line();
    t.Line(fmt::format("{}  {} {}", SymbolLabel(f.program, f.edition.entities[entity].symbol), Grouped(evaluated), t.W("evaluated", "个参评")) +
           (listed == evaluated ? "" : fmt::format("{}{} {}", t.W(", ", "，"), Grouped(listed - evaluated), t.W("listed and not evaluated", "个在名录而不参评"))));
    for (std::uint32_t id = 0; id < f.edition.outputs.size(); ++id) {
      const Output& output = f.edition.outputs[id];
      if (output.entity != entity || !output.published) continue;
      if (output.type != OutputType::kHits) {
        Result(f, id, t, language, evaluated);
        continue;
      }
      Items(ItemsOf(f, output), evaluated, t);
    }
  }
  if (!f.edition.statistic_list.empty()) {
    t.Line();
    t.Line(std::string(t.W("Statistics", "统计")));
    for (std::uint32_t i = 0; i < f.edition.statistic_list.size(); ++i) StatisticLines(f, i, t, language);
  }
  t.Line();
  t.Line(fmt::format("{} {:.2f} s   {} {:.2f} s   {} {:.2f} s   {} {}", t.W("read", "读入"), f.load_seconds, t.W("evaluate", "计算"), f.run_seconds,
                     t.W("write", "写出"), f.write_seconds, t.W("threads", "线程"), f.threads));
  return t.Take();
}

std::string SummaryJson(const RunFacts& f) {
  using namespace boost;
  json::object out;
  out["policy"] = f.program.policy_name;
  out["version"] = f.edition.version;
  out["as_of"] = DayText(f.as_of);
  json::array feeds;
  for (std::size_t i = 0; i < f.edition.feeds.size(); ++i) {
    const FeedReport& r = f.report.feeds[i];
    feeds.push_back({{"feed", SymbolLabel(f.program, f.edition.feeds[i].symbol)}, {"delivered", r.delivered}, {"file", r.file},
                     {"rows_read", r.rows_read}, {"rows_kept", r.rows_kept}, {"rows_merged", r.rows_merged}, {"rows_filtered", r.rows_filtered},
                     {"rows_after_as_of", r.rows_after_as_of}, {"rows_mapping", r.rows_mapping}, {"rows_refused", r.rows_refused}, {"rows_unsure", r.rows_unsure},
                     {"values_refused", r.values_refused}, {"values_blank", r.values_blank}});
  }
  out["feeds"] = std::move(feeds);
  json::object rejects;
  for (const auto& [reason, n] : RejectsByReason(f.report)) rejects[RefusalWords(reason, Language::kEnglish)] = n;
  out["rejects"] = std::move(rejects);
  json::array entities;
  for (std::uint32_t entity = 0; entity < f.edition.entities.size(); ++entity) {
    json::array results;
    for (std::uint32_t id = 0; id < f.edition.outputs.size(); ++id) {
      const Output& output = f.edition.outputs[id];
      if (output.entity != entity || !output.published) continue;
      json::object one;
      one["result"] = output.name;
      if (output.type == OutputType::kHits) {
        json::object hits, undetermined;
        for (const Spread::Item& item : ItemsOf(f, output)) {
          hits[item.name] = item.hit;
          undetermined[item.name] = item.undetermined;
        }
        one["hits"] = std::move(hits);
        one["undetermined"] = std::move(undetermined);
      } else {
        const Spread spread = SpreadOf(f, id);
        one["known"] = spread.known;
        one["not_applicable"] = spread.inapplicable;
        json::object missing, counts;
        for (const auto& [state, n] : spread.missing) missing[StateWords(f.edition, state, Language::kEnglish)] = n;
        one["missing"] = std::move(missing);
        for (const auto& [name, n] : spread.counts) counts[name] = n;
        if (!counts.empty()) one["counts"] = std::move(counts);
        if (spread.quartiles) {
          auto number = [&](const Integer& x) { return json::string(FormatScaled(x, output.decimals)); };
          const auto& q = *spread.quartiles;
          one["unit"] = output.unit;
          one["least"] = number(q[0]);
          one["lower_quartile"] = number(q[1]);
          one["median"] = number(q[2]);
          one["upper_quartile"] = number(q[3]);
          one["greatest"] = number(q[4]);
          one["sum"] = number(spread.total);
        }
      }
      results.push_back(std::move(one));
    }
    entities.push_back({{"entity", SymbolLabel(f.program, f.edition.entities[entity].symbol)}, {"listed", f.dataset.entities[entity].count},
                        {"evaluated", EvaluatedCount(f, entity)}, {"results", std::move(results)}});
  }
  out["entities"] = std::move(entities);
  json::object statistics;
  for (const Statistic& s : f.edition.statistic_list) {
    if (s.space != kRunSpace) continue;
    const Output& output = f.edition.outputs[s.output];
    const OutputColumn& column = f.result.outputs[s.output];
    statistics[output.name] = column.states[0] == kKnown ? json::value(OutputText(output, f.dataset.texts, column, 0)) : json::value(nullptr);
  }
  out["statistics"] = std::move(statistics);
  out["seconds"] = {{"read", f.load_seconds}, {"evaluate", f.run_seconds}, {"write", f.write_seconds}};
  return json::serialize(out) + "\n";
}

}  // namespace greenrule::tools
