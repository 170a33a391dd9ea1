// A ledger of receipts: an append-only chain, a text file of one JSON object a line.
//
//   each entry        {"entry":N,"previous":"…","added":"2026-03-31","receipt":"…","key":"…","signature":"…"}
//   the closing line  {"entries":N,"head":"…","key":"…","signature":"…"}
//
// `previous` is the SHA-256 of the line before (without its line end), 64 zeros for the first; `receipt` the
// receipt's text. `key` is the signer's public key, `signature` its Ed25519 signature over the line up to
// `,"signature"`. The closing line, signed anew with every entry, tells how many entries there are and the
// hash of the last: the head. So an entry altered, dropped, repeated or moved is found and named. Whoever
// puts back a whole older ledger is found only by somebody who noted a later head (`--head`), and whoever
// writes another ledger with another key only by somebody who knows the right one (`--trusted`).
//
// A line has one way to be written; a ledger is replaced by a whole new file (aside_file.h), under a lock on
// its folder, so that two who add at once do not lose an entry. Cost: the whole ledger is read, checked and
// written for each entry.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/audit/ed25519.h"
#include "runtime/audit/file_layer.h"
#include "runtime/audit/receipt.h"

namespace greenrule {

struct LedgerEntry {
  std::uint64_t number = 0;
  Digest previous{};
  Day added = 0;
  std::string receipt;  // its text
  Signature signature;
  Digest hash{};  // of its line
};

struct Ledger {
  std::vector<LedgerEntry> entries;
  Digest head() const { return entries.empty() ? Digest{} : entries.back().hash; }
};

struct LedgerChecks {
  const TrustedKeys* trusted = nullptr;  // GR8047 for entries by others; without them a warning, GR8052
  std::optional<Digest> head;            // a hash that was noted once: GR8049 where no entry has it
};

// What is wrong with a ledger, in the order of its lines: GR8040 to GR8050. `entries` are those that could be
// read.
struct LedgerFindings {
  Ledger ledger;
  std::vector<Diagnostic> found;
};
LedgerFindings CheckLedger(std::string_view text, const std::string& name, const LedgerChecks& checks);

// The text of a ledger with one entry more.
std::string WithEntry(std::string_view text, const Ledger& ledger, std::string_view receipt, Day added,
                      const PrivateKey& key);

// Adds a receipt to the ledger at a path, which is begun if there is none. Nothing is written unless ledger
// and receipt are sound and the receipt is not in it yet (GR8051).
struct LedgerAddition {
  Ledger ledger;                   // with the new entry
  std::vector<Diagnostic> errors;  // then nothing was added
};
LedgerAddition AddToLedger(FileLayer& layer, const std::string& path, const std::string& receipt_path,
                           Day added, const PrivateKey& key);

}  // namespace greenrule
