// CheckOptions::max_memory, against what a check allocates. A program of its
// own: it replaces operator new.

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/check.h"

namespace {

std::atomic<size_t> allocated = 0;
std::atomic<size_t> most_allocated = 0;

void* Allocate(size_t bytes) {
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  const size_t now = allocated += malloc_usable_size(memory);
  size_t most = most_allocated;
  while (now > most && !most_allocated.compare_exchange_weak(most, now)) {
  }
  return memory;
}

void Free(void* memory) noexcept {
  if (memory != nullptr) allocated -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(size_t bytes) { return Allocate(bytes); }
void* operator new[](size_t bytes) { return Allocate(bytes); }
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, size_t) noexcept { Free(memory); }
void operator delete[](void* memory, size_t) noexcept { Free(memory); }

namespace tokenfare {
namespace {

constexpr size_t kMemory = size_t{48} << 20;
// Caches, of which some are kept between checks.
constexpr size_t kCaches = size_t{10} << 20;

// What a check of `body` allocates at the most, the verdict included.
size_t MemoryOf(const std::string& body, const CheckOptions& options) {
  most_allocated = allocated.load();
  const size_t before = allocated;
  const absl::StatusOr<Verdict> verdict = Check(body, options);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  return most_allocated - before;
}

// The largest body of so many elements that is not refused.
std::string LargestBody(const std::function<std::string(size_t)>& body_of,
                        const CheckOptions& options) {
  size_t taken = 1;
  size_t refused = size_t{1} << 24;
  while (refused - taken > taken / 16 + 1) {
    const size_t middle = taken + (refused - taken) / 2;
    // A million are too many, of any kind.
    const bool fits =
        middle < 4'000'000 && Check(body_of(middle), options).ok();
    (fits ? taken : refused) = middle;
  }
  return body_of(taken);
}

std::string Times(std::string_view text, size_t count,
                  std::string_view separator = "") {
  std::string all;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) all += separator;
    all += text;
  }
  return all;
}

std::string Numbered(std::string_view format, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) all += ",";
    all += fmt::format(fmt::runtime(format), i);
  }
  return all;
}

// By what there are many of.
std::vector<std::pair<std::string, std::function<std::string(size_t)>>>
Shapes() {
  const auto text_of = [](std::string_view unit) {
    return [unit](size_t n) {
      return Body(fmt::format(R"([{{"role": "user", "content": "{}"}}])",
                              Times(unit, n)));
    };
  };
  const auto message_of = [](std::string_view message) {
    return [message](size_t n) {
      return Body("[" + Times(message, n, ",") + "]");
    };
  };
  return {
      {"words", text_of("word ")},
      {"one letter", text_of("a")},
      {"random letters", text_of("qjxzkvwqpm")},
      {"blanks", text_of(" ")},
      {"newlines", text_of("\\n")},
      {"special tokens", text_of("<|a|>")},
      {"messages", message_of(R"({"role":"user","content":"Hi"})")},
      {"special messages", message_of(R"({"role":"user","content":"<|a|>"})")},
      {"names",
       message_of(R"({"role":"user","name":"ann","content":"Hi","colour":1})")},
      {"results",
       [](size_t n) {
         return Body(
             R"([{"role":"assistant","tool_calls":[)" +
             Numbered(
                 R"({{"id":"c{}","type":"function","function":{{"name":"f","arguments":"{{}}"}}}})",
                 n) +
             "]}," +
             Numbered(
                 R"({{"role":"tool","tool_call_id":"c{}","content":"\"\\\n\u00e9\u00e9\u00e9"}})",
                 n) +
             "]");
       }},
      {"tools",
       [](size_t n) {
         return Body(
             kHello,
             R"("tools": [)" +
                 Numbered(
                     R"({{"type":"function","function":{{"name":"f{}","description":"Do it\n"}}}})",
                     n) +
                 "]");
       }},
      {"properties",
       [](size_t n) {
         return Body(
             kHello,
             R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{)" +
                 Numbered(R"("p{}":{{"title":"t","oneOf":[{{}},{{}}]}})", n) +
                 "}}}}]");
       }},
      {"images",
       [](size_t n) {
         return Body(
             R"([{"role":"user","content":[)" +
             Times(R"({"type":"image_url","image_url":{"url":"https://a/b"}})",
                   n, ",") +
             "]}]");
       }},
      {"schema",
       [](size_t n) {
         return Body(
             kHello,
             R"("response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","colour":1,"properties":{)" +
                 Numbered(R"("p{}":{{"type":"string"}})", n) + "}}}}");
       }},
  };
}

TEST(CheckMemory, IsThatOfTheOption) {
  CheckOptions options = TestOptions();
  options.max_memory = kMemory;
  MustCheck(Body(kHello), options);
  for (const auto& [name, body_of] : Shapes()) {
    const std::string body = LargestBody(body_of, options);
    const size_t memory = MemoryOf(body, options);
    RecordProperty(name, static_cast<int>(memory >> 10));
    EXPECT_LT(memory, kMemory + kCaches) << name << ", " << body.size();
    // Without the option the same body is checked whole.
    EXPECT_TRUE(Check(body, TestOptions()).ok()) << name;
  }
}

TEST(CheckMemory, ARunWithoutACutIsNotMerged) {
  CheckOptions options = TestOptions();
  options.max_memory = kMemory;
  const std::string body = Body(fmt::format(
      R"([{{"role": "user", "content": "{}"}}])", std::string(1'500'000, 'a')));
  const Verdict found = MustCheck(body, options);
  EXPECT_TRUE(found.input_tokens.stopped);
  EXPECT_EQ(found.parts[0].why,
            "not counted to its end: it has no place to be cut at, and would "
            "take more than max_memory");
  const int64_t whole = MustCheck(body).input_tokens.expected;
  EXPECT_LE(found.input_tokens.low, whole);
  EXPECT_GE(found.input_tokens.high, whole);
}

TEST(CheckMemory, ABodyThatCouldTakeMoreIsRefused) {
  CheckOptions options = TestOptions();
  options.max_memory = 100'000;
  EXPECT_TRUE(Check(Body(kHello), options).ok());
  const std::string large = Body(fmt::format(
      R"([{{"role": "user", "content": "{}"}}])", Times("word ", 2'000)));
  EXPECT_TRUE(absl::IsResourceExhausted(Check(large, options).status()));
  options.previous = large;
  EXPECT_TRUE(absl::IsResourceExhausted(Check(Body(kHello), options).status()));
  options.max_memory = 1'000'000;
  EXPECT_TRUE(Check(large, options).ok());
}

}  // namespace
}  // namespace tokenfare
