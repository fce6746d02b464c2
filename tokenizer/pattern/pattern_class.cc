// Bracket classes of patterns, as Rust's regex reads them.

#include "tokenfare/tokenizer/pattern/pattern_cursor.h"
#include "tokenfare/tokenizer/pattern/pattern_parser.h"

namespace tokenfare::internal {
namespace {

class BracketClassReader {
 public:
  BracketClassReader(PatternCursor& cursor, bool ignore_case, int depth)
      : cursor_(cursor), ignore_case_(ignore_case), depth_(depth) {}

  CodePointSet Read() {
    const size_t begin = cursor_.at();
    cursor_.Accept("[");
    const bool negated = cursor_.Accept("^");
    // Hyphens and one closing bracket are themselves at the beginning.
    while (cursor_.Accept("-")) Add(CodePointSet::One('-'));
    if (operand_.empty() && cursor_.Accept("]")) Add(CodePointSet::One(']'));
    while (!cursor_.failed() && !cursor_.Accept("]")) {
      if (cursor_.AtEnd()) {
        cursor_.Fail(begin, "the class has no closing bracket");
      } else {
        ReadItem();
      }
    }
    ApplyOperator();
    return cursor_.failed() ? CodePointSet() : Finish(begin, negated);
  }

 private:
  void Add(const CodePointSet& set) { operand_ = operand_.Union(set); }

  // Operators have one precedence, below that of juxtaposition, and group to
  // the left: [a-z&&b-y--c] is (a-z && b-y) -- c.
  void ApplyOperator() {
    switch (operator_) {
      case '&':
        result_ = result_.Intersection(operand_);
        break;
      case '-':
        result_ = result_.Difference(operand_);
        break;
      default:
        result_ = operand_;
        break;
    }
    operand_ = CodePointSet();
  }

  void ReadItem() {
    const size_t begin = cursor_.at();
    if (cursor_.Accept("&&")) return StartOperand('&');
    if (cursor_.Accept("--")) return StartOperand('-');
    if (cursor_.Accept("~~")) {
      return cursor_.Fail(begin, "symmetric difference is not supported");
    }
    if (cursor_.Accept("[:")) {
      return cursor_.Fail(begin, "POSIX classes are not supported");
    }
    if (!cursor_.LooksAt("[")) return ReadRange();
    Add(ReadBracketClass(cursor_, ignore_case_, depth_ + 1));
  }

  void StartOperand(char op) {
    ApplyOperator();
    operator_ = op;
  }

  // One character, an escape, or a range of characters.
  void ReadRange() {
    const size_t begin = cursor_.at();
    const PatternEscape first = ReadPrimitive();
    if (cursor_.failed()) return;
    // A hyphen before the end of the class or before another is not a range.
    if (!cursor_.LooksAt("-") || cursor_.LooksAt("-]") ||
        cursor_.LooksAt("--")) {
      return Add(first.set);
    }
    cursor_.Accept("-");
    if (cursor_.AtEnd()) return;
    if (cursor_.LooksAt("[")) {
      return cursor_.Fail(begin, "write \\[ for a bracket in a range");
    }
    const PatternEscape last = ReadPrimitive();
    if (cursor_.failed()) return;
    if (!first.is_character || !last.is_character ||
        first.character > last.character) {
      return cursor_.Fail(begin, "this is not a range of characters");
    }
    Add(CodePointSet::Range(first.character, last.character));
  }

  PatternEscape ReadPrimitive() {
    if (cursor_.LooksAt("\\")) return ReadEscape(cursor_);
    const uint32_t c = cursor_.Next();
    return {.is_character = true, .character = c, .set = CodePointSet::One(c)};
  }

  CodePointSet Finish(size_t begin, bool negated) {
    CodePointSet set = result_;
    if (ignore_case_) {
      // Folding comes before negation.
      const std::optional<CodePointSet> folded = FoldCase(set);
      if (!folded) {
        cursor_.Fail(begin, "inside (?i:...) only ASCII is supported");
        return {};
      }
      set = *folded;
    }
    if (negated) set = set.Complement();
    if (set.empty()) cursor_.Fail(begin, "the class matches no character");
    return set;
  }

  PatternCursor& cursor_;
  const bool ignore_case_;
  const int depth_;
  CodePointSet result_;
  CodePointSet operand_;
  char operator_ = '\0';
};

}  // namespace

CodePointSet ReadBracketClass(PatternCursor& cursor, bool ignore_case,
                              int depth) {
  if (depth > kMaxPatternDepth) {
    cursor.Fail(cursor.at(), "the pattern is nested too deeply");
    return {};
  }
  return BracketClassReader(cursor, ignore_case, depth).Read();
}

}  // namespace tokenfare::internal
