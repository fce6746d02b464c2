// Remembers a number for each of the texts that came last.

#ifndef TOKENFARE_SUPPORT_TEXT_MEMO_H_
#define TOKENFARE_SUPPORT_TEXT_MEMO_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "tokenfare/support/zeroed_array.h"

namespace tokenfare::internal {

// Of fixed size and exact: texts are compared, not their hashes alone. They lie
// one behind the other in a ring of bytes, in which new texts overwrite the
// oldest; entries are in sets of four, in which the oldest makes room. So no
// input can make it grow, and one made to collide only makes it forget.
class TextMemo {
 public:
  // `bytes` of texts and `entries`, each rounded down to a power of two.
  // Untouched memory stays untouched until texts fill it.
  TextMemo(size_t bytes, size_t entries)
      : ring_size_(std::bit_floor(bytes)),
        ring_(std::make_unique_for_overwrite<char[]>(ring_size_)),
        set_count_(std::bit_floor(entries) / std::tuple_size_v<Set>),
        sets_(set_count_),
        written_(ring_size_) {}

  // Longer texts are not remembered.
  size_t longest() const {
    return std::min(ring_size_ / 16, (size_t{1} << 20) - 1);
  }

  // The number of `text`, whose hash is `hash`. One set and, where the text is
  // known, its bytes are read.
  std::optional<uint32_t> Find(std::string_view text, uint64_t hash) const {
    for (const Entry& entry : sets_.data()[SetOf(hash)]) {
      if (entry.tag == Tag(hash) && entry.size == text.size() &&
          IsWhole(entry) &&
          std::memcmp(&ring_[entry.begin & (ring_size_ - 1)], text.data(),
                      text.size()) == 0) {
        return entry.number;
      }
    }
    return std::nullopt;
  }

  // Requires that `text` is not empty, not over longest(), and not known.
  void Insert(std::string_view text, uint64_t hash, uint32_t number) {
    const size_t at = written_ & (ring_size_ - 1);
    // Texts do not run across the end of the ring.
    if (ring_size_ - at < text.size()) written_ += ring_size_ - at;
    std::memcpy(&ring_[written_ & (ring_size_ - 1)], text.data(), text.size());
    Set& set = sets_.data()[SetOf(hash)];
    Entry& oldest = *std::min_element(
        set.begin(), set.end(),
        [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    oldest = {written_, text.size(), Tag(hash), number};
    written_ += text.size();
  }

 private:
  struct Entry {
    // written_ when the text was written: enough bits for 17 TB.
    uint64_t begin : 44;
    uint64_t size : 20;  // 0: no entry, as no text is empty
    uint32_t tag;
    uint32_t number;
  };
  using Set = std::array<Entry, 4>;
  static_assert(sizeof(Set) == 64);

  static uint32_t Tag(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32);
  }
  size_t SetOf(uint64_t hash) const { return hash & (set_count_ - 1); }
  bool IsWhole(const Entry& entry) const {
    return written_ - entry.begin <= ring_size_;
  }

  size_t ring_size_;
  std::unique_ptr<char[]> ring_;
  size_t set_count_;
  ZeroedArray<Set> sets_;
  // Bytes ever written and a turn, so that no entry seems older than none.
  uint64_t written_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_TEXT_MEMO_H_
