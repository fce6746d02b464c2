// Tokens that a part of a prompt has, and what they rest on.

#ifndef TOKENFARE_PREFLIGHT_PROMPT_ESTIMATE_H_
#define TOKENFARE_PREFLIGHT_PROMPT_ESTIMATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/preflight/rules/doubt.h"
#include "tokenfare/preflight/rules/token_bounds.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// An estimate is made from text that was counted, from a rule that recordings
// show, or between bounds with a reason, and in no other way: so none is exact
// without grounds, and none has bounds without a reason.
class Estimate {
 public:
  // No tokens, of no text.
  Estimate() = default;

  // The tokens of a text, by its vocabulary.
  static Estimate OfText(int64_t tokens);
  // By a rule that recordings show.
  static Estimate Recorded(int64_t tokens);
  // Figures that are not known exactly. `basis` is kInferred or weaker. An
  // empty reason becomes kNotKnownExactly.
  static Estimate Between(const TokenBounds& bounds, const Why& reason,
                          Basis basis = Basis::kInferred);

  int64_t low() const { return bounds_.low; }
  int64_t expected() const { return bounds_.expected; }
  int64_t high() const { return bounds_.high; }
  const TokenBounds& bounds() const { return bounds_; }
  Basis basis() const { return basis_; }

  // In the order in which they were added, each once; of sums the first few.
  std::span<const Doubt> reasons() const;
  // The first, with what its text names; empty where there is none.
  const Why& why() const { return why_; }

  // low = high, by text or recordings.
  bool exact() const;

  // A sum has the basis of its weakest part.
  Estimate& operator+=(const Estimate& other);

  // The same within 0 and kTokensUnbounded: nothing costs less than nothing.
  Estimate Bounded() const;

  // The same by an encoding that is not proven to be the model's:
  //   kReconstructed  half of low, since a token that was not found makes texts
  //                   count too high; a tenth more of high
  //   kAssumed        half of low, twice high
  //   others          the same
  Estimate UnderEncoding(Basis encoding) const;

  // As a verdict has it.
  TokenRange Range() const;

 private:
  Estimate(const TokenBounds& bounds, Basis basis)
      : bounds_(bounds), basis_(basis) {}

  // A sum of many parts need not name all reasons, and must not take quadratic
  // time to find out which are new.
  static constexpr size_t kMostReasonsKept = 7;

  void AddReason(Doubt reason);

  TokenBounds bounds_;
  Basis basis_ = Basis::kText;
  // The first so many are reasons.
  uint8_t reason_count_ = 0;
  std::array<Doubt, kMostReasonsKept> reasons_ = {};
  Why why_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_PROMPT_ESTIMATE_H_
