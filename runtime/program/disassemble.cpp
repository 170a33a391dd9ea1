#include "runtime/program/disassemble.h"

#include <fmt/format.h>

#include <span>

#include "runtime/program/calendar.h"
#include "runtime/program/opcodes.h"

namespace greenrule {
namespace {

std::string Date(Day day) {
  const Civil civil = CivilOf(day);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string Id(char kind, std::uint32_t id) {
  return id == kNone ? "-" : fmt::format("{}{}", kind, id);
}

template <class T, class Format>
std::string Joined(const T& items, Format format) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += ", ";
    text += format(item);
  }
  return text;
}

class Printer {
 public:
  Printer(const Program& program, const Edition& edition) : program_(program), edition_(edition) {}

  std::string Print() {
    Line(0, "edition {} to {}, version {}", Date(edition_.from), Date(edition_.until), edition_.version);
    Spaces();
    Data();
    Tables();
    for (std::size_t f = 0; f < edition_.feeds.size(); ++f) {
      for (const Field& field : edition_.feeds[f].fields)
        if (field.formula != kNone) Code(fmt::format("{} of rows of f{}", Name(field.symbol), f), edition_.filters[field.formula]);
      if (edition_.feeds[f].filter != kNone)
        Code(fmt::format("condition on rows of f{}", f), edition_.filters[edition_.feeds[f].filter]);
    }
    for (const Tree& tree : edition_.trees) {
      const std::string name = Name(edition_.entities[tree.root].symbol);
      Code("evaluation of " + name, tree.evaluate);
      Code("before figures, " + name, tree.before_figures);
      Code("main, " + name, tree.main);
    }
    Figures();
    Code("statistics", edition_.statistics);
    Results();
    return std::move(text_);
  }

 private:
  template <class... T>
  void Line(int depth, fmt::format_string<T...> format, T&&... arguments) {
    text_.append(2 * depth, ' ');
    fmt::format_to(std::back_inserter(text_), format, std::forward<T>(arguments)...);
    text_ += '\n';
  }
  std::string Name(std::uint32_t symbol) const { return SymbolName(program_, symbol); }

  void Spaces() {
    Line(1, "spaces");
    for (std::size_t i = 0; i < edition_.spaces.size(); ++i) {
      const Space& space = edition_.spaces[i];
      std::string what;
      switch (space.kind) {
        case SpaceKind::kRun: what = "run"; break;
        case SpaceKind::kEntity: what = "entity " + Name(edition_.entities[space.subject].symbol); break;
        case SpaceKind::kFeed: what = "rows of " + Name(edition_.feeds[space.subject].symbol); break;
        case SpaceKind::kPair: what = fmt::format("pairs with s{}", space.other); break;
        case SpaceKind::kCross: what = fmt::format("cross with l{}", space.subject); break;
        case SpaceKind::kGroup: what = fmt::format("groups of s{}", space.other); break;
        case SpaceKind::kFigureGroups: what = fmt::format("groups of statistic {}", space.subject); break;
      }
      if (i == 0) {
        Line(2, "s{}  {}", i, what);
      } else {
        Line(2, "s{}  {}, up to {} per row of s{}", i, what, space.rows_per_parent, space.parent);
      }
    }
  }

  void Data() {
    Line(1, "columns");
    for (std::size_t i = 0; i < edition_.columns.size(); ++i) {
      const Column& column = edition_.columns[i];
      const Feed& feed = edition_.feeds[column.feed];
      Line(2, "c{}  {} s{}  f{} {}.{}", i, LaneName(column.lane), column.space, column.feed,
           Name(feed.symbol), Name(feed.fields[column.field].symbol));
    }
    Line(1, "kept");
    for (std::size_t i = 0; i < edition_.kept.size(); ++i) {
      const KeptColumn& kept = edition_.kept[i];
      Line(2, "v{}  {} s{}  {} to {}", i, LaneName(kept.lane), kept.space, kept.lowest.str(),
           kept.highest.str());
    }
  }

  void Tables() {
    Line(1, "constants");
    for (std::size_t i = 0; i < edition_.constants.size(); ++i)
      Line(2, "k{}  {} {}", i, LaneName(edition_.constants[i].lane), edition_.constants[i].value.str());
    Line(1, "tables");
    for (std::size_t i = 0; i < edition_.tables.size(); ++i) PrintTable(i);
    Line(1, "lookups");
    for (std::size_t i = 0; i < edition_.lookups.size(); ++i) {
      const Lookup& lookup = edition_.lookups[i];
      Line(2, "l{}  {}, {} keys, {} rows, fallback {}", i, Name(lookup.symbol), lookup.keys.size(),
           lookup.rows.size(), lookup.fallback ? std::to_string(*lookup.fallback) : "-");
    }
  }

  void PrintTable(std::size_t i) {
    const Table& table = edition_.tables[i];
    if (const auto* t = std::get_if<ThresholdTable>(&table)) {
      Line(2, "t{}  thresholds {}", i, Joined(t->thresholds, [](const Threshold& x) {
             const std::string ratio =
                 x.numerator.str() + (x.denominator == 1 ? "" : "/" + x.denominator.str());
             return (x.strict ? "> " : ">= ") + ratio;
           }));
    } else if (const auto* t = std::get_if<ValueTable>(&table)) {
      Line(2, "t{}  values {}", i, Joined(t->values, [](std::int64_t x) { return std::to_string(x); }));
    } else if (const auto* t = std::get_if<TakeTable>(&table)) {
      Line(2, "t{}  {} constants {}", i, LaneName(t->lane),
           Joined(t->values, [](const Integer& x) { return x.str(); }));
    } else if (const auto* t = std::get_if<MatchTable>(&table)) {
      constexpr const char* kPolicies[] = {"first", "unique", "all"};
      Line(2, "t{}  {} match, {} rows, intervals {}", i, kPolicies[static_cast<int>(t->policy)], t->rows,
           Joined(t->sizes, [](std::uint32_t x) { return std::to_string(x); }));
      for (std::uint32_t row = 0; row < t->rows; ++row) Line(3, "row {}  {}", row, Cells(*t, row));
    }
  }

