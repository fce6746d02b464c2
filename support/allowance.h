// What a task may still do: a budget of work, a deadline, and whether anybody
// still wants it.

#ifndef TOKENFARE_SUPPORT_ALLOWANCE_H_
#define TOKENFARE_SUPPORT_ALLOWANCE_H_

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <stop_token>
#include <utility>

namespace tokenfare::internal {

// A task asks before each step, and leaves the rest once it is refused one:
// from then on it is refused all.
//
// Work is counted in bytes of text, about. Where it ends depends on the steps
// alone; where time ends does not. Serves one thread at a time.
class Allowance {
 public:
  using Clock = std::chrono::steady_clock;

  enum class End : uint8_t { kNone, kWork, kTime, kMemory, kCancelled };

  static constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();

  // Grants everything. Any number of threads may use it.
  static Allowance& Unlimited();

  // No step may be larger than `largest_step`, for the memory that it takes.
  Allowance(uint64_t work, std::optional<Clock::time_point> deadline,
            std::stop_token cancel, uint64_t largest_step = kUnlimited)
      : limited_(work != kUnlimited || deadline.has_value() ||
                 cancel.stop_possible() || largest_step != kUnlimited),
        work_left_(work),
        largest_step_(largest_step),
        deadline_(deadline),
        cancel_(std::move(cancel)) {}

  // Whether so much may be done, which is then taken. A step must not begin
  // that could end after the deadline: it is taken to do kLeastBytesPerMicro.
  bool Take(uint64_t work) {
    if (!limited_) return true;
    return end_ == End::kNone && TakeLimited(work);
  }

  // The largest step that would be granted now.
  uint64_t Left() const;

  // Looks whether it was cancelled, whatever was taken since the last look.
  bool IsCancelled();

  bool limited() const { return limited_; }
  bool spent() const { return end_ != End::kNone; }
  // What was at its end first.
  End end() const { return end_; }

 private:
  // The worst text that is known takes a microsecond for 20 bytes
  // (bench/worst_case_bench.cc).
  static constexpr uint64_t kLeastBytesPerMicro = 16;

  Allowance() = default;

  bool TakeLimited(uint64_t work);
  uint64_t TimeLeft() const;

  bool limited_ = false;
  End end_ = End::kNone;
  uint64_t work_left_ = kUnlimited;
  uint64_t largest_step_ = kUnlimited;
  // Taken since the clock was looked at.
  uint64_t unlooked_ = 0;
  std::optional<Clock::time_point> deadline_;
  std::stop_token cancel_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_ALLOWANCE_H_
