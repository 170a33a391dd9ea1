#include "runtime/audit/receipt_json.h"

#include <boost/json.hpp>

#include "runtime/data/date_text.h"

namespace greenrule {
namespace {

namespace json = boost::json;

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool IsPlain(const json::value& value) {
  return !value.is_object() && !value.is_array();
}

void Print(const json::value& value, std::size_t depth, bool in_line, std::string& text) {
  if (IsPlain(value)) {
    text += json::serialize(value);
    return;
  }
  const bool is_object = value.is_object();
  const std::size_t size = is_object ? value.get_object().size() : value.get_array().size();
  bool plain = true;
  if (is_object) {
    for (const auto& field : value.get_object()) plain &= IsPlain(field.value());
  } else {
    for (const json::value& item : value.get_array()) plain &= IsPlain(item);
  }
  const bool one_line = size == 0 || (plain && (!is_object || in_line));
  const auto begin_item = [&](bool first) {
    text += first ? "" : one_line ? ", " : ",";
    if (!one_line) text += "\n" + std::string(2 * (depth + 1), ' ');
  };
  text += is_object ? "{" : "[";
  bool first = true;
  if (is_object) {
    for (const auto& field : value.get_object()) {
      begin_item(std::exchange(first, false));
      text += json::serialize(field.key()) + ": ";
      Print(field.value(), depth + 1, false, text);
    }
  } else {
    for (const json::value& item : value.get_array()) {
      begin_item(std::exchange(first, false));
      Print(item, depth + 1, true, text);
    }
  }
  if (!one_line) text += "\n" + std::string(2 * depth, ' ');
  text += is_object ? "}" : "]";
}

}  // namespace

StrictObject::StrictObject(const json::value* value, std::string path,
                           std::optional<Diagnostic::Argument>& wrong)
    : path_(std::move(path)), wrong_(&wrong) {
  if (value == nullptr) return;
  object_ = value->if_object();
  if (object_ == nullptr) Refuse(path_, {"an object", "对象"});
}

std::string StrictObject::PathOf(std::string_view field) const {
  return path_.empty() ? std::string(field) : path_ + "." + std::string(field);
}

const json::value* StrictObject::Refuse(const std::string& path, Diagnostic::Argument is_not) {
  if (!*wrong_)
    *wrong_ = path.empty() ? Diagnostic::Argument("it is not " + is_not.english, "整体不是" + is_not.chinese)
                           : Diagnostic::Argument("`" + path + "` is not " + is_not.english,
                                                  "`" + path + "` 不是" + is_not.chinese);
  return nullptr;
}

const json::value* StrictObject::Next(std::string_view field) {
  if (object_ == nullptr || *wrong_) return nullptr;
  if (next_ < object_->size() && (object_->begin() + next_)->key() == field)
    return &(object_->begin() + next_++)->value();
  const std::string path = PathOf(field);
  if (!object_->contains(field))
    *wrong_ = Diagnostic::Argument("it has no `" + path + "`", "缺少 `" + path + "`");
  else
    *wrong_ =
        Diagnostic::Argument("`" + path + "` does not stand in its place", "`" + path + "` 不在应在的位置");
  return nullptr;
}

std::string StrictObject::Text(std::string_view field) {
  const json::value* value = Next(field);
  if (value == nullptr) return {};
  if (const json::string* text = value->if_string()) return {text->begin(), text->end()};
  Refuse(PathOf(field), {"a text", "文本"});
  return {};
}

std::uint64_t StrictObject::Number(std::string_view field, std::uint64_t most) {
  const json::value* value = Next(field);
  if (value == nullptr) return 0;
  if (value->is_int64() && value->get_int64() >= 0 && static_cast<std::uint64_t>(value->get_int64()) <= most)
    return static_cast<std::uint64_t>(value->get_int64());
  Refuse(PathOf(field),
         {"a number from 0 to " + std::to_string(most), " 0 至 " + std::to_string(most) + " 的整数"});
  return 0;
}

bool StrictObject::YesNo(std::string_view field) {
  const json::value* value = Next(field);
  if (value == nullptr) return false;
  if (value->is_bool()) return value->get_bool();
  Refuse(PathOf(field), {"true or false", " true 或 false"});
  return false;
}

Day StrictObject::Date(std::string_view field) {
  const std::string text = Text(field);
  const std::optional<Day> day = ParseDay(text);
  if (day && DayText(*day) == text) return *day;
  if (!*wrong_) Refuse(PathOf(field), {"a date as `2021-06-30`", "形如 `2021-06-30` 的日期"});
  return 0;
}

void StrictObject::Bytes(std::string_view field, std::span<std::uint8_t> bytes) {
  const std::string digits = Text(field);
  if (*wrong_ || FromHex(digits, bytes)) return;
  const std::string count = std::to_string(2 * bytes.size());
  Refuse(PathOf(field),
         {count + " digits from 0 to 9 and a to f", " " + count + " 位十六进制数字（0–9、a–f）"});
}

StrictObject StrictObject::Object(std::string_view field) {
  const json::value* value = Next(field);
  return StrictObject(value, PathOf(field), *wrong_);
}

std::vector<StrictObject> StrictObject::Objects(std::string_view field) {
  std::vector<StrictObject> objects;
  const json::value* value = Next(field);
  if (value == nullptr) return objects;
  const json::array* list = value->if_array();
  if (list == nullptr) Refuse(PathOf(field), {"a list", "列表"});
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
    objects.emplace_back(&(*list)[i], PathOf(field) + "[" + std::to_string(i) + "]", *wrong_);
  return objects;
}

std::vector<std::string> StrictObject::Texts(std::string_view field) {
  std::vector<std::string> texts;
  const json::value* value = Next(field);
  if (value == nullptr) return texts;
  const json::array* list = value->if_array();
  if (list == nullptr) Refuse(PathOf(field), {"a list", "列表"});
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const json::string* text = (*list)[i].if_string();
    if (text == nullptr)
      Refuse(PathOf(field) + "[" + std::to_string(i) + "]", {"a text", "文本"});
    else
      texts.emplace_back(text->begin(), text->end());
  }
  return texts;
}

void StrictObject::End() {
  if (object_ == nullptr || *wrong_ || next_ == object_->size()) return;
  const std::string path = PathOf((object_->begin() + next_)->key());
  *wrong_ = Diagnostic::Argument("`" + path + "` is no field of it", "没有 `" + path + "` 这一项");
}

bool FromHex(std::string_view digits, std::span<std::uint8_t> bytes) {
  if (digits.size() != 2 * bytes.size()) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = Nibble(digits[2 * i]), low = Nibble(digits[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

std::string PrettyJson(const json::value& value) {
  std::string text;
  Print(value, 0, false, text);
  return text + "\n";
}

}  // namespace greenrule
