#include "tokenfare/tokenizer/encoding.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoder.h"
#include "tokenfare/tokenizer/encoding/counter_pool.h"
#include "tokenfare/tokenizer/encoding/encoder_pool.h"
#include "tokenfare/tokenizer/encoding/parallel_texts.h"
#include "tokenfare/tokenizer/encoding/piece_encoder.h"
#include "tokenfare/tokenizer/encoding/special_parts.h"
#include "tokenfare/tokenizer/encoding/truncate.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::EncodingParts;
using internal::ForEachPart;
using internal::Piece;
using internal::Rank;

// With the offsets in `text` of what stands for its ill-formed parts.
EncodedText EncodeRepaired(const EncodingParts& parts, std::string_view text) {
  EncodedText encoded;
  const internal::Image& image = parts.image();
  ForEachEncodedPiece(
      parts, text, [&](const Piece& piece, std::span<const Rank> ranks) {
        internal::RepairedOffsets offsets(
            text.substr(piece.begin, piece.end - piece.begin));
        size_t at = 0;
        for (const Rank rank : ranks) {
          encoded.ids.push_back(image.IdOf(rank));
          encoded.offsets.push_back(piece.begin +
                                    (piece.repaired ? offsets.Before(at) : at));
          at += image.TokenBytes(rank).size();
        }
        return true;
      });
  return encoded;
}

absl::Status UnknownToken(const Encoding& encoding,
                          std::span<const TokenId> ids, size_t i) {
  return absl::NotFoundError(
      fmt::format("{} has no token with id {} (at index {}); ids are below {}",
                  encoding.name(), ids[i], i, encoding.vocabulary_size()));
}

}  // namespace

Encoding::Encoding(std::unique_ptr<const EncodingParts> parts)
    : parts_(std::move(parts)),
      counters_(std::make_unique<internal::CounterPool>()),
      encoders_(std::make_unique<internal::EncoderPool>()) {}

Encoding::~Encoding() = default;

std::string_view Encoding::name() const { return parts_->name(); }

size_t Encoding::vocabulary_size() const {
  const internal::Image& image = parts_->image();
  size_t size = size_t{image.IdOf(static_cast<Rank>(image.size() - 1))} + 1;
  const auto specials = parts_->special_tokens().all();
  if (!specials.empty()) size = std::max(size, size_t{specials.back().id} + 1);
  return size;
}

size_t Encoding::Count(std::string_view text) const {
  return counters_->With(*this,
                         [&](Counter& counter) { return counter.Count(text); });
}

std::vector<size_t> Encoding::CountBatch(
    std::span<const std::string_view> texts, size_t threads) const {
  return internal::CountTexts(*this, *counters_, texts, {.threads = threads});
}

absl::StatusOr<std::vector<size_t>> Encoding::CountBatch(
    std::span<const std::string_view> texts,
    const BatchOptions& options) const {
  return internal::CountTexts(*this, *counters_, texts,
                              {.threads = options.threads}, options.keep_going);
}

size_t Encoding::CountParallel(std::string_view text, size_t threads) const {
  return CountBatch({&text, 1}, threads)[0];
}

size_t Encoding::ThreadsFor(size_t bytes, size_t threads) {
  return internal::ThreadsFor(bytes, {.threads = threads});
}

absl::StatusOr<size_t> Encoding::Count(std::string_view text,
                                       const SpecialTokenPolicy& policy) const {
  return counters_->With(
      *this, [&](Counter& counter) -> absl::StatusOr<size_t> {
        size_t tokens = 0;
        const absl::Status status = ForEachPart(
            parts_->special_tokens(), policy, text,
            [&](std::string_view part) { tokens += counter.Count(part); },
            [&](const SpecialToken&) { ++tokens; });
        if (!status.ok()) return status;
        return tokens;
      });
}

std::optional<size_t> Encoding::CountUpTo(std::string_view text,
                                          size_t limit) const {
  return counters_->With(
      *this, [&](Counter& counter) { return counter.CountUpTo(text, limit); });
}

