#include "tests/reference/utf8.h"

#include <algorithm>
#include <array>

namespace tokenfare::reference {
namespace {

struct ByteRange {
  unsigned char low;
  unsigned char high;
};

// A row of table 3-7, "Well-Formed UTF-8 Byte Sequences".
struct Row {
  size_t length;
  std::array<ByteRange, 4> bytes;
};

constexpr Row kRows[] = {
    {1, {{{0x00, 0x7F}}}},
    {2, {{{0xC2, 0xDF}, {0x80, 0xBF}}}},
    {3, {{{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}}}},
    {3, {{{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {3, {{{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}}}},
    {3, {{{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {4, {{{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {4, {{{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {4, {{{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}}}},
};

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

size_t MatchingBytes(const Row& row, std::string_view text) {
  size_t matching = 0;
  while (matching < row.length && matching < text.size()) {
    const auto byte = static_cast<unsigned char>(text[matching]);
    const ByteRange range = row.bytes[matching];
    if (byte < range.low || byte > range.high) break;
    ++matching;
  }
  return matching;
}

}  // namespace

Utf8Part NextUtf8Part(std::string_view text) {
  size_t longest = 0;
  for (const Row& row : kRows) {
    const size_t matching = MatchingBytes(row, text);
    if (matching == row.length) return {matching, true};
    longest = std::max(longest, matching);
  }
  return {std::max<size_t>(longest, 1), false};
}

bool IsWellFormed(std::string_view text) {
  while (!text.empty()) {
    const Utf8Part part = NextUtf8Part(text);
    if (!part.well_formed) return false;
    text.remove_prefix(part.length);
  }
  return true;
}

RepairedText Repair(std::string_view text) {
  RepairedText repaired;
  for (size_t at = 0; at < text.size();) {
    const Utf8Part part = NextUtf8Part(text.substr(at));
    const std::string_view bytes =
        part.well_formed ? text.substr(at, part.length) : kReplacement;
    for (size_t i = 0; i < bytes.size(); ++i) {
      repaired.text.push_back(bytes[i]);
      repaired.source.push_back(part.well_formed ? at + i : at);
      repaired.starts.push_back(i == 0);
    }
    at += part.length;
  }
  repaired.source.push_back(text.size());
  repaired.starts.push_back(true);
  return repaired;
}

std::string EncodeUtf8(char32_t code_point) {
  const auto byte = [](char32_t value) {
    return static_cast<char>(static_cast<unsigned char>(value));
  };
  const auto tail = [&](int shift) {
    return byte(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) return {byte(code_point)};
  if (code_point < 0x800) return {byte(0xC0 | (code_point >> 6)), tail(0)};
  if (code_point < 0x10000) {
    return {byte(0xE0 | (code_point >> 12)), tail(6), tail(0)};
  }
  return {byte(0xF0 | (code_point >> 18)), tail(12), tail(6), tail(0)};
}

}  // namespace tokenfare::reference
