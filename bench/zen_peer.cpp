#include "bench/zen_peer.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace greenrule::bench {

ZenPeer::ZenPeer(const std::string& folder, const std::string& name, const std::string& model, const std::string& records) {
  const std::string model_file = folder + "/" + name + ".zen.json", records_file = folder + "/" + name + ".records.json";
  std::ofstream(model_file) << model;
  std::ofstream(records_file) << records;
  int to[2], from[2];
  if (pipe(to) != 0 || pipe(from) != 0) std::exit(1);
  child_ = fork();
  if (child_ == 0) {
    dup2(to[0], 0);
    dup2(from[1], 1);
    for (int end : {to[0], to[1], from[0], from[1]}) close(end);
    setenv("ZEN_MODULES", GREENRULE_ZEN_MODULES, 1);
    execlp("node", "node", GREENRULE_BENCH_FOLDER "/zen.mjs", model_file.c_str(), records_file.c_str(), nullptr);
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  orders_ = fdopen(to[1], "w");
  answers_ = fdopen(from[0], "r");
}

ZenPeer::~ZenPeer() {
  std::fclose(orders_);
  std::fclose(answers_);
  waitpid(child_, nullptr, 0);
}

std::string ZenPeer::Ask(const char* order) {
  std::fprintf(orders_, "%s\n", order);
  std::fflush(orders_);
  char* line = nullptr;
  std::size_t capacity = 0;
  const ssize_t length = getline(&line, &capacity, answers_);
  std::string answer = length > 0 ? std::string(line, length) : std::string();
  std::free(line);
  if (length > 0) return answer;
  fmt::print(stderr, "ZEN does not answer: is it installed (bench/install)?\n");
  std::exit(1);
}

double ZenPeer::Round() { return std::stod(Ask("round")); }

std::string ZenPeer::Answers() { return Ask("answers"); }

}  // namespace greenrule::bench
