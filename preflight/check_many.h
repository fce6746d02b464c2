// Checks many requests: bodies in, verdicts out in their order, by all cores,
// in bounded memory.
//
//   absl::Status status = tokenfare::CheckMany(
//       [&]() -> std::optional<std::string> { return ReadLine(file); },
//       [&](size_t index, absl::StatusOr<tokenfare::Verdict> verdict) {
//         if (verdict.ok()) tally.Add(*verdict);
//         return true;
//       },
//       options);
//
// Whoever would rather ask for verdicts than be called with them takes a
// CheckStream.

#ifndef TOKENFARE_PREFLIGHT_CHECK_MANY_H_
#define TOKENFARE_PREFLIGHT_CHECK_MANY_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/verdict.h"

namespace [[gnu::visibility("default")]] tokenfare {

// What was handed out so far.
struct CheckProgress {
  // Verdicts, and errors in place of one.
  size_t bodies = 0;
  // Of their bodies.
  size_t bytes = 0;
};

struct CheckManyOptions {
  // At most so many, the caller's among them; 0 for one per processor. Nothing
  // but the speed depends on it.
  size_t threads = 0;
  // How far bodies may be ahead of verdicts: so many bodies, and so many bytes
  // of them. 0 bodies are 64 for each thread. At least one body is, of any
  // size.
  size_t look_ahead = 0;
  size_t look_ahead_bytes = size_t{64} << 20;
  // Called by CheckMany, in the caller's thread, behind each verdict.
  std::function<void(const CheckProgress&)> on_progress = nullptr;
};

// Memory: the bodies and verdicts that are ahead, and for each thread what
// Check takes. A verdict has one entry for each message and tool. Serves one
// thread at a time.
class CheckStream {
 public:
  // What `options` refers to must outlive the stream.
  explicit CheckStream(CheckOptions options, CheckManyOptions many = {});
  // Cancels the checks that have begun.
  ~CheckStream();
  CheckStream(const CheckStream&) = delete;
  CheckStream& operator=(const CheckStream&) = delete;

  // Whether enough bodies wait: Next should come before the next Add.
  bool full() const;

  void Add(std::string body);

  // What Check finds of the first body whose verdict was not handed out; waits
  // for it. Nothing where there is no such body. Throws what Check throws, for
  // want of memory.
  std::optional<absl::StatusOr<Verdict>> Next();

  const CheckProgress& progress() const { return progress_; }

 private:
  class Work;

  std::unique_ptr<Work> work_;
  CheckProgress progress_;
};

// Calls `on_verdict` with what Check finds of each body, by its index from 0.
// `next_body` gives one after another, and nothing at the end. Both are called
// by the caller's thread only; what they throw ends it.
//
// An error of one body is handed out in place of its verdict, and ends nothing.
// Returns early
//   with the error of Check where it is one about an option (OptionAtFault),
//     which is one of every body,
//   as Cancelled where `on_verdict` returns false, or CheckOptions::cancel asks
//     for it.
// Deadline and work of the options are those of each body by itself.
absl::Status CheckMany(
    const std::function<std::optional<std::string>()>& next_body,
    const std::function<bool(size_t index, absl::StatusOr<Verdict> verdict)>&
        on_verdict,
    const CheckOptions& options, const CheckManyOptions& many = {});

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_CHECK_MANY_H_
