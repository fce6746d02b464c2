// The text of an input, mapped into memory where that is cheaper than reading.

#ifndef TOKENFARE_CLI_INPUT_TEXT_H_
#define TOKENFARE_CLI_INPUT_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tokenfare::cli {

// Regular files from this size on are mapped: they take no memory but the
// system's cache of the file.
inline constexpr size_t kMapBytes = size_t{1} << 20;

// Calls `on_part` with the bytes of the input at `path`, in order, in parts of
// up to 256 KiB, without holding more of it; "-" is standard input. Stops early
// where `on_part` returns false. Errors as ReadInput, but none for the size.
absl::Status ReadInParts(const std::string& path,
                         absl::FunctionRef<bool(std::string_view)> on_part);

// Whether the input at `path` is better read in parts than opened: standard
// input, a pipe or a device, of a size that nobody knows.
bool IsStream(const std::string& path);

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
