// A file that is written through a buffer from front to back; the first failure stays.
#pragma once

#include <cstdio>
#include <string>

namespace greenrule {

class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;

  std::string& buffer() { return buffer_; }  // append to it, then call FlushIfFull
  void FlushIfFull();
  std::string Close();  // what went wrong, in the system's words, or nothing

 private:
  void Flush();

  std::FILE* file_;
  std::string buffer_;
  std::string error_;
};

}  // namespace greenrule
