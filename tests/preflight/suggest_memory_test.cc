// Suggestions look at one parsed request: what a large body takes to be parsed
// is taken once, not for each model. Counts the large allocations of this
// program.

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/check.h"

namespace {

constexpr size_t kBodyBytes = size_t{8} << 20;

// Of half a body or more.
std::atomic<int> large_allocations = 0;

void* Allocate(size_t bytes) {
  if (bytes >= kBodyBytes / 2) ++large_allocations;
  if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(size_t bytes) { return Allocate(bytes); }
void* operator new[](size_t bytes) { return Allocate(bytes); }
void* operator new(size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return Allocate(bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return Allocate(bytes);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace tokenfare {
namespace {

int LargeAllocations(const std::string& body, const CheckOptions& options) {
  large_allocations = 0;
  EXPECT_TRUE(Check(body, options).ok());
  return large_allocations;
}

TEST(SuggestMemory, TheBodyIsParsedOnce) {
  // Of words: a run of one letter would take memory to be merged.
  std::string words;
  while (words.size() < kBodyBytes) words += "word ";
  const std::string body =
      Body(R"([{"role": "user", "content": ")" + words + R"("}])");
  CheckOptions options = TestOptions();
  options.model = "gpt-4.1-mini";
  const int plain = LargeAllocations(body, options);
  EXPECT_GE(plain, 1);
  options.suggest = true;
  EXPECT_EQ(LargeAllocations(body, options), plain);

  // Neither is the previous request parsed again.
  options.suggest = false;
  options.previous = body;
  const int with_previous = LargeAllocations(body, options);
  options.suggest = true;
  EXPECT_LE(LargeAllocations(body, options), with_previous);
}

}  // namespace
}  // namespace tokenfare
