#include "tokenfare/tokenizer/pattern/pattern_cursor.h"

#include <string>

#include "fmt/format.h"
#include "tokenfare/tokenizer/pattern/pattern_parser.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {

bool PatternCursor::Accept(std::string_view text) {
  if (!LooksAt(text)) return false;
  at_ += text.size();
  return true;
}

uint32_t PatternCursor::Next() {
  const Utf8Character character = DecodeUtf8(pattern_, at_);
  at_ += character.length;
  return character.code_point;
}

void PatternCursor::Fail(size_t begin, std::string_view what) {
  if (!failed()) status_ = PatternError(pattern_, begin, at_, what);
}

absl::Status PatternError(std::string_view pattern, size_t begin, size_t end,
                          std::string_view what) {
  constexpr size_t kMostShown = 60;
  std::string part(pattern.substr(begin, end - begin));
  if (part.size() > kMostShown) {
    part.resize(kMostShown);
    // The cut may have split a character.
    while (!IsWellFormed(part)) part.pop_back();
    part += "...";
  }
  return absl::InvalidArgumentError(
      fmt::format("pattern, offset {}, `{}`: {}", begin, part, what));
}

std::optional<CodePointSet> FoldCase(const CodePointSet& set) {
  CodePointSet folded = set;
  for (const auto [first, last] : set.ranges()) {
    if (last >= 0x80) return std::nullopt;
    for (uint32_t c = first; c <= last; ++c) {
      const uint32_t lower = c | 0x20;
      if (lower < 'a' || lower > 'z') continue;
      folded = folded.Union(CodePointSet::One(lower));
      folded = folded.Union(CodePointSet::One(lower & ~0x20u));
      if (lower == 's') folded = folded.Union(CodePointSet::One(0x17F));
      if (lower == 'k') folded = folded.Union(CodePointSet::One(0x212A));
    }
  }
  return folded;
}

}  // namespace tokenfare::internal
