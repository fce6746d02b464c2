// tiktoken's patterns, matched as plainly as RE2 allows, for tests.

#ifndef TOKENFARE_TESTS_REFERENCE_SPLITTER_H_
#define TOKENFARE_TESTS_REFERENCE_SPLITTER_H_

#include <string_view>
#include <vector>

#include "re2/re2.h"
#include "tests/reference/unicode_classes.h"

namespace tokenfare::reference {

// The three patterns of the seven encodings.
enum class PatternFamily { kR50k, kCl100k, kO200k };

class Splitter {
 public:
  Splitter(PatternFamily family, const UnicodeClasses& unicode);

  // The pieces of `text`, which must be well-formed UTF-8. They tile it.
  std::vector<std::string_view> Split(std::string_view text) const;

 private:
  size_t PieceLength(std::string_view text) const;
  size_t WhiteSpacePieceLength(std::string_view text) const;

  PatternFamily family_;
  // The alternatives that do not begin with \s, in their order, as one pattern:
  // RE2 takes the first that matches, as a backtracking engine does.
  RE2 visible_;
  RE2 white_space_;          // \s
  RE2 white_space_run_;      // \s+
  RE2 white_space_newline_;  // \s*[\r\n], or o200k's \s*[\r\n]+
};

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_SPLITTER_H_
