// Bodies are tasks that several threads take in order; a body's bytes count as
// ahead until its verdict is handed out.

#include "tokenfare/preflight/check_many.h"

#include <deque>
#include <stop_token>
#include <string>
#include <utility>

#include "tokenfare/support/ordered_work.h"

namespace [[gnu::visibility("default")]] tokenfare {

class CheckStream::Work {
 public:
  Work(CheckOptions options, CheckManyOptions many)
      : forward_(options.cancel, StopAll{&left_}),
        options_(WithCancel(std::move(options), left_)),
        checks_(
            many.threads,
            [this](const std::string& body) { return Check(body, options_); }),
        most_bodies_(many.look_ahead > 0
                         ? many.look_ahead
                         : kLookAheadOfThread * checks_.threads()),
        most_bytes_(many.look_ahead_bytes) {}

  ~Work() { left_.request_stop(); }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  bool full() const {
    return sizes_.size() >= most_bodies_ ||
           (!sizes_.empty() && bytes_ >= most_bytes_);
  }

  void Add(std::string body) {
    sizes_.push_back(body.size());
    bytes_ += body.size();
    checks_.Add(std::move(body));
  }

  std::optional<absl::StatusOr<Verdict>> Next(CheckProgress& progress) {
    if (sizes_.empty()) return std::nullopt;
    const size_t size = sizes_.front();
    sizes_.pop_front();
    bytes_ -= size;
    ++progress.bodies;
    progress.bytes += size;
    return checks_.Next();
  }

 private:
  // Of small bodies so many keep a thread busy while the caller does something
  // else.
  static constexpr size_t kLookAheadOfThread = 64;

  struct StopAll {
    std::stop_source* left;
    void operator()() const { left->request_stop(); }
  };

  static CheckOptions WithCancel(CheckOptions options,
                                 const std::stop_source& source) {
    options.cancel = source.get_token();
    return options;
  }

  // Ends the checks that have begun: the caller's own asks for that, or nobody
  // waits for them any more.
  std::stop_source left_;
  std::stop_callback<StopAll> forward_;
  const CheckOptions options_;
  internal::OrderedWork<std::string, absl::StatusOr<Verdict>> checks_;
  const size_t most_bodies_;
  const size_t most_bytes_;
  // Of the bodies that are ahead.
  std::deque<size_t> sizes_;
  size_t bytes_ = 0;
};

CheckStream::CheckStream(CheckOptions options, CheckManyOptions many)
    : work_(std::make_unique<Work>(std::move(options), std::move(many))) {}

CheckStream::~CheckStream() = default;

bool CheckStream::full() const { return work_->full(); }

void CheckStream::Add(std::string body) { work_->Add(std::move(body)); }

std::optional<absl::StatusOr<Verdict>> CheckStream::Next() {
  return work_->Next(progress_);
}

absl::Status CheckMany(
    const std::function<std::optional<std::string>()>& next_body,
    const std::function<bool(size_t index, absl::StatusOr<Verdict> verdict)>&
        on_verdict,
    const CheckOptions& options, const CheckManyOptions& many) {
  CheckStream stream(options, many);
  bool more = true;
  while (true) {
    while (more && !stream.full()) {
      std::optional<std::string> body = next_body();
      more = body.has_value();
      if (more) stream.Add(*std::move(body));
    }
    const size_t index = stream.progress().bodies;
    std::optional<absl::StatusOr<Verdict>> verdict = stream.Next();
    if (!verdict.has_value()) return absl::OkStatus();
    if (!OptionAtFault(verdict->status()).empty()) return verdict->status();
    if (absl::IsCancelled(verdict->status())) return verdict->status();
    if (!on_verdict(index, *std::move(verdict))) {
      return absl::CancelledError("the series was ended");
    }
    if (many.on_progress != nullptr) many.on_progress(stream.progress());
  }
}

}  // namespace tokenfare
