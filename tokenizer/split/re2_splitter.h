// Splits text with a pattern of the user's own, by RE2.
//
// Pieces tile the text: RewritePattern proves that some alternative matches
// wherever a piece may begin. Ill-formed UTF-8 is matched as the U+FFFD that
// stand for it; only such text is copied, a window at a time.
//
// Windows. An alternative may read on beyond the piece that it matches, so a
// window must hold all that was read. SplitProgram::beginnings tells: where it
// does not match the window from some place on, every alternative died inside
// of the window when begun there, and also when begun at any place before it,
// because that expression matches a text still when characters are left out.
// One such place near the end of the window makes all pieces that begin up to
// it independent of what follows the window.
//
// Cost: RE2 is linear in the text that one match reads, and matches mostly read
// a few characters beyond their piece. A pattern may make each match read a
// long text for a short piece (`a+$|a` on "aaa...ab"), which is quadratic; the
// patterns in use read at most one run of a class ahead, once or twice.
//
// Forks. RE2 takes mutexes while it builds its automata. A fork while another
// thread matches leaves them locked in the child for ever. So a child compiles
// expressions of its own when it first splits.
//
// Newer RE2 takes Abseil's mutexes. An Abseil that is compiled for debugging,
// as Debian 13's is, looks for deadlocks at each of them, under one lock of the
// process, which the child may find taken for ever. So a child does not look:
// what is written down there is about threads that it does not have.

#ifndef TOKENFARE_TOKENIZER_SPLIT_RE2_SPLITTER_H_
#define TOKENFARE_TOKENIZER_SPLIT_RE2_SPLITTER_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/pattern/pattern_code_points.h"
#include "tokenfare/tokenizer/split/splitter.h"

namespace re2 {
class RE2;
}

namespace tokenfare::internal {

class Re2Splitter final : public Splitter {
 public:
  // RE2's budget for one expression and the automaton that it builds while it
  // matches. Once it is used up RE2 starts the automaton anew, with the same
  // results.
  static constexpr int64_t kRe2Bytes = int64_t{32} << 20;
  // Instructions of one expression. A state of the automaton takes up to 4
  // bytes for each, so that the budget has room for over 100 states, and RE2
  // does not fall back to its slower engines. The built-in patterns have at
  // most 13,000.
  static constexpr int kMaxRe2Program = 40'000;
  static constexpr size_t kWindowBytes = 4096;

  // The splitter of `pattern`, in tiktoken's syntax. Errors as RewritePattern,
  // and ResourceExhausted where RE2 cannot hold it in kRe2Bytes. Windows have
  // at least `window_bytes`; only tests have reason to choose.
  static absl::StatusOr<std::unique_ptr<const Re2Splitter>> Create(
      std::string_view pattern, size_t window_bytes = kWindowBytes);
  ~Re2Splitter() override;

  SplitBlock Split(std::string_view text, size_t begin,
                   std::span<size_t> ends) const override;
  size_t CertainBefore(std::string_view text, size_t boundary) const override;

 private:
  // The compiled expressions of one process.
  struct Expressions {
    // One for each of runs_; null where the step is a run.
    std::vector<std::unique_ptr<const re2::RE2>> steps;
    std::unique_ptr<const re2::RE2> beginnings;
    unsigned fork_count;  // of the process that made them
  };

  Re2Splitter(std::vector<CodePointSet> runs,
              std::unique_ptr<const Expressions> expressions,
              size_t window_bytes);

  // This process's own.
  const Expressions& Current() const;
  const Expressions& CompileAnew(const Expressions* inherited) const;

  // These take well-formed text.
  // Where the piece that begins at `begin` ends.
  size_t PieceEnd(const Expressions& expressions, std::string_view text,
                  size_t begin) const;
  // A place such that pieces that begin up to it do not depend on what follows
  // `text`, or nothing.
  static std::optional<size_t> LastCertain(const Expressions& expressions,
                                           std::string_view text);

  std::vector<CodePointSet> runs_;  // by step; empty for an expression
  mutable std::atomic<const Expressions*> expressions_;
  size_t window_bytes_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_RE2_SPLITTER_H_
