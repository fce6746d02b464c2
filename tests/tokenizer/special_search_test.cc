// The search for special tokens and the parts between them, against a search
// that tries every token at every place. Tokens overlap, begin others, and
// share two bytes, one or none.

#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/tokenizer/escaped.h"
#include "tokenfare/tokenizer/encoding/special_parts.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare {
namespace {

using Meaning = SpecialTokenPolicy::Meaning;
using Tokens = std::vector<SpecialToken>;

struct Found {
  size_t offset;
  const SpecialToken* token;  // nothing: there is none
};

Found FindByDefinition(const Tokens& tokens, const SpecialTokenPolicy& policy,
                       std::string_view text, size_t from) {
  for (size_t at = from; at < text.size(); ++at) {
    const SpecialToken* longest = nullptr;
    for (const SpecialToken& token : tokens) {
      if (text.substr(at).starts_with(token.text) &&
          policy.MeaningOf(token.text) != Meaning::kOrdinary &&
          (longest == nullptr || longest->text.size() < token.text.size())) {
        longest = &token;
      }
    }
    if (longest != nullptr) return {at, longest};
  }
  return {text.size(), nullptr};
}

// The parts of the text one behind the other, or where the error is.
std::vector<std::string> PartsByDefinition(const Tokens& tokens,
                                           const SpecialTokenPolicy& policy,
                                           std::string_view text) {
  std::vector<std::string> parts;
  for (size_t from = 0;;) {
    const Found found = FindByDefinition(tokens, policy, text, from);
    parts.push_back("text " +
                    std::string(text.substr(from, found.offset - from)));
    if (found.token == nullptr) return parts;
    if (policy.MeaningOf(found.token->text) == Meaning::kError) {
      return {"error at " + std::to_string(found.offset) + " " +
              found.token->text};
    }
    parts.push_back("token " + found.token->text);
    from = found.offset + found.token->text.size();
  }
}

std::vector<std::string> Parts(const SpecialTokens& specials,
                               const SpecialTokenPolicy& policy,
                               std::string_view text) {
  std::vector<std::string> parts;
  const absl::Status status = internal::ForEachPart(
      specials, policy, text,
      [&](std::string_view part) {
        parts.push_back("text " + std::string(part));
      },
      [&](const SpecialToken& token) {
        parts.push_back("token " + token.text);
      });
  if (status.ok()) return parts;
  EXPECT_TRUE(parts.empty()) << "parts before an error";
  const auto match = specials.Find(text, 0, policy);
  for (auto next = match; next;) {
    if (policy.MeaningOf(next->token->text) == Meaning::kError) {
      return {"error at " + std::to_string(next->offset) + " " +
              next->token->text};
    }
    next = specials.Find(text, next->offset + next->token->text.size(), policy);
  }
  return {"an error without reason"};
}

class Chooser {
 public:
  explicit Chooser(unsigned seed) : random_(seed) {}

  size_t Below(size_t limit) { return random_() % limit; }
  std::string Text(std::string_view alphabet, size_t most) {
    std::string text(Below(most + 1), ' ');
    for (char& c : text) c = alphabet[Below(alphabet.size())];
    return text;
  }
  // Some of the tokens.
  SpecialTokenPolicy::TokenSet Some(const Tokens& tokens) {
    SpecialTokenPolicy::TokenSet some;
    for (const SpecialToken& token : tokens) {
      if (Below(2) == 0) some.insert(token.text);
    }
    return some;
  }
  SpecialTokenPolicy Policy(const Tokens& tokens) {
    switch (Below(6)) {
      case 0:
        return SpecialTokenPolicy::AllowAll();
      case 1:
        return SpecialTokenPolicy::DisallowAll();
      case 2:
        return SpecialTokenPolicy::Ordinary();
      case 3:
        return SpecialTokenPolicy::Allow(Some(tokens));
      case 4:
        return SpecialTokenPolicy::AllowAll().WithOrdinary(Some(tokens));
      default:
        return SpecialTokenPolicy::Allow(Some(tokens))
            .WithOrdinary(Some(tokens));
    }
  }

