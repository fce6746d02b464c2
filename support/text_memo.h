// Remembers a number, and bytes, for each of the texts that came last.

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
  // `bytes` of texts and `entries`, each rounded down to a power of two. As if
  // so many bytes had been `written` and forgotten: for tests, since it takes
  // kMostWritten to come to where all is forgotten once.
  TextMemo(CacheMemory& memory, size_t bytes, size_t entries,
           uint64_t written = 0)
      : ring_(memory.Take<char>(std::bit_floor(bytes))),
        sets_(memory.Take<Set>(std::bit_floor(entries) / kWays)),
        written_(ring_.size() + written) {}

  // An entry has so many bits for where its text begins.
  static constexpr uint64_t kMostWritten = (uint64_t{1} << 44) - 1;

  // What a memo takes of CacheMemory.
  static constexpr size_t MemoryFor(size_t bytes, size_t entries) {
    return std::bit_floor(bytes) + std::bit_floor(entries) * sizeof(Entry);
  }

  // Longer texts are not remembered.
  size_t longest() const {
    return std::min(ring_.size() / 16, (size_t{1} << 20) - 1);
  }

  // Whether what is inserted takes the place of other texts.
  bool is_full() const { return written_ >= 2 * ring_.size(); }

  // Asks for the set that `hash` belongs to.
  void Prefetch(uint64_t hash) const {
    __builtin_prefetch(&sets_[SetOf(hash)]);
  }

  struct Known {
    uint32_t number;
    // What was inserted, and kBeyond bytes more that may be read: behind the
    // ring are the sets. Valid until the next Insert.
    const char* bytes;
  };
  static constexpr size_t kBeyond = 64;

  // What came with `text`, whose hash is `hash`. One set and, where the text is
  // known, its bytes are read.
  std::optional<Known> FindAll(std::string_view text, uint64_t hash) const {
    for (const Entry& entry : sets_[SetOf(hash)]) {
      const char* const known =
          ring_.data() + (entry.begin & (ring_.size() - 1));
      if (entry.tag == Tag(hash) && entry.size == text.size() &&
          IsWhole(entry) && std::memcmp(known, text.data(), text.size()) == 0) {
        return Known{entry.number, known + text.size()};
      }
    }
    return std::nullopt;
  }

  std::optional<uint32_t> Find(std::string_view text, uint64_t hash) const {
    const auto known = FindAll(text, hash);
    if (!known) return std::nullopt;
    return known->number;
  }

  // Requires that `text` is not empty and not over longest(), and at most
  // 15 * longest() `bytes`. A text that is known takes another place.
  void Insert(std::string_view text, uint64_t hash, uint32_t number,
              std::string_view bytes = {}) {
    if (written_ > kMostWritten - 2 * ring_.size()) Forget();
    const size_t at = written_ & (ring_.size() - 1);
    const size_t size = text.size() + bytes.size();
    // Texts do not run across the end of the ring.
    if (ring_.size() - at < size) written_ += ring_.size() - at;
    char* const begin = ring_.data() + (written_ & (ring_.size() - 1));
    std::copy(text.begin(), text.end(), begin);
    std::copy(bytes.begin(), bytes.end(), begin + text.size());
    Set& set = sets_[SetOf(hash)];
    Entry& oldest = *std::min_element(
        set.begin(), set.end(),
        [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    oldest = {written_, text.size(), Tag(hash), number};
    written_ += size;
  }

 private:
  struct Entry {
    uint64_t begin : 44;  // written_ when the text was written
    uint64_t size : 20;   // 0: no entry, as no text is empty
    uint32_t tag;
    uint32_t number;
  };
  static constexpr size_t kWays = 4;
  using Set = std::array<Entry, kWays>;
  static_assert(sizeof(Set) == kBeyond);

  static uint32_t Tag(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32);
  }
  size_t SetOf(uint64_t hash) const { return hash & (sets_.size() - 1); }
  // Once in 17 TB, begins anew: an entry that outlived its bits would seem to
  // be whole again when written_ comes round.
  void Forget() {
    std::fill(sets_.begin(), sets_.end(), Set{});
    written_ = ring_.size();
  }
  bool IsWhole(const Entry& entry) const {
    return written_ - entry.begin <= ring_.size();
  }

  std::span<char> ring_;
  std::span<Set> sets_;
  // Bytes written since all was forgotten and a turn, so that no entry seems
  // older than none.
  uint64_t written_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_TEXT_MEMO_H_
