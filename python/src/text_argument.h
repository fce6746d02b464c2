// Texts that Python gives.

#ifndef TOKENFARE_PYTHON_SRC_TEXT_ARGUMENT_H_
#define TOKENFARE_PYTHON_SRC_TEXT_ARGUMENT_H_

#include <string_view>
#include <vector>

#include "nanobind/nanobind.h"

namespace tokenfare::python {

// The UTF-8 of a str, which stays valid as long as this, GIL or no GIL. ASCII
// is read in place; of other strings Python keeps the UTF-8 with the string, so
// that a second call is as cheap. A pair of surrogates becomes its character,
// a lone one U+FFFD, as in tiktoken.
class TextArgument {
 public:
  // Throws TypeError where `text` is not a str; `what` names it there.
  explicit TextArgument(nanobind::handle text, const char* what = "text");

  std::string_view utf8() const { return utf8_; }
  // Whether surrogates had to be replaced.
  bool replaced() const { return replaced_; }

 private:
  nanobind::object owner_;
  bool replaced_ = false;
  std::string_view utf8_;
};

// The UTF-8 of each str of an iterable, which stays valid as long as this,
// whatever happens to the iterable.
class TextArguments {
 public:
  // Throws TypeError where `texts` is not iterable, is a str itself, or has an
  // item that is not a str; the message has its index.
  explicit TextArguments(nanobind::handle texts);

  const std::vector<std::string_view>& utf8() const { return utf8_; }

 private:
  nanobind::object items_;
  // Of those strs whose surrogates had to be replaced.
  std::vector<TextArgument> replaced_;
  std::vector<std::string_view> utf8_;
};

// The bytes of anything with the buffer protocol: bytes, bytearray, memoryview,
// mmap. They are read in place, and Python keeps their owner from being resized
// or closed as long as this lives.
class BytesArgument {
 public:
  // Throws TypeError where `data` has no buffer, BufferError where its memory
  // is not contiguous, ValueError where it is closed.
  explicit BytesArgument(nanobind::handle data);
  ~BytesArgument();
  BytesArgument(const BytesArgument&) = delete;
  BytesArgument& operator=(const BytesArgument&) = delete;

  // Throws UnicodeDecodeError where they are not UTF-8.
  void RequireUtf8() const;

  std::string_view bytes() const {
    return {static_cast<const char*>(view_.buf),
            static_cast<size_t>(view_.len)};
  }

 private:
  Py_buffer view_;
};

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_TEXT_ARGUMENT_H_
