// An array of zeros that begins at a cache line.

#ifndef TOKENFARE_SUPPORT_ZEROED_ARRAY_H_
#define TOKENFARE_SUPPORT_ZEROED_ARRAY_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace tokenfare::internal {

// From std::calloc: large arrays are zero pages of the operating system until
// they are written to, so untouched memory costs nothing. `T` must be one whose
// zero bytes are a value.
template <typename T>
class ZeroedArray {
 public:
  explicit ZeroedArray(size_t size)
      : memory_(std::calloc(size * sizeof(T) + kLine - 1, 1)) {
    if (memory_ == nullptr) throw std::bad_alloc();
    first_ = std::bit_cast<T*>(
        (std::bit_cast<uintptr_t>(memory_.get()) + kLine - 1) &
        ~uintptr_t{kLine - 1});
  }

  T* data() { return first_; }
  const T* data() const { return first_; }

 private:
  static constexpr size_t kLine = 64;
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  std::unique_ptr<void, Free> memory_;
  T* first_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_ZEROED_ARRAY_H_
