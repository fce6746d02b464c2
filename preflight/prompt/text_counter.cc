#include "tokenfare/preflight/prompt/text_counter.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "tokenfare/support/idle_pool.h"

namespace tokenfare::internal {

// Of each prompt its first texts are remembered, up to so many bytes: it is the
// beginning of a conversation that is sent again. The memo has room for two
// prompts, so that one of any size finds its beginning again.
constexpr size_t kRememberedBytes = size_t{1} << 20;
// Longer texts are rarely the same again.
constexpr size_t kLongestRemembered = size_t{64} << 10;
// What is counted between two looks at an allowance: 2 ms at the worst, and
// enough to be counted as fast as the whole
// (tokenizer/encoding/parallel_texts.h).
constexpr size_t kShareBytes = size_t{32} << 10;

// The texts that were counted last, by encoding.
class MemoBook {
 public:
  TextMemo& Of(const Encoding& encoding) {
    for (const auto& page : pages_) {
      if (page->encoding == &encoding) return page->memo;
    }
    return pages_.emplace_back(std::make_unique<Page>(&encoding))->memo;
  }

 private:
  struct Page {
    explicit Page(const Encoding* of) : encoding(of) {}

    static constexpr size_t kBytes = 2 * kRememberedBytes;
    static constexpr size_t kTexts = size_t{1} << 13;

    const Encoding* encoding;
    CacheMemory memory{TextMemo::MemoryFor(kBytes, kTexts),
                       CacheMemory::Pages::kSmall};
    TextMemo memo{memory, kBytes, kTexts};
  };

