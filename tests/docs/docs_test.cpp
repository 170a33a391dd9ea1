// The manual tells the truth: its policies are files that pass, its sessions are run, its tables are the project's own.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <span>

#include "tests/docs/generated.h"
#include "tests/docs/page.h"
#include "tests/golden/process.h"

namespace greenrule::docs {
namespace {

namespace fs = std::filesystem;
using golden::ProcessResult;

const fs::path kProject = PROJECT, kDocs = kProject / "docs", kExamples = kDocs / "examples", kRules = kProject / "rules";

std::vector<fs::path> Manual() {
  std::vector<fs::path> pages{kProject / "README.md", kProject / "README.zh.md", kDocs / "language.md", kDocs / "language.zh.md", kDocs / "command_line.md",
                              kDocs / "audit.md", kDocs / "audit.zh.md"};
  std::erase_if(pages, [](const fs::path& page) { return !fs::exists(page); });
  return pages;
}

std::vector<fs::path> Tutorials() { return {kDocs / "tutorial.en.md", kDocs / "tutorial.zh.md"}; }

// Of one command: the whole of Huzhou, tested under sanitizers on a machine that does other work besides.
constexpr std::chrono::seconds kTimeLimit{600};

ProcessResult Greenrule(std::vector<std::string> words, const fs::path& folder) {
  words.insert(words.begin(), GREENRULE);
  return golden::RunProcess(words, folder, kTimeLimit);
}

// A file of examples/, or a folder of one policy's files, relative to examples/.
std::vector<std::string> Policies() {
  std::vector<std::string> policies;
  for (const auto& entry : fs::recursive_directory_iterator(kExamples)) {
    if (entry.path().extension() != ".green") continue;
    const fs::path relative = fs::relative(entry.path(), kExamples);
    policies.push_back(relative.has_parent_path() ? relative.parent_path().string() : relative.string());
  }
  std::ranges::sort(policies);
  policies.erase(std::ranges::unique(policies).begin(), policies.end());
  return policies;
}

bool Fails(const std::string& policy) { return policy.starts_with("fail_"); }

TEST(Examples, PassOrFailAsTheirNamesSay) {
  ASSERT_GE(Policies().size(), 20u);
  for (const std::string& policy : Policies()) {
    const ProcessResult check = Greenrule({"check", policy}, kExamples), test = Greenrule({"test", policy}, kExamples);
    const std::string told = policy + "\n" + check.err + test.out;
    EXPECT_EQ(std::max(check.code, test.code), Fails(policy) ? 1 : 0) << told;
  }
}

TEST(Examples, EveryPolicyHasOne) {
  // What a variant stands on, and what is shown by running it over data.
  const std::vector<std::string> without{"reading.green", "reading_zh.green", "variant/city_measures", "variant_zh/市级办法"};
  for (const std::string& policy : Policies()) {
    if (Fails(policy) || std::ranges::count(without, policy) > 0) continue;
    const ProcessResult test = Greenrule({"test", policy, "--language", "en"}, kExamples);
    EXPECT_FALSE(test.out.starts_with("0 examples")) << policy;
  }
}

TEST(Manual, PoliciesStandInFiles) {
  std::vector<std::vector<std::string>> files;
  for (const auto& entry : fs::recursive_directory_iterator(kExamples))
    if (entry.path().extension() == ".green") files.push_back(Lines(ReadText(entry.path())));
  for (const auto& entry : fs::directory_iterator(kRules / "huzhou_esg"))
    if (entry.path().extension() == ".md") files.push_back(Lines(ReadText(entry.path())));
  std::vector<fs::path> pages = Manual();
  std::ranges::copy(Tutorials(), std::back_inserter(pages));
  std::size_t blocks = 0;
  for (const fs::path& page : pages) {
    const std::vector<std::string> lines = Lines(ReadText(page));
    for (const Block& block : Blocks(lines)) {
      if (block.kind != "green") continue;
      ++blocks;
      const std::span wanted(lines.begin() + block.begin, lines.begin() + block.end);
      const bool found = std::ranges::any_of(files, [&](const std::vector<std::string>& file) { return !std::ranges::search(file, wanted).empty(); });
      EXPECT_TRUE(found) << page.string() << ":" << block.begin << ": these lines stand in no file of docs/examples or rules/huzhou_esg";
    }
  }
  EXPECT_GE(blocks, 20u);
}

// `greenrule …`, `huzhou_sample …`, `cat FILE`, `ls FOLDER` and `cp -r FROM TO`; words in double quotes are one.
std::vector<std::string> Words(std::string_view command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : command) {
    if (c == '"') quoted = !quoted;
    else if (c == ' ' && !quoted) words.emplace_back();
    else words.back() += c;
  }
  std::erase(words, "");
  return words;
}

std::string Output(const std::string& command, const fs::path& folder) {
  std::vector<std::string> words = Words(command);
  const std::string program = words.front();
  words.erase(words.begin());
  if (program == "cat") return ReadText(folder / words.at(0));
  if (program == "ls") {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder / words.at(0))) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return Joined(names);
  }
  if (program == "cp") {
    fs::copy(folder / words.at(1), folder / words.at(2), fs::copy_options::recursive);
    return {};
  }
  if (program == "huzhou_sample") words.insert(words.begin(), HUZHOU_SAMPLE);
  else if (program != "greenrule") return "only greenrule, huzhou_sample, cat, ls and cp are run here\n";
  const ProcessResult result = program == "greenrule" ? Greenrule(words, folder) : golden::RunProcess(words, folder, kTimeLimit);
  std::string text = result.err + result.out;
  if (result.end != ProcessResult::End::kExited) text += "(ended by a signal)\n";
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return WithoutPassing(text);
}

