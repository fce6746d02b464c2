// The counts of all prefixes of a piece, against the definition of each.

#include "tokenfare/tokenizer/merge/prefix_counter.h"

#include <random>
#include <span>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/vocabulary.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/random_vocabulary.h"
#include "tokenfare/tokenizer/machine/chosen_cpu_path.h"
#include "tokenfare/tokenizer/tables/image_builder.h"

namespace tokenfare::internal {
namespace {

constexpr const char* kCharactersOfPieces[] = {
    "a", "b", " ", "\n", "\xC2\xA0", "\xE4\xB8\xAD"};

// Characters in runs; the last may be cut off.
std::string RandomPiece(std::mt19937& random,
                        std::span<const char* const> characters,
                        size_t longest) {
  std::string piece;
  const size_t size = 1 + random() % longest;
  while (piece.size() < size) {
    const char* character = characters[random() % characters.size()];
    for (size_t i = random() % 4 == 0 ? random() % 40 : 1; i > 0; --i) {
      piece += character;
    }
  }
  return piece.substr(0, size);
}

void CheckAllPrefixes(PrefixCounter& counter,
                      const reference::Vocabulary& reference,
                      std::string_view piece) {
  std::vector<size_t> ends;
  for (size_t end = 1; end <= piece.size(); ++end) ends.push_back(end);
  const std::vector<size_t> counts = counter.Count(piece, ends);
  ASSERT_EQ(counts.size(), ends.size());
  for (const size_t end : ends) {
    ASSERT_EQ(counts[end - 1],
              reference.EncodePiece(piece.substr(0, end)).size())
        << Escaped(piece.substr(0, end));
  }
}

// With shuffled ranks some tokens cannot be reached by merging.
TEST(PrefixCounter, OfRandomVocabularies_CountsEachPrefix) {
  std::mt19937 random(20261128);
  for (int world = 0; world < 400; ++world) {
    const auto characters =
        std::span(kCharactersOfPieces).first(2 + random() % 5);
    const RandomVocabulary made =
        MakeRandomVocabulary(random, characters, 1 + random() % 60,
                             static_cast<RankOrder>(world % 3));
    const auto bytes = BuildImage(made.vocabulary);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const Image image(bytes->data());
    const reference::Vocabulary reference(made.tokens);
    const auto path = ChosenCpuPath();
    ASSERT_TRUE(path.ok()) << path.status();
    PrefixCounter counter(image, *path);
    for (int text = 0; text < 8; ++text) {
      CheckAllPrefixes(counter, reference,
                       RandomPiece(random, characters, 120));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(PrefixCounter, OfSomeEnds_CountsThose) {
  std::mt19937 random(7);
  const auto letters = std::span(kCharactersOfPieces).first(2);
  const RandomVocabulary made =
      MakeRandomVocabulary(random, letters, 20, RankOrder::kAscending);
  const auto bytes = BuildImage(made.vocabulary);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const Image image(bytes->data());
  const reference::Vocabulary reference(made.tokens);
  PrefixCounter counter(image, *ChosenCpuPath());
  EXPECT_TRUE(counter.Count("ab", {}).empty());
  const std::string piece = RandomPiece(random, letters, 500) + "abba";
  const std::vector<size_t> ends = {1, piece.size() / 2, piece.size() - 1};
  const std::vector<size_t> counts = counter.Count(piece, ends);
  for (size_t i = 0; i < ends.size(); ++i) {
    EXPECT_EQ(counts[i],
              reference.EncodePiece(piece.substr(0, ends[i])).size());
  }
}

}  // namespace
}  // namespace tokenfare::internal