  // Per input one sign for each interval: 1 yes, ? unknown, 0 no.
  static std::string Cells(const MatchTable& table, std::uint32_t row) {
    const auto bit = [row](const std::vector<std::uint64_t>& words) {
      return (words[row / 64] >> row % 64 & 1) != 0;
    };
    std::string text;
    for (std::size_t i = 0; i < table.sizes.size(); ++i) {
      if (i > 0) text += ' ';
      for (std::size_t v = 0; v < table.sizes[i]; ++v)
        text += bit(table.yes[i][v]) ? '1' : bit(table.unknown[i][v]) ? '?' : '0';
    }
    return text;
  }

  void Code(const std::string& title, const Block& block) {
    if (block.code.empty()) return;
    Line(1, "{}", title);
    for (const Instruction& instruction : block.code) {
      const OpcodeInfo& info = InfoOf(instruction.op);
      const OperandView view = OperandsOf(block, instruction);
      std::string line = fmt::format("s{:<3}", instruction.space);
      const std::string outputs = Joined(std::span(view.outputs, view.output_count), [&](RegisterId r) {
        return fmt::format("r{}:{}", r, LaneName(block.registers[r].lane));
      });
      line += outputs.empty() ? std::string(info.name) : fmt::format("{} = {}", outputs, info.name);
      std::string inputs =
          Joined(std::span(view.inputs, view.input_count), [](RegisterId r) { return Id('r', r); });
      for (std::size_t i = 0; i < view.immediate_count; ++i) {
        if (!inputs.empty()) inputs += ", ";
        inputs += Immediate(instruction.op, info.immediates[i], view.immediates[i]);
      }
      if (!inputs.empty()) line += ' ' + inputs;
      const std::string rule = Name(instruction.symbol);
      if (!rule.empty()) line += "  ; " + rule;
      Line(2, "{}", line);
    }
  }

  static std::string Immediate(Opcode op, ImmediateKind kind, std::uint32_t value) {
    switch (kind) {
      case ImmediateKind::kConstant: return Id('k', value);
      case ImmediateKind::kTable: return Id('t', value);
      case ImmediateKind::kColumn: return Id('c', value);
      case ImmediateKind::kFeed: return Id('f', value);
      case ImmediateKind::kLookup: return Id('l', value);
      case ImmediateKind::kSpace: return Id('s', value);
      case ImmediateKind::kNumber: break;
    }
    if (op == Opcode::kDivideRounded || op == Opcode::kSqrtRounded) {
      constexpr const char* kModes[] = {"half-away", "half-even", "half-down", "up",
                                        "down",      "ceiling",   "floor"};
      return kModes[value];
    }
    if (op == Opcode::kKeep || op == Opcode::kLoadKept) return Id('v', value);
    if (op == Opcode::kOutput) return Id('o', value);
    return std::to_string(value);
  }

  void Figures() {
    constexpr const char* kKinds[] = {"count", "sum",    "average",    "min",
                                      "max",   "median", "percentile", "rank"};
    if (!edition_.figures.empty()) Line(1, "figures");
    for (const Figure& figure : edition_.figures) {
      const std::string groups = Joined(figure.group, [](std::uint32_t g) { return Id('v', g); });
      Line(2, "{} {} of {}{}{} into {}, state {}", figure.peers ? "peers" : "statistic",
           kKinds[static_cast<int>(figure.kind)], Id('v', figure.value),
           groups.empty() ? "" : " by " + groups,
           figure.where == kNone ? "" : " where " + Id('v', figure.where), Id('v', figure.result),
           Id('v', figure.result_state));
    }
  }

  void Results() {
    constexpr const char* kTypes[] = {"number", "yes-no", "text",      "date",
                                      "month",  "choice", "checklist", "hits"};
    Line(1, "outputs");
    for (std::size_t i = 0; i < edition_.outputs.size(); ++i) {
      const Output& output = edition_.outputs[i];
      Line(2, "o{}  {} of {}: {}{}{}", i, output.name,
           output.entity == kNone ? "the run" : Name(edition_.entities[output.entity].symbol),
           kTypes[static_cast<int>(output.type)],
           output.type == OutputType::kNumber ? fmt::format(", {} decimals", output.decimals) : "",
           output.published ? "" : ", not published");
    }
  }

  const Program& program_;
  const Edition& edition_;
  std::string text_;
};

}  // namespace

const char* LaneName(Lane lane) {
  constexpr const char* kNames[] = {"byte", "i64", "i128", "i256"};
  return kNames[static_cast<int>(lane)];
}

std::string SymbolName(const Program& program, std::uint32_t symbol) {
  if (symbol == kNone) return "";
  if (symbol >= program.symbols.size()) return fmt::format("symbol {}", symbol);
  const Symbol& s = program.symbols[symbol];
  if (!s.name.empty()) return s.name;
  return s.code.empty() ? fmt::format("symbol {}", symbol) : s.code;
}

std::string Disassemble(const Program& program, const Edition& edition) {
  return Printer(program, edition).Print();
}

std::string Disassemble(const Program& program) {
  std::string text;
  for (const Edition& edition : program.editions) text += Disassemble(program, edition);
  return text;
}

}  // namespace greenrule
