#include "tokenfare/tokenizer/internal/parallel_count.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <thread>

#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/internal/encoding_parts.h"
#include "tokenfare/tokenizer/internal/text_queue.h"

namespace tokenfare::internal {
namespace {

size_t TotalBytes(std::span<const std::string_view> texts) {
  size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();
  return bytes;
}

// What the threads of one call share.
struct Work {
  const Encoding& encoding;
  CounterPool& pool;
  std::span<const std::string_view> texts;
  std::span<size_t> counts;
  TextQueue queue;

  // Counts `share`, and then what is left in the queue. Never throws.
  void Run(std::optional<TextShare> share) {
    try {
      pool.With(encoding, [&](Counter& counter) {
        for (; share.has_value(); share = queue.Next()) {
          share->ForEachPart(texts, [&](size_t i, std::string_view part) {
            // Other parts of the text may be with other threads. Sums do not
            // depend on the order.
            std::atomic_ref(counts[i]).fetch_add(counter.Count(part),
                                                 std::memory_order_relaxed);
          });
        }
      });
    } catch (...) {
      queue.Fail(std::current_exception());
    }
  }
};

}  // namespace

size_t ThreadsFor(size_t bytes, const Division& division) {
  const size_t worthwhile = bytes / division.thread_bytes;
  // Asking for the number of processors costs some microseconds.
  if (worthwhile < 2) return 1;
  const size_t allowed = division.threads > 0
                             ? division.threads
                             : std::thread::hardware_concurrency();
  return std::clamp<size_t>(allowed, 1, worthwhile);
}

std::vector<size_t> CountTexts(const Encoding& encoding, CounterPool& pool,
                               std::span<const std::string_view> texts,
                               const Division& division) {
  std::vector<size_t> counts(texts.size());
  Work work{
      encoding, pool, texts, counts,
      TextQueue(texts, encoding.parts().splitter(), division.share_bytes)};
  const std::optional<TextShare> first = work.queue.Next();
  if (!first.has_value()) return counts;
  // Where nothing is left (a text without a safe cut) no thread is started.
  const size_t threads =
      work.queue.IsEmpty() ? 1 : ThreadsFor(TotalBytes(texts), division);
  {
    std::vector<std::jthread> others;
    others.reserve(threads - 1);
    try {
      while (others.size() < threads - 1) {
        others.emplace_back([&work] { work.Run(work.queue.Next()); });
      }
    } catch (const std::exception&) {
      // The system has no further thread, or no memory for one: these will do.
    }
    work.Run(first);
  }
  work.queue.RethrowError();
  return counts;
}

}  // namespace tokenfare::internal