  std::vector<std::unique_ptr<Page>> pages_;
};

namespace {

uint64_t HashOf(std::string_view text) {
  // Abseil has its own fast hash for its own type only.
  return absl::HashOf(absl::string_view(text.data(), text.size()));
}

constinit IdlePool<MemoBook> idle_books;

std::unique_ptr<MemoBook> TakeBook() {
  std::unique_ptr<MemoBook> book = idle_books.Take();
  if (book == nullptr) book = std::make_unique<MemoBook>();
  return book;
}

bool IsAsciiLetterOrDigit(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalnum(byte) != 0;
}

// The end of `text` from a place where a piece begins whatever follows: each
// pattern of a chat model ends a piece between an ASCII letter or digit and an
// ASCII character that is neither, apart from the apostrophe of a contraction.
// The whole text where its last few thousand bytes have no such place.
std::string_view TailFromCertainBoundary(std::string_view text) {
  constexpr size_t kFarBack = 4096;
  const size_t stop = text.size() > kFarBack ? text.size() - kFarBack : 0;
  for (size_t at = text.size(); at-- > stop + 1;) {
    const auto next = static_cast<unsigned char>(text[at]);
    if (next < 0x80 && next != '\'' && !IsAsciiLetterOrDigit(text[at]) &&
        IsAsciiLetterOrDigit(text[at - 1])) {
      return text.substr(at);
    }
  }
  return text;
}

// Of a text of `bytes` that has more than `limit` tokens, and is not counted
// further: at most one a byte.
TokenBounds Above(int64_t limit, size_t bytes) {
  // As English prose has; only the expected figure rests on it.
  constexpr int64_t kBytesPerToken = 4;
  const auto most =
      static_cast<int64_t>(std::min<size_t>(bytes, kTokensUnbounded));
  const int64_t least = std::min(limit + 1, most);
  return {std::clamp(most / kBytesPerToken, least, most), least, most};
}

}  // namespace

TextCounter::TextCounter(const Encoding& encoding, Allowance& allowance)
    : encoding_(encoding),
      allowance_(allowance),
      book_(TakeBook()),
      memo_(book_->Of(encoding)),
      remembered_left_(kRememberedBytes) {}

TextCounter::~TextCounter() { idle_books.Return(std::move(book_)); }

TokenBounds TextCounter::Count(const Segment& segment, int64_t limit) {
  stopped_ = false;
  if (!segment.alternatives.empty() && limit >= 0) limit = kUnlimited;
  const std::string_view before = TailFromCertainBoundary(segment.before);
  TokenBounds bounds = CountAfter(before, segment.text, limit);
  for (std::string_view text : segment.alternatives) {
    const TokenBounds other = CountAfter(before, text, limit);
    bounds.low = std::min(bounds.low, other.low);
    bounds.high = std::max(bounds.high, other.high);
  }
  return bounds;
}

TokenBounds TextCounter::Bound(const Segment& segment) const {
  const std::string_view before = TailFromCertainBoundary(segment.before);
  size_t most = segment.text.size();
  for (const std::string_view text : segment.alternatives) {
    most = std::max(most, text.size());
  }
  if (most == 0) return {};
  TokenBounds bounds = Uncounted(before.size() + most);
  // What stands before may have as many tokens without the text.
  if (!before.empty() || !segment.alternatives.empty()) bounds.low = 0;
  return bounds;
}

TokenBounds TextCounter::CountAfter(std::string_view before,
                                    std::string_view text, int64_t limit) {
  if (text.empty()) return {};
  if (before.empty()) return CountShared(text, limit);
  const Counted first = CountText(before, kUnlimited);
  if (first.bytes < before.size()) {
    stopped_ = true;
    return Bound({.text = text, .before = before});
  }
  std::string joined(before);
  joined += text;
  // The few tokens that show whether the text adds any are always counted.
  if (limit != kUnlimited) limit = std::max<int64_t>(limit, 0) + first.tokens;
  TokenBounds bounds = CountBounds(joined, limit);
  bounds += TokenBounds::Exactly(-first.tokens);
  if (stopped_) {
    bounds.low = std::max<int64_t>(bounds.low, 0);
    bounds.expected = std::max(bounds.expected, bounds.low);
  }
  return bounds;
}

// CountBounds of a text that stays where it is.
TokenBounds TextCounter::CountShared(std::string_view text, int64_t limit) {
  // Longer texts may be shared by many parts: one long name of a function by
  // all its results. To look them up by their place costs nothing.
  constexpr size_t kLongText = 1024;
  if (text.size() < kLongText || limit < 0) return CountBounds(text, limit);
  const auto [entry, is_new] =
      counts_.try_emplace(std::pair(text.data(), text.size()));
  if (is_new) entry->second = CountBounds(text, limit);
  stopped_ = stopped_ || entry->second.low < entry->second.high;
  return entry->second;
}

TokenBounds TextCounter::CountBounds(std::string_view text, int64_t limit) {
  // To count a short one whole costs nothing, and says more.
  constexpr size_t kShortText = 256;
  const Counted counted =
      limit < 0
          ? Counted{.over_limit = true}
          : CountText(text, text.size() <= kShortText ? kUnlimited : limit);
  if (counted.bytes == text.size()) return TokenBounds::Exactly(counted.tokens);
  stopped_ = true;
  if (counted.over_limit) {
    return Above(std::max<int64_t>(limit, 0), text.size());
  }
  TokenBounds bounds = Uncounted(text.size() - counted.bytes);
  bounds += TokenBounds::Exactly(counted.tokens);
  return bounds;
}

TokenBounds TextCounter::Uncounted(size_t bytes) const {
  const auto least = static_cast<int64_t>(
      std::min<size_t>(encoding_.LeastCount(bytes), kTokensUnbounded));
  return Above(least - 1, bytes);
}

TextCounter::Counted TextCounter::CountText(std::string_view text,
                                            int64_t limit) {
  if (!allowance_.limited()) return CountRemembered(text, limit);
  if (text.size() > kShareBytes) return CountInShares(text, limit);
  if (!allowance_.Take(text.size())) return {};
  return CountRemembered(text, limit);
}

// So that a text of any size ends with the allowance.
TextCounter::Counted TextCounter::CountInShares(std::string_view text,
                                                int64_t limit) {
  Counted counted;
  while (counted.bytes < text.size()) {
    const std::string_view rest = text.substr(counted.bytes);
    std::string_view share =
        encoding_.SafePrefix(rest, kShareBytes, allowance_.Left());
    // Refused, for that reason.
    if (share.empty()) share = rest;
    if (!allowance_.Take(share.size())) return counted;
    const Counted more = CountRemembered(share, limit - counted.tokens);
    if (more.over_limit) return more;
    counted.tokens += more.tokens;
    counted.bytes += share.size();
  }
  return counted;
}

// All of `text`, or nothing where that is more than `limit`.
TextCounter::Counted TextCounter::CountRemembered(std::string_view text,
                                                  int64_t limit) {
  if (text.empty()) return {};
  const bool remembers =
      text.size() <= std::min(kLongestRemembered, remembered_left_);
  if (remembers) remembered_left_ -= text.size();
  const uint64_t hash = remembers ? HashOf(text) : 0;
  if (remembers) {
    if (const auto known = memo_.Find(text, hash)) {
      // As if it were counted anew: what was counted before must not decide
      // where counting stops.
      if (int64_t{*known} > limit) return {.over_limit = true};
      return {.tokens = int64_t{*known}, .bytes = text.size()};
    }
  }
  const std::optional<size_t> tokens =
      encoding_.CountUpTo(text, static_cast<size_t>(limit));
  if (!tokens.has_value()) return {.over_limit = true};
  if (remembers) memo_.Insert(text, hash, static_cast<uint32_t>(*tokens));
  return {.tokens = static_cast<int64_t>(*tokens), .bytes = text.size()};
}

}  // namespace tokenfare::internal