 private:
  std::mt19937 random_;
};

// As many as asked for, if that many can be made.
Tokens MakeTokens(Chooser& choose, std::string_view alphabet,
                  std::string_view beginning, size_t least, size_t count) {
  std::map<std::string, TokenId> ids;
  for (size_t tries = 0; tries < 10 * count && ids.size() < count; ++tries) {
    std::string text = std::string(beginning) + choose.Text(alphabet, 5);
    if (text.size() < least) continue;
    ids.emplace(std::move(text), static_cast<TokenId>(ids.size()));
  }
  Tokens tokens;
  for (const auto& [text, id] : ids) tokens.push_back({text, id});
  return tokens;
}

void CheckTexts(Chooser& choose, const Tokens& tokens,
                std::string_view alphabet) {
  const SpecialTokens specials(tokens);
  for (int round = 0; round < 20; ++round) {
    const SpecialTokenPolicy policy = choose.Policy(tokens);
    std::string text = choose.Text(alphabet, 30);
    // Plain stretches of any length to a token: blocks of 64 and their ends.
    text.insert(choose.Below(text.size() + 1),
                std::string(choose.Below(200), '.'));
    if (!tokens.empty()) text += tokens[choose.Below(tokens.size())].text;
    // Of its own memory, so that the sanitizer sees what is read beyond.
    const std::vector<char> bytes(text.begin(), text.end());
    const std::string_view view(bytes.data(), bytes.size());
    ASSERT_EQ(Parts(specials, policy, view),
              PartsByDefinition(tokens, policy, view))
        << Escaped(view);
    for (const size_t from : {size_t{0}, choose.Below(view.size() + 1)}) {
      const auto match = specials.Find(view, from, policy);
      const Found expected = FindByDefinition(tokens, policy, view, from);
      ASSERT_EQ(match ? match->offset : view.size(), expected.offset);
      ASSERT_EQ(match ? match->token->text : "",
                expected.token == nullptr ? "" : expected.token->text);
    }
  }
}

TEST(SpecialSearch, OfAnyTokens_IsTheDefinition) {
  struct World {
    std::string_view alphabet;
    std::string_view beginning;
    size_t least;  // bytes of a token
  };
  static constexpr World kWorlds[] = {
      {"<|a>", "<|", 2},     {"<|a>", "<|", 4},     {"ab|>", "<|", 5},
      {"<ab/", "<", 2},      {"ab", "", 1},         {"ab", "", 3},
      {"abcdefgh", "", 2},   {"a\xC3\xA9<", "", 1}, {"a", "", 1},
      {"\xFF\x80|", "<", 3},
  };
  Chooser choose(20261128);
  for (const World& world : kWorlds) {
    for (int round = 0; round < 60; ++round) {
      const Tokens tokens = MakeTokens(choose, world.alphabet, world.beginning,
                                       world.least, 1 + choose.Below(24));
      CheckTexts(choose, tokens, std::string(world.alphabet) + "<|>");
      if (HasFatalFailure()) return;
    }
  }
}

TEST(SpecialSearch, WithoutTokens_FindsNothing) {
  EXPECT_FALSE(SpecialTokens().Find("<|a|>", 0));
  EXPECT_FALSE(SpecialTokens(Tokens{}).Find("<|a|>", 0));
}

// What is plain characters hides nothing that begins inside it, nor a token
// that it begins with.
TEST(SpecialSearch, PlainSpellings_HideNothing) {
  const Tokens tokens = {{"<|a|>", 0}, {"<|a|><|b|>", 1}, {"|><|", 2}};
  const auto policy =
      SpecialTokenPolicy::AllowAll().WithOrdinary({"<|a|><|b|>", "|><|"});
  EXPECT_EQ(Parts(SpecialTokens(tokens), policy, "<|a|><|b|>"),
            (std::vector<std::string>{"text ", "token <|a|>", "text <|b|>"}));
  const auto other = SpecialTokenPolicy::AllowAll().WithOrdinary({"<|a|>"});
  EXPECT_EQ(Parts(SpecialTokens(tokens), other, "<|a|><|c"),
            (std::vector<std::string>{"text <|a", "token |><|", "text c"}));
}

// Copies share nothing that dies with the first.
TEST(SpecialSearch, OfACopy_OutlivesTheFirst) {
  auto first = std::make_unique<SpecialTokens>(Tokens{{"<|a|>", 7}});
  const SpecialTokens copy = *first;
  first.reset();
  const auto match = copy.Find("x<|a|>", 0);
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->offset, 1);
  EXPECT_EQ(match->token->id, 7u);
}

}  // namespace
}  // namespace tokenfare
