// Text waits in a buffer until there is a block of it. Then it is counted up to
// the last place at which it may be cut (Splitter::SafeCut), and the rest waits
// on. Whether a place is safe depends on the characters on both sides only, so
// what comes later cannot change it, once both characters are whole.

#include "tokenfare/tokenizer/stream_counter.h"

#include <algorithm>

#include "tokenfare/tokenizer/encoding/encoding_parts.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

// A character that begins so far before the end of what is known is whole, or
// known to be ill-formed.
constexpr size_t kLongestCharacter = 4;

}  // namespace

StreamCounter::StreamCounter(const Encoding& encoding, size_t threads,
                             size_t block_bytes)
    : encoding_(encoding),
      threads_(threads),
      block_bytes_(block_bytes),
      next_attempt_(block_bytes) {}

void StreamCounter::Add(std::string_view bytes) {
  while (!bytes.empty()) {
    // In blocks, so that one large part does not lie here twice.
    const size_t room = std::max<size_t>(
        next_attempt_ - std::min(next_attempt_, pending_.size()), 1);
    pending_.append(bytes.substr(0, room));
    bytes.remove_prefix(std::min(room, bytes.size()));
    if (pending_.size() >= next_attempt_) CountSome();
  }
}

// Looks at the end first, where a cut leaves least, and then at twice as much,
// so that the search reads no byte more than a few times. What was searched in
// vain is not searched again.
size_t StreamCounter::FindCut() {
  if (pending_.size() <= searched_ + kLongestCharacter) return 0;
  const size_t known = pending_.size() - kLongestCharacter;
  const internal::Splitter& splitter = encoding_.parts().splitter();
  constexpr size_t kFirstReach = size_t{16} << 10;
  for (size_t reach = kFirstReach;; reach *= 2) {
    const bool everywhere = reach >= known - searched_;
    // Place 0 is no cut.
    const size_t from =
        std::max<size_t>(everywhere ? searched_ : known - reach, 1);
    const size_t cut = splitter.SafeCut(pending_, from);
    if (cut <= known) return cut;
    if (everywhere) break;
  }
  searched_ = known + 1;
  return 0;
}

void StreamCounter::CountSome() {
  const size_t cut = FindCut();
  if (cut > 0) {
    tokens_ += encoding_.CountParallel(
        std::string_view(pending_).substr(0, cut), threads_);
    pending_.erase(0, cut);
    // Behind the cut lies less than was searched, and it has none.
    searched_ = 0;
  }
  next_attempt_ = pending_.size() + block_bytes_;
}

size_t StreamCounter::Finish() {
  const size_t tokens = tokens_ + encoding_.CountParallel(pending_, threads_);
  pending_ = std::string();
  searched_ = 0;
  next_attempt_ = block_bytes_;
  tokens_ = 0;
  return tokens;
}

}  // namespace tokenfare
