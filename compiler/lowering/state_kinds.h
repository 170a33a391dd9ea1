// Which states a value may have, in four kinds: enough to know that nothing can be excluded or not applicable where no rule says
// so, and to leave out the code that would ask.
#pragma once

#include <cstdint>

#include "runtime/program/reason.h"

namespace greenrule::lowering {

using StateKinds = std::uint8_t;  // a set of the kinds below
inline constexpr StateKinds kMayBeKnown = 1, kMayBeMissing = 2, kMayBeExcluded = 4, kMayBeInapplicable = 8;
inline constexpr StateKinds kAnyStateKind = 15;

constexpr StateKinds KindOf(State s) {
  return s == kKnown ? kMayBeKnown : s == kNotApplicable ? kMayBeInapplicable : s == kExcluded ? kMayBeExcluded : kMayBeMissing;
}

// Of the byte maximum of two states.
constexpr StateKinds KindsOfMaximum(StateKinds a, StateKinds b) {
  const bool known = (a & b & kMayBeKnown) != 0;
  return static_cast<StateKinds>(((a | b) & ~kMayBeKnown) | (known ? kMayBeKnown : 0));
}

// The kinds of which some state lies within [lowest, highest], and those of which all do.
constexpr StateKinds KindsTouched(State lowest, State highest) {
  StateKinds kinds = 0;
  for (unsigned s = lowest; s <= highest; ++s) kinds |= KindOf(static_cast<State>(s));
  return kinds;
}
constexpr StateKinds KindsWithin(State lowest, State highest) {
  StateKinds outside = 0;
  for (unsigned s = 0; s <= 255; ++s)
    if (s < lowest || s > highest) outside |= KindOf(static_cast<State>(s));
  return static_cast<StateKinds>(kAnyStateKind & ~outside);
}

}  // namespace greenrule::lowering
