#include "tests/number/dectest_reader.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <fstream>

namespace greenrule {

namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

struct Token {
  std::string text;
  bool quoted = false;
};

// Words and quoted texts ('…' or "…", the quote doubled inside); a word that begins with -- ends the line.
std::optional<std::vector<Token>> Tokens(std::string_view line) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && std::isspace(static_cast<unsigned char>(line[at]))) ++at;
    if (at == line.size() || line.substr(at).starts_with("--")) return tokens;
    Token token;
    if (const char quote = line[at]; quote == '\'' || quote == '"') {
      token.quoted = true;
      for (++at;; ++at) {
        if (at == line.size()) return std::nullopt;
        if (line[at] == quote && line.substr(at + 1).starts_with(quote))
          ++at;
        else if (line[at] == quote)
          break;
        token.text += line[at];
      }
      ++at;
    } else {
      while (at < line.size() && !std::isspace(static_cast<unsigned char>(line[at])))
        token.text += line[at++];
    }
    tokens.push_back(std::move(token));
  }
}

std::optional<long> ToLong(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `name: value`; false if the directive is not one of the suite's.
bool ApplyDirective(const std::string& name, const std::string& value, DecTestContext& context) {
  if (name == "version" || name == "dectest") return true;
  if (name == "rounding") {
    context.rounding = Lower(value);
    return true;
  }
  const std::optional<long> number = ToLong(value);
  if (!number) return false;
  if (name == "precision")
    context.precision = *number;
  else if (name == "maxexponent")
    context.max_exponent = *number;
  else if (name == "minexponent")
    context.min_exponent = *number;
  else if (name == "clamp")
    context.clamp = *number != 0;
  else if (name == "extended")
    context.extended = *number != 0;
  else
    return false;
  return true;
}

bool ReadLine(std::string_view line, DecTestContext& context, std::vector<DecTestCase>& cases) {
  const std::optional<std::vector<Token>> tokens = Tokens(line);
  if (!tokens) return false;
  if (tokens->empty()) return true;
  // A directive's colon may stand apart from its name, and its value against the colon.
  if (const std::size_t colon = line.find(':'); colon != line.npos && line.find("->") == line.npos) {
    const auto name = Tokens(line.substr(0, colon)), value = Tokens(line.substr(colon + 1));
    return name && value && name->size() == 1 && value->size() == 1 &&
           ApplyDirective(Lower(name->front().text), value->front().text, context);
  }
  const auto arrow = std::find_if(tokens->begin(), tokens->end(),
                                  [](const Token& token) { return !token.quoted && token.text == "->"; });
  if (arrow - tokens->begin() < 3 || tokens->end() - arrow < 2) return false;
  DecTestCase test;
  test.id = (*tokens)[0].text;
  test.operation = Lower((*tokens)[1].text);
  for (auto operand = tokens->begin() + 2; operand != arrow; ++operand)
    test.operands.push_back(operand->text);
  test.expected = arrow[1].text;
  for (auto condition = arrow + 2; condition != tokens->end(); ++condition) {
    test.conditions.push_back(Lower(condition->text));
  }
  test.context = context;
  cases.push_back(std::move(test));
  return true;
}

}  // namespace

std::vector<DecTestCase> ReadDecTests(const std::filesystem::path& file,
                                      std::vector<std::string>& not_understood) {
  std::ifstream stream(file);
  std::vector<DecTestCase> cases;
  DecTestContext context;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (ReadLine(line, context, cases)) continue;
    not_understood.push_back(file.filename().string() + ':' + std::to_string(number) + ": " + line);
  }
  return cases;
}

std::optional<DecTestNumber> ParseDecTestNumber(std::string_view text) {
  DecTestNumber number;
  number.negative = text.starts_with('-');
  if (number.negative || text.starts_with('+')) text.remove_prefix(1);
  if (const std::size_t mark = text.find_first_of("eE"); mark != text.npos) {
    std::string_view power = text.substr(mark + 1);
    if (const std::optional<long> exponent = ToLong(power)) {
      number.exponent = *exponent;
    } else {
      const bool down = power.starts_with('-');
      if (down || power.starts_with('+')) power.remove_prefix(1);
      if (power.empty() || power.find_first_not_of("0123456789") != power.npos) return std::nullopt;
      number.exponent = down ? -kExponentBeyondReading : kExponentBeyondReading;
    }
    text = text.substr(0, mark);
  }
  bool after_point = false;
  for (char c : text) {
    if (c == '.' && !after_point) {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      number.digits += c;
      number.exponent -= after_point;
    } else {
      return std::nullopt;
    }
  }
  if (number.digits.empty()) return std::nullopt;
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size() - 1));
  return number;
}

std::filesystem::path FindDecTests() {
  if (const char* named = std::getenv("GREENRULE_DECTESTS")) return named;
  std::error_code error;
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib", error)) {
    const auto folder = entry.path() / "test" / "decimaltestdata";
    if (entry.path().filename().string().starts_with("python3") &&
        std::filesystem::is_directory(folder, error)) {
      found.push_back(folder);
    }
  }
  return found.empty() ? std::filesystem::path() : *std::min_element(found.begin(), found.end());
}

}  // namespace greenrule
