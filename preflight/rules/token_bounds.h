// Tokens that are not known exactly.

#ifndef TOKENFARE_PREFLIGHT_RULES_TOKEN_BOUNDS_H_
#define TOKENFARE_PREFLIGHT_RULES_TOKEN_BOUNDS_H_

#include <cstdint>

namespace tokenfare::internal {

// Figures alone, low <= expected <= high: a claim only as part of an Estimate
// (prompt/estimate.h).
struct TokenBounds {
  int64_t expected = 0;
  int64_t low = 0;
  int64_t high = 0;

  static TokenBounds Exactly(int64_t tokens) {
    return {tokens, tokens, tokens};
  }
  TokenBounds& operator+=(const TokenBounds& other) {
    expected += other.expected;
    low += other.low;
    high += other.high;
    return *this;
  }
  friend bool operator==(const TokenBounds&, const TokenBounds&) = default;
};

// Bounds beyond which no request means anything; sums of bounds stop here, so
// that none overflows.
inline constexpr int64_t kTokensUnbounded = 1'000'000'000;

// The upper bound of one part that may have any length.
inline constexpr int64_t kAnyLength = kTokensUnbounded / 1000;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_TOKEN_BOUNDS_H_
