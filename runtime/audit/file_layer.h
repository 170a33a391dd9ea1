// The few calls by which evidence reaches the disk, so that a test can let any of them fail or end the
// process at it.
#pragma once

#include <string>
#include <string_view>

namespace greenrule {

// Every call returns 0 or an errno.
class FileLayer {
 public:
  virtual ~FileLayer() = default;
  // Made anew and empty, for writing.
  virtual int Create(const std::string& path, int& descriptor);
  // All of the bytes, or an error.
  virtual int Write(int descriptor, std::string_view bytes);
  // What was written is on the disk.
  virtual int Sync(int descriptor);
  virtual int Close(int descriptor);
  virtual int Rename(const std::string& from, const std::string& to);
  // What was renamed in the folder is on the disk. A file system that cannot do so for folders is no error.
  virtual int SyncFolder(const std::string& folder);
  virtual void Remove(const std::string& path);

  static FileLayer& System();
};

}  // namespace greenrule
