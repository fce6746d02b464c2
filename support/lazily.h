// What is made when it is first asked for, and kept.

#ifndef TOKENFARE_SUPPORT_LAZILY_H_
#define TOKENFARE_SUPPORT_LAZILY_H_

#include <atomic>
#include <memory>
#include <utility>

namespace tokenfare::internal {

// Of threads that make the value at once one wins, and all get that one's.
// There is no lock that a fork could leave locked in the child.
template <typename T>
class Lazily {
 public:
  Lazily() = default;
  Lazily(const Lazily&) = delete;
  Lazily& operator=(const Lazily&) = delete;
  ~Lazily() { delete value_.load(std::memory_order_relaxed); }

  // The value, which lives as long as this; null where nobody has asked for it.
  const T* Known() const { return value_.load(std::memory_order_acquire); }

  // The value; `make` returns it where it is not known.
  template <typename Make>
  const T& Get(Make&& make) const {
    const T* known = Known();
    if (known != nullptr) return *known;
    auto made = std::make_unique<const T>(std::forward<Make>(make)());
    if (value_.compare_exchange_strong(known, made.get(),
                                       std::memory_order_acq_rel)) {
      return *made.release();
    }
    return *known;
  }

 private:
  mutable std::atomic<const T*> value_{nullptr};
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_LAZILY_H_
