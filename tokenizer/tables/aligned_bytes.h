// Memory for an image that is built at run time.

#ifndef TOKENFARE_TOKENIZER_TABLES_ALIGNED_BYTES_H_
#define TOKENFARE_TOKENIZER_TABLES_ALIGNED_BYTES_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

// Zeroed bytes that begin at a multiple of kImageAlignment.
class AlignedBytes {
 public:
  explicit AlignedBytes(size_t size)
      : data_(static_cast<unsigned char*>(
            ::operator new(size, std::align_val_t{kImageAlignment}))),
        size_(size) {
    std::fill_n(data_.get(), size, static_cast<unsigned char>(0));
  }

  unsigned char* data() { return data_.get(); }
  const unsigned char* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(unsigned char* data) const {
      ::operator delete(data, std::align_val_t{kImageAlignment});
    }
  };
  std::unique_ptr<unsigned char, Free> data_;
  size_t size_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_ALIGNED_BYTES_H_
