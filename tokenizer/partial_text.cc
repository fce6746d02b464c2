#include "tokenfare/tokenizer/partial_text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/encoding/piece_encoder.h"
#include "tokenfare/tokenizer/encoding/special_parts.h"
#include "tokenfare/tokenizer/merge/merge.h"
#include "tokenfare/tokenizer/unicode/classified_character.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Image;
using internal::Rank;

void AppendIds(const Image& image, std::span<const Rank> ranks,
               std::vector<TokenId>& ids) {
  for (const Rank rank : ranks) ids.push_back(image.IdOf(rank));
}

// The tokens of a text, and how many of them its last piece made.
struct TokensWithTail {
  std::vector<TokenId> ids;
  size_t tail = 0;
};

absl::StatusOr<TokensWithTail> EncodeWithTail(
    const Encoding& encoding, std::string_view text,
    const SpecialTokenPolicy& policy) {
  const internal::EncodingParts& parts = encoding.parts();
  TokensWithTail tokens;
  const absl::Status status = internal::ForEachPart(
      encoding.special_tokens(), policy, text,
      [&](std::string_view part) {
        ForEachEncodedPiece(
            parts, part,
            [&](const internal::Piece&, std::span<const Rank> ranks) {
              AppendIds(parts.image(), ranks, tokens.ids);
              tokens.tail = ranks.size();
              return true;
            });
      },
      [&](const SpecialToken& token) {
        tokens.ids.push_back(token.id);
        tokens.tail = 0;
      });
  if (!status.ok()) return status;
  return tokens;
}

// Special tokens are no space, whatever their text.
bool IsAllSpace(const Encoding& encoding, TokenId id) {
  const std::optional<Rank> rank = encoding.parts().image().RankOf(id);
  return rank.has_value() &&
         encoding.parts().image().TokenBytes(*rank).find_first_not_of(
             " \n\t") == std::string_view::npos;
}

// Where the last piece begins with space, what follows could join it with the
// space before (\s*[\r\n]+): all of that belongs to the tail.
void WidenTail(const Encoding& encoding, TokensWithTail& tokens) {
  const auto begins_with_space = [&](size_t tail) {
    return IsAllSpace(encoding, tokens.ids[tokens.ids.size() - tail]);
  };
  if (tokens.tail == 0 || !begins_with_space(tokens.tail)) return;
  while (tokens.tail < tokens.ids.size() &&
         begins_with_space(tokens.tail + 1)) {
    ++tokens.tail;
  }
}

// Takes the tail off the ids, and returns its bytes.
std::string TakeTail(const Encoding& encoding, TokensWithTail& tokens) {
  std::string bytes;
  const size_t begin = tokens.ids.size() - tokens.tail;
  for (size_t i = begin; i < tokens.ids.size(); ++i) {
    bytes += *encoding.TokenBytes(tokens.ids[i]);
  }
  tokens.ids.resize(begin);
  return bytes;
}

// The bytes of the last character of `text` if that is white space, else 0.
size_t LastWhiteSpace(std::string_view text) {
  size_t begin = text.size() - 1;
  while (begin > 0 && internal::IsContinuation(text[begin])) --begin;
  return internal::IsWhiteSpaceAt(text, begin) ? text.size() - begin : 0;
}

}  // namespace

std::vector<TokenId> EncodePiece(const Encoding& encoding,
                                 std::string_view bytes) {
  const Image& image = encoding.parts().image();
  const Rank whole = image.RankOfPiece(bytes);
  if (whole != internal::kNoRank) return {image.IdOf(whole)};
  std::vector<TokenId> ids;
  internal::PieceMerger merger(image, encoding.parts().cpu_path());
  AppendIds(image, merger.MergeBytes(bytes), ids);
  return ids;
}

std::vector<TokenId> EncodeBytes(const Encoding& encoding,
                                 std::string_view bytes) {
  const size_t well_formed = internal::WellFormedPrefix(bytes);
  if (well_formed == bytes.size()) return encoding.Encode(bytes);
  // No policy, no error.
  TokensWithTail tokens = *EncodeWithTail(
      encoding, bytes.substr(0, well_formed), SpecialTokenPolicy::Ordinary());
  WidenTail(encoding, tokens);
  const std::string tail =
      TakeTail(encoding, tokens) + std::string(bytes.substr(well_formed));
  for (const TokenId id : EncodePiece(encoding, tail)) tokens.ids.push_back(id);
  return tokens.ids;
}

UnstableEncoder::UnstableEncoder(const Encoding& encoding)
    : encoding_(encoding) {
  const Image& image = encoding.parts().image();
  sorted_.reserve(image.size());
  for (Rank rank = 0; rank < image.size(); ++rank) {
    sorted_.push_back(image.TokenBytes(rank));
  }
  std::sort(sorted_.begin(), sorted_.end());
}

absl::StatusOr<UnstableTokens> UnstableEncoder::Encode(
    std::string_view text, const SpecialTokenPolicy& policy) const {
  absl::StatusOr<TokensWithTail> tokens =
      EncodeWithTail(encoding_, text, policy);
  if (!tokens.ok()) return tokens.status();
  if (tokens->tail == 0) return UnstableTokens{tokens->ids, {}};
  WidenTail(encoding_, *tokens);
  const std::string tail = TakeTail(encoding_, *tokens);
  return UnstableTokens{std::move(tokens->ids), CompletionsOf(tail)};
}

std::set<std::vector<TokenId>> UnstableEncoder::CompletionsOf(
    std::string_view tail) const {
  const Image& image = encoding_.parts().image();
  internal::PieceMerger merger(image, encoding_.parts().cpu_path());
  std::set<std::vector<TokenId>> completions;
  const auto for_each_token_with = [&](std::string_view prefix, auto on_token) {
    for (auto it = std::lower_bound(sorted_.begin(), sorted_.end(), prefix);
         it != sorted_.end() && it->starts_with(prefix); ++it) {
      on_token(*it);
    }
  };
  for_each_token_with(tail, [&](std::string_view token) {
    completions.insert({*encoding_.TokenIdOf(token)});
  });
  // At every other place at which a token could straddle the end: what would
  // the text be, and which of its tokens reach to the end?
  const size_t longest = image.longest_token();
  for (size_t i = tail.size() > longest ? tail.size() - longest : 1;
       i < tail.size(); ++i) {
    for_each_token_with(tail.substr(i), [&](std::string_view token) {
      const std::string possible =
          std::string(tail.substr(0, i)) + std::string(token);
      // A split may have come about, but bytes that are no text are not split.
      std::vector<TokenId> ids;
      if (internal::IsWellFormed(possible)) {
        ids = encoding_.Encode(possible);
      } else {
        AppendIds(image, merger.MergeBytes(possible), ids);
      }
      size_t bytes = 0;
      size_t kept = 0;
      while (kept < ids.size() && bytes < tail.size()) {
        bytes += encoding_.TokenBytes(ids[kept++])->size();
      }
      ids.resize(kept);
      completions.insert(std::move(ids));
    });
  }
  // White space at the end may become a piece of its own: \s+(?!\S).
  const size_t space = LastWhiteSpace(tail);
  if (space > 0 && space < tail.size()) {
    std::vector<TokenId> split;
    AppendIds(image, merger.MergeBytes(tail.substr(0, tail.size() - space)),
              split);
    AppendIds(image, merger.MergeBytes(tail.substr(tail.size() - space)),
              split);
    completions.insert(std::move(split));
  }
  return completions;
}

}  // namespace tokenfare
