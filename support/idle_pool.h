// Lends objects that are costly to make, and keeps a few idle ones.

#ifndef TOKENFARE_SUPPORT_IDLE_POOL_H_
#define TOKENFARE_SUPPORT_IDLE_POOL_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace tokenfare::internal {

// Keeps at most kSlots idle objects, however many threads there are: 300
// threads that want one at once make 300, of which 284 are freed again when
// they are done. Free of locks, so a fork at any moment leaves the child a pool
// that works (what another thread had borrowed is lost to it). Trivial to
// destroy, so that a static one serves threads that outlive main.
template <typename T>
class IdlePool {
 public:
  static constexpr size_t kSlots = 16;

  constexpr IdlePool() = default;
  IdlePool(const IdlePool&) = delete;
  IdlePool& operator=(const IdlePool&) = delete;

  // Frees the idle objects.
  void Clear() {
    while (Take() != nullptr) {
    }
  }

  // An idle object, or null where there is none.
  std::unique_ptr<T> Take() {
    for (auto& slot : slots_) {
      if (slot.load(std::memory_order_relaxed) == nullptr) continue;
      T* const object = slot.exchange(nullptr, std::memory_order_acquire);
      if (object != nullptr) return std::unique_ptr<T>(object);
    }
    return nullptr;
  }

  // Keeps `object` for the next Take, or frees it.
  void Return(std::unique_ptr<T> object) {
    for (auto& slot : slots_) {
      T* expected = nullptr;
      if (slot.compare_exchange_strong(expected, object.get(),
                                       std::memory_order_release,
                                       std::memory_order_relaxed)) {
        static_cast<void>(object.release());
        return;
      }
    }
  }

 private:
  std::array<std::atomic<T*>, kSlots> slots_{};
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_IDLE_POOL_H_
