// Seeded texts for tests against the reference.

#ifndef TOKENFARE_TESTS_REFERENCE_RANDOM_TEXT_H_
#define TOKENFARE_TESTS_REFERENCE_RANDOM_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::reference {

// The seed of a test: TOKENFARE_TEST_SEED where it is set, otherwise 1. Printed
// once, so that a failure can be repeated.
uint64_t Seed();

// TOKENFARE_TEST_SCALE where it is set, otherwise 1: the factor by which tests
// multiply the number of random texts.
size_t Scale();

// One character or so of each kind that the patterns, the merges or UTF-8 tell
// apart. Well-formed.
std::span<const std::string_view> ClassRepresentatives();

// The characters that the patterns' rules are most entangled in.
std::span<const std::string_view> TrickiestCharacters();

class RandomText {
 public:
  explicit RandomText(uint64_t seed) : engine_(seed) {}

  size_t Below(size_t bound);

  // Strings of up to `most` units of each kind.
  std::string OfRepresentatives(size_t most);
  // Any characters, from all planes.
  std::string OfCodePoints(size_t most);
  // Any bytes, often those that begin or continue characters.
  std::string OfBytes(size_t most);
  // Well-formed characters with bytes lost, added and changed.
  std::string Damaged(size_t most);
  // Words, numbers, punctuation and white space as texts and code have them.
  std::string OfWords(size_t most);
  // Tokens of the vocabulary glued together, some cut in two: texts whose
  // merges run across the seams.
  std::string OfTokens(const std::vector<std::string>& tokens, size_t most);

 private:
  std::string CodePoint();

  std::mt19937_64 engine_;
};

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_RANDOM_TEXT_H_
