// Tokens that a part of a prompt has, and what they rest on.

#ifndef TOKENFARE_PREFLIGHT_PROMPT_ESTIMATE_H_
#define TOKENFARE_PREFLIGHT_PROMPT_ESTIMATE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
  // Figures that are not known exactly. `basis` is kInferred or weaker. Where
  // there are no words for the reason, it says that the figure is not known.
  static Estimate Between(const TokenBounds& bounds, std::string_view reason,
                          Basis basis = Basis::kInferred);

  int64_t low() const { return bounds_.low; }
  int64_t expected() const { return bounds_.expected; }
  int64_t high() const { return bounds_.high; }
  const TokenBounds& bounds() const { return bounds_; }
  Basis basis() const { return basis_; }

  // In the order in which they were added, each once; of sums the first few.
  const std::vector<std::string>& reasons() const { return reasons_; }
  // The first; empty where there is none.
  std::string_view why() const {
    return reasons_.empty() ? std::string_view() : reasons_.front();
  }

  // low = high, by text or recordings.
  bool exact() const;

  // A sum has the basis of its weakest part.
  Estimate& operator+=(const Estimate& other);

  // The same within 0 and kTokensUnbounded: nothing costs less than nothing.
  Estimate Bounded() const;

  // The same where the encoding is only assumed to be the model's: half and
  // twice the bounds.
  Estimate UnderAssumedEncoding() const;

  // As a verdict has it.
  TokenRange Range() const;

 private:
  Estimate(const TokenBounds& bounds, Basis basis)
      : bounds_(bounds), basis_(basis) {}

  void AddReason(std::string_view reason);

  TokenBounds bounds_;
  Basis basis_ = Basis::kText;
  std::vector<std::string> reasons_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_PROMPT_ESTIMATE_H_
