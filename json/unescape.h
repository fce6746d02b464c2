// Takes the escapes out of JSON strings, where they stand.

#ifndef TOKENFARE_JSON_UNESCAPE_H_
#define TOKENFARE_JSON_UNESCAPE_H_

#include <cstddef>
#include <cstdint>

namespace tokenfare::internal {

enum class EscapeFault : uint8_t {
  kNone,
  // A backslash that no escape of RFC 8259, section 7, follows.
  kUnknown,
  // Half of a surrogate pair, which is no character.
  kHalfPair
};

struct Unescaped {
  // The bytes that are left. With a fault, where in the string its escape was:
  // the bytes before that are lost.
  size_t size = 0;
  EscapeFault fault = EscapeFault::kNone;
};

// Replaces the escapes in the `size` bytes at `text`, what stands between the
// quotes of a JSON string, by their characters; nothing becomes longer. What
// is well-formed UTF-8 stays so. Linear: bytes between escapes are moved, not
// looked at.
Unescaped UnescapeInPlace(char* text, size_t size);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_UNESCAPE_H_
