// The splitter that works on 64 bytes at once against the automaton, on each
// kind of machine that this one can be: over every offset in a block and every
// end of a buffer.

#include "tokenfare/tokenizer/split/block_splitter.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/split_comparison.h"

namespace tokenfare {
namespace {

using internal::AutomatonSplitter;
using internal::BlockSplitter;
using internal::CpuPath;
using internal::PatternFamily;
using reference::RandomText;

// Few enough for a text of several blocks to need several calls, and enough for
// the kernels to be used at all.
constexpr size_t kEnds = 2 * internal::kMostStepPieces + 5;

class BlockSplitterTest
    : public ::testing::TestWithParam<std::tuple<PatternFamily, CpuPath>> {
 protected:
  ::testing::AssertionResult Agrees(std::string_view text) const {
    const std::vector<size_t> expected = PieceEnds(automaton_, text, kEnds);
    const std::vector<size_t> actual = PieceEnds(splitter_, text, kEnds);
    if (actual == expected) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure()
           << "splits \"" << Escaped(text) << "\" at "
           << ::testing::PrintToString(actual) << ", not at "
           << ::testing::PrintToString(expected);
  }

  AutomatonSplitter automaton_{std::get<0>(GetParam())};
  BlockSplitter splitter_{std::get<0>(GetParam()), std::get<1>(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(
    Paths, BlockSplitterTest,
    ::testing::Combine(::testing::Values(PatternFamily::kO200k,
                                         PatternFamily::kCl100k),
                       ::testing::ValuesIn(internal::CpuPaths())),
    [](const auto& info) {
      const bool is_o200k = std::get<0>(info.param) == PatternFamily::kO200k;
      return std::string(is_o200k ? "o200k_" : "cl100k_") +
             std::string(CpuPathName(std::get<1>(info.param)));
    });

TEST_P(BlockSplitterTest, RandomTexts_SplitAsTheAutomaton) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 15'000 * reference::Scale(); ++i) {
    ASSERT_TRUE(Agrees(random.OfRepresentatives(150)));
    ASSERT_TRUE(Agrees(random.OfWords(60)));
    ASSERT_TRUE(Agrees(random.OfCodePoints(60)));
    ASSERT_TRUE(Agrees(random.Damaged(80)));
    ASSERT_TRUE(Agrees(random.OfBytes(150)));
  }
}

// Runs of one class, which pieces of several blocks are made of.
TEST_P(BlockSplitterTest, LongRuns_SplitAsTheAutomaton) {
  RandomText random(reference::Seed());
  const auto characters = reference::ClassRepresentatives();
  for (size_t i = 0; i < 20'000 * reference::Scale(); ++i) {
    std::string text;
    for (size_t runs = 1 + random.Below(5); runs > 0; --runs) {
      const std::string_view first =
          characters[random.Below(characters.size())];
      const std::string_view other =
          characters[random.Below(characters.size())];
      const bool mixed = random.Below(2) == 0;
      for (size_t length = 1 + random.Below(150); length > 0; --length) {
        text += mixed && random.Below(2) == 0 ? other : first;
      }
    }
    ASSERT_TRUE(Agrees(text));
  }
}

// What is tricky, at each offset in a block, between what is plain.
TEST_P(BlockSplitterTest, TrickyCharactersAtEachOffset_SplitAsTheAutomaton) {
  RandomText random(reference::Seed());
  const auto tricky = reference::TrickiestCharacters();
  const std::string_view plain[] = {"a", "A",  " ",           ".",
                                    "7", "\n", "\xE4\xB8\xAD"};
  for (size_t i = 0; i < 300 * reference::Scale(); ++i) {
    std::string middle;
    for (size_t units = 1 + random.Below(5); units > 0; --units) {
      middle += tricky[random.Below(tricky.size())];
    }
    const std::string_view before = plain[random.Below(std::size(plain))];
    const std::string_view after = plain[random.Below(std::size(plain))];
    std::string text = "x ";
    for (size_t offset = 0; offset < 70; ++offset) {
      text += before;
      std::string whole = text + middle;
      ASSERT_TRUE(Agrees(whole));
      for (int k = 0; k < 70; ++k) whole += after;
      ASSERT_TRUE(Agrees(whole));
    }
  }
}

TEST_P(BlockSplitterTest, EachCodePointInContext_SplitsAsTheAutomaton) {
  for (const std::string_view separator :
       {"a", "A", " ", "!", "\n", "1", " A"}) {
    std::string text;
    for (uint32_t code_point = 0x80; code_point < 0x110000; ++code_point) {
      if (code_point >= 0xD800 && code_point < 0xE000) continue;
      text += reference::EncodeUtf8(code_point);
      text += separator;
      if (code_point % 4096 != 4095) continue;
      ASSERT_EQ(PieceEnds(splitter_, text, kEnds),
                PieceEnds(automaton_, text, kEnds))
          << "before U+" << std::hex << code_point << ", with '"
          << Escaped(separator) << "'";
      text.clear();
    }
  }
}

// Room for a text between two pages that cannot be read: a byte read outside of
// it ends the program, on any machine and without sanitizers.
class FencedRoom {
 public:
  FencedRoom() {
    void* const pages =
        mmap(nullptr, 3 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return;
    room_ = static_cast<char*>(pages) + page_;
    if (mprotect(room_, page_, PROT_READ | PROT_WRITE) != 0) room_ = nullptr;
  }
  ~FencedRoom() {
    if (room_ != nullptr) munmap(room_ - page_, 3 * page_);
  }
  FencedRoom(const FencedRoom&) = delete;
  FencedRoom& operator=(const FencedRoom&) = delete;

  bool ok() const { return room_ != nullptr; }

  // Copies of at most a page, at the fence behind or before them. Each is there
  // until the next is made.
  std::string_view BeforeTheFence(std::string_view text) {
    return CopyTo(room_ + page_ - text.size(), text);
  }
  std::string_view BehindTheFence(std::string_view text) {
    return CopyTo(room_, text);
  }

 private:
  static std::string_view CopyTo(char* place, std::string_view text) {
    std::ranges::copy(text, place);
    return {place, text.size()};
  }

  const size_t page_ = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  char* room_ = nullptr;
};

TEST_P(BlockSplitterTest, TextAtEachDistanceFromAFence_IsReadOnlyInside) {
  RandomText random(reference::Seed());
  FencedRoom room;
  ASSERT_TRUE(room.ok());
  for (size_t i = 0; i < 30 * reference::Scale(); ++i) {
    std::string text;
    while (text.size() < 260) {
      text += i % 3 == 0   ? random.OfRepresentatives(40)
              : i % 3 == 1 ? random.OfWords(40)
                           : random.Damaged(40);
    }
    for (size_t size = 1; size < 260; ++size) {
      const std::string_view begin = std::string_view(text).substr(0, size);
      ASSERT_TRUE(Agrees(room.BeforeTheFence(begin)));
      ASSERT_TRUE(Agrees(room.BehindTheFence(begin)));
    }
  }
}

// A text in a heap block of its own size, so that the sanitizers see a byte
// read outside of it.
TEST_P(BlockSplitterTest, EachSizeOfText_IsReadOnlyInside) {
  RandomText random(reference::Seed());
  for (size_t size = 1; size < 260; ++size) {
    for (int i = 0; i < 20; ++i) {
      std::string text;
      while (text.size() < size) {
        text += i % 2 == 0 ? random.OfRepresentatives(40) : random.OfWords(40);
      }
      const auto copy = std::make_unique<char[]>(size);
      std::copy_n(text.begin(), size, copy.get());
      ASSERT_TRUE(Agrees(std::string_view(copy.get(), size)));
    }
  }
}

TEST_P(BlockSplitterTest, BlockWithIllFormedText_IsMarked) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 5'000; ++i) {
    const std::string text = random.Damaged(100);
    if (text.empty()) continue;
    std::vector<size_t> ends(text.size() + kEnds);
    const internal::SplitBlock block = splitter_.Split(text, 0, ends);
    ASSERT_TRUE(block.ill_formed || reference::IsWellFormed(text))
        << Escaped(text);
  }
}

}  // namespace
}  // namespace tokenfare
