// Small random vocabularies, to meet what real ones do not hold.

#ifndef TOKENFARE_TESTS_TOKENIZER_RANDOM_VOCABULARY_H_
#define TOKENFARE_TESTS_TOKENIZER_RANDOM_VOCABULARY_H_

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/internal/vocabulary.h"

namespace tokenfare {

struct RandomVocabulary {
  internal::Vocabulary vocabulary;
  std::map<TokenId, std::string> tokens;  // the same, for the reference
};

// All single bytes, and `joined` tokens made by joining two random earlier ones
// that are made of the bytes in `alphabet`. With `shuffled`, the ranks of the
// joined ones are shuffled, so that parts may come after the whole, and some
// tokens cannot be reached.
inline RandomVocabulary MakeRandomVocabulary(std::mt19937& random,
                                             std::string_view alphabet,
                                             size_t joined, bool shuffled) {
  std::vector<std::string> parts;
  for (const char byte : std::set<char>(alphabet.begin(), alphabet.end())) {
    parts.emplace_back(1, byte);
  }
  const size_t single = parts.size();
  std::set<std::string> known(parts.begin(), parts.end());
  for (size_t tries = 0; tries < 20 * joined; ++tries) {
    if (parts.size() == single + joined) break;
    const std::string token =
        parts[random() % parts.size()] + parts[random() % parts.size()];
    if (token.size() <= 24 && known.insert(token).second) {
      parts.push_back(token);
    }
  }
  if (shuffled) {
    std::shuffle(parts.begin() + static_cast<std::ptrdiff_t>(single),
                 parts.end(), random);
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
  for (size_t i = single; i < parts.size(); ++i) add(parts[i]);
  return made;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_RANDOM_VOCABULARY_H_
