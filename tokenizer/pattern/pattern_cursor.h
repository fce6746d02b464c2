// Reads a pattern character by character and remembers the first error.

#ifndef TOKENFARE_TOKENIZER_PATTERN_PATTERN_CURSOR_H_
#define TOKENFARE_TOKENIZER_PATTERN_PATTERN_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/tokenizer/pattern/pattern_code_points.h"

namespace tokenfare::internal {

// Once failed() is true, what the functions return means nothing.
class PatternCursor {
 public:
  // Requires well-formed UTF-8. `pattern` must outlive the cursor.
  explicit PatternCursor(std::string_view pattern) : pattern_(pattern) {}

  size_t at() const { return at_; }
  bool AtEnd() const { return at_ >= pattern_.size(); }
  bool LooksAt(std::string_view text) const {
    return pattern_.substr(at_, text.size()) == text;
  }
  // Passes over `text` where it comes next.
  bool Accept(std::string_view text);
  // The character that comes next. Requires !AtEnd().
  uint32_t Next();
  void Rewind(size_t at) { at_ = at; }

  bool failed() const { return !status_.ok(); }
  const absl::Status& status() const { return status_; }
  // Records an error about the part of the pattern from `begin` to here.
  void Fail(size_t begin, std::string_view what);

 private:
  std::string_view pattern_;
  size_t at_ = 0;
  absl::Status status_;
};

// What a backslash and the characters after it stand for: one character, or a
// class of them.
struct PatternEscape {
  bool is_character = false;
  uint32_t character = 0;
  CodePointSet set;  // also where it is one character
};

// Reads an escape; the cursor stands at the backslash.
PatternEscape ReadEscape(PatternCursor& cursor);

// Reads a bracket class; the cursor stands at the bracket. With `ignore_case`
// the class is that of (?i:...).
CodePointSet ReadBracketClass(PatternCursor& cursor, bool ignore_case,
                              int depth);

// What (?i:...) makes of `set`, or nothing where it holds more than ASCII. By
// Unicode's simple case folding an ASCII letter has one partner, its other
// case, but for two: U+017F (long s) folds to s and U+212A (Kelvin sign) to k.
std::optional<CodePointSet> FoldCase(const CodePointSet& set);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_PATTERN_PATTERN_CURSOR_H_
