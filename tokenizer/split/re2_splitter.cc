#include "tokenfare/tokenizer/split/re2_splitter.h"

#include <pthread.h>

#include <algorithm>
#include <string>
#include <utility>

#ifdef TOKENFARE_RE2_ON_ABSEIL
#include "absl/synchronization/mutex.h"
#endif
#include "fmt/format.h"
#include "re2/re2.h"
#include "tokenfare/tokenizer/pattern/pattern_rewriter.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {
namespace {

// How many forks lie between this process and the one that loaded the library.
// Counted from when the library is loaded, so that no fork is missed.
std::atomic<unsigned> fork_count = 0;
const int kForkHandler = pthread_atfork(nullptr, nullptr, [] {
  fork_count.store(fork_count.load(std::memory_order_relaxed) + 1,
                   std::memory_order_relaxed);
#ifdef TOKENFARE_RE2_ON_ABSEIL
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
});

// A part of the text as well-formed UTF-8, and the way back from it.
class Window {
 public:
  // From `begin` on at least `bytes` of `text`, or all that is left.
  Window(std::string_view text, size_t begin, size_t bytes) : begin_(begin) {
    size_t at = begin;
    size_t copied = begin;  // text before it is in copy_
    const size_t stop =
        bytes < text.size() - begin ? begin + bytes : text.size();
    while (at < stop) {
      const Utf8Character character = DecodeUtf8(text, at);
      at += character.length;
      if (character.well_formed) continue;
      copy_ += text.substr(copied, at - character.length - copied);
      copy_ += kReplacementUtf8;
      copied = at;
      repairs_.push_back({copy_.size(), at});
    }
    reaches_end_ = at == text.size();
    if (!repairs_.empty()) copy_ += text.substr(copied, at - copied);
    view_ = repairs_.empty() ? text.substr(begin, at - begin) : copy_;
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  std::string_view text() const { return view_; }
  bool reaches_end() const { return reaches_end_; }
  bool ill_formed() const { return !repairs_.empty(); }

  // Where `at`, an offset into text() at a character, is in the text. Calls
  // must come in ascending order, which makes them constant time on average.
  size_t Original(size_t at) {
    while (next_repair_ < repairs_.size() &&
           repairs_[next_repair_].here <= at) {
      ++next_repair_;
    }
    if (next_repair_ == 0) return begin_ + at;
    const Repair& before = repairs_[next_repair_ - 1];
    return before.original + (at - before.here);
  }

 private:
  // The ends of a U+FFFD and of the ill-formed part that it stands for.
  struct Repair {
    size_t here;
    size_t original;
  };

  size_t begin_;
  std::string copy_;
  std::vector<Repair> repairs_;
  size_t next_repair_ = 0;
  std::string_view view_;
  bool reaches_end_ = false;
};

// What C+(?!D) matches at `begin` (S1 of pattern_rewriter.h): the end, or
// `begin` where it does not match.
size_t RunEnd(std::string_view text, size_t begin, const CodePointSet& run) {
  size_t end = begin;
  while (end < text.size()) {
    const Utf8Character character = DecodeUtf8(text, end);
    if (!run.Contains(character.code_point)) break;
    end += character.length;
  }
  if (end == begin || end == text.size()) return end;
  return CharacterBefore(text, end);
}

absl::StatusOr<std::unique_ptr<const re2::RE2>> Compile(
    const std::string& expression) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(Re2Splitter::kRe2Bytes);
  options.set_never_capture(true);
  auto compiled = std::make_unique<const re2::RE2>(expression, options);
  if (!compiled->ok()) {
    // All that the rewriter writes is RE2's syntax, so size is what is left.
    return absl::ResourceExhaustedError(
        fmt::format("the pattern is too large for RE2: {}", compiled->error()));
  }
  if (compiled->ProgramSize() > Re2Splitter::kMaxRe2Program) {
    return absl::ResourceExhaustedError(fmt::format(
        "the pattern is too large: it needs {} instructions of RE2, more than "
        "{}; counted repeats of large classes take most",
        compiled->ProgramSize(), Re2Splitter::kMaxRe2Program));
  }
  return compiled;
}

}  // namespace

Re2Splitter::Re2Splitter(std::vector<CodePointSet> runs,
                         std::unique_ptr<const Expressions> expressions,
                         size_t window_bytes)
    : runs_(std::move(runs)),
      expressions_(expressions.release()),
      window_bytes_(window_bytes) {}

Re2Splitter::~Re2Splitter() {
  const Expressions* expressions = expressions_.load();
  // Inherited ones may be in use by threads that the fork did not bring along.
  if (expressions->fork_count == fork_count.load()) delete expressions;
}

