#include "tests/reference/splitter.h"

#include <cstdlib>
#include <iostream>
#include <string>

#include "fmt/format.h"
#include "tests/reference/utf8.h"

namespace tokenfare::reference {
namespace {

RE2::Options Options() {
  RE2::Options options;
  options.set_max_mem(int64_t{256} << 20);
  return options;
}

// The possessive repeats of tiktoken's patterns are written greedy here. Each
// is followed by nothing that could fail, or, in [^\r\n\p{L}\p{N}]?+\p{L}++,
// only by what the repeated class cannot match, so giving back never helps.
std::string VisiblePattern(PatternFamily family,
                           const UnicodeClasses& unicode) {
  const std::vector<std::string> letter = {"Lu", "Ll", "Lt", "Lm", "Lo"};
  const std::string l = unicode.InsideOfClass(letter);
  const std::string n = unicode.InsideOfClass({"Nd", "Nl", "No"});
  const std::string s = unicode.InsideOfClass({"White_Space"});
  switch (family) {
    case PatternFamily::kR50k:
      return fmt::format(
          "'(?:[sdmt]|ll|ve|re)| ?[{0}]+| ?[{1}]+| ?[^{2}{0}{1}]+", l, n, s);
    case PatternFamily::kCl100k:
      return fmt::format(
          "'(?:[sdmtSDMT\\x{{17F}}]|[lL][lL]|[vV][eE]|[rR][eE])"
          "|[^\\r\\n{0}{1}]?[{0}]+"
          "|[{1}]{{1,3}}"
          "| ?[^{2}{0}{1}]+[\\r\\n]*",
          l, n, s);
    case PatternFamily::kO200k:
      break;
  }
  const std::vector<std::string> mark = {"Mn", "Mc", "Me"};
  const std::string m = unicode.InsideOfClass(mark);
  const std::string upper = unicode.InsideOfClass({"Lu", "Lt", "Lm", "Lo"}) + m;
  const std::string lower = unicode.InsideOfClass({"Ll", "Lm", "Lo"}) + m;
  const std::string contraction =
      "(?:'(?:[sdmtSDMT\\x{17F}]|[lL][lL]|[vV][eE]|[rR][eE]))?";
  return fmt::format(
      "[^\\r\\n{0}{1}]?[{3}]*[{4}]+{5}"
      "|[^\\r\\n{0}{1}]?[{3}]+[{4}]*{5}"
      "|[{1}]{{1,3}}"
      "| ?[^{2}{0}{1}]+[\\r\\n/]*",
      l, n, s, upper, lower, contraction);
}

// The length of what `pattern` matches at the beginning of `text`, or 0.
size_t MatchLength(const RE2& pattern, std::string_view text) {
  re2::StringPiece match;
  const bool matched =
      pattern.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                    RE2::ANCHOR_START, &match, 1);
  return matched ? match.size() : 0;
}

size_t LastCharacterLength(std::string_view text) {
  size_t length = 1;
  while (!NextUtf8Part(text.substr(text.size() - length)).well_formed) {
    ++length;
  }
  return length;
}

}  // namespace

Splitter::Splitter(PatternFamily family, const UnicodeClasses& unicode)
    : family_(family),
      visible_(VisiblePattern(family, unicode), Options()),
      white_space_(fmt::format("[{}]", unicode.InsideOfClass({"White_Space"}))),
      white_space_run_(
          fmt::format("[{}]+", unicode.InsideOfClass({"White_Space"}))),
      white_space_newline_(
          fmt::format("[{}]*[\\r\\n]{}", unicode.InsideOfClass({"White_Space"}),
                      family == PatternFamily::kO200k ? "+" : "")) {
  for (const RE2* pattern :
       {&visible_, &white_space_, &white_space_run_, &white_space_newline_}) {
    if (!pattern->ok()) {
      std::cerr << "reference pattern: " << pattern->error() << '\n';
      std::abort();
    }
  }
}

std::vector<std::string_view> Splitter::Split(std::string_view text) const {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    size_t length = PieceLength(text);
    if (length == 0) {
      std::cerr << "reference splitter: no alternative matches\n";
      std::abort();
    }
    pieces.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return pieces;
}

size_t Splitter::PieceLength(std::string_view text) const {
  const size_t length = MatchLength(visible_, text);
  return length > 0 ? length : WhiteSpacePieceLength(text);
}

// The alternatives that begin with \s, in their order:
//   r50k_base    \s++$ | \s+(?!\S) | \s
//   cl100k_base  \s++$ | \s*[\r\n] | \s+(?!\S) | \s
//   o200k_base           \s*[\r\n]+ | \s+(?!\S) | \s+
size_t Splitter::WhiteSpacePieceLength(std::string_view text) const {
  const size_t run = MatchLength(white_space_run_, text);
  if (family_ != PatternFamily::kO200k && run == text.size()) return run;
  if (family_ != PatternFamily::kR50k) {
    const size_t newline = MatchLength(white_space_newline_, text);
    if (newline > 0) return newline;
  }
  // \s+(?!\S): the whole run where the text ends after it, otherwise one
  // character less, if that leaves any.
  if (run == text.size()) return run;
  const size_t shorter = run - LastCharacterLength(text.substr(0, run));
  if (shorter > 0) return shorter;
  return family_ == PatternFamily::kO200k ? run
                                          : MatchLength(white_space_, text);
}

}  // namespace tokenfare::reference
