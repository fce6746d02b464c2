// One Encoding used by many threads, and after fork. The thread sanitizer runs
// this too.

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

#if !defined(__has_feature)
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || \
    __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
constexpr bool kSanitizerBreaksFork = true;
#else
constexpr bool kSanitizerBreaksFork = false;
#endif

struct Sample {
  std::string text;
  size_t count;
};

// Texts and their counts by the reference.
std::vector<Sample> Samples() {
  const reference::Encoding& reference = reference::EncodingNamed("o200k_base");
  reference::RandomText random(reference::Seed());
  std::vector<Sample> samples;
  for (int i = 0; i < 200; ++i) {
    const std::string text = random.OfWords(20) + random.OfBytes(4);
    samples.push_back({text, reference.Count(text)});
  }
  return samples;
}

TEST(ConcurrencyTest, FirstGetEncoding_FromManyThreads_IsOneObject) {
  std::vector<std::thread> threads;
  std::vector<const Encoding*> found(8);
  for (size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&found, i] {
      found[i] = &Embedded("cl100k_base");
      EXPECT_EQ(found[i]->Count("Hello, world!"), 4u);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Encoding* encoding : found) EXPECT_EQ(encoding, found[0]);
}

TEST(ConcurrencyTest, OneEncoding_CountsTheSameInEveryThread) {
  const Encoding& encoding = Embedded("o200k_base");
  const std::vector<Sample> samples = Samples();
  std::vector<std::thread> threads;
  std::atomic<size_t> wrong = 0;
  for (size_t thread = 0; thread < 12; ++thread) {
    threads.emplace_back([&, thread] {
      Counter counter(encoding, 4096);
      for (size_t i = 0; i < samples.size(); ++i) {
        const auto& [text, count] =
            samples[(i * 7 + thread * 31) % samples.size()];
        wrong += encoding.Count(text) != count;
        wrong += counter.Count(text) != count;
        wrong += encoding.Encode(text).size() != count;
        wrong += encoding.CountUpTo(text, count) != count;
        wrong += encoding.Truncate(text, count).size() != text.size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0u);
}

// Exits the child with 0 where it counts right; a hang ends by its alarm.
pid_t ForkCountingChild(const Encoding& encoding,
                        const std::vector<Sample>& samples) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    bool right = true;
    for (const auto& [text, count] : samples) {
      right = right && encoding.Count(text) == count;
    }
    _exit(right ? 0 : 1);
  }
  return child;
}

void ExpectExitsWithZero(pid_t child) {
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(ConcurrencyTest, ChildOfFork_CountsOn) {
  const Encoding& encoding = Embedded("o200k_base");
  const std::vector<Sample> samples = Samples();
  for (const auto& [text, count] : samples) {
    ASSERT_EQ(encoding.Count(text), count);
  }
  ExpectExitsWithZero(ForkCountingChild(encoding, samples));
  EXPECT_EQ(encoding.Count(samples[0].text), samples[0].count);
}

TEST(ConcurrencyTest, ChildOfForkWhileOthersCount_CountsOn) {
  if (kSanitizerBreaksFork) {
    GTEST_SKIP() << "the thread sanitizer ends children of threaded programs; "
                    "the address sanitizer's allocator may stay locked in them";
  }
  const Encoding& encoding = Embedded("o200k_base");
  const std::vector<Sample> samples = Samples();
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (size_t at = 0; !done; ++at) {
        encoding.Count(samples[at % samples.size()].text);
      }
    });
  }
  for (int i = 0; i < 30; ++i) {
    ExpectExitsWithZero(ForkCountingChild(encoding, samples));
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tokenfare
