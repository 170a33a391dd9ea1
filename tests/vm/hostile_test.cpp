// A program file whose bits were flipped and whose digest was made to fit again: it is refused with a reason,
// or it runs over data without a crash. Under the sanitizers this is the test that the verifier checks
// enough.
#include <gtest/gtest.h>

#include "runtime/program/disassemble.h"
#include "runtime/program/program_file.h"
#include "runtime/program/verify.h"
#include "tests/vm/world.h"

namespace greenrule::testing {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Outcome {
  int refused_form = 0, refused_meaning = 0, ran = 0;
};

// What a reader of the data would give such a program.
bool DataFit(const Edition& edition) {
  if (edition.entities.size() != 2 || edition.feeds.size() != 3 || edition.entities[kSite].owner != kFirm)
    return false;
  for (const Column& column : edition.columns)
    if (!LaneHolds(Lane::k256, FieldRange(edition.feeds[column.feed].fields[column.field]))) return false;
  return edition.feeds[kRows].many && edition.feeds[kRows].entity == kFirm &&
         edition.feeds[kRows].up_to >= kRowsUpTo;
}

void Try(Bytes bytes, Outcome& outcome) {
  const Digest digest = Sha256(std::span(bytes).first(bytes.size() - 32));
  std::ranges::copy(digest, bytes.end() - 32);
  auto parsed = Parse(bytes);
  if (std::holds_alternative<Diagnostic>(parsed)) {
    ++outcome.refused_form;
    return;
  }
  Program& program = std::get<Program>(parsed);
  const std::vector<Diagnostic> refusals = Verify(program);
  if (!refusals.empty()) {
    ++outcome.refused_meaning;
    ASSERT_FALSE(Message(refusals[0], Language::kChinese).empty());
    return;
  }
  ASSERT_FALSE(Disassemble(program).empty());
  for (Edition& edition : program.editions) {
    if (!DataFit(edition)) continue;
    Random random(1);
    Dataset data = MakeWorld(edition, random, {.firms = 3});
    Run(edition, data, {});
    ++outcome.ran;
  }
}

TEST(Hostile, EveryFlippedBitIsRefusedOrHarmless) {
  const Bytes good = Serialize(SampleProgram().program());
  Outcome outcome;
  for (std::size_t bit = 0; bit < 8 * (good.size() - 32); ++bit) {
    Bytes bytes = good;
    bytes[bit / 8] ^= 1 << bit % 8;
    Try(std::move(bytes), outcome);
    if (HasFatalFailure()) FAIL() << "bit " << bit;
  }
  // All three must happen, else the test tests nothing.
  EXPECT_GT(outcome.refused_form, 1000);
  EXPECT_GT(outcome.refused_meaning, 1000);
  EXPECT_GT(outcome.ran, 1000);
}

TEST(Hostile, SeveralBytesAtOnce) {
  const Bytes good = Serialize(SampleProgram().program());
  Random random(2);
  Outcome outcome;
  for (int i = 0; i < 5000; ++i) {
    Bytes bytes = good;
    // One to three small changes: most files must get past the form.
    for (std::uint64_t n = 1 + Below(random, 3); n > 0; --n)
      bytes[Below(random, bytes.size() - 32)] = static_cast<std::uint8_t>(Below(random, 12));
    Try(std::move(bytes), outcome);
    if (HasFatalFailure()) FAIL() << "attempt " << i;
  }
  EXPECT_GT(outcome.refused_meaning, 100);
}

TEST(Hostile, CutAnywhere) {
  const Bytes good = Serialize(SampleProgram().program());
  for (std::size_t size = 0; size + 32 < good.size(); ++size) {
    Bytes bytes(good.begin(), good.begin() + size);
    bytes.resize(size + 32);
    const Digest digest = Sha256(std::span(bytes).first(size));
    std::ranges::copy(digest, bytes.begin() + size);
    ASSERT_TRUE(std::holds_alternative<Diagnostic>(Parse(bytes))) << size;
  }
}

// Operands exchanged at random: registers of wrong lanes and spaces, immediates that name other things.
TEST(Hostile, CodeWithExchangedOperands) {
  Random random(3);
  Outcome outcome;
  for (int i = 0; i < 4000; ++i) {
    Builder b = SampleProgram();
    Block& block = Below(random, 4) == 0 ? b.edition().statistics : b.edition().trees[0].main;
    switch (Below(random, 4)) {
      case 0:
        std::swap(block.operands[Below(random, block.operands.size())],
                  block.operands[Below(random, block.operands.size())]);
        break;
      case 1:
        std::swap(block.code[Below(random, block.code.size())].op,
                  block.code[Below(random, block.code.size())].op);
        break;
      case 2:
        block.code[Below(random, block.code.size())].space = static_cast<SpaceId>(Below(random, 8));
        break;
      default:
        block.registers[Below(random, block.registers.size())].space = static_cast<SpaceId>(Below(random, 8));
        break;
    }
    Try(Serialize(b.program()), outcome);
    if (HasFatalFailure()) FAIL() << "attempt " << i;
  }
  EXPECT_GT(outcome.refused_meaning, 1000);
  EXPECT_GT(outcome.ran, 10);
}

}  // namespace
}  // namespace greenrule::testing