absl::StatusOr<std::unique_ptr<const Re2Splitter>> Re2Splitter::Create(
    std::string_view pattern, size_t window_bytes) {
  if (kForkHandler != 0) {
    return absl::ResourceExhaustedError(
        "no memory for a handler of forks, which a pattern needs");
  }
  absl::StatusOr<SplitProgram> program = RewritePattern(pattern);
  if (!program.ok()) return program.status();
  std::vector<CodePointSet> runs;
  auto expressions = std::make_unique<Expressions>();
  expressions->fork_count = fork_count.load();
  for (SplitStep& step : program->steps) {
    if (step.run.empty()) {
      auto compiled = Compile(step.re2);
      if (!compiled.ok()) return compiled.status();
      expressions->steps.push_back(*std::move(compiled));
    } else {
      expressions->steps.push_back(nullptr);
    }
    runs.push_back(std::move(step.run));
  }
  auto beginnings = Compile(program->beginnings);
  if (!beginnings.ok()) return beginnings.status();
  expressions->beginnings = *std::move(beginnings);
  return std::unique_ptr<const Re2Splitter>(
      new Re2Splitter(std::move(runs), std::move(expressions),
                      std::max<size_t>(window_bytes, 1)));
}

const Re2Splitter::Expressions& Re2Splitter::Current() const {
  const Expressions* expressions = expressions_.load(std::memory_order_acquire);
  return expressions->fork_count == fork_count.load(std::memory_order_relaxed)
             ? *expressions
             : CompileAnew(expressions);
}

// Without a lock, which another fork could leave locked: of threads that
// compile at once one wins, and the others discard theirs. What was inherited
// is never freed, since its locks may be held.
const Re2Splitter::Expressions& Re2Splitter::CompileAnew(
    const Expressions* inherited) const {
  auto own = std::make_unique<Expressions>();
  own->fork_count = fork_count.load();
  // Both compiled in the parent, so they compile here.
  for (const auto& step : inherited->steps) {
    own->steps.push_back(step == nullptr ? nullptr : *Compile(step->pattern()));
  }
  own->beginnings = *Compile(inherited->beginnings->pattern());
  if (expressions_.compare_exchange_strong(inherited, own.get(),
                                           std::memory_order_acq_rel)) {
    return *own.release();
  }
  return *inherited;
}

size_t Re2Splitter::PieceEnd(const Expressions& expressions,
                             std::string_view text, size_t begin) const {
  const re2::StringPiece piece(text.data(), text.size());
  for (size_t step = 0; step < runs_.size(); ++step) {
    const re2::RE2* re2 = expressions.steps[step].get();
    if (re2 == nullptr) {
      const size_t end = RunEnd(text, begin, runs_[step]);
      if (end > begin) return end;
      continue;
    }
    re2::StringPiece match;
    if (re2->Match(piece, begin, text.size(), re2::RE2::ANCHOR_START, &match,
                   1) &&
        !match.empty()) {
      return begin + match.size();
    }
  }
  // Not reached by a pattern that RewritePattern accepts.
  return begin + DecodeUtf8(text, begin).length;
}

std::optional<size_t> Re2Splitter::LastCertain(const Expressions& expressions,
                                               std::string_view text) {
  const re2::StringPiece piece(text.data(), text.size());
  for (size_t tail = 32;; tail *= 4) {
    size_t at = tail < text.size() ? text.size() - tail : 0;
    while (at > 0 && IsContinuation(static_cast<unsigned char>(text[at]))) {
      --at;
    }
    if (!expressions.beginnings->Match(piece, at, text.size(),
                                       re2::RE2::ANCHOR_BOTH, nullptr, 0)) {
      return at;
    }
    if (at == 0) return std::nullopt;
  }
}

SplitBlock Re2Splitter::Split(std::string_view text, size_t begin,
                              std::span<size_t> ends) const {
  // Enough for the usual piece, so that most of what a window repairs is used.
  const size_t usual_bytes = std::max(window_bytes_, 8 * ends.size());
  const Expressions& expressions = Current();
  SplitBlock block;
  size_t bytes = usual_bytes;
  while (block.pieces < ends.size() && begin < text.size()) {
    Window window(text, begin, bytes);
    const std::string_view view = window.text();
    const std::optional<size_t> last =
        window.reaches_end() ? view.size() : LastCertain(expressions, view);
    if (!last) {
      bytes *= 2;
      continue;
    }
    block.ill_formed |= window.ill_formed();
    for (size_t at = 0;
         at <= *last && at < view.size() && block.pieces < ends.size();) {
      at = PieceEnd(expressions, view, at);
      begin = window.Original(at);
      ends[block.pieces++] = begin;
    }
    bytes = usual_bytes;
  }
  return block;
}

size_t Re2Splitter::CertainBefore(std::string_view text,
                                  size_t boundary) const {
  const Expressions& expressions = Current();
  for (size_t bytes = window_bytes_; boundary > 0; bytes *= 2) {
    const size_t begin = boundary > bytes ? boundary - bytes : 0;
    Window window(text.substr(0, boundary), begin, boundary - begin);
    if (const auto last = LastCertain(expressions, window.text())) {
      // Pieces that begin there are certain too.
      return window.Original(*last) + 1;
    }
    if (begin == 0) break;
  }
  return 0;
}

}  // namespace tokenfare::internal
