#include "tests/golden/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace greenrule::golden {
namespace {

using Clock = std::chrono::steady_clock;

// A pipe whose ends close themselves.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    CloseEnd(0);
    CloseEnd(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void CloseEnd(int end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }

 private:
  std::array<int, 2> ends_{};
};

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Reads both pipes until the program has closed them; false when the time is over before.
bool ReadBoth(Pipe& out, Pipe& err, Clock::time_point deadline, ProcessResult& result) {
  std::array<char, 65536> buffer;
  while (out.reader() >= 0 || err.reader() >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> waiting{pollfd{out.reader(), POLLIN, 0}, pollfd{err.reader(), POLLIN, 0}};
    if (poll(waiting.data(), waiting.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    for (int i = 0; i < 2; ++i) {
      if (waiting[i].revents == 0) continue;
      const ssize_t size = read(waiting[i].fd, buffer.data(), buffer.size());
      if (size > 0) {
        (i == 0 ? result.out : result.err).append(buffer.data(), static_cast<std::size_t>(size));
      } else {
        (i == 0 ? out : err).CloseEnd(0);
      }
    }
  }
  return true;
}

// Waits for the program itself, which may live on after it has closed its output.
bool WaitUntil(pid_t process, Clock::time_point deadline, int& status) {
  while (waitpid(process, &status, WNOHANG) == 0) {
    if (Clock::now() >= deadline) return false;
    usleep(1000);
  }
  return true;
}

}  // namespace

ProcessResult RunProcess(const std::vector<std::string>& words, const std::filesystem::path& folder,
                         std::chrono::milliseconds time_limit) {
  ProcessResult result;
  Pipe out, err;
  std::vector<std::string> arguments = words;
  const char* path = std::getenv("PATH");
  std::vector<std::string> environment{"LANG=C.UTF-8", "PATH=" + std::string(path ? path : "/usr/bin:/bin"),
                                       "ASAN_OPTIONS=abort_on_error=1", "UBSAN_OPTIONS=abort_on_error=1"};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.writer(), 1);
  posix_spawn_file_actions_adddup2(&actions, err.writer(), 2);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t process = 0;
  result.code = posix_spawn(&process, words.front().c_str(), &actions, &attributes,
                            Pointers(arguments).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (result.code != 0) return result;

  out.CloseEnd(1);
  err.CloseEnd(1);
  const auto deadline = Clock::now() + time_limit;
  int status = 0;
  if (!ReadBoth(out, err, deadline, result) || !WaitUntil(process, deadline, status)) {
    kill(-process, SIGKILL);
    waitpid(process, &status, 0);
    result.end = ProcessResult::End::kTimedOut;
    return result;
  }
  const bool exited = WIFEXITED(status);
  result.end = exited ? ProcessResult::End::kExited : ProcessResult::End::kSignalled;
  result.code = exited ? WEXITSTATUS(status) : WTERMSIG(status);
  return result;
}

}  // namespace greenrule::golden