std::string_view Encoding::SafePrefix(std::string_view text, size_t least,
                                      size_t most) const {
  if (text.size() <= std::min(least, most)) return text;
  if (least > most) return {};
  // The character at the cut must be whole, which has four bytes at most.
  constexpr size_t kLongestCharacter = 4;
  const std::string_view known =
      text.size() - std::min(most, text.size()) > kLongestCharacter
          ? text.substr(0, most + kLongestCharacter)
          : text;
  const size_t cut = parts_->splitter().SafeCut(known, least);
  return cut <= most ? text.substr(0, cut) : std::string_view();
}

size_t Encoding::LeastCount(size_t bytes) const {
  // Repairing ill-formed text never shortens.
  const size_t longest = parts_->image().longest_token();
  return bytes / longest + (bytes % longest == 0 ? 0 : 1);
}

std::string_view Encoding::Truncate(std::string_view text,
                                    size_t max_tokens) const {
  return counters_->With(*this, [&](Counter& counter) {
    return internal::Truncate(*parts_, counter, text, max_tokens);
  });
}

std::vector<TokenId> Encoding::Encode(std::string_view text) const {
  return encoders_->With(
      *this, [&](Encoder& encoder) { return encoder.Encode(text); });
}

absl::StatusOr<std::vector<TokenId>> Encoding::Encode(
    std::string_view text, const SpecialTokenPolicy& policy) const {
  using Ids = std::vector<TokenId>;
  return encoders_->With(*this, [&](Encoder& encoder) -> absl::StatusOr<Ids> {
    Ids ids;
    const absl::Status status = ForEachPart(
        parts_->special_tokens(), policy, text,
        [&](std::string_view part) { encoder.Append(part, ids); },
        [&](const SpecialToken& token) { ids.push_back(token.id); });
    if (!status.ok()) return status;
    return ids;
  });
}

absl::StatusOr<std::vector<std::vector<TokenId>>> Encoding::EncodeBatch(
    std::span<const std::string_view> texts, const SpecialTokenPolicy& policy,
    const BatchOptions& options) const {
  return internal::EncodeTexts(
      *this, texts, policy, {.threads = options.threads}, options.keep_going);
}

void Encoding::Release() const {
  counters_->Clear();
  encoders_->Clear();
}

EncodedText Encoding::EncodeWithOffsets(std::string_view text) const {
  if (!internal::IsWellFormed(text)) return EncodeRepaired(*parts_, text);
  EncodedText encoded = {Encode(text), {}};
  encoded.offsets.reserve(encoded.ids.size());
  size_t at = 0;
  for (const TokenId id : encoded.ids) {
    encoded.offsets.push_back(at);
    at += TokenBytes(id)->size();
  }
  return encoded;
}

absl::StatusOr<std::string> Encoding::Decode(
    std::span<const TokenId> ids) const {
  std::string text;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto bytes = TokenBytes(ids[i]);
    if (!bytes) return UnknownToken(*this, ids, i);
    text += *bytes;
  }
  return text;
}

absl::StatusOr<std::vector<size_t>> Encoding::CharacterOffsets(
    std::span<const TokenId> ids) const {
  std::vector<size_t> offsets;
  offsets.reserve(ids.size());
  size_t characters = 0;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto bytes = TokenBytes(ids[i]);
    if (!bytes) return UnknownToken(*this, ids, i);
    const bool inside = !bytes->empty() &&
                        internal::IsContinuation((*bytes)[0]) && characters > 0;
    offsets.push_back(inside ? characters - 1 : characters);
    for (const char byte : *bytes) {
      if (!internal::IsContinuation(byte)) ++characters;
    }
  }
  return offsets;
}

std::optional<std::string_view> Encoding::TokenBytes(TokenId id) const {
  if (const auto rank = parts_->image().RankOf(id)) {
    return parts_->image().TokenBytes(*rank);
  }
  return parts_->special_tokens().TextOf(id);
}

std::optional<TokenId> Encoding::TokenIdOf(std::string_view bytes) const {
  const Rank rank = parts_->image().RankOfPiece(bytes);
  if (rank != internal::kNoRank) return parts_->image().IdOf(rank);
  return parts_->special_tokens().IdOf(bytes);
}

const SpecialTokens& Encoding::special_tokens() const {
  return parts_->special_tokens();
}

}  // namespace tokenfare
