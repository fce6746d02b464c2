#include "tokenfare/preflight/dialects/media/data_url.h"

#include <array>

#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 64;

constexpr std::array<uint8_t, 256> MakeDigits() {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return digits;
}

constexpr std::array<uint8_t, 256> kDigits = MakeDigits();

std::string_view WithoutPadding(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

constexpr std::string_view kWhiteSpace = " \t\r\n";

// The text without white space where it is wrapped, and otherwise nothing.
std::string Unwrapped(std::string_view text) {
  constexpr size_t kLongestLine = 256;
  std::string digits;
  if (text.substr(0, kLongestLine).find_first_of(kWhiteSpace) ==
      std::string_view::npos) {
    return digits;
  }
  digits.reserve(text.size());
  for (const char c : text) {
    if (kWhiteSpace.find(c) == std::string_view::npos) digits += c;
  }
  return digits;
}

}  // namespace

// A last group of one digit holds no byte, of two one, of three two.
Base64Bytes::Base64Bytes(std::string_view text)
    : unwrapped_(Unwrapped(text)),
      text_(WithoutPadding(unwrapped_.empty() ? text : unwrapped_)),
      size_(text_.size() / 4 * 3 + (text_.size() % 4) * 3 / 4) {}

std::optional<uint8_t> Base64Bytes::At(size_t index) const {
  if (index >= size_) return std::nullopt;
  // Byte b of a group of three is the end of digit b and the beginning of digit
  // b + 1.
  const size_t shift = index % 3;
  const size_t digit = index / 3 * 4 + shift;
  const uint32_t high = kDigits[static_cast<uint8_t>(text_[digit])];
  const uint32_t low = kDigits[static_cast<uint8_t>(text_[digit + 1])];
  if (high == kNoDigit || low == kNoDigit) return std::nullopt;
  const uint32_t both = high << 6 | low;
  return static_cast<uint8_t>(both >> (4 - 2 * shift));
}

std::optional<uint64_t> Base64Bytes::BigEndian(size_t index,
                                               size_t count) const {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    const std::optional<uint8_t> byte = At(index + i);
    if (!byte.has_value()) return std::nullopt;
    value = value << 8 | *byte;
  }
  return value;
}

std::optional<uint64_t> Base64Bytes::LittleEndian(size_t index,
                                                  size_t count) const {
  uint64_t value = 0;
  for (size_t i = count; i > 0; --i) {
    const std::optional<uint8_t> byte = At(index + i - 1);
    if (!byte.has_value()) return std::nullopt;
    value = value << 8 | *byte;
  }
  return value;
}

bool Base64Bytes::HasAt(size_t index, std::string_view expected) const {
  for (size_t i = 0; i < expected.size(); ++i) {
    if (At(index + i) != static_cast<uint8_t>(expected[i])) return false;
  }
  return true;
}

std::string Base64Bytes::Decode() const {
  std::string bytes;
  bytes.reserve(size_);
  for (size_t i = 0; i < size_; ++i) {
    const std::optional<uint8_t> byte = At(i);
    if (!byte.has_value()) break;
    bytes.push_back(static_cast<char>(*byte));
  }
  return bytes;
}

bool IsBase64(std::string_view text) {
  // A word in every few characters, or none at all.
  size_t blanks = 0;
  for (const char c : text) {
    if (kWhiteSpace.find(c) != std::string_view::npos) {
      ++blanks;
    } else if (kDigits[static_cast<uint8_t>(c)] == kNoDigit && c != '=' &&
               c != '-' && c != '_') {
      return false;
    }
  }
  return blanks * 32 <= text.size();
}

std::optional<DataUrl> ParseDataUrl(std::string_view url) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kBase64 = ";base64";
  if (!StartsIgnoringCase(url, kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const size_t comma = url.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::string_view head = url.substr(0, comma);
  if (!EndsIgnoringCase(head, kBase64)) return std::nullopt;
  head.remove_suffix(kBase64.size());
  // Parameters of the type ("; charset=...") say nothing of the bytes.
  return DataUrl{head.substr(0, head.find(';')), url.substr(comma + 1)};
}

}  // namespace tokenfare::internal
