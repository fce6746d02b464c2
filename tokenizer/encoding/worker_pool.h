// Lends the mutable halves of an encoding.

#ifndef TOKENFARE_TOKENIZER_ENCODING_WORKER_POOL_H_
#define TOKENFARE_TOKENIZER_ENCODING_WORKER_POOL_H_

#include <exception>
#include <memory>
#include <utility>

#include "tokenfare/support/idle_pool.h"

namespace tokenfare {
class Encoding;
}  // namespace tokenfare

namespace tokenfare::internal {

// The idle Workers of one encoding, each made as Worker(encoding).
template <typename Worker>
class WorkerPool {
 public:
  WorkerPool() = default;
  ~WorkerPool() { Clear(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Frees the idle workers.
  void Clear() { idle_.Clear(); }

  // Calls use(worker) with a worker of `encoding` and returns its result.
  template <typename Use>
  auto With(const Encoding& encoding, Use use) {
    Lease lease(idle_, encoding);
    return use(*lease.worker);
  }

 private:
  // Returns the worker at the end of its life. One that ran out of memory
  // stopped in the midst of a text, and is freed.
  struct Lease {
    Lease(IdlePool<Worker>& from, const Encoding& encoding)
        : pool(from), worker(from.Take()) {
      if (worker == nullptr) worker = std::make_unique<Worker>(encoding);
    }
    ~Lease() {
      if (std::uncaught_exceptions() == exceptions) {
        pool.Return(std::move(worker));
      }
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    IdlePool<Worker>& pool;
    std::unique_ptr<Worker> worker;
    const int exceptions = std::uncaught_exceptions();
  };

  IdlePool<Worker> idle_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_WORKER_POOL_H_