// What a reader types into files: a block ```KIND >FILE is the file, ```KIND >>FILE is added at its end, and ```diff FILE takes the
// lines with `-` away and puts those with `+` there, between the lines that begin with a blank. Empty if it could be done.
std::string Typed(const Block& block, std::span<const std::string> lines, const fs::path& folder) {
  const std::size_t blank = block.kind.find(' ');
  std::string file = block.kind.substr(blank + 1);
  if (!block.kind.starts_with("diff ")) {
    const bool added = file.starts_with(">>");
    file.erase(0, added ? 2 : 1);
    WriteText(folder / file, (added ? ReadText(folder / file) : "") + Joined({lines.begin(), lines.end()}));
    return {};
  }
  std::vector<std::string> before, after;
  for (const std::string& line : lines) {
    if (line.empty() || std::string_view(" -+").find(line[0]) == std::string_view::npos) return "a line of a change begins with a blank, - or +";
    if (line[0] != '+') before.push_back(line.substr(1));
    if (line[0] != '-') after.push_back(line.substr(1));
  }
  std::vector<std::string> text = Lines(ReadText(folder / file));
  const auto found = std::ranges::search(text, before);
  if (found.empty()) return "these lines are not in " + file;
  if (!std::ranges::search(std::span(found.end(), text.end()), before).empty()) return "these lines are twice in " + file;
  text.insert(text.erase(found.begin(), found.end()), after.begin(), after.end());
  WriteText(folder / file, Joined(text));
  return {};
}

class Sessions : public testing::Test {
 protected:
  ~Sessions() override { fs::remove_all(folder_); }

  // Every page begins with a folder of its own: the examples, and the policies that a page takes from rules/.
  void Begin() {
    fs::remove_all(folder_);
    fs::copy(kExamples, folder_, fs::copy_options::recursive);
    fs::create_directories(folder_ / "rules");
    fs::copy(kRules / "huzhou_esg", folder_ / "rules" / "huzhou_esg");  // its files, not what lies in folders of it
  }

  // Compares what the page's sessions show with what the commands print today, or writes it there; gives their number.
  std::size_t Play(const fs::path& page) {
    Begin();
    std::size_t sessions = 0;
    std::vector<std::string> lines = Lines(ReadText(page));
    const std::vector<Block> blocks = Blocks(lines);
    std::vector<std::string> played(blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::string place = page.string() + ":" + std::to_string(blocks[i].begin);
      const std::span shown = std::span(lines).subspan(blocks[i].begin, blocks[i].end - blocks[i].begin);
      if (blocks[i].kind.find(' ') != std::string::npos) EXPECT_EQ(Typed(blocks[i], shown, folder_), "") << place;
      if (blocks[i].kind != "console") continue;
      ++sessions;
      played[i] = Played(shown);
      if (!Rewriting()) EXPECT_EQ(Joined({shown.begin(), shown.end()}), played[i]) << place;
    }
    if (!Rewriting()) return sessions;
    for (std::size_t i = blocks.size(); i-- > 0;) {  // from the end, so that lines keep their numbers
      if (blocks[i].kind != "console") continue;
      const std::vector<std::string> now = Lines(played[i]);
      lines.erase(lines.begin() + blocks[i].begin, lines.begin() + blocks[i].end);
      lines.insert(lines.begin() + blocks[i].begin, now.begin(), now.end());
    }
    WriteText(page, Joined(lines));
    return sessions;
  }

