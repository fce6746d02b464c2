#include "tokenfare/tokenizer/tables/vocabulary.h"

#include <array>
#include <charconv>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// Takes the pieces of a compact file off its front.
class Reader {
 public:
  explicit Reader(std::string_view file) : rest_(file) {}

  std::optional<std::string_view> Take(size_t bytes) {
    if (bytes > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  std::optional<std::string_view> TakeLine() {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

  // Unsigned LEB128 of at most 32 bits.
  std::optional<uint32_t> TakeVarint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const auto byte = Take(1);
      if (!byte) return std::nullopt;
      const auto bits = static_cast<unsigned char>((*byte)[0]);
      value |= uint64_t{bits & 0x7Fu} << shift;
      if (bits < 0x80) {
        if (value > 0xFFFFFFFF) return std::nullopt;
        return static_cast<uint32_t>(value);
      }
    }
    return std::nullopt;
  }

  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(
      fmt::format("compact vocabulary: {}", what));
}

// "tokenfare-vocabulary 1 NAME COUNT" -> COUNT.
std::optional<size_t> CountInHeader(std::string_view line) {
  constexpr std::string_view kMagic = "tokenfare-vocabulary 1 ";
  const size_t space = line.rfind(' ');
  if (!line.starts_with(kMagic) || space < kMagic.size()) return std::nullopt;
  const std::string_view digits = line.substr(space + 1);
  size_t count = 0;
  const char* const end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, count);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return count;
}

// The ids, which the file holds as runs.
absl::StatusOr<std::vector<TokenId>> ReadIds(Reader& reader, size_t count) {
  std::vector<TokenId> ids;
  const auto runs = reader.TakeVarint();
  if (!runs) return Malformed("no number of id runs");
  uint64_t next = 0;
  for (uint32_t run = 0; run < *runs; ++run) {
    const auto gap = reader.TakeVarint();
    const auto length = reader.TakeVarint();
    if (!gap || !length) return Malformed("an id run is cut short");
    next += *gap;
    if (*length > count - ids.size() || next + *length > 0xFFFFFFFF) {
      return Malformed("id runs do not sum to the number of tokens");
    }
    for (uint32_t i = 0; i < *length; ++i) {
      ids.push_back(static_cast<TokenId>(next++));
    }
  }
  if (ids.size() != count) {
    return Malformed("id runs do not sum to the number of tokens");
  }
  return ids;
}

}  // namespace

absl::StatusOr<Vocabulary> ReadCompactVocabulary(std::string_view file) {
  Reader reader(file);
  const auto line = reader.TakeLine();
  const auto count = line ? CountInHeader(*line) : std::nullopt;
  if (!count) return Malformed("the first line is not its header");
  if (*count > kMaxTokens) return Malformed("too many tokens");
  auto ids = ReadIds(reader, *count);
  if (!ids.ok()) return ids.status();
  Vocabulary vocabulary;
  vocabulary.ids = *std::move(ids);
  for (size_t rank = 0; rank < *count; ++rank) {
    const auto length = reader.TakeVarint();
    const auto token = length ? reader.Take(*length) : std::nullopt;
    if (!token) return Malformed(fmt::format("token {} is cut short", rank));
    vocabulary.tokens.emplace_back(*token);
  }
  if (!reader.done()) return Malformed("bytes after the last token");
  return vocabulary;
}

absl::Status CheckVocabulary(const Vocabulary& vocabulary) {
  const auto& [tokens, ids] = vocabulary;
  if (tokens.size() != ids.size() || tokens.size() > kMaxTokens) {
    return absl::ResourceExhaustedError(fmt::format(
        "{} tokens; at most {} are supported", tokens.size(), kMaxTokens));
  }
  std::array<bool, 256> has_byte{};
  absl::flat_hash_set<absl::string_view> seen;
  for (size_t rank = 0; rank < tokens.size(); ++rank) {
    const std::string& token = tokens[rank];
    if (token.empty() || token.size() > kMaxTokenBytes) {
      return absl::InvalidArgumentError(fmt::format(
          "the token with id {} has {} bytes; 1 to {} are supported", ids[rank],
          token.size(), kMaxTokenBytes));
    }
    if (rank > 0 && ids[rank] <= ids[rank - 1]) {
      return absl::InvalidArgumentError(fmt::format(
          "id {} does not come after id {}", ids[rank], ids[rank - 1]));
    }
    if (!seen.insert(token).second) {
      return absl::InvalidArgumentError(
          fmt::format("the token with id {} stands there twice", ids[rank]));
    }
    if (token.size() == 1) {
      has_byte[static_cast<unsigned char>(token[0])] = true;
    }
  }
  for (int byte = 0; byte < 256; ++byte) {
    if (!has_byte[byte]) {
      return absl::InvalidArgumentError(fmt::format(
          "no token for the single byte 0x{:02X}; byte-pair encoding needs all "
          "256",
          byte));
    }
  }
  return absl::OkStatus();
}

}  // namespace tokenfare::internal
