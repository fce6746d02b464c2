// Texts of requests hold an escape per line (\n) or per few bytes (JSON within
// JSON): too near to each other for a search and a move of their own. So eight
// bytes are looked at and moved at once where they hold no backslash, and an
// escape is read by itself. Read and write positions run over the same memory:
// an escape has two bytes or six, its character one to three (a pair twelve and
// four), so that writing never overtakes reading.

#include "tokenfare/json/unescape.h"

#include <array>
#include <bit>
#include <cstring>
#include <string_view>

namespace tokenfare::internal {
namespace {

// The character that a letter behind a backslash stands for; 0 for others.
constexpr std::array<char, 256> kShortEscapes = [] {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kCharacters = "\"\\/\b\f\n\r\t";
  std::array<char, 256> characters{};
  for (size_t i = 0; i < kLetters.size(); ++i) {
    characters[static_cast<unsigned char>(kLetters[i])] = kCharacters[i];
  }
  return characters;
}();

// What \uXXXX has at most; no character.
constexpr uint32_t kNotHex = 0x10000;

uint32_t HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return kNotHex;
}

// The code unit of the escape at `at`, or kNotHex where none ends by `end`.
uint32_t CodeUnit(const char* at, const char* end) {
  constexpr ptrdiff_t kSize = 6;
  if (end - at < kSize || at[0] != '\\' || at[1] != 'u') return kNotHex;
  uint32_t unit = 0;
  for (ptrdiff_t i = 2; i < kSize; ++i) {
    const uint32_t digit = HexDigit(at[i]);
    if (digit == kNotHex) return kNotHex;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool IsFirstHalf(uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsSecondHalf(uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

char* WriteUtf8(uint32_t character, char* out) {
  const auto trail = [&](uint32_t shift) {
    return static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
  };
  if (character < 0x80) {
    *out++ = static_cast<char>(character);
    return out;
  }
  if (character < 0x800) {
    *out++ = static_cast<char>(0xC0U | (character >> 6U));
  } else {
    if (character < 0x10000) {
      *out++ = static_cast<char>(0xE0U | (character >> 12U));
    } else {
      *out++ = static_cast<char>(0xF0U | (character >> 18U));
      *out++ = trail(12);
    }
    *out++ = trail(6);
  }
  *out++ = trail(0);
  return out;
}

// A mark in each of eight bytes that is a backslash; maybe in later ones, too.
uint64_t Backslashes(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  // What is a backslash is 0 now, and borrows.
  bytes ^= kOnes * '\\';
  return (bytes - kOnes) & ~bytes & (kOnes << 7U);
}

// Moves what stands before the next backslash, or all.
void MovePlain(const char*& in, const char* end, char*& out) {
  constexpr ptrdiff_t kStep = 8;
  // The last step writes eight bytes, too: those behind the backslash must not
  // be those that are still to be read, which the first few escapes move apart.
  if constexpr (std::endian::native == std::endian::little) {
    while (end - in >= kStep) {
      uint64_t bytes;
      std::memcpy(&bytes, in, kStep);
      const uint64_t found = Backslashes(bytes);
      if (found != 0 && in - out < kStep) break;
      std::memcpy(out, &bytes, kStep);
      const ptrdiff_t plain = found == 0 ? kStep : std::countr_zero(found) / 8;
      in += plain;
      out += plain;
      if (found != 0) return;
    }
  }
  while (in < end && *in != '\\') *out++ = *in++;
}

// Reads the escape at `in` and writes its character to `out`; both move on.
EscapeFault TakeLongEscape(const char*& in, const char* end, char*& out) {
  constexpr ptrdiff_t kSize = 6;
  const uint32_t unit = CodeUnit(in, end);
  if (unit == kNotHex) return EscapeFault::kUnknown;
  if (IsSecondHalf(unit)) return EscapeFault::kHalfPair;
  if (!IsFirstHalf(unit)) {
    in += kSize;
    out = WriteUtf8(unit, out);
    return EscapeFault::kNone;
  }
  const uint32_t second = CodeUnit(in + kSize, end);
  if (!IsSecondHalf(second)) return EscapeFault::kHalfPair;
  in += 2 * kSize;
  out = WriteUtf8(0x10000 + ((unit - 0xD800) << 10U) + (second - 0xDC00), out);
  return EscapeFault::kNone;
}

EscapeFault TakeEscape(const char*& in, const char* end, char*& out) {
  if (end - in < 2) return EscapeFault::kUnknown;
  const char character = kShortEscapes[static_cast<unsigned char>(in[1])];
  if (character == 0) {
    return in[1] == 'u' ? TakeLongEscape(in, end, out) : EscapeFault::kUnknown;
  }
  *out++ = character;
  in += 2;
  return EscapeFault::kNone;
}

}  // namespace

Unescaped UnescapeInPlace(char* text, size_t size) {
  const char* in = text;
  const char* const end = text + size;
  char* out = text;
  while (true) {
    MovePlain(in, end, out);
    if (in == end) return {.size = static_cast<size_t>(out - text)};
    const EscapeFault fault = TakeEscape(in, end, out);
    if (fault != EscapeFault::kNone) {
      return {.size = static_cast<size_t>(in - text), .fault = fault};
    }
  }
}

}  // namespace tokenfare::internal
