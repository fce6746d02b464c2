// Takes a text apart at its special tokens.

#ifndef TOKENFARE_TOKENIZER_ENCODING_SPECIAL_PARTS_H_
#define TOKENFARE_TOKENIZER_ENCODING_SPECIAL_PARTS_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare::internal {

inline absl::Status DisallowedToken(const SpecialTokens::Match& match) {
  return absl::InvalidArgumentError(fmt::format(
      "the text holds the special token {:?} at byte {}; to encode it as "
      "plain text use SpecialTokenPolicy::Ordinary() or "
      "WithOrdinary({{{:?}}}), "
      "as a special token SpecialTokenPolicy::Allow({{{:?}}})",
      match.token->text, match.offset, match.token->text, match.token->text));
}

// Calls on_text(part) and on_token(token) for the ordinary parts of `text` and
// the special tokens between them. Each part is split as a text of its own, as
// tiktoken does. Errors come before the first call.
template <typename OnText, typename OnToken>
absl::Status ForEachPart(const SpecialTokens& specials,
                         const SpecialTokenPolicy& policy,
                         std::string_view text, OnText on_text,
                         OnToken on_token) {
  std::vector<SpecialTokens::Match> tokens;
  size_t from = 0;
  while (const auto match = specials.Find(text, from, policy)) {
    if (policy.MeaningOf(match->token->text) ==
        SpecialTokenPolicy::Meaning::kError) {
      return DisallowedToken(*match);
    }
    tokens.push_back(*match);
    from = match->offset + match->token->text.size();
  }
  size_t begin = 0;
  for (const auto& [offset, token] : tokens) {
    on_text(text.substr(begin, offset - begin));
    on_token(*token);
    begin = offset + token->text.size();
  }
  on_text(text.substr(begin));
  return absl::OkStatus();
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_SPECIAL_PARTS_H_
