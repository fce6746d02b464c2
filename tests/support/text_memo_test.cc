// The memo against a map that forgets nothing: what it still knows is right,
// and it knows the texts that came last.

#include "tokenfare/support/text_memo.h"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

constexpr size_t kBytes = 1024;
constexpr size_t kEntries = 64;

TEST(TextMemo, KnowsWhatWasInsertedLast) {
  CacheMemory memory(TextMemo::MemoryFor(kBytes, kEntries));
  TextMemo memo(memory, kBytes, kEntries);
  EXPECT_EQ(memo.Find("a", 1), std::nullopt);
  memo.Insert("a", 1, 10);
  memo.Insert("b", 1, 20);
  EXPECT_EQ(memo.Find("a", 1), 10);
  EXPECT_EQ(memo.Find("b", 1), 20);
  EXPECT_EQ(memo.Find("c", 1), std::nullopt);
  EXPECT_EQ(memo.Find("aa", 1), std::nullopt);
}

// Hashes of few values, so that texts share sets and tags.
TEST(TextMemo, IsRightAboutWhateverItKnows) {
  std::mt19937_64 random(1);
  CacheMemory memory(TextMemo::MemoryFor(kBytes, kEntries));
  TextMemo memo(memory, kBytes, kEntries);
  std::map<std::string, uint32_t> numbers;
  size_t known = 0;
  for (uint32_t i = 0; i < 200'000; ++i) {
    std::string text(1 + random() % memo.longest(), 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 2);
    if (random() % 2 == 0) text.resize(1 + text.size() % 5);
    const uint64_t hash = (text.size() % 3) << 32 | (text.size() % 20);
    const std::optional<uint32_t> number = memo.Find(text, hash);
    if (number.has_value()) {
      ++known;
      ASSERT_EQ(*number, numbers.at(text)) << text;
    } else {
      numbers[text] = i;
      memo.Insert(text, hash, i);
    }
    ASSERT_EQ(memo.Find(text, hash), numbers.at(text)) << text;
  }
  EXPECT_GT(known, 1'000);
}

TEST(TextMemo, RemembersTheLastTextsThatFit) {
  CacheMemory memory(TextMemo::MemoryFor(kBytes, kEntries));
  TextMemo memo(memory, kBytes, kEntries);
  constexpr size_t kLength = 60;
  constexpr uint32_t kTexts = 1'000;
  const auto text_of = [](uint32_t i) {
    std::string text(kLength, '.');
    return text.replace(0, 4, std::to_string(1'000 + i));
  };
  for (uint32_t i = 0; i < kTexts; ++i) memo.Insert(text_of(i), i, i);
  // The ring holds 17 of 60 bytes, a turn of it leaves 4 bytes at its end.
  for (uint32_t i = kTexts - 16; i < kTexts; ++i) {
    EXPECT_EQ(memo.Find(text_of(i), i), i);
  }
  EXPECT_EQ(memo.Find(text_of(kTexts - 18), kTexts - 18), std::nullopt);
}

// Where the bits of an entry are used up it forgets once, and goes on.
TEST(TextMemo, RemembersAfterMoreBytesThanAnEntryCounts) {
  CacheMemory memory(TextMemo::MemoryFor(kBytes, kEntries));
  TextMemo memo(memory, kBytes, kEntries, TextMemo::kMostWritten - 8 * kBytes);
  size_t forgotten = 0;
  for (uint32_t i = 0; i < 10'000; ++i) {
    const std::string text = std::to_string(1'000'000 + i);
    memo.Insert(text, i, i);
    ASSERT_EQ(memo.Find(text, i), i);
    const uint32_t before = i < 10 ? 0 : i - 10;
    const auto known = memo.Find(std::to_string(1'000'000 + before), before);
    ASSERT_EQ(known.value_or(before), before);
    forgotten += known ? 0 : 1;
    ASSERT_EQ(memo.Find(std::to_string(2'000'000 + i), i), std::nullopt);
  }
  EXPECT_LE(forgotten, 10);
}

// Records of text and bytes, in whose turns of the ring nothing gets mixed up.
TEST(TextMemo, GivesBackTheBytesThatCameWithAText) {
  std::mt19937_64 random(1);
  CacheMemory memory(TextMemo::MemoryFor(kBytes, kEntries));
  TextMemo memo(memory, kBytes, kEntries);
  std::map<std::string, std::string> bytes_of;
  size_t known = 0;
  for (uint32_t i = 0; i < 100'000; ++i) {
    const std::string text = std::to_string(random() % 40);
    const uint64_t hash = text.size() << 32 | random() % 2;
    const auto found = memo.FindAll(text, hash);
    if (found.has_value()) {
      ++known;
      const std::string& bytes = bytes_of.at(text);
      ASSERT_EQ(found->number, bytes.size());
      ASSERT_EQ(std::string(found->bytes, found->number), bytes) << text;
      continue;
    }
    std::string& bytes = bytes_of[text];
    if (bytes.empty()) bytes = std::string(random() % 90, text[0]) + text;
    memo.Insert(text, hash, static_cast<uint32_t>(bytes.size()), bytes);
    ASSERT_TRUE(memo.FindAll(text, hash).has_value());
  }
  EXPECT_GT(known, 1'000);
}

}  // namespace
}  // namespace tokenfare::internal
