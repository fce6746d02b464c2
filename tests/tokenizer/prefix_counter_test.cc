// The counts of all prefixes of a piece, against the definition of each.

#include "tokenfare/tokenizer/internal/prefix_counter.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/vocabulary.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/random_vocabulary.h"
#include "tokenfare/tokenizer/internal/chosen_cpu_path.h"
#include "tokenfare/tokenizer/internal/image_builder.h"

namespace tokenfare::internal {
namespace {

// Random bytes, in runs, of which the last of `alphabet` begin characters.
std::string RandomPiece(std::mt19937& random, std::string_view alphabet,
                        size_t longest) {
  std::string piece;
  const size_t size = 1 + random() % longest;
  while (piece.size() < size) {
    piece.append(random() % 4 == 0 ? random() % 40 : 1,
                 alphabet[random() % alphabet.size()]);
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
    const std::string alphabet =
        std::string("ab \n\xC2\xA0").substr(0, 2 + random() % 4);
    const RandomVocabulary made = MakeRandomVocabulary(
        random, alphabet, 1 + random() % 60, world % 2 == 0);
    const auto bytes = BuildImage(made.vocabulary);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const Image image(bytes->data());
    const reference::Vocabulary reference(made.tokens);
    const auto path = ChosenCpuPath();
    ASSERT_TRUE(path.ok()) << path.status();
    PrefixCounter counter(image, *path);
    for (int text = 0; text < 8; ++text) {
      CheckAllPrefixes(counter, reference, RandomPiece(random, alphabet, 120));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(PrefixCounter, OfSomeEnds_CountsThose) {
  std::mt19937 random(7);
  const RandomVocabulary made = MakeRandomVocabulary(random, "ab", 20, false);
  const auto bytes = BuildImage(made.vocabulary);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const Image image(bytes->data());
  const reference::Vocabulary reference(made.tokens);
  PrefixCounter counter(image, *ChosenCpuPath());
  EXPECT_TRUE(counter.Count("ab", {}).empty());
  const std::string piece = RandomPiece(random, "ab", 500) + "abba";
  const std::vector<size_t> ends = {1, piece.size() / 2, piece.size() - 1};
  const std::vector<size_t> counts = counter.Count(piece, ends);
  for (size_t i = 0; i < ends.size(); ++i) {
    EXPECT_EQ(counts[i],
              reference.EncodePiece(piece.substr(0, ends[i])).size());
  }
}

}  // namespace
}  // namespace tokenfare::internal
