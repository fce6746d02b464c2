// Remembers a number for each of the texts that came last.

#ifndef TOKENFARE_SUPPORT_TEXT_MEMO_H_
#define TOKENFARE_SUPPORT_TEXT_MEMO_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "tokenfare/support/cache_memory.h"

namespace tokenfare::internal {

// Of fixed size and exact: texts are compared, not their hashes alone. They lie
// one behind the other in a ring of bytes, in which new texts overwrite the
// oldest; entries are in sets of four, in which the oldest makes room. So no
// input can make it grow, and one made to collide only makes it forget.
class TextMemo {
 public:
  // `bytes` of texts and `entries`, each rounded down to a power of two.
  TextMemo(CacheMemory& memory, size_t bytes, size_t entries)
      : ring_(memory.Take<char>(std::bit_floor(bytes))),
        sets_(memory.Take<Set>(std::bit_floor(entries) / kWays)),
        written_(ring_.size()) {}

  // What a memo takes of CacheMemory.
  static constexpr size_t MemoryFor(size_t bytes, size_t entries) {
    return std::bit_floor(bytes) + std::bit_floor(entries) * sizeof(Entry);
  }

  // Longer texts are not remembered.
  size_t longest() const {
    return std::min(ring_.size() / 16, (size_t{1} << 20) - 1);
  }

  // The number of `text`, whose hash is `hash`. One set and, where the text is
  // known, its bytes are read.
  std::optional<uint32_t> Find(std::string_view text, uint64_t hash) const {
    for (const Entry& entry : sets_[SetOf(hash)]) {
      if (entry.tag == Tag(hash) && entry.size == text.size() &&
          IsWhole(entry) &&
          std::memcmp(&ring_[entry.begin & (ring_.size() - 1)], text.data(),
                      text.size()) == 0) {
        return entry.number;
      }
    }
    return std::nullopt;
  }

  // Requires that `text` is not empty, not over longest(), and not known.
  void Insert(std::string_view text, uint64_t hash, uint32_t number) {
    const size_t at = written_ & (ring_.size() - 1);
    // Texts do not run across the end of the ring.
    if (ring_.size() - at < text.size()) written_ += ring_.size() - at;
    std::memcpy(&ring_[written_ & (ring_.size() - 1)], text.data(),
                text.size());
    Set& set = sets_[SetOf(hash)];
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
  static constexpr size_t kWays = 4;
  using Set = std::array<Entry, kWays>;
  static_assert(sizeof(Set) == 64);

  static uint32_t Tag(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32);
  }
  size_t SetOf(uint64_t hash) const { return hash & (sets_.size() - 1); }
  bool IsWhole(const Entry& entry) const {
    return written_ - entry.begin <= ring_.size();
  }

  std::span<char> ring_;
  std::span<Set> sets_;
  // Bytes ever written and a turn, so that no entry seems older than none.
  uint64_t written_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_TEXT_MEMO_H_
