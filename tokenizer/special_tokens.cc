// Where a special token may begin is told by two bytes; from there on the range
// of sorted tokens that begin with the text so far is narrowed byte by byte.

#include "tokenfare/tokenizer/special_tokens.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tokenfare/tokenizer/encoding/token_beginnings.h"

namespace [[gnu::visibility("default")]] tokenfare {

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
  if (by_id_.empty()) return;
  std::vector<std::string_view> texts;
  for (size_t i = 0; i < by_id_.size(); ++i) {
    by_text_.push_back(i);
    texts.push_back(by_id_[i].text);
  }
  std::sort(by_text_.begin(), by_text_.end(), [&](size_t a, size_t b) {
    return by_id_[a].text < by_id_[b].text;
  });
  const std::string& low = TextAt(0);
  const std::string& high = TextAt(by_text_.size() - 1);
  while (common_ < low.size() && low[common_] == high[common_]) ++common_;
  for (size_t byte = 0; byte <= 256; ++byte) {
    const auto is_below = [&](size_t i) {
      const std::string& text = by_id_[i].text;
      return text.size() == common_ ||
             static_cast<unsigned char>(text[common_]) < byte;
    };
    after_common_.push_back(
        std::partition_point(by_text_.begin(), by_text_.end(), is_below) -
        by_text_.begin());
  }
  beginnings_ = std::make_shared<const internal::TokenBeginnings>(texts);
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

std::optional<SpecialTokens::Match> SpecialTokens::Find(
    std::string_view text, size_t from,
    const SpecialTokenPolicy& policy) const {
  if (beginnings_ == nullptr || policy.AllOrdinary()) return std::nullopt;
  for (size_t at = from; at < text.size(); ++at) {
    at = beginnings_->FirstIn(text, at);
    if (at == text.size()) break;
    const SpecialToken* const token = LongestAt(text.substr(at), policy);
    if (token != nullptr) return Match{at, token};
  }
  return std::nullopt;
}

const SpecialToken* SpecialTokens::LongestAt(
    std::string_view text, const SpecialTokenPolicy& policy) const {
  const SpecialToken* longest = nullptr;
  // The tokens from `begin` to `end` are those that begin with the first `size`
  // bytes of the text.
  size_t begin = 0;
  size_t end = by_text_.size();
  for (size_t size = 0; begin < end;) {
    const std::string& low = TextAt(begin);
    const std::string& high = TextAt(end - 1);
    // What the first and the last have in common all have.
    const size_t most = std::min(low.size(), text.size());
    while (size < most && low[size] == text[size] && high[size] == text[size]) {
      ++size;
    }
    if (size == low.size()) {
      if (policy.MeaningOf(low) != SpecialTokenPolicy::Meaning::kOrdinary) {
        longest = &by_id_[by_text_[begin]];
      }
      ++begin;
    } else if (size == text.size() || low[size] == high[size]) {
      break;
    } else {
      std::tie(begin, end) = NarrowTo(text[size], size, begin, end);
    }
  }
  return longest;
}

std::pair<size_t, size_t> SpecialTokens::NarrowTo(char byte, size_t at,
                                                  size_t begin,
                                                  size_t end) const {
  const auto value = [](char c) { return static_cast<unsigned char>(c); };
  if (at == common_) {
    return {after_common_[value(byte)], after_common_[value(byte) + 1]};
  }
  const auto first = by_text_.begin();
  const auto low = std::partition_point(
      first + begin, first + end,
      [&](size_t i) { return value(by_id_[i].text[at]) < value(byte); });
  const auto high = std::partition_point(
      low, first + end, [&](size_t i) { return by_id_[i].text[at] == byte; });
  return {low - first, high - first};
}

}  // namespace tokenfare
