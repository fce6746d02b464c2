#include "tokenfare/tokenizer/encoding/parallel_texts.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/encoding/text_queue.h"

namespace tokenfare::internal {
namespace {

size_t TotalBytes(std::span<const std::string_view> texts) {
  size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();
  return bytes;
}

// The next share for a thread, or nothing where its work is done.
using NextShare = absl::FunctionRef<std::optional<TextShare>()>;
// What each thread does. May throw.
using Work = absl::FunctionRef<void(NextShare)>;

// Never throws.
void RunWork(TextQueue& queue, Work work, NextShare next) {
  try {
    work(next);
  } catch (...) {
    queue.Fail(std::current_exception());
  }
}

// Calls `work` on up to `threads` threads, this one among them, until nothing
// is left in `queue`. Asks `keep_going` between two shares of this thread.
absl::Status RunOnThreads(TextQueue& queue, size_t threads,
                          const KeepGoing& keep_going, Work work) {
  std::optional<TextShare> first = queue.Next();
  if (!first.has_value()) return absl::OkStatus();
  bool cancelled = false;
  const auto next_here = [&]() -> std::optional<TextShare> {
    if (first.has_value()) return std::exchange(first, std::nullopt);
    if (keep_going != nullptr && !keep_going()) {
      cancelled = true;
      queue.Close();
    }
    return queue.Next();
  };
  // Where nothing is left (a text without a safe cut) no thread is started.
  if (queue.IsEmpty()) threads = 1;
  {
    std::vector<std::jthread> others;
    others.reserve(threads - 1);
    try {
      while (others.size() < threads - 1) {
        others.emplace_back([&queue, work] {
          RunWork(queue, work, [&queue] { return queue.Next(); });
        });
      }
    } catch (const std::exception&) {
      // The system has no further thread, or no memory for one: these will do.
    }
    RunWork(queue, work, next_here);
  }
  queue.RethrowError();
  if (cancelled) return absl::CancelledError("the batch was ended");
  return absl::OkStatus();
}

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

absl::StatusOr<std::vector<size_t>> CountTexts(
    const Encoding& encoding, CounterPool& pool,
    std::span<const std::string_view> texts, const Division& division,
    const KeepGoing& keep_going) {
  std::vector<size_t> counts(texts.size());
  TextQueue queue(texts, &encoding.parts().splitter(), division.share_bytes);
  const auto count_part = [&](Counter& counter, size_t i,
                              std::string_view part) {
    // Other parts of the text may be with other threads. Sums do not depend on
    // the order.
    std::atomic_ref(counts[i]).fetch_add(counter.Count(part),
                                         std::memory_order_relaxed);
  };
  const auto work = [&](NextShare next) {
    pool.With(encoding, [&](Counter& counter) {
      while (const std::optional<TextShare> share = next()) {
        share->ForEachPart(texts, [&](size_t i, std::string_view part) {
          count_part(counter, i, part);
        });
      }
    });
  };
  const absl::Status status = RunOnThreads(
      queue, ThreadsFor(TotalBytes(texts), division), keep_going, work);
  if (!status.ok()) return status;
  return counts;
}

std::vector<size_t> CountTexts(const Encoding& encoding, CounterPool& pool,
                               std::span<const std::string_view> texts,
                               const Division& division) {
  return *CountTexts(encoding, pool, texts, division, nullptr);
}

absl::StatusOr<std::vector<std::vector<TokenId>>> EncodeTexts(
    const Encoding& encoding, std::span<const std::string_view> texts,
    const SpecialTokenPolicy& policy, const Division& division,
    const KeepGoing& keep_going) {
  std::vector<std::vector<TokenId>> ids(texts.size());
  std::vector<absl::Status> errors(texts.size());
  TextQueue queue(texts, nullptr, division.share_bytes);
  const auto work = [&](NextShare next) {
    while (const std::optional<TextShare> share = next()) {
      share->ForEachPart(texts, [&](size_t i, std::string_view text) {
        absl::StatusOr<std::vector<TokenId>> encoded =
            encoding.Encode(text, policy);
        errors[i] = encoded.status();
        if (encoded.ok()) ids[i] = *std::move(encoded);
      });
    }
  };
  const absl::Status status = RunOnThreads(
      queue, ThreadsFor(TotalBytes(texts), division), keep_going, work);
  if (!status.ok()) return status;
  for (const absl::Status& error : errors) {
    if (!error.ok()) return error;
  }
  return ids;
}

}  // namespace tokenfare::internal
