// The text of an input, mapped into memory where that is cheaper than reading.

#ifndef TOKENFARE_CLI_INPUT_TEXT_H_
#define TOKENFARE_CLI_INPUT_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace tokenfare::cli {

// Regular files from this size on are mapped: they take no memory but the
// system's cache of the file.
inline constexpr size_t kMapBytes = size_t{1} << 20;

// A file that another program cuts short while it is mapped ends this program
// by SIGBUS where the text is read beyond the new end, as it ends other tools
// that map files. One that is written to may be counted in part old, in part
// new; so may one that is read.
class InputText {
 public:
  // The file at `path`, mapped where it can be, otherwise read as ReadInput
  // does; "-" is standard input. A file that is mapped may be of any size.
  // Errors as ReadInput.
  static absl::StatusOr<InputText> Open(const std::string& path);

  ~InputText();
  InputText(InputText&& other) noexcept
      : content_(std::move(other.content_)),
        mapped_(std::exchange(other.mapped_, {})) {}
  InputText& operator=(InputText&&) = delete;

  // Valid until this object is moved from or ends.
  std::string_view view() const { return is_mapped() ? mapped_ : content_; }
  bool is_mapped() const { return mapped_.data() != nullptr; }

 private:
  explicit InputText(std::string content) : content_(std::move(content)) {}
  explicit InputText(std::string_view mapped) : mapped_(mapped) {}

  std::string content_;
  std::string_view mapped_;  // unmapped by the destructor
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_INPUT_TEXT_H_
