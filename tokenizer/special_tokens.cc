#include "tokenfare/tokenizer/special_tokens.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tokenfare {

SpecialTokenPolicy SpecialTokenPolicy::AllowAll() {
  SpecialTokenPolicy policy;
  policy.others_ = Meaning::kToken;
  return policy;
}

SpecialTokenPolicy SpecialTokenPolicy::DisallowAll() {
  SpecialTokenPolicy policy;
  policy.others_ = Meaning::kError;
  return policy;
}

SpecialTokenPolicy SpecialTokenPolicy::Allow(TokenSet tokens) {
  SpecialTokenPolicy policy = DisallowAll();
  policy.tokens_ = std::move(tokens);
  return policy;
}

SpecialTokenPolicy SpecialTokenPolicy::WithOrdinary(TokenSet tokens) const {
  SpecialTokenPolicy policy = *this;
  policy.ordinary_ = std::move(tokens);
  return policy;
}

SpecialTokenPolicy::Meaning SpecialTokenPolicy::MeaningOf(
    std::string_view token) const {
  if (ordinary_.contains(token)) return Meaning::kOrdinary;
  if (tokens_.contains(token)) return Meaning::kToken;
  return others_;
}

bool SpecialTokenPolicy::AllOrdinary() const {
  return others_ == Meaning::kOrdinary && tokens_.empty();
}

SpecialTokens::SpecialTokens(std::vector<SpecialToken> tokens)
    : by_id_(std::move(tokens)) {
  std::stable_sort(
      by_id_.begin(), by_id_.end(),
      [](const SpecialToken& a, const SpecialToken& b) { return a.id < b.id; });
  for (size_t i = 0; i < by_id_.size(); ++i) {
    const std::string& text = by_id_[i].text;
    by_text_.push_back(i);
    lengths_.push_back(text.size());
    if (first_bytes_.find(text[0]) == std::string::npos) {
      first_bytes_ += text[0];
    }
  }
  std::sort(by_text_.begin(), by_text_.end(), [&](size_t a, size_t b) {
    return by_id_[a].text < by_id_[b].text;
  });
  std::sort(lengths_.begin(), lengths_.end(), std::greater<>());
  lengths_.erase(std::unique(lengths_.begin(), lengths_.end()), lengths_.end());
}

const SpecialToken* SpecialTokens::FindExact(std::string_view text) const {
  const auto found = std::lower_bound(
      by_text_.begin(), by_text_.end(), text,
      [&](size_t i, std::string_view t) { return by_id_[i].text < t; });
  if (found == by_text_.end() || by_id_[*found].text != text) return nullptr;
  return &by_id_[*found];
}

std::optional<TokenId> SpecialTokens::IdOf(std::string_view text) const {
  const SpecialToken* const token = FindExact(text);
  if (token == nullptr) return std::nullopt;
  return token->id;
}

std::optional<std::string_view> SpecialTokens::TextOf(TokenId id) const {
  const auto found = std::lower_bound(
      by_id_.begin(), by_id_.end(), id,
      [](const SpecialToken& token, TokenId i) { return token.id < i; });
  if (found == by_id_.end() || found->id != id) return std::nullopt;
  return found->text;
}

std::optional<SpecialTokens::Match> SpecialTokens::Find(std::string_view text,
                                                        size_t from) const {
  size_t at = from;
  while ((at = text.find_first_of(first_bytes_, at)) !=
         std::string_view::npos) {
    for (const size_t length : lengths_) {
      if (length > text.size() - at) continue;
      const SpecialToken* const token = FindExact(text.substr(at, length));
      if (token != nullptr) return Match{at, token};
    }
    ++at;
  }
  return std::nullopt;
}

}  // namespace tokenfare
