#include "tokenfare/tokenizer/encoding/growing_worker.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoder.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TOKENFARE_HAS_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TOKENFARE_HAS_SHADOW_MEMORY 1
#endif
#endif

namespace tokenfare {
namespace {

using internal::kFewBytes;
using internal::kSmallCacheBytes;

struct FakeWorker {
  FakeWorker(const internal::Image& /*image*/, size_t bytes,
             internal::CpuPath /*path*/)
      : cache_bytes(bytes) {}
  const size_t cache_bytes;
};

constexpr size_t kLarge = size_t{4} << 20;

internal::GrowingWorker<FakeWorker> WithCache(size_t bytes) {
  return {Embedded("o200k_base").parts(), bytes};
}

TEST(GrowingWorkerTest, FewBytes_KeepTheSmallWorker) {
  auto worker = WithCache(kLarge);
  FakeWorker* const first = &worker.For(1);
  EXPECT_EQ(first->cache_bytes, kSmallCacheBytes);
  EXPECT_EQ(&worker.For(kFewBytes - 1), first);
}

TEST(GrowingWorkerTest, MoreBytesTogether_MakeTheLargeOneOnce) {
  auto worker = WithCache(kLarge);
  worker.For(kFewBytes);
  FakeWorker* const large = &worker.For(1);
  EXPECT_EQ(large->cache_bytes, kLarge);
  EXPECT_EQ(&worker.For(kFewBytes), large);
  EXPECT_EQ(&worker.For(0), large);
}

TEST(GrowingWorkerTest, LongFirstText_HasTheLargeWorkerAtOnce) {
  EXPECT_EQ(WithCache(kLarge).For(kFewBytes + 1).cache_bytes, kLarge);
}

TEST(GrowingWorkerTest, SmallCache_NeverGrows) {
  auto worker = WithCache(1000);
  FakeWorker* const first = &worker.For(1);
  EXPECT_EQ(first->cache_bytes, 1000);
  EXPECT_EQ(&worker.For(kFewBytes), first);
}

// Words that are no tokens, each another, so that caches have what to keep.
std::string Words(size_t bytes) {
  std::string text;
  for (size_t i = 0; text.size() < bytes; ++i) {
    text += " Word" + std::to_string(i * i) + "xq";
  }
  return text.substr(0, bytes);
}

TEST(GrowingWorkerTest, TextsAcrossTheGrowth_CountAndEncodeAsAlone) {
  const Encoding& encoding = Embedded("o200k_base");
  Counter counter(encoding);
  Encoder encoder(encoding);
  for (int i = 0; i < 20; ++i) {
    const std::string text = Words(5000 + static_cast<size_t>(i));
    const std::vector<TokenId> alone = Encoder(encoding).Encode(text);
    EXPECT_EQ(counter.Count(text), alone.size()) << i;
    EXPECT_EQ(encoder.Encode(text), alone) << i;
  }
}

// The memory of this process that is not shared with files, 0 where unknown.
size_t PrivateBytes() {
  size_t size = 0;
  size_t resident = 0;
  size_t shared = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  const int read = std::fscanf(file, "%zu %zu %zu", &size, &resident, &shared);
  std::fclose(file);
  if (read != 3) return 0;
  return (resident - shared) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// What 64 workers take that are given a text of 2 KB each.
template <typename Worker, typename Use>
size_t BytesEach(Use use) {
  const Encoding& encoding = Embedded("o200k_base");
  const std::string text = Words(2000);
  use(*std::make_unique<Worker>(encoding), text);
  constexpr size_t kWorkers = 64;
  std::vector<std::unique_ptr<Worker>> workers;
  const size_t before = PrivateBytes();
  for (size_t i = 0; i < kWorkers; ++i) {
    workers.push_back(std::make_unique<Worker>(encoding));
    use(*workers.back(), text);
  }
  return (PrivateBytes() - before) / kWorkers;
}

TEST(GrowingWorkerTest, ManyWithAShortTextEach_TakeLittleMemory) {
#if defined(TOKENFARE_HAS_SHADOW_MEMORY)
  GTEST_SKIP() << "the sanitizers' own memory counts as well";
#endif
  if (PrivateBytes() == 0) GTEST_SKIP() << "no /proc";
  constexpr size_t kLittle = size_t{512} << 10;
  EXPECT_LT(BytesEach<Counter>([](Counter& counter, const std::string& text) {
              counter.Count(text);
            }),
            kLittle);
  EXPECT_LT(BytesEach<Encoder>([](Encoder& encoder, const std::string& text) {
              encoder.Encode(text);
            }),
            kLittle);
}

TEST(EncodingMemoryTest, Release_FreesWhatIsIdle) {
#if defined(TOKENFARE_HAS_SHADOW_MEMORY)
  GTEST_SKIP() << "the sanitizers' own memory counts as well";
#endif
  if (PrivateBytes() == 0) GTEST_SKIP() << "no /proc";
  const Encoding& encoding = Embedded("o200k_base");
  const std::string text = Words(size_t{1} << 20);
  const std::vector<TokenId> ids = encoding.Encode(text);
  EXPECT_EQ(encoding.Count(text), ids.size());
  const size_t before = PrivateBytes();
  encoding.Release();
  // The caches of a Counter and of an Encoder, over 3 MiB; under an emulator,
  // whose own memory grows meanwhile, 2.4 were seen.
  EXPECT_LT(PrivateBytes() + (size_t{1} << 20), before);
  encoding.Release();  // nothing left
  EXPECT_EQ(encoding.Count(text), ids.size());
  EXPECT_EQ(encoding.Encode(text), ids);
}

}  // namespace
}  // namespace tokenfare
