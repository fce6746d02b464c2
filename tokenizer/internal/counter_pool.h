// Lends Counters to Encoding::Count.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_COUNTER_POOL_H_
#define TOKENFARE_TOKENIZER_INTERNAL_COUNTER_POOL_H_

#include <exception>
#include <memory>
#include <utility>

#include "tokenfare/support/idle_pool.h"
#include "tokenfare/tokenizer/counter.h"

namespace tokenfare::internal {

// The idle counters of one encoding.
class CounterPool {
 public:
  CounterPool() = default;
  ~CounterPool() { idle_.Clear(); }
  CounterPool(const CounterPool&) = delete;
  CounterPool& operator=(const CounterPool&) = delete;

  // Calls use(counter) with a counter of `encoding` and returns its result.
  template <typename Use>
  auto With(const Encoding& encoding, Use use) {
    Lease lease(idle_, encoding);
    return use(*lease.counter);
  }

 private:
  // Returns the counter at the end of its life. One that ran out of memory
  // stopped in the midst of a text, and is freed.
  struct Lease {
    Lease(IdlePool<Counter>& from, const Encoding& encoding)
        : pool(from), counter(from.Take()) {
      if (counter == nullptr) counter = std::make_unique<Counter>(encoding);
    }
    ~Lease() {
      if (std::uncaught_exceptions() == exceptions) {
        pool.Return(std::move(counter));
      }
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    IdlePool<Counter>& pool;
    std::unique_ptr<Counter> counter;
    const int exceptions = std::uncaught_exceptions();
  };

  IdlePool<Counter> idle_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_COUNTER_POOL_H_
