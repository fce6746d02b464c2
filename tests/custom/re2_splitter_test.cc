// The splitter by RE2 against the automaton, ill-formed text, and windows.

#include "tokenfare/tokenizer/split/re2_splitter.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/custom/split_all.h"
#include "tests/reference/utf8.h"
#include "tokenfare/tokenizer/split/automaton_splitter.h"
#include "tokenfare/tokenizer/split/builtin_patterns.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {
namespace {

using Pieces = std::vector<std::string_view>;

std::unique_ptr<const Re2Splitter> Make(
    std::string_view pattern, size_t window = Re2Splitter::kWindowBytes) {
  auto splitter = Re2Splitter::Create(pattern, window);
  EXPECT_TRUE(splitter.ok()) << splitter.status();
  return splitter.ok() ? *std::move(splitter) : nullptr;
}

// Characters that the built-in patterns tell apart, and parts of characters.
constexpr std::string_view kParts[] = {
    "a",
    "Z",
    "s",
    "S",
    "t",
    "'",
    "ll",
    "ve",
    "\u017f",
    " ",
    " ",
    "\n",
    "\r",
    "\t",
    "\v",
    "\u00a0",
    "\u2003",
    "\u0085",
    "1",
    "\u0661",
    "\u2167",
    "/",
    "!",
    "\u4e2d",
    "\u01c5",
    "\u02b0",
    "\u0301",
    "\U0001f600",
    "\ufffd",
    "\xff",
    "\xe2\x82",
    "\xf0\x9f\x98",
    "\x80",
    "\xc3",
    "\xed\xa0\x80",
};
constexpr size_t kWellFormedParts = 29;

std::string RandomText(std::mt19937& random, size_t parts, size_t length) {
  std::string text;
  for (size_t i = 0; i < length; ++i) text += kParts[random() % parts];
  return text;
}

class BuiltinPattern : public testing::TestWithParam<PatternFamily> {};

TEST_P(BuiltinPattern, GivesThePiecesOfTheAutomaton) {
  const AutomatonSplitter automaton(GetParam());
  const auto whole = Make(PatternText(GetParam()));
  const auto windows = Make(PatternText(GetParam()), 7);
  std::mt19937 random(1);
  for (int i = 0; i < 8000; ++i) {
    const size_t parts = i % 2 == 0 ? kWellFormedParts : std::size(kParts);
    const std::string text = RandomText(random, parts, 1 + random() % 24);
    const auto expected = SplitAll(automaton, text);
    ASSERT_EQ(SplitAll(*whole, text), expected) << testing::PrintToString(text);
    ASSERT_EQ(SplitAll(*windows, text, 3), expected)
        << testing::PrintToString(text);
  }
}

TEST_P(BuiltinPattern, GivesThePiecesOfTheAutomatonOnLongText) {
  const AutomatonSplitter automaton(GetParam());
  const auto splitter = Make(PatternText(GetParam()));
  std::mt19937 random(2);
  for (const size_t parts : {kWellFormedParts, std::size(kParts)}) {
    std::string text = RandomText(random, parts, 30000);
    text.insert(text.size() / 2, std::string(30000, ' '));
    text.insert(text.size() / 3, std::string(30000, 'a'));
    EXPECT_EQ(SplitAll(*splitter, text, 256), SplitAll(automaton, text));
  }
}

INSTANTIATE_TEST_SUITE_P(Re2Splitter, BuiltinPattern,
                         testing::Values(PatternFamily::kR50k,
                                         PatternFamily::kCl100k,
                                         PatternFamily::kO200k));

TEST(Re2Splitter, IllFormedPartsSplitAsReplacementCharacters) {
  // U+FFFD is neither a letter nor white space.
  const auto splitter = Make(R"(\p{L}+|\s+|[^\s\p{L}]{2}|[^\s\p{L}])");
  EXPECT_EQ(PiecesOf(*splitter,
                     "ab\xff\xff\xff"
                     "c"),
            (Pieces{"ab", "\xff\xff", "\xff", "c"}));
  // One part each: a truncated character; a surrogate is three.
  EXPECT_EQ(PiecesOf(*splitter, "\xe2\x82\xf0\x9f\x98z"),
            (Pieces{"\xe2\x82\xf0\x9f\x98", "z"}));
  EXPECT_EQ(PiecesOf(*splitter, "\xed\xa0\x80z"),
            (Pieces{"\xed\xa0", "\x80", "z"}));
}

TEST(Re2Splitter, SaysWhereTextIsIllFormed) {
  const auto splitter = Make("a+|[^a]");
  std::vector<size_t> ends(8);
  EXPECT_FALSE(splitter->Split("aab\ufffd", 0, ends).ill_formed);
  EXPECT_TRUE(splitter->Split("aab\xff", 0, ends).ill_formed);
}

TEST(Re2Splitter, LookaheadSeesIllFormedTextAsCharacters) {
  const auto splitter = Make(R"(\s+(?!\S)|\s|\S+)");
  EXPECT_EQ(PiecesOf(*splitter, "   \xff"), (Pieces{"  ", " ", "\xff"}));
  EXPECT_EQ(PiecesOf(*splitter, "\xff   "), (Pieces{"\xff", "   "}));
}

TEST(Re2Splitter, MatchesThatReadFarAheadDoNotDependOnWindows) {
  // Whether "x" joins "aaa..." depends on the character after all of them.
  const auto splitter = Make(R"(xa*b|xa*$|[\s\S])", 4);
  for (const size_t run : {0u, 1u, 3u, 100u, 5000u}) {
    std::string text = "x";
    text.append(run, 'a');
    EXPECT_EQ(SplitAll(*splitter, text + "b").front(), run + 2);
    EXPECT_EQ(SplitAll(*splitter, text).front(), run + 1);
    EXPECT_EQ(SplitAll(*splitter, text + "c").front(), 1u);
    EXPECT_EQ(SplitAll(*splitter, text + "\xff").front(), 1u);
  }
}

TEST(Re2Splitter, EmptyAndBinaryText) {
  const auto splitter = Make(R"(\w+|\W)");
  EXPECT_TRUE(SplitAll(*splitter, "").empty());
  const std::string zeros(3, '\0');
  EXPECT_EQ(SplitAll(*splitter, zeros), (std::vector<size_t>{1, 2, 3}));
}

TEST(Re2Splitter, ThreadsShareOne) {
  const auto splitter = Make(kCl100kPattern);
  std::mt19937 random(4);
  const std::string text = RandomText(random, std::size(kParts), 3000);
  const auto expected =
      SplitAll(AutomatonSplitter(PatternFamily::kCl100k), text);
  std::vector<std::vector<size_t>> ends(4);
  std::vector<std::thread> threads;
  for (auto& mine : ends) {
    threads.emplace_back([&] { mine = SplitAll(*splitter, text); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : ends) EXPECT_EQ(mine, expected);
}

#if !defined(__has_feature)
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || \
    __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
constexpr bool kForksOfThreadsWork = false;
#else
constexpr bool kForksOfThreadsWork = true;
#endif

// Text that keeps RE2 building states: many kinds of characters.
std::string RandomCharacters(std::mt19937& random, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += reference::EncodeUtf8(static_cast<char32_t>(random() % 0xD800));
  }
  return text;
}

// RE2's locks, which threads of the parent hold, are no matter to a child.
TEST(Re2SplitterForkTest, ChildOfForkWhileOthersSplit_SplitsOn) {
  if (!kForksOfThreadsWork) {
    GTEST_SKIP() << "sanitizers end or lock children of threaded programs";
  }
  std::mt19937 random(1);
  const std::string text = RandomCharacters(random, 2'000);
  const std::vector<size_t> expected =
      SplitAll(AutomatonSplitter(PatternFamily::kO200k), text);
  for (int fork_number = 0; fork_number < 10; ++fork_number) {
    // A new one, whose automata the threads are building.
    const auto splitter = Make(kO200kPattern);
    std::atomic<bool> done = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&, i] {
        std::mt19937 numbers(i);
        while (!done) SplitAll(*splitter, RandomCharacters(numbers, 50));
      });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);
      _exit(SplitAll(*splitter, text) == expected ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    done = true;
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
        << "fork " << fork_number << " status " << status;
  }
}

}  // namespace
}  // namespace tokenfare::internal
