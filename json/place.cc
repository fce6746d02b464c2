#include "tokenfare/json/place.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

constexpr size_t kLongestQuote = 60;
constexpr size_t kLongestPath = 200;

// One open array or object around the place.
struct Level {
  bool is_array;
  size_t index = 0;
  std::string_view key;
};

// The end of the string whose opening quote is at `begin`: one past its closing
// quote, or the text's size.
size_t EndOfString(std::string_view text, size_t begin) {
  for (size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

// Notes the punctuation or string at `i` in the levels; returns what follows.
size_t Advance(std::string_view text, size_t i, std::vector<Level>& levels) {
  switch (text[i]) {
    case '{':
      levels.push_back({.is_array = false, .index = 0, .key = {}});
      break;
    case '[':
      levels.push_back({.is_array = true, .index = 0, .key = {}});
      break;
    case '}':
    case ']':
      if (!levels.empty()) levels.pop_back();
      break;
    case ',':
      if (!levels.empty()) {
        ++levels.back().index;
        levels.back().key = {};
      }
      break;
    case '"': {
      const size_t end = EndOfString(text, i);
      if (!levels.empty() && !levels.back().is_array &&
          levels.back().key.data() == nullptr && end - i >= 2) {
        levels.back().key = text.substr(i + 1, end - i - 2);
      }
      return end;
    }
    default:
      break;
  }
  return i + 1;
}

bool IsPlainName(std::string_view key) {
  return !key.empty() && key.size() <= kLongestQuote &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '_';
         });
}

// The length of the well-formed character at the start of `s`, or 0.
size_t CharacterLength(std::string_view s) {
  const auto byte = [&](size_t i) {
    return i < s.size() ? static_cast<uint8_t>(s[i]) : uint8_t{0};
  };
  const auto trails = [&](size_t count) {
    for (size_t i = 1; i <= count; ++i) {
      if ((byte(i) & 0xC0U) != 0x80U) return false;
    }
    return true;
  };
  const uint8_t lead = byte(0);
  const uint8_t second = byte(1);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return trails(1) ? 2 : 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second > 0x9F;
    return trails(2) && !overlong && !surrogate ? 3 : 0;
  }
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool too_large = lead > 0xF4 || (lead == 0xF4 && second > 0x8F);
  return trails(3) && !overlong && !too_large ? 4 : 0;
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text.substr(0, kLongestQuote)) {
    const auto byte = static_cast<unsigned char>(c);
    quoted += absl::ascii_isprint(byte) ? c : '?';
  }
  if (text.size() > kLongestQuote) quoted += "...";
  return quoted + "\"";
}

std::string PathStep(std::string_view key) {
  if (IsPlainName(key)) return fmt::format(".{}", key);
  return fmt::format("[{}]", Quoted(key));
}

std::string JsonPathAt(std::string_view text, size_t offset) {
  std::vector<Level> levels;
  for (size_t i = 0; i < std::min(offset, text.size());) {
    const size_t next = Advance(text, i, levels);
    // A key is only part of the path of its value, or of itself, once read.
    i = next;
  }
  std::string path = "$";
  for (const Level& level : levels) {
    if (level.is_array) {
      path += fmt::format("[{}]", level.index);
    } else if (level.key.data() != nullptr) {
      path += PathStep(level.key);
    }
  }
  if (path.size() <= kLongestPath) return path;
  constexpr size_t kHalf = kLongestPath / 2;
  return fmt::format("{}...{}", path.substr(0, kHalf),
                     path.substr(path.size() - kHalf));
}

JsonPlace PlaceAt(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const size_t newline = before.rfind('\n');
  return {.line = static_cast<size_t>(lines) + 1,
          .column = newline == std::string_view::npos ? offset + 1
                                                      : offset - newline};
}

std::string PlaceText(const JsonPlace& place) {
  return fmt::format("line {}, column {}", place.line, place.column);
}

size_t FirstIllFormedByte(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    const size_t length = CharacterLength(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return i;
}

size_t FirstStringFault(std::string_view text) {
  size_t i = 0;
  while ((i = text.find('"', i)) != std::string_view::npos) {
    const size_t end = EndOfString(text, i);
    for (size_t j = i; j < end; ++j) {
      if (static_cast<unsigned char>(text[j]) < 0x20) return j;
    }
    if (end == text.size() && (end - i < 2 || text[end - 1] != '"')) return i;
    i = end;
  }
  return text.size();
}

}  // namespace tokenfare::internal
