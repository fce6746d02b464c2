// Hashes that are the same in every process: the tables that they index are
// laid out when the library is built. (absl::Hash is salted for each process.)
//
// They need not resist an attacker. Who makes texts whose pieces collide meets
// tables whose probe lengths are fixed (piece_table.h, pair_table.h) and a
// cache that forgets (piece_cache.h): it costs a merge each, as a new piece
// does.

#ifndef TOKENFARE_TOKENIZER_TABLES_STABLE_HASH_H_
#define TOKENFARE_TOKENIZER_TABLES_STABLE_HASH_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tokenfare::internal {

// Odd constants with balanced bits (the fractional digits of sqrt(2), sqrt(3)).
inline constexpr uint64_t kHashA = 0x6A09E667F3BCC909;
inline constexpr uint64_t kHashB = 0xBB67AE8584CAA73B;

// The two halves of the 128-bit product, joined: mixes all bits of both.
[[gnu::always_inline]] inline uint64_t Fold(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

[[gnu::always_inline]] inline uint64_t HashPair(uint64_t a, uint64_t b) {
  return Fold(a ^ kHashA, b ^ kHashB);
}

// Little-endian, so that images do not depend on the machine that built them;
// embedded.cc refuses big-endian machines.
inline uint64_t HashBytes(std::string_view bytes) {
  uint64_t hash = bytes.size();
  for (size_t at = 0; at < bytes.size(); at += 8) {
    uint64_t word = 0;
    const size_t left = bytes.size() - at;
    std::memcpy(&word, bytes.data() + at, left < 8 ? left : 8);
    hash = HashPair(hash, word);
  }
  return hash;
}

// Maps a hash to [0, size) without division.
[[gnu::always_inline]] inline uint64_t HashToIndex(uint64_t hash,
                                                   uint64_t size) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Wide>(hash) * size) >> 64);
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_STABLE_HASH_H_
