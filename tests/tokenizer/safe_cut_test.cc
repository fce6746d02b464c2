// Cuts that the splitters call safe: the pieces of a text are those of its
// parts. And the other way round: where a cut is not called safe, some text
// shows why.

#include <algorithm>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/enumerate.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/split_comparison.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;

bool IsSafe(const internal::Splitter& splitter, std::string_view text,
            size_t at) {
  return splitter.SafeCut(text, at) == at;
}

class SafeCutTest : public ::testing::TestWithParam<const char*> {
 protected:
  // Whether the parts of `text` have the pieces of the whole, by the reference.
  bool PartsSplitAsTheWhole(std::string_view text, size_t at) const {
    std::vector<size_t> ends =
        PieceEnds(splitters_.reference, text.substr(0, at));
    for (const size_t end : PieceEnds(splitters_.reference, text.substr(at))) {
      ends.push_back(at + end);
    }
    return ends == PieceEnds(splitters_.reference, text);
  }

  // Whether they have at every place that the product calls safe.
  ::testing::AssertionResult SafeCutsHold(std::string_view text) const {
    for (size_t at = 1; at < text.size(); ++at) {
      if (IsSafe(splitters_.product, text, at) &&
          !PartsSplitAsTheWhole(text, at)) {
        return ::testing::AssertionFailure()
               << splitters_.name << ": no cut of \"" << Escaped(text)
               << "\" at " << at;
      }
    }
    return ::testing::AssertionSuccess();
  }

  void CheckAll(std::span<const std::string_view> alphabet, size_t length) {
    EXPECT_TRUE(ForEachString(alphabet, length, [&](const std::string& text) {
      const ::testing::AssertionResult hold = SafeCutsHold(text);
      EXPECT_TRUE(hold);
      return static_cast<bool>(hold);
    }));
  }

