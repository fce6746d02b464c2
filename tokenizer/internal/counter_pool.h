// Lends Counters to Encoding::Count.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_COUNTER_POOL_H_
#define TOKENFARE_TOKENIZER_INTERNAL_COUNTER_POOL_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

#include "tokenfare/tokenizer/counter.h"

namespace tokenfare::internal {

// Keeps at most kSlots idle counters, however many threads there are: 300
// threads that count at once make 300 counters, of which 284 are freed again
// when they are done. Free of locks, so a fork at any moment leaves the child a
// pool that works (a counter that another thread had borrowed is lost to it).
class CounterPool {
 public:
  static constexpr size_t kSlots = 16;

  CounterPool() = default;
  ~CounterPool() {
    for (auto& slot : slots_) delete slot.load(std::memory_order_acquire);
  }
  CounterPool(const CounterPool&) = delete;
  CounterPool& operator=(const CounterPool&) = delete;

  // Calls use(counter) with a counter of `encoding` and returns its result.
  template <typename Use>
  auto With(const Encoding& encoding, Use use) {
    Lease lease(*this, encoding);
    return use(*lease.counter);
  }

 private:
  // Returns the counter at the end of its life, exceptions included.
  struct Lease {
    Lease(CounterPool& from, const Encoding& encoding)
        : pool(from), counter(from.Take()) {
      if (counter == nullptr) counter = std::make_unique<Counter>(encoding);
    }
    ~Lease() { pool.Return(std::move(counter)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    CounterPool& pool;
    std::unique_ptr<Counter> counter;
  };

  std::unique_ptr<Counter> Take() {
    for (auto& slot : slots_) {
      if (slot.load(std::memory_order_relaxed) == nullptr) continue;
      Counter* const counter =
          slot.exchange(nullptr, std::memory_order_acquire);
      if (counter != nullptr) return std::unique_ptr<Counter>(counter);
    }
    return nullptr;
  }

  void Return(std::unique_ptr<Counter> counter) {
    for (auto& slot : slots_) {
      Counter* expected = nullptr;
      if (slot.compare_exchange_strong(expected, counter.get(),
                                       std::memory_order_release,
                                       std::memory_order_relaxed)) {
        static_cast<void>(counter.release());
        return;
      }
    }
  }

  std::array<std::atomic<Counter*>, kSlots> slots_{};
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_COUNTER_POOL_H_
