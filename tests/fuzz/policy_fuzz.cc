// Any special tokens, any policy and any text: the ids are those of the parts
// that a search of every token at every place finds. The input is lines: the
// first has a letter for each token (t a token, o plain characters, e an error;
// others as the policy has it), the next are the tokens, an empty line ends
// them, and the rest is the text.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/tokenizer/encoding/special_parts.h"
#include "tokenfare/tokenizer/registry.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare {
namespace {

using Meaning = SpecialTokenPolicy::Meaning;
using Tokens = std::vector<SpecialToken>;

// A line is what `rest` has up to a newline, which goes too.
std::string_view TakeLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

Tokens TakeTokens(std::string_view& rest) {
  constexpr size_t kMostTokens = 40;
  std::set<std::string_view> known;
  Tokens tokens;
  while (!rest.empty() && tokens.size() < kMostTokens) {
    const std::string_view line = TakeLine(rest);
    if (line.empty()) break;
    if (!known.insert(line).second) continue;
    tokens.push_back({std::string(line), static_cast<TokenId>(tokens.size())});
  }
  return tokens;
}

SpecialTokenPolicy PolicyOf(const Tokens& tokens, std::string_view letters) {
  SpecialTokenPolicy::TokenSet allowed;
  SpecialTokenPolicy::TokenSet ordinary;
  for (size_t i = 0; i < std::min(tokens.size(), letters.size()); ++i) {
    if (letters[i] == 't') allowed.insert(tokens[i].text);
    if (letters[i] == 'o') ordinary.insert(tokens[i].text);
  }
  SpecialTokenPolicy policy = letters.starts_with('*')
                                  ? SpecialTokenPolicy::AllowAll()
                                  : SpecialTokenPolicy::Allow(allowed);
  return policy.WithOrdinary(std::move(ordinary));
}

const SpecialToken* LongestAt(const Tokens& tokens,
                              const SpecialTokenPolicy& policy,
                              std::string_view text) {
  const SpecialToken* longest = nullptr;
  for (const SpecialToken& token : tokens) {
    if (text.starts_with(token.text) &&
        policy.MeaningOf(token.text) != Meaning::kOrdinary &&
        (longest == nullptr || longest->text.size() < token.text.size())) {
      longest = &token;
    }
  }
  return longest;
}

// Parts, "-" before text and "+" before a token; "!" alone for an error.
using Parts = std::vector<std::string>;

Parts PartsByDefinition(const Tokens& tokens, const SpecialTokenPolicy& policy,
                        std::string_view text) {
  Parts parts = {"-"};
  for (size_t at = 0; at < text.size();) {
    const SpecialToken* const token =
        LongestAt(tokens, policy, text.substr(at));
    if (token == nullptr) {
      parts.back() += text[at++];
      continue;
    }
    if (policy.MeaningOf(token->text) == Meaning::kError) return {"!"};
    parts.push_back("+" + token->text);
    parts.push_back("-");
    at += token->text.size();
  }
  return parts;
}

Parts PartsOf(const SpecialTokens& specials, const SpecialTokenPolicy& policy,
              std::string_view text) {
  Parts parts;
  const absl::Status status = internal::ForEachPart(
      specials, policy, text,
      [&](std::string_view part) { parts.push_back("-" + std::string(part)); },
      [&](const SpecialToken& token) { parts.push_back("+" + token.text); });
  if (status.ok()) return parts;
  Require(parts.empty(), "errors come before the first part");
  return {"!"};
}

// The embedded special tokens: ids are those of the parts.
void CheckEncoding(const Encoding& encoding, std::string_view text) {
  const auto all = encoding.special_tokens().all();
  const Tokens tokens(all.begin(), all.end());
  const auto policy = SpecialTokenPolicy::AllowAll();
  std::vector<TokenId> ids;
  for (const std::string& part : PartsByDefinition(tokens, policy, text)) {
    const std::string_view content = std::string_view(part).substr(1);
    if (part[0] == '+') {
      ids.push_back(*encoding.special_tokens().IdOf(content));
    } else {
      for (const TokenId id : encoding.Encode(content)) ids.push_back(id);
    }
  }
  Require(*encoding.Encode(text, policy) == ids, "ids of the parts");
  Require(*encoding.Count(text, policy) == ids.size(), "their number");
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 2048) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view letters = tokenfare::TakeLine(rest);
  const tokenfare::Tokens tokens = tokenfare::TakeTokens(rest);
  const auto policy = tokenfare::PolicyOf(tokens, letters);
  tokenfare::Require(
      tokenfare::PartsOf(tokenfare::SpecialTokens(tokens), policy, rest) ==
          tokenfare::PartsByDefinition(tokens, policy, rest),
      "parts are those of the definition");
  const auto encoding = tokenfare::GetEncoding("o200k_base");
  tokenfare::Require(encoding.ok(), "o200k_base is embedded");
  tokenfare::CheckEncoding(**encoding, rest);
  return 0;
}
