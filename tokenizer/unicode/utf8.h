// Decoding UTF-8, with ill-formed text as Unicode recommends: each maximal
// ill-formed part stands for one U+FFFD (Unicode 15, section 3.9, table 3-8).
// Python's bytes.decode("utf-8", errors="replace") does the same.

#ifndef TOKENFARE_TOKENIZER_UNICODE_UTF8_H_
#define TOKENFARE_TOKENIZER_UNICODE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tokenfare::internal {

inline constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";

struct Utf8Character {
  uint32_t code_point;  // U+FFFD where not well-formed
  uint32_t length;      // bytes, at least 1
  bool well_formed;
};

constexpr bool IsContinuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

// How many bytes a lead byte announces (2 to 4), and the range of the second
// byte (Unicode 15, table 3-7). length 0: not the lead of anything.
struct Utf8Lead {
  uint8_t length;
  uint8_t second_low;
  uint8_t second_high;
};

constexpr Utf8Lead LeadOf(unsigned char byte) {
  if (byte < 0xC2 || byte > 0xF4) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {4, 0x80, 0xBF};
}

// The character at text[at], or the maximal ill-formed part there. Requires
// at < text.size().
constexpr Utf8Character DecodeUtf8(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[at + i]);
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const Utf8Lead lead = LeadOf(first);
  const size_t left = text.size() - at;
  if (lead.length == 0 || left < 2 || byte(1) < lead.second_low ||
      byte(1) > lead.second_high) {
    return {0xFFFD, 1, false};
  }
  uint32_t code_point = first & (0x7Fu >> lead.length);
  code_point = (code_point << 6) | (byte(1) & 0x3Fu);
  for (uint32_t i = 2; i < lead.length; ++i) {
    if (i >= left || !IsContinuation(byte(i))) return {0xFFFD, i, false};
    code_point = (code_point << 6) | (byte(i) & 0x3Fu);
  }
  return {code_point, lead.length, true};
}

// The start of the character, or of a continuation byte in ill-formed text,
// that ends at `end`. Requires end > 0.
size_t CharacterBefore(std::string_view text, size_t end);

// How many bytes of `text` come before the first ill-formed part. Linear.
size_t WellFormedPrefix(std::string_view text);

// True where `text` is well-formed UTF-8. Linear.
inline bool IsWellFormed(std::string_view text) {
  return WellFormedPrefix(text) == text.size();
}

// `text` with each maximal ill-formed part replaced by U+FFFD. Linear; the
// result has at most 3 times as many bytes, and never fewer.
std::string RepairUtf8(std::string_view text);
void AppendRepaired(std::string_view text, std::string& repaired);

// Maps offsets in RepairUtf8(text) back to `text`, in ascending order; linear
// over all calls together. The text must outlive it.
class RepairedOffsets {
 public:
  explicit RepairedOffsets(std::string_view text) : text_(text) {}

  // The byte of `text` that byte `repaired_offset` stands for: the same byte of
  // a well-formed character, the first byte of an ill-formed part. At least the
  // offset of the call before.
  size_t Before(size_t repaired_offset);

 private:
  std::string_view text_;
  size_t at_ = 0;        // A character or ill-formed part begins here,
  size_t repaired_ = 0;  // and here in the repaired text.
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_UNICODE_UTF8_H_