  const SplitterPair splitters_ = SplittersOf(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Families, SafeCutTest, FamilyNames(),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

// The safe cuts of `text`, as "|".
std::string Cuts(const internal::Splitter& splitter, std::string_view text) {
  std::string cut;
  for (size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && IsSafe(splitter, text, at)) cut += '|';
    cut += text[at];
  }
  return cut;
}

// Written by hand from tiktoken's patterns: what any text before and after
// leaves alone.
TEST(SafeCutLiteralTest, O200k) {
  const SplitterPair o200k = SplittersOf("o200k_base");
  EXPECT_EQ(Cuts(o200k.product, "the cat  sat\n on"), "the| cat|  sat|\n on");
  EXPECT_EQ(Cuts(o200k.product, "a;\nb;\n//c\n\nd"), "a|;\n|b|;\n//c|\n\n|d");
  EXPECT_EQ(Cuts(o200k.product, "it's 1234. 56"), "it's| 1234|.| 56");
}

TEST(SafeCutLiteralTest, Cl100k) {
  const SplitterPair cl100k = SplittersOf("cl100k_base");
  EXPECT_EQ(Cuts(cl100k.product, "the cat  sat\n on"), "the| cat|  sat|\n on");
  EXPECT_EQ(Cuts(cl100k.product, "a;\nb;\n//c"), "a|;\n|b|;\n|//c");
}

TEST(SafeCutLiteralTest, R50k) {
  const SplitterPair r50k = SplittersOf("r50k_base");
  EXPECT_EQ(Cuts(r50k.product, "the cat  sat\n on"), "the| cat|  sat|\n on");
  EXPECT_EQ(Cuts(r50k.product, "a;\nb12c"), "a|;|\nb|12|c");
}

// The rules that DESIGN.md names, for every character on either side.
TEST_P(SafeCutTest, BeforeASpace_AfterAllButWhiteSpace) {
  const internal::AutomatonSplitter& splitter = splitters_.product;
  ForEachCharacter([&](const std::string& character) {
    const std::string spaced = character + "\xE3\x80\x80";
    // Two white-space characters are one piece in every pattern but before
    // a newline, where the first of them is.
    const bool is_blank =
        PieceEnds(splitters_.reference, spaced).front() > character.size();
    const bool is_newline = character == "\n" || character == "\r";
    EXPECT_EQ(IsSafe(splitter, character + " x", character.size()),
              !is_blank && !is_newline)
        << Escaped(character);
    return !HasFailure();
  });
}

TEST_P(SafeCutTest, RepresentativesUpToFour_Hold) {
  CheckAll(reference::ClassRepresentatives(), 4);
}

TEST_P(SafeCutTest, TrickiestUpToSix_Hold) {
  CheckAll(reference::TrickiestCharacters(), 6);
}

TEST_P(SafeCutTest, ContractionsUpToSix_Hold) {
  static constexpr std::string_view kCharacters[] = {"'", "l", "V", "e", "s",
                                                     "A", "x", " ", "1"};
  CheckAll(kCharacters, 6);
}

// Beginnings of characters, their continuations, and what is neither.
TEST_P(SafeCutTest, BytesUpToFive_HoldAndCutNoCharacter) {
  static constexpr std::string_view kBytes[] = {
      " ", "a", "\n", "\x80", "\xA0", "\xC3", "\xE2", "\xED", "\xF0", "\xFF"};
  EXPECT_TRUE(ForEachString(kBytes, 5, [&](const std::string& text) {
    const reference::RepairedText repaired = reference::Repair(text);
    std::set<size_t> begins;
    for (size_t i = 0; i < repaired.source.size(); ++i) {
      if (repaired.starts[i]) begins.insert(repaired.source[i]);
    }
    for (size_t at = 1; at < text.size(); ++at) {
      if (!IsSafe(splitters_.product, text, at)) continue;
      EXPECT_EQ(begins.count(at), 1u) << Escaped(text) << " at " << at;
    }
    EXPECT_TRUE(SafeCutsHold(text));
    return !HasFailure();
  }));
}

TEST_P(SafeCutTest, RandomTexts_Hold) {
  RandomText random(Seed());
  for (size_t i = 0; i < 3'000 * Scale(); ++i) {
    ASSERT_TRUE(SafeCutsHold(random.OfRepresentatives(12)));
    ASSERT_TRUE(SafeCutsHold(random.OfWords(8)));
    ASSERT_TRUE(SafeCutsHold(random.OfBytes(12)));
    ASSERT_TRUE(SafeCutsHold(random.Damaged(10)));
  }
}

// Cuts that are passed over are lost work for threads: each must be wrong
// between these two characters in some text.
TEST_P(SafeCutTest, NoSafePairIsPassedOver) {
  const auto characters = reference::ClassRepresentatives();
  // With at most two characters before the pair and one after it.
  const auto is_refuted = [&](std::string_view before, std::string_view after) {
    return !ForEachString(characters, 2, [&](const std::string& left) {
      return ForEachString(characters, 1, [&](const std::string& right) {
        const std::string head = left + std::string(before);
        const std::string text = head + std::string(after) + right;
        return PartsSplitAsTheWhole(text, head.size());
      });
    });
  };
  for (const std::string_view before : characters) {
    for (const std::string_view after : characters) {
      const std::string pair = std::string(before) + std::string(after);
      if (IsSafe(splitters_.product, pair, before.size())) continue;
      EXPECT_TRUE(is_refuted(before, after)) << Escaped(pair);
    }
  }
}

// From inside of a text the first safe cut is what a search from there finds.
TEST_P(SafeCutTest, SafeCut_IsTheFirstAtOrAfter) {
  RandomText random(Seed());
  for (size_t i = 0; i < 2'000; ++i) {
    const std::string text =
        i % 2 == 0 ? random.Damaged(20) : random.OfRepresentatives(20);
    EXPECT_EQ(splitters_.product.SafeCut(text, 0), 0u);
    size_t next = text.size();
    for (size_t at = text.size(); at > 0; --at) {
      if (IsSafe(splitters_.product, text, at)) next = at;
      ASSERT_EQ(splitters_.product.SafeCut(text, at), next)
          << Escaped(text) << " from " << at;
    }
  }
}

// A text in a heap block of its own size, so that the sanitizers see a byte
// read outside of it.
TEST_P(SafeCutTest, ExactSizeText_IsReadOnlyInside) {
  RandomText random(Seed());
  for (size_t i = 0; i < 2'000; ++i) {
    const std::string text = random.OfBytes(8);
    const auto copy = std::make_unique<char[]>(text.size());
    std::copy(text.begin(), text.end(), copy.get());
    const std::string_view exact(copy.get(), text.size());
    for (size_t at = 0; at <= exact.size(); ++at) {
      ASSERT_LE(splitters_.product.SafeCut(exact, at), exact.size());
    }
  }
}

}  // namespace
}  // namespace tokenfare
