// Where memory runs out in any thread, the caller gets std::bad_alloc and
// nothing is left behind. Allocations of this program fail when told to.

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/encoding/parallel_texts.h"

namespace {

// Small ones are left alone: a thread or a string more is not what runs out.
constexpr size_t kLargeBytes = size_t{32} << 10;

// How many large allocations succeed yet; below 0 all do.
std::atomic<int> large_allocations_left = -1;

void* Allocate(size_t bytes) {
  if (bytes >= kLargeBytes && large_allocations_left >= 0 &&
      large_allocations_left.fetch_sub(1) <= 0) {
    large_allocations_left = 0;  // once out of memory, always
    throw std::bad_alloc();
  }
  if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(size_t bytes) { return Allocate(bytes); }
void* operator new[](size_t bytes) { return Allocate(bytes); }
// Replaced too, so that all memory is of the same kind: std::stable_sort asks
// for it this way.
void* operator new(size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace tokenfare {
namespace {

TEST(ParallelMemoryTest, EveryAllocationThatFails_ReachesTheCaller) {
  const Encoding& encoding = Embedded("o200k_base");
  // Counters allocate caches, and long words need scratch memory.
  std::string text;
  for (int i = 0; i < 4; ++i) text += std::string(20'000, 'x') + " y\n";
  const std::vector<std::string_view> texts = {text, "Hello, world!", text};
  const size_t expected = encoding.Count(text);
  const internal::Division division = {
      .threads = 3, .share_bytes = 1000, .thread_bytes = 1};
  size_t failures = 0;
  for (int allowed = 0;; ++allowed) {
    internal::CounterPool pool;
    std::vector<size_t> counts;
    large_allocations_left = allowed;
    try {
      counts = internal::CountTexts(encoding, pool, texts, division);
    } catch (const std::bad_alloc&) {
      ++failures;
    }
    const bool succeeded = large_allocations_left > 0;
    large_allocations_left = -1;
    if (!counts.empty()) {
      EXPECT_EQ(counts, (std::vector<size_t>{expected, 4, expected}));
    }
    // Whatever happened, the counters that are left count right.
    EXPECT_EQ(internal::CountTexts(encoding, pool, texts, division),
              (std::vector<size_t>{expected, 4, expected}));
    if (succeeded) break;
    ASSERT_LT(allowed, 10'000);
  }
  EXPECT_GT(failures, 0u);
}

}  // namespace
}  // namespace tokenfare
