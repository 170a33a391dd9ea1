#include "runtime/audit/whole_file.h"

#include <filesystem>
#include <fstream>

namespace greenrule {

std::variant<std::string, Diagnostic> ReadWholeFile(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  const auto size =
      std::filesystem::is_regular_file(path, error) ? std::filesystem::file_size(path, error) : 0;
  if (!file || error || !std::filesystem::is_regular_file(path, error))
    return Diagnostic{Code::GR7001, {}, {path}, {}};
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (static_cast<std::uintmax_t>(file.gcount()) != size) return Diagnostic{Code::GR7001, {}, {path}, {}};
  return bytes;
}

}  // namespace greenrule
