#include "tokenfare/preflight/prompt/estimate.h"

#include <algorithm>
#include <cstddef>

namespace tokenfare::internal {
namespace {

// A sum of many parts need not name all reasons, and must not take quadratic
// time to find out which are new.
constexpr size_t kMostReasonsKept = 8;

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

Estimate Estimate::Between(const TokenBounds& bounds, std::string_view reason,
                           Basis basis) {
  Estimate estimate(InOrder(bounds), std::max(basis, Basis::kInferred));
  estimate.AddReason(reason.empty() ? "not known exactly" : reason);
  return estimate;
}

bool Estimate::exact() const {
  return bounds_.low == bounds_.high && basis_ <= Basis::kRecorded;
}

Estimate& Estimate::operator+=(const Estimate& other) {
  bounds_ += other.bounds_;
  basis_ = std::max(basis_, other.basis_);
  for (const std::string& reason : other.reasons_) AddReason(reason);
  return *this;
}

void Estimate::AddReason(std::string_view reason) {
  if (reasons_.size() >= kMostReasonsKept ||
      std::ranges::find(reasons_, reason) != reasons_.end()) {
    return;
  }
  reasons_.emplace_back(reason);
}

Estimate Estimate::Bounded() const {
  Estimate bounded = *this;
  TokenBounds& bounds = bounded.bounds_;
  bounds.low = std::clamp<int64_t>(bounds.low, 0, kTokensUnbounded);
  bounds.high = std::clamp(bounds.high, bounds.low, kTokensUnbounded);
  bounds.expected = std::clamp(bounds.expected, bounds.low, bounds.high);
  return bounded;
}

Estimate Estimate::UnderAssumedEncoding() const {
  Estimate widened = *this;
  widened.bounds_.low /= 2;
  widened.bounds_.high *= 2;
  widened += Between({}, "the model's encoding is assumed", Basis::kAssumed);
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
