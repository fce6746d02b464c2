// Small random vocabularies, to meet what real ones do not hold.

#ifndef TOKENFARE_TESTS_TOKENIZER_RANDOM_VOCABULARY_H_
#define TOKENFARE_TESTS_TOKENIZER_RANDOM_VOCABULARY_H_

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare {

struct RandomVocabulary {
  internal::Vocabulary vocabulary;
  std::map<TokenId, std::string> tokens;  // the same, for the reference
};

// How the ranks of a random vocabulary's joined tokens lie.
enum class RankOrder {
  // Each token comes after the two that it was joined of, as in training.
  kAscending,
  // In any order: parts may come after the whole, and some tokens cannot be
  // reached.
  kShuffled,
  // Characters are made first, tokens are joined from whole ones mostly, and a
  // few ranks are swapped: what vocabularies of open models hold, and where
  // merging may begin with most characters but not with all.
  kSwapped,
};

namespace random_vocabulary_internal {

constexpr size_t kLongestToken = 24;

// The tokens of more than one byte, each once, in the order of their ranks.
class JoinedTokens {
 public:
  bool Add(const std::string& token) {
    if (token.size() < 2 || token.size() > kLongestToken) return false;
    if (!known_.insert(token).second) return false;
    tokens_.push_back(token);
    return true;
  }

  // `count` more, each of two of the `parts`, which they join.
  void Join(std::mt19937& random, std::vector<std::string> parts,
            size_t count) {
    const size_t wanted = parts.size() + count;
    for (size_t tries = 0; tries < 20 * count; ++tries) {
      if (parts.size() == wanted) break;
      const std::string& left = parts[random() % parts.size()];
      const std::string token = left + parts[random() % parts.size()];
      if (Add(token)) parts.push_back(token);
    }
  }

  std::vector<std::string>& tokens() { return tokens_; }

 private:
  std::vector<std::string> tokens_;
  std::set<std::string> known_;
};

inline std::vector<std::string> BytesOf(
    std::span<const char* const> characters) {
  std::set<std::string> bytes;
  for (const std::string_view character : characters) {
    for (const char byte : character) bytes.emplace(1, byte);
  }
  return {bytes.begin(), bytes.end()};
}

// The tokens that make a character, beginning with any two of its bytes.
inline void AddCharacter(std::mt19937& random, std::string_view bytes,
                         JoinedTokens& joined) {
  if (bytes.size() < 2) return;
  size_t begin = random() % (bytes.size() - 1);
  size_t end = begin + 2;
  joined.Add(std::string(bytes.substr(begin, end - begin)));
  while (end - begin < bytes.size()) {
    const bool left = end == bytes.size() || (begin > 0 && random() % 2 == 0);
    (left ? --begin : ++end);
    joined.Add(std::string(bytes.substr(begin, end - begin)));
  }
}

inline void AddSwapped(std::mt19937& random,
                       std::span<const char* const> characters, size_t count,
                       JoinedTokens& joined) {
  for (const char* character : characters) {
    AddCharacter(random, character, joined);
  }
  if (random() % 4 == 0) joined.Join(random, BytesOf(characters), 2);
  joined.Join(random, {characters.begin(), characters.end()}, count);
  std::vector<std::string>& tokens = joined.tokens();
  if (tokens.empty()) return;
  for (size_t swaps = 1 + random() % 3; swaps > 0; --swaps) {
    const size_t one = random() % tokens.size();
    std::swap(tokens[one], tokens[random() % tokens.size()]);
  }
}

}  // namespace random_vocabulary_internal

// All single bytes, and about `joined` tokens made by joining two random
// earlier ones that are made of the bytes of `characters`.
inline RandomVocabulary MakeRandomVocabulary(
    std::mt19937& random, std::span<const char* const> characters,
    size_t joined, RankOrder order) {
  random_vocabulary_internal::JoinedTokens tokens;
  if (order == RankOrder::kSwapped) {
    random_vocabulary_internal::AddSwapped(random, characters, joined, tokens);
  } else {
    tokens.Join(random, random_vocabulary_internal::BytesOf(characters),
                joined);
  }
  if (order == RankOrder::kShuffled) {
    std::shuffle(tokens.tokens().begin(), tokens.tokens().end(), random);
  }
  RandomVocabulary made;
  const auto add = [&](std::string token) {
    const auto id = static_cast<TokenId>(made.vocabulary.tokens.size());
    made.tokens.emplace(id, token);
    made.vocabulary.tokens.push_back(std::move(token));
    made.vocabulary.ids.push_back(id);
  };
  for (int byte = 0; byte < 256; ++byte) {
    add(std::string(1, static_cast<char>(byte)));
  }
  for (const std::string& token : tokens.tokens()) add(token);
  return made;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_RANDOM_VOCABULARY_H_
