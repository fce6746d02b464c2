#include "tokenfare/tokenizer/tables/characters.h"

#include <map>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {
namespace {

absl::string_view View(std::string_view s) { return {s.data(), s.size()}; }

size_t LeadingContinuations(std::string_view token) {
  size_t length = 0;
  while (length < token.size() && IsContinuation(token[length])) ++length;
  return length;
}

bool IsWholeCharacter(std::string_view token) {
  const Utf8Character character = DecodeUtf8(token, 0);
  return character.well_formed && character.length == token.size();
}

// By rank: whether merging may begin with the token where C1's flags allow it.
// False for a token that merging does not lead to, and for one that a token of
// lower rank than one of its own merges has as a direct part: begun with, it
// would merge into that token too early.
std::vector<bool> MayBegin(const Vocabulary& vocabulary,
                           const std::vector<TokenParts>& parts) {
  std::vector<bool> may_begin(parts.size());
  for (size_t rank = 0; rank < parts.size(); ++rank) {
    may_begin[rank] =
        vocabulary.tokens[rank].size() == 1 || parts[rank].reachable();
  }
  for (size_t whole = 0; whole < parts.size(); ++whole) {
    if (!parts[whole].reachable()) continue;
    for (const Rank part : {parts[whole].left, parts[whole].right}) {
      // A single byte is made by no merge, and is no `reachable()`.
      if (parts[part].reachable() && whole < parts[part].highest) {
        may_begin[part] = false;
      }
    }
  }
  return may_begin;
}

class FactFinder {
 public:
  FactFinder(const Vocabulary& vocabulary, const std::vector<bool>& may_begin) {
    facts_.pairs.resize(kPairBits / 64);
    for (size_t rank = 0; rank < vocabulary.tokens.size(); ++rank) {
      const std::string_view token = vocabulary.tokens[rank];
      if (IsWholeCharacter(token)) {
        entries_[DecodeUtf8(token, 0).code_point] =
            may_begin[rank] ? static_cast<CharacterEntry>(rank)
                            : kCharacterRankMask;
      }
    }
    for (const std::string& token : vocabulary.tokens) Read(token);
    OpenJoinedParts(vocabulary);
  }

  CharacterFacts Facts() && {
    for (const auto& [code_point, entry] : entries_) {
      facts_.characters.push_back({code_point, entry});
    }
    return std::move(facts_);
  }

 private:
  void Read(std::string_view token) {
    size_t at = LeadingContinuations(token);
    const std::string_view ending = token.substr(0, at);
    bool follows_character = false;
    uint32_t before = 0;
    for (; at < token.size();) {
      const Utf8Character character = DecodeUtf8(token, at);
      if (!character.well_formed) {
        // The beginning of a character. (Or bytes that no text holds; then
        // what is noted here is needless but safe.)
        if (follows_character) Open(before, kOpensRight);
        if (!ending.empty() && at == ending.size()) {
          joined_endings_.insert(View(ending));
          joined_beginnings_.insert(View(token.substr(at, character.length)));
        }
        follows_character = false;
      } else {
        if (follows_character) SetPair(before, character.code_point);
        if (!ending.empty() && at == ending.size()) {
          Open(character.code_point, kOpensLeft);
        }
        before = character.code_point;
        follows_character = true;
      }
      at += character.length;
    }
  }

  // A token that is the end of one character and the beginning of the next
  // concerns every character that ends or begins so.
  void OpenJoinedParts(const Vocabulary& vocabulary) {
    for (const std::string& token : vocabulary.tokens) {
      if (!IsWholeCharacter(token)) continue;
      const uint32_t code_point = DecodeUtf8(token, 0).code_point;
      const absl::string_view bytes(token);
      for (size_t cut = 1; cut < bytes.size(); ++cut) {
        if (joined_endings_.contains(bytes.substr(cut))) {
          Open(code_point, kOpensRight);
        }
        if (joined_beginnings_.contains(bytes.substr(0, cut))) {
          Open(code_point, kOpensLeft);
        }
      }
    }
  }

  // Characters that are not tokens are open anyway.
  void Open(uint32_t code_point, CharacterEntry flag) {
    const auto found = entries_.find(code_point);
    if (found != entries_.end()) found->second |= flag;
  }

  void SetPair(uint32_t before, uint32_t after) {
    const size_t bit = PairBit(before, after);
    facts_.pairs[bit / 64] |= uint64_t{1} << (bit % 64);
  }

  CharacterFacts facts_;
  std::map<uint32_t, CharacterEntry> entries_;
  absl::flat_hash_set<absl::string_view> joined_endings_;
  absl::flat_hash_set<absl::string_view> joined_beginnings_;
};

}  // namespace

CharacterFacts FindCharacterFacts(const Vocabulary& vocabulary,
                                  const std::vector<TokenParts>& parts) {
  return FactFinder(vocabulary, MayBegin(vocabulary, parts)).Facts();
}

}  // namespace tokenfare::internal