  // The session with what its commands print today. A line `…` stands for lines that are not shown, and within a line of JSON
  // for parts of it: it stays where what is shown before and after it still is.
  std::string Played(std::span<const std::string> lines) {
    std::string out;
    for (std::size_t i = 0; i < lines.size();) {
      if (!lines[i].starts_with("$ ")) return "a session begins with a command\n";
      out += lines[i] + "\n";
      const std::size_t begin = i + 1;
      std::size_t end = begin;
      while (end < lines.size() && !lines[end].starts_with("$ ")) ++end;
      const std::string real = Output(lines[i].substr(2), folder_);
      out += Shortened(lines.subspan(begin, end - begin), real);
      i = end;
    }
    return out;
  }

 private:
  // Within a line of JSON `…` stands for any text.
  static bool Shows(std::string_view shown, std::string_view real) {
    if (shown == real) return true;
    if (!shown.starts_with('{') && !shown.starts_with('[')) return false;
    constexpr std::string_view kLeftOut = "…";
    std::size_t mark = shown.find(kLeftOut);
    if (mark == shown.npos || !real.starts_with(shown.substr(0, mark))) return false;
    std::size_t at = mark;
    while (true) {
      shown.remove_prefix(mark + kLeftOut.size());
      mark = shown.find(kLeftOut);
      if (mark == shown.npos) return real.substr(at).ends_with(shown);
      const std::size_t found = real.find(shown.substr(0, mark), at);
      if (found == real.npos) return false;
      at = found + mark;
    }
  }

  static std::string Shortened(std::span<const std::string> shown, const std::string& real) {
    if (std::ranges::none_of(shown, [](const std::string& line) { return line.find("…") != line.npos; })) return real;
    const std::vector<std::string> lines = Lines(real);
    std::size_t at = 0;
    bool skipping = false;
    for (const std::string& line : shown) {
      if (line == "…") {
        skipping = true;
        continue;
      }
      const auto end = skipping ? lines.end() : lines.begin() + std::min(at + 1, lines.size());
      const auto found = std::find_if(lines.begin() + at, end, [&](const std::string& today) { return Shows(line, today); });
      if (found == end) return real;
      at = found - lines.begin() + 1;
      skipping = false;
    }
    if (!skipping && at != lines.size()) return real;
    return Joined({shown.begin(), shown.end()});
  }

  fs::path folder_ = fs::temp_directory_path() / ("greenrule_docs_" + std::to_string(getpid()));
};

TEST_F(Sessions, SayWhatTheProgramSays) {
  std::size_t sessions = 0;
  for (const fs::path& page : Manual()) sessions += Play(page);
  EXPECT_GE(sessions, 10u);
}

// A reader's afternoon, every step in the order of the page: what is typed changes what the next session prints.
TEST_F(Sessions, OfTheTutorialsSayWhatTheProgramSays) {
  for (const fs::path& page : Tutorials()) EXPECT_GE(Play(page), 12u) << page;
}

// Where two texts part, in a line each.
std::string Parting(const std::string& shown, const std::string& real) {
  const std::vector<std::string> a = Lines(shown), b = Lines(real);
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  const auto line = [&](const std::vector<std::string>& lines) { return i < lines.size() ? lines[i] : std::string("(ends)"); };
  return "line " + std::to_string(i + 1) + "\n  the page: " + line(a) + "\n  today:    " + line(b) + "\n`make docs-rewrite` writes it anew";
}

TEST(Manual, TablesAreTheProjects) {
  for (const char* name : {"language.md", "language.zh.md"}) {
    const fs::path path = kDocs / name;
    if (!fs::exists(path)) continue;
    const std::string page = ReadText(path);
    std::string wanted = page;
    EXPECT_TRUE(ReplaceSection(wanted, "phrases", PhraseTables(path.stem().extension() == ".zh"))) << name;
    EXPECT_TRUE(ReplaceSection(wanted, "reasons", ReasonTable())) << name;
    if (Rewriting()) WriteText(path, wanted);
    else EXPECT_TRUE(page == wanted) << name << ", " << Parting(page, wanted);
  }
}

TEST(Diagnostics, EveryCodeHasItsSection) {
  const fs::path path = kDocs / "diagnostics.md";
  const std::string page = ReadText(path), wanted = DiagnosticsPage(page);
  if (Rewriting()) WriteText(path, wanted);
  else EXPECT_TRUE(page == wanted) << "diagnostics.md, " << Parting(page, wanted);
}

}  // namespace
}  // namespace greenrule::docs
