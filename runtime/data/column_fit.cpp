#include "runtime/data/column_fit.h"

#include <algorithm>

#include "runtime/data/record_source.h"

namespace greenrule {
namespace {

constexpr std::size_t kNamesShown = 40;

bool Accepts(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> Forms(const std::vector<std::string>& names) {
  std::vector<std::string> forms;
  for (const std::string& name : names) forms.push_back(HeaderName(name));
  return forms;
}

}  // namespace

std::string ShownNames(const std::vector<std::string>& names, std::string_view between) {
  std::string joined;
  for (std::size_t i = 0; i < names.size() && i < kNamesShown; ++i)
    joined.append(i > 0 ? between : "").append("`" + names[i] + "`");
  if (names.size() > kNamesShown) joined += " …";
  return joined;
}

std::string Label(const Program& program, std::uint32_t symbol) {
  if (symbol >= program.symbols.size()) return "?";
  const Symbol& named = program.symbols[symbol];
  if (named.code.empty() || named.name.empty()) return named.code + named.name;
  return named.code + " " + named.name;
}

std::string FileStem(const Program& program, std::uint32_t symbol) {
  if (symbol >= program.symbols.size()) return "?";
  const Symbol& named = program.symbols[symbol];
  return named.code.empty() ? named.name : named.code;
}

ColumnNeeds::ColumnNeeds(const Edition& edition, const Program& program, std::uint32_t feed, bool with_fields) {
  const Feed& declared = edition.feeds[feed];
  feed_ = Label(program, declared.symbol);
  for (const std::vector<std::string>& names : declared.key_columns) key_.push_back(Forms(names));
  if (key_.empty() && declared.entity != kNone) {
    for (std::uint32_t symbol : edition.entities[declared.entity].key_symbols)
      key_.push_back({HeaderName(program.symbols[symbol].name)});
  }
  if (!with_fields) return;
  for (const Field& field : declared.fields) {
    if (field.computed) {
      fields_.emplace_back();
    } else if (field.columns.empty()) {
      fields_.push_back({HeaderName(program.symbols[field.symbol].name)});
    } else {
      fields_.push_back(Forms(field.columns));
    }
  }
}

std::size_t ColumnNeeds::Met(const std::vector<std::string>& header) const {
  const auto met = [&](const std::vector<std::string>& names) {
    return std::any_of(header.begin(), header.end(), [&](const std::string& name) { return Accepts(names, name); });
  };
  return std::count_if(key_.begin(), key_.end(), met) + std::count_if(fields_.begin(), fields_.end(), met);
}

std::variant<ColumnFit, Diagnostic> ColumnNeeds::Fit(const std::vector<std::string>& header,
                                                   const std::string& file) const {
  ColumnFit fit;
  if (header.empty()) {
    fit.fields.assign(fields_.size(), kNone);
    return fit;
  }
  std::vector<std::uint32_t> place_of(header.size(), kNone);
  std::vector<std::string> lacking_en, lacking_zh, expected;
  std::optional<Diagnostic> twice;
  // Of two columns that would do, one that is the only one for something else is left to that.
  std::vector<std::string> taken;
  for (const auto* needs : {&key_, &fields_})
    for (const std::vector<std::string>& names : *needs)
      if (names.size() == 1) taken.push_back(names[0]);
  const auto find = [&](const std::vector<std::string>& names) {
    std::uint32_t found = kNone;
    const auto fits = [&](const std::string& column) { return Accepts(names, column); };
    const bool several = names.size() > 1 && std::ranges::count_if(header, fits) > 1;
    for (std::uint32_t i = 0; i < header.size(); ++i) {
      if (!fits(header[i]) || (several && Accepts(taken, header[i]))) continue;
      if (found != kNone && !twice) {
        twice = Diagnostic{Code::GR6007, {}, {file, "`" + names[0] + "`",
                            {ShownNames({header[found], header[i]}, ", "), ShownNames({header[found], header[i]}, "、")}}, {}};
      }
      found = i;
    }
    if (!Accepts(expected, names[0])) expected.push_back(names[0]);
    if (found == kNone) {
      lacking_en.push_back(ShownNames(names, " or "));
      lacking_zh.push_back(ShownNames(names, "或"));
      return kNone;
    }
    if (place_of[found] == kNone) {
      place_of[found] = static_cast<std::uint32_t>(fit.columns.size());
      fit.columns.push_back(found);
    }
    return place_of[found];
  };
  for (const std::vector<std::string>& names : key_) fit.key.push_back(find(names));
  for (const std::vector<std::string>& names : fields_) fit.fields.push_back(names.empty() ? kNone : find(names));
  if (!lacking_en.empty()) {
    const auto list = [](const std::vector<std::string>& parts, std::string_view between) {
      std::string joined;
      for (const std::string& part : parts) joined.append(joined.empty() ? "" : between).append(part);
      return joined;
    };
    return Diagnostic{Code::GR6006,
                      {},
                      {file, feed_, {list(lacking_en, ", "), list(lacking_zh, "、")},
                       {ShownNames(expected, ", "), ShownNames(expected, "、")}, {ShownNames(header, ", "), ShownNames(header, "、")}},
                      {}};
  }
  if (twice) return *twice;
  for (std::uint32_t i = 0; i < header.size(); ++i) {
    if (place_of[i] == kNone) fit.further.push_back(header[i]);
  }
  return fit;
}

ColumnFit ColumnNeeds::FitInOrder() const {
  ColumnFit fit;
  const auto next = [&] {
    fit.columns.push_back(static_cast<std::uint32_t>(fit.columns.size()));
    return fit.columns.back();
  };
  for (std::size_t i = 0; i < key_.size(); ++i) fit.key.push_back(next());
  for (const std::vector<std::string>& names : fields_) fit.fields.push_back(names.empty() ? kNone : next());
  return fit;
}

}  // namespace greenrule
