#include "tokenfare/preflight/prompt/estimate.h"

#include <algorithm>

namespace tokenfare::internal {
namespace {

// In order, whatever was given.
TokenBounds InOrder(TokenBounds bounds) {
  bounds.high = std::max(bounds.high, bounds.low);
  bounds.expected = std::clamp(bounds.expected, bounds.low, bounds.high);
  return bounds;
}

}  // namespace

Estimate Estimate::OfText(int64_t tokens) {
  return {TokenBounds::Exactly(tokens), Basis::kText};
}

Estimate Estimate::Recorded(int64_t tokens) {
  return {TokenBounds::Exactly(tokens), Basis::kRecorded};
}

Estimate Estimate::Between(const TokenBounds& bounds, const Why& reason,
                           Basis basis) {
  Estimate estimate(InOrder(bounds), std::max(basis, Basis::kInferred));
  estimate.why_ = reason.empty() ? Doubt::kNotKnownExactly : reason;
  estimate.AddReason(estimate.why_.doubt);
  return estimate;
}

bool Estimate::exact() const {
  return bounds_.low == bounds_.high && basis_ <= Basis::kRecorded;
}

Estimate& Estimate::operator+=(const Estimate& other) {
  bounds_ += other.bounds_;
  basis_ = std::max(basis_, other.basis_);
  if (reason_count_ == 0) why_ = other.why_;
  for (const Doubt reason : other.reasons()) AddReason(reason);
  return *this;
}

std::span<const Doubt> Estimate::reasons() const {
  return std::span(reasons_).first(reason_count_);
}

void Estimate::AddReason(Doubt reason) {
  if (reason_count_ == kMostReasonsKept ||
      std::ranges::find(reasons(), reason) != reasons().end()) {
    return;
  }
  reasons_[reason_count_++] = reason;
}

Estimate Estimate::Bounded() const {
  Estimate bounded = *this;
  TokenBounds& bounds = bounded.bounds_;
  bounds.low = std::clamp<int64_t>(bounds.low, 0, kTokensUnbounded);
  bounds.high = std::clamp(bounds.high, bounds.low, kTokensUnbounded);
  bounds.expected = std::clamp(bounds.expected, bounds.low, bounds.high);
  return bounded;
}

Estimate Estimate::UnderEncoding(Basis encoding) const {
  if (encoding < Basis::kReconstructed) return *this;
  const bool assumed = encoding == Basis::kAssumed;
  Estimate widened = *this;
  TokenBounds& bounds = widened.bounds_;
  bounds.low /= 2;
  bounds.high += assumed ? bounds.high : (bounds.high + 9) / 10;
  widened += Between(
      {}, assumed ? Doubt::kEncodingAssumed : Doubt::kEncodingReconstructed,
      encoding);
  return widened.Bounded();
}

TokenRange Estimate::Range() const {
  TokenRange range;
  range.expected = bounds_.expected;
  range.low = bounds_.low;
  range.high = bounds_.high;
  range.exact = exact();
  range.basis = basis_;
  return range;
}

}  // namespace tokenfare::internal
