#include "tokenfare/support/allowance.h"

#include <algorithm>

namespace tokenfare::internal {
namespace {

// Small steps look at the clock together.
constexpr uint64_t kLookAfter = 8192;
// What a step without text is worth.
constexpr uint64_t kStepWork = 64;

}  // namespace

Allowance& Allowance::Unlimited() {
  static Allowance unlimited;
  return unlimited;
}

bool Allowance::TakeLimited(uint64_t work) {
  if (work > work_left_) {
    end_ = End::kWork;
    return false;
  }
  if (work > largest_step_) {
    end_ = End::kMemory;
    return false;
  }
  work_left_ -= work;
  unlooked_ += std::min(work, kLookAfter) + kStepWork;
  if (unlooked_ < kLookAfter) return true;
  unlooked_ = 0;
  if (IsCancelled()) return false;
  if (work <= TimeLeft()) return true;
  end_ = End::kTime;
  return false;
}

uint64_t Allowance::Left() const {
  if (spent()) return 0;
  return std::min({work_left_, largest_step_, TimeLeft()});
}

bool Allowance::IsCancelled() {
  if (!spent() && cancel_.stop_requested()) end_ = End::kCancelled;
  return end_ == End::kCancelled;
}

// In work. 0 once the deadline has come.
uint64_t Allowance::TimeLeft() const {
  if (!deadline_.has_value()) return kUnlimited;
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
      *deadline_ - Clock::now());
  if (left.count() <= 0) return 0;
  const auto micros = static_cast<uint64_t>(left.count());
  return micros > kUnlimited / kLeastBytesPerMicro
             ? kUnlimited
             : micros * kLeastBytesPerMicro;
}

}  // namespace tokenfare::internal
