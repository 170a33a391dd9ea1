// Feeds random bytes to the compiler: it ends with diagnostics, or with a program that the verifier takes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "compiler/compile.h"
#include "runtime/program/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greenrule;
  DiagnosticSink sink;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Compilation compilation = CheckText("fuzz.green", text, {GREENRULE_STDLIB}, sink);
  if (sink.HasErrors()) return 0;
  const std::optional<Program> program = BuildProgram(compilation, {}, sink);
  if (!program && !sink.HasErrors()) std::abort();
  if (program && !Verify(*program).empty()) std::abort();
  return 0;
}
