#include "runtime/program/program_file.h"

#include <gtest/gtest.h>

#include "runtime/program/disassemble.h"
#include "runtime/program/verify.h"
#include "tests/program/builder.h"

namespace greenrule {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string CodeOf(const std::variant<Program, Diagnostic>& parsed) {
  const auto* refusal = std::get_if<Diagnostic>(&parsed);
  return refusal == nullptr ? "" : std::string(CodeName(refusal->code));
}

// The digest at the end made to fit again, as whoever forges a file would.
void Reseal(Bytes& bytes) {
  const Digest digest = Sha256(std::span(bytes).first(bytes.size() - 32));
  std::ranges::copy(digest, bytes.end() - 32);
}

TEST(ProgramFile, TheSampleIsValid) {
  for (const Diagnostic& d : Verify(testing::SampleProgram().program()))
    ADD_FAILURE() << Message(d, Language::kEnglish);
}

TEST(ProgramFile, RoundTripGivesTheSameBytes) {
  const Program program = testing::SampleProgram().program();
  const Bytes bytes = Serialize(program);
  const auto parsed = Parse(bytes);
  ASSERT_TRUE(std::holds_alternative<Program>(parsed)) << CodeOf(parsed);
  const Program& again = std::get<Program>(parsed);
  EXPECT_EQ(Serialize(again), bytes);
  EXPECT_EQ(ProgramHash(again), ProgramHash(program));
  EXPECT_EQ(Disassemble(again), Disassemble(program));
  EXPECT_EQ(again.editions[0].feeds[0].fields[1].choices[2].written[1], "bad");
}

TEST(ProgramFile, BigIntegersKeepTheirSign) {
  testing::Builder b = testing::SampleProgram();
  const Integer big = -(Integer(1) << 254) + 12345;
  b.Constant(Lane::k256, big);
  b.Constant(Lane::k64, -1);
  const auto parsed = Parse(Serialize(b.program()));
  const auto& constants = std::get<Program>(parsed).editions[0].constants;
  EXPECT_EQ(constants[constants.size() - 2].value, big);
  EXPECT_EQ(constants.back().value, -1);
}

TEST(ProgramFile, TheHashIsThatOfWhatRuns) {
  const Program program = testing::SampleProgram().program();
  const Digest hash = ProgramHash(program);
  Program renamed = program;
  renamed.title = "another";
  renamed.symbols[0].name = "another";
  renamed.symbols[0].citation = "article 3";
  renamed.editions[0].version = "2";
  renamed.editions[0].outputs[0].name = "another";
  renamed.editions[0].trees[0].main.code[0].symbol = 2;
  renamed.editions[0].own_reasons[0] = "no permit";
  renamed.sources[0].sha256[0] = 1;
  EXPECT_EQ(ProgramHash(renamed), hash);
  Program changed = program;
  changed.editions[0].constants[0].value += 1;
  EXPECT_NE(ProgramHash(changed), hash);
  changed = program;
  changed.editions[0].feeds[0].fields[1].choices[2].written[1] = "worse";
  EXPECT_NE(ProgramHash(changed), hash);
  changed = program;
  std::get<TakeTable>(changed.editions[0].tables.back()).values[0] = 0;
  EXPECT_NE(ProgramHash(changed), hash);
  changed = program;
  changed.editions[0].trees[0].main.code[0].op = Opcode::kLoadState;
  EXPECT_NE(ProgramHash(changed), hash);
}

TEST(ProgramFile, CutAnywhereIsRefused) {
  const Bytes bytes = Serialize(testing::SampleProgram().program());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string code = CodeOf(Parse(std::span(bytes).first(size)));
    ASSERT_TRUE(code == "GR5001" || code == "GR5003") << size << " " << code;
  }
}

TEST(ProgramFile, EveryFlippedBitIsRefused) {
  Bytes bytes = Serialize(testing::SampleProgram().program());
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= 1 << bit % 8;
    ASSERT_NE(CodeOf(Parse(bytes)), "") << bit;
    bytes[bit / 8] ^= 1 << bit % 8;
  }
}

TEST(ProgramFile, Refusals) {
  const Bytes good = Serialize(testing::SampleProgram().program());
  EXPECT_EQ(CodeOf(Parse({})), "GR5001");
  Bytes bytes = good;
  bytes[0] = 'G';
  EXPECT_EQ(CodeOf(Parse(bytes)), "GR5001");
  bytes = good;
  bytes[8] = 9;  // format version
  EXPECT_EQ(CodeOf(Parse(bytes)), "GR5002");
  bytes = good;
  bytes.back() ^= 1;
  EXPECT_EQ(CodeOf(Parse(bytes)), "GR5003");
  // The first section's length, then a count that promises more than there is.
  bytes = good;
  bytes[20] ^= 1;
  Reseal(bytes);
  EXPECT_EQ(CodeOf(Parse(bytes)), "GR5004");
  bytes = good;
  bytes[31] = 0xFF;
  Reseal(bytes);
  EXPECT_EQ(CodeOf(Parse(bytes)), "GR5004");
}

TEST(ProgramFile, RefusalsSpeakBothLanguages) {
  const auto parsed = Parse({});
  const Diagnostic& refusal = std::get<Diagnostic>(parsed);
  EXPECT_EQ(Message(refusal, Language::kEnglish), "this is not a Greenrule program file");
  EXPECT_EQ(Message(refusal, Language::kChinese), "这不是绿尺的程序文件");
}

TEST(Disassembly, ShowsEveryPart) {
  const std::string text = Disassemble(testing::SampleProgram().program());
  for (const char* part :
       {"edition 0001-01-01 to 9999-12-31", "s3  rows of rows, up to 20 per row of s1", "groups of s3",
        "t0  thresholds >= 100, >= 500", "t1  first match, 3 rows, intervals 4, 3", "row 0  011? 100",
        "t2  i64 constants 2, 1, 0", "condition on rows of f2", "evaluation of firm", "before figures, firm",
        "main, firm", "statistics", "s1  r8:i64, r9:byte = Sum r0, r1, r7, r3", "peers median of v1 by v3",
        "DivideRounded r2, r3, half-away", "o0  "})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(Sha256, KnownValue) {
  EXPECT_EQ(Hex(Sha256(std::string_view("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace greenrule
