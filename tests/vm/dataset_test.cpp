#include "runtime/vm/dataset.h"

#include <gtest/gtest.h>

namespace greenrule {
namespace {

TEST(TextPool, EachTextOnce) {
  TextPool pool;
  EXPECT_EQ(pool.Find("a"), -1);
  EXPECT_EQ(pool.Intern(""), 0);
  EXPECT_EQ(pool.Intern("a"), 1);
  EXPECT_EQ(pool.Intern("a"), 1);
  const std::string large(200000, 'x');
  EXPECT_EQ(pool.Intern(large), 2);
  const std::string_view kept = pool.Text(1);
  for (int i = 0; i < 100000; ++i) ASSERT_EQ(pool.Intern("text " + std::to_string(i)), 3 + i);
  EXPECT_EQ(kept.data(), pool.Text(1).data());  // texts never move
  EXPECT_EQ(kept, "a");
  EXPECT_EQ(pool.Text(2), large);
  EXPECT_EQ(pool.Find("text 77"), 80);
  EXPECT_EQ(pool.size(), 100003u);
  EXPECT_EQ(pool.Text(-1), "");
  EXPECT_EQ(pool.Text(1 << 30), "");
  TextPool moved = std::move(pool);
  EXPECT_EQ(moved.Text(1), "a");
}

TEST(LaneVector, HoldsValuesOfItsLane) {
  for (const auto& [lane, bits] : {std::pair{Lane::k64, 63u}, {Lane::k128, 127u}, {Lane::k256, 255u}}) {
    LaneVector values(lane, 5);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % 64, 0u);
    EXPECT_EQ(values.Get(4), 0);
    const Integer large = (Integer(1) << bits) - 1;
    values.Set(0, large);
    values.Set(1, -large);
    values.Set(2, -1);
    const LaneVector copy = values;
    LaneVector moved = std::move(values);
    for (const LaneVector* v : {&copy, static_cast<const LaneVector*>(&moved)}) {
      EXPECT_EQ(v->Get(0), large);
      EXPECT_EQ(v->Get(1), -large);
      EXPECT_EQ(v->Get(2), -1);
    }
    EXPECT_NE(copy.data(), moved.data());
  }
  LaneVector bytes(Lane::kByte, 2);
  bytes.Set(1, 255);
  EXPECT_EQ(bytes.Get(1), 255);
}

}  // namespace
}  // namespace greenrule
