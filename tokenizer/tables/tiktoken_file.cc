#include "tokenfare/tokenizer/tables/tiktoken_file.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// tiktoken keeps the largest number for "no such token".
constexpr TokenId kLargestId = std::numeric_limits<TokenId>::max() - 1;

absl::Status LineError(size_t line, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("line {}: {}", line, what));
}

// `text` in quotes, short and printable.
std::string Quoted(std::string_view text) {
  constexpr size_t kMostShown = 40;
  const std::string_view shown = text.substr(0, kMostShown);
  return fmt::format(
      "\"{}\"{}",
      absl::CHexEscape(absl::string_view(shown.data(), shown.size())),
      shown.size() < text.size() ? "..." : "");
}

// Base64 with padding and nothing else. absl's reader is lenient (spaces, no
// padding), so the text must also be what its writer makes of the bytes.
bool ReadBase64(std::string_view text, std::string& bytes) {
  const absl::string_view base64(text.data(), text.size());
  return absl::Base64Unescape(base64, &bytes) &&
         absl::Base64Escape(bytes) == base64;
}

class TiktokenFileReader {
 public:
  absl::Status ReadLine(std::string_view text, size_t line) {
    const size_t space = text.find(' ');
    if (space == std::string_view::npos) {
      return LineError(line, fmt::format("{} has no id; a line is a token in "
                                         "base64, a space and its id",
                                         Quoted(text)));
    }
    std::string token;
    absl::Status status = ReadToken(text.substr(0, space), line, token);
    TokenId id = 0;
    if (status.ok()) status = ReadId(text.substr(space + 1), line, id);
    if (status.ok()) status = CheckNew(token, id, line);
    if (!status.ok()) return status;
    tokens_.push_back(std::move(token));
    ids_.push_back(id);
    return absl::OkStatus();
  }

  absl::StatusOr<Vocabulary> Finish() && {
    for (int byte = 0; byte < 256; ++byte) {
      if (!line_of_token_.contains(std::string(1, static_cast<char>(byte)))) {
        return absl::InvalidArgumentError(fmt::format(
            "byte 0x{:02x} has no token of its own; all 256 must have one, so "
            "that every text can be encoded",
            byte));
      }
    }
    line_of_token_.clear();
    std::vector<size_t> order(ids_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::sort(order, {}, [&](size_t i) { return ids_[i]; });
    Vocabulary vocabulary;
    vocabulary.tokens.reserve(order.size());
    vocabulary.ids.reserve(order.size());
    for (const size_t i : order) {
      vocabulary.tokens.push_back(std::move(tokens_[i]));
      vocabulary.ids.push_back(ids_[i]);
    }
    return vocabulary;
  }

 private:
  absl::Status ReadToken(std::string_view text, size_t line,
                         std::string& token) const {
    if (text.empty()) return LineError(line, "the token is empty");
    // Four characters for three bytes: checked before anything is allocated.
    if (text.size() / 4 * 3 > kMaxTokenBytes + 2) {
      return LineError(line, fmt::format("the token has more than {} bytes",
                                         kMaxTokenBytes));
    }
    if (!ReadBase64(text, token)) {
      return LineError(line, fmt::format("{} is not base64", Quoted(text)));
    }
    if (token.size() > kMaxTokenBytes) {
      return LineError(line, fmt::format("the token has more than {} bytes",
                                         kMaxTokenBytes));
    }
    return absl::OkStatus();
  }

  static absl::Status ReadId(std::string_view text, size_t line, TokenId& id) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    if (error == std::errc::invalid_argument || stop != end) {
      return LineError(line,
                       fmt::format("the id {} is not a number", Quoted(text)));
    }
    if (error != std::errc() || id > kLargestId) {
      return LineError(line,
                       fmt::format("the id {} is over {}, the largest possible",
                                   Quoted(text), kLargestId));
    }
    return absl::OkStatus();
  }

  absl::Status CheckNew(const std::string& token, TokenId id, size_t line) {
    if (tokens_.size() >= kMaxTokens) {
      return absl::ResourceExhaustedError(
          fmt::format("line {}: more than {} tokens", line, kMaxTokens));
    }
    const auto [by_token, new_token] = line_of_token_.emplace(token, line);
    if (!new_token) {
      return LineError(line, fmt::format("the token {} is given by line {} too",
                                         Quoted(token), by_token->second));
    }
    const auto [by_id, new_id] = line_of_id_.emplace(id, line);
    if (!new_id) {
      return LineError(line, fmt::format("the id {} is given by line {} too",
                                         id, by_id->second));
    }
    return absl::OkStatus();
  }

  std::vector<std::string> tokens_;
  std::vector<TokenId> ids_;
  absl::flat_hash_map<std::string, size_t> line_of_token_;
  absl::flat_hash_map<TokenId, size_t> line_of_id_;
};

}  // namespace

absl::StatusOr<Vocabulary> ReadTiktokenFile(std::string_view file) {
  TiktokenFileReader reader;
  size_t line = 0;
  while (!file.empty()) {
    ++line;
    const size_t end = std::min(file.find('\n'), file.size());
    std::string_view text = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) continue;
    if (absl::Status status = reader.ReadLine(text, line); !status.ok()) {
      return status;
    }
  }
  return std::move(reader).Finish();
}

}  // namespace tokenfare::internal
