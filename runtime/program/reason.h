// The state of a value: one byte that says known, not applicable, or missing and why.
//
// States combine by byte maximum: not applicable (255) covers everything, and among missing things the first in the
// order below wins because it has the highest byte. The order is part of the language (docs/language.md, "Reasons"),
// so a result's reason does not depend on the order of evaluation.
#pragma once

#include <cstdint>

namespace greenrule {

using State = std::uint8_t;

inline constexpr State kKnown = 0;
inline constexpr State kNotApplicable = 255;

// REASON(name, byte, english, chinese): the published words, the same whatever the language of messages is.
#define GREENRULE_REASONS(REASON)                                                                   \
  REASON(NotDelivered, 254, "not delivered", "未送达")           /* the feed did not answer */      \
  REASON(TooManyRows, 253, "too many rows", "超过行数上限")      /* more rows than `up to N` */     \
  REASON(NotListed, 252, "owner not listed", "所属主体不在名录") /* or not evaluated */             \
  REASON(Blank, 251, "not supplied", "未填报")                   /* an empty cell */                \
  REASON(NotSupplied, 250, "not supplied", "未填报")             /* `missing written as` */         \
  REASON(Malformed, 249, "malformed", "格式错误")                                                   \
  REASON(OutOfRange, 248, "out of range", "超出范围")                                               \
  REASON(TooManyDecimals, 247, "too many decimals", "小数位过多")                                   \
  REASON(UnknownCode, 246, "unknown code", "代码未知")                                              \
  REASON(Ambiguous, 245, "ambiguous", "数据冲突")                                                   \
  REASON(NoRows, 244, "no rows", "无记录")                                                          \
  REASON(DivisionByZero, 243, "division by zero", "除数为零")                                       \
  REASON(NotInLookup, 242, "not in lookup", "查无此项")                                             \
  REASON(NotInForce, 241, "not in force", "尚未施行")            /* no entry in force on the date */ \
  REASON(NoRowMatches, 240, "no row matches", "无匹配行")                                           \
  REASON(SeveralRowsMatch, 239, "several rows match", "多行匹配")                                   \
  REASON(BeyondPoints, 238, "beyond the points", "超出折线范围")                                    \
  REASON(NegativeRoot, 237, "root of a negative number", "负数开方")                                \
  REASON(NoSuchDate, 236, "no such date", "日期不存在")                                             \
  REASON(Excluded, 234, "excluded", "不参与计分")                 /* `is excluded` */               \
  REASON(Undetermined, 233, "undetermined by policy", "待定")

enum Reason : State {
#define REASON(name, byte, english, chinese) k##name = byte,
  GREENRULE_REASONS(REASON)
#undef REASON
};

// The author's own reasons (`missing "…"`) in the order of their text's bytes: the first has kFirstOwnReason.
inline constexpr State kFirstOwnReason = 200;
inline constexpr int kMaxOwnReasons = 200;

inline constexpr bool IsMissing(State s) { return s != kKnown && s != kNotApplicable; }

}  // namespace greenrule
