// What is needed to repeat a run and to see that it was repeated: a receipt (docs/audit.md has its form field
// by field).
//
// A receipt holds no time of day and no absolute path: the same run from the same place gives the same bytes.
// Its last field, `seal`, is the SHA-256 of all bytes before that field's line; it shows a change by mistake.
// Against a change on purpose stands the ledger, whose entries are signed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/audit/file_layer.h"
#include "runtime/audit/input_hashes.h"
#include "runtime/audit/result_rows.h"
#include "runtime/data/load.h"
#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"
#include "runtime/program/program_file.h"
#include "runtime/vm/run.h"

namespace greenrule {

inline constexpr std::string_view kEngineVersion = "0.1.0";
inline constexpr unsigned kReceiptVersion = 1;

struct Receipt {
  std::string engine{kEngineVersion};
  std::uint32_t language = kLanguageVersion, program_format = kProgramFormatVersion;
  Day as_of = 0;

  struct Policy {
    std::string place;  // relative to the receipt's folder; empty: not told
    std::string name, edition;
    Day from = 0, until = 0;                   // the edition's
    Digest program{};                          // ProgramHash: what it computes
    Digest file{};                             // of the unsigned program file: names, words and citations too
    std::string signed_by;                     // KeyName of a release's key; empty: a text, or not signed
    std::vector<Program::SourceFile> sources;  // by path
  } policy;

  struct Data {
    std::string place;  // as Policy::place
    std::vector<HashedInput> inputs;
  } data;

  unsigned threads = 1, batch = 1;  // they change no result; batch 0: chosen by the machine

  struct Feed {
    std::string name;
    bool delivered = false;
    std::uint64_t rows_read = 0, rows_kept = 0, rows_refused = 0, values_refused = 0;
  };
  std::vector<Feed> feeds;
  struct Entity {
    std::string name;
    std::uint64_t listed = 0, evaluated = 0;
  };
  std::vector<Entity> entities;
  std::uint64_t rejects = 0;

  std::vector<TableHash> results;
};

// Of a finished run, everything but places, signature, options and results.
Receipt MakeReceipt(const Program& program, const Edition& edition, Day as_of, const LoadReport& report,
                    const RunResult& result, std::vector<HashedInput> inputs);

// Whether a receipt can be written there, asked before a long run: nothing, or GR8060.
std::optional<Diagnostic> CheckReceiptPath(const std::string& path);

// Fills in the results, writes their rows beside the receipt and then the receipt: after a crash at any point
// the receipt that stood there and its rows are still whole. GR8060.
std::optional<Diagnostic> WriteReceipt(FileLayer& layer, const std::string& path, Receipt receipt,
                                       const std::vector<ResultTable>& tables);

std::string ReceiptText(const Receipt& receipt);

// `name` is what messages call it. GR8001 to GR8003. Every field must be there, in its place, and none
// besides: a receipt has one way to be written.
std::variant<Receipt, Diagnostic> ParseReceipt(std::string_view text, const std::string& name);

// Where a path given on the command line lies as seen from the folder of `receipt`, `/` between folders;
// empty where the two have nothing in common but the root, or the path is empty.
std::string PlaceSeenFrom(const std::string& receipt, const std::string& path);
// The way back: a place in a receipt as a path from here.
std::string PlaceFrom(const std::string& receipt, const std::string& place);

// How the file of a receipt's rows is called: beside the receipt, by the first 16 digits of a hash over its
// results, so that another run's rows never stand under this run's name. "march.json" has "march.4f0c….rows".
std::string RowsFileOf(const std::string& receipt_path, const std::vector<TableHash>& results);

}  // namespace greenrule
