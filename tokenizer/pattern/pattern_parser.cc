#include "tokenfare/tokenizer/pattern/pattern_parser.h"

#include <optional>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/tokenizer/pattern/pattern_cursor.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {
namespace {

using Kind = PatternNode::Kind;
using Greed = PatternNode::Greed;

// What may follow "(?" but is not supported.
struct GroupKind {
  std::string_view opening;
  std::string_view error;
};
constexpr GroupKind kUnsupportedGroups[] = {
    {"(?=", "lookahead is supported only as C+(?!D), D being all but C"},
    {"(?<=", "lookbehind is not supported"},
    {"(?<!", "lookbehind is not supported"},
    {"(?>", "atomic groups are not supported; write a possessive repeat"},
    {"(?P", "named groups are not supported; write (?:...)"},
    {"(?<", "named groups are not supported; write (?:...)"},
    {"(?#", "comments are not supported"},
    {"(?(", "conditions are not supported"},
    {"(?", "flags other than (?i:...) are not supported"},
};

// Recursive descent, one function a level of precedence.
class PatternParser {
 public:
  explicit PatternParser(std::string_view pattern) : cursor_(pattern) {}

  absl::StatusOr<PatternNode> Parse() {
    PatternNode root = ParseAlternate(0);
    if (!cursor_.failed() && !cursor_.AtEnd()) {
      cursor_.Accept(")");
      cursor_.Fail(cursor_.at() - 1, "the parenthesis has no opening one");
    }
    if (cursor_.failed()) return cursor_.status();
    return root;
  }

 private:
  PatternNode Finish(PatternNode node, size_t begin) const {
    node.begin = begin;
    node.end = cursor_.at();
    return node;
  }

  PatternNode Class(CodePointSet set, size_t begin) const {
    PatternNode node;
    node.kind = Kind::kClass;
    node.set = std::move(set);
    return Finish(std::move(node), begin);
  }

  PatternNode ParseAlternate(int depth) {
    const size_t begin = cursor_.at();
    if (depth > kMaxPatternDepth) {
      cursor_.Fail(begin, "the pattern is nested too deeply");
      return {};
    }
    PatternNode node;
    node.kind = Kind::kAlternate;
    do {
      node.children.push_back(ParseConcat(depth));
    } while (!cursor_.failed() && cursor_.Accept("|"));
    if (node.children.size() == 1) return std::move(node.children[0]);
    return Finish(std::move(node), begin);
  }

  PatternNode ParseConcat(int depth) {
    const size_t begin = cursor_.at();
    PatternNode node;
    node.kind = Kind::kConcat;
    while (!cursor_.failed() && !cursor_.AtEnd() && !cursor_.LooksAt("|") &&
           !cursor_.LooksAt(")")) {
      node.children.push_back(ParseRepeat(depth));
    }
    if (node.children.size() == 1) return std::move(node.children[0]);
    return Finish(std::move(node), begin);
  }

  PatternNode ParseRepeat(int depth) {
    const size_t begin = cursor_.at();
    PatternNode body = ParseAtom(depth);
    if (cursor_.failed() || !AtQuantifier()) return body;
    PatternNode node;
    node.kind = Kind::kRepeat;
    if (!ReadCounts(node)) return {};
    if (body.kind == Kind::kEndOfText || body.kind == Kind::kNotFollowedBy) {
      cursor_.Fail(begin, "there is nothing here to repeat");
    }
    if (cursor_.Accept("?")) {
      node.greed = Greed::kLazy;
    } else if (cursor_.Accept("+")) {
      node.greed = Greed::kPossessive;
    }
    if (AtQuantifier()) {
      cursor_.Next();
      cursor_.Fail(begin, "a repeat of a repeat needs a group, (?:...)");
    }
    node.children.push_back(std::move(body));
    return Finish(std::move(node), begin);
  }

  bool AtQuantifier() const {
    return cursor_.LooksAt("*") || cursor_.LooksAt("+") ||
           cursor_.LooksAt("?") || cursor_.LooksAt("{");
  }

  bool ReadCounts(PatternNode& node) {
    const size_t begin = cursor_.at();
    if (cursor_.Accept("*")) return SetCounts(node, 0, kUnbounded);
    if (cursor_.Accept("+")) return SetCounts(node, 1, kUnbounded);
    if (cursor_.Accept("?")) return SetCounts(node, 0, 1);
    cursor_.Accept("{");
    const std::optional<int> least = ReadNumber();
    std::optional<int> most = least;
    if (cursor_.Accept(",")) {
      most = cursor_.LooksAt("}") ? kUnbounded : ReadNumber();
    }
    if (!cursor_.Accept("}") || !least || !most) {
      cursor_.Fail(begin,
                   "a repeat is {m}, {m,} or {m,n}; write \\{ for a "
                   "brace");
    } else if (*least > kMaxRepeat || *most > kMaxRepeat) {
      cursor_.Fail(begin,
                   fmt::format("at most {} repeats are supported", kMaxRepeat));
    } else if (*most == 0 || (*most != kUnbounded && *most < *least)) {
      cursor_.Fail(begin, "no number of repeats satisfies this");
    }
    return !cursor_.failed() && SetCounts(node, *least, *most);
  }

  static bool SetCounts(PatternNode& node, int least, int most) {
    node.min = least;
    node.max = most;
    return true;
  }

  // Digits; large numbers end up over kMaxRepeat.
  std::optional<int> ReadNumber() {
    std::optional<int> number;
    while (!cursor_.AtEnd()) {
      const size_t before = cursor_.at();
      const uint32_t c = cursor_.Next();
      if (c < '0' || c > '9') {
        cursor_.Rewind(before);
        break;
      }
      number = std::min(number.value_or(0) * 10 + static_cast<int>(c - '0'),
                        kMaxRepeat + 1);
    }
    return number;
  }

  PatternNode ParseAtom(int depth) {
    const size_t begin = cursor_.at();
    if (cursor_.LooksAt("(")) return ParseGroup(depth);
    if (cursor_.LooksAt("[")) {
      return Class(ReadBracketClass(cursor_, ignore_case_, depth), begin);
    }
    if (cursor_.LooksAt("\\")) {
      return Folded(ReadEscape(cursor_).set, begin);
    }
    const bool quantifier = AtQuantifier();
    const uint32_t c = cursor_.Next();
    if (quantifier) cursor_.Fail(begin, "there is nothing here to repeat");
    if (c == '^') {
      cursor_.Fail(begin,
                   "anchors are not supported; pieces are matched where "
                   "they begin");
    }
    if (c == '$') {
      PatternNode node;
      node.kind = Kind::kEndOfText;
      return Finish(std::move(node), begin);
    }
    if (c == '.') return Class(CodePointSet::One('\n').Complement(), begin);
    return Folded(CodePointSet::One(c), begin);
  }

  // A class outside of brackets, which (?i:...) may widen.
  PatternNode Folded(CodePointSet set, size_t begin) {
    if (ignore_case_ && !cursor_.failed()) {
      std::optional<CodePointSet> folded = FoldCase(set);
      if (!folded) {
        cursor_.Fail(begin, "inside (?i:...) only ASCII is supported");
        return {};
      }
      set = *std::move(folded);
    }
    return Class(std::move(set), begin);
  }

  PatternNode ParseGroup(int depth) {
    const size_t begin = cursor_.at();
    const bool outer_ignore_case = ignore_case_;
    bool lookahead = false;
    if (cursor_.Accept("(?!")) {
      lookahead = true;
    } else if (cursor_.Accept("(?i:")) {
      ignore_case_ = true;
    } else if (!cursor_.Accept("(?:")) {
      for (const GroupKind& kind : kUnsupportedGroups) {
        if (cursor_.Accept(kind.opening)) {
          cursor_.Fail(begin, kind.error);
          return {};
        }
      }
      cursor_.Accept("(");  // captures, which nothing here refers to
    }
    PatternNode body = ParseAlternate(depth + 1);
    ignore_case_ = outer_ignore_case;
    if (cursor_.failed()) return {};
    if (!cursor_.Accept(")")) {
      cursor_.Fail(begin, "the group has no closing parenthesis");
      return {};
    }
    if (!lookahead) return Finish(std::move(body), begin);
    PatternNode node;
    node.kind = Kind::kNotFollowedBy;
    node.children.push_back(std::move(body));
    return Finish(std::move(node), begin);
  }

  PatternCursor cursor_;
  bool ignore_case_ = false;
};

}  // namespace

absl::StatusOr<PatternNode> ParsePattern(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return absl::ResourceExhaustedError(
        fmt::format("the pattern has {} bytes, more than the {} allowed",
                    pattern.size(), kMaxPatternBytes));
  }
  if (!IsWellFormed(pattern)) {
    return absl::InvalidArgumentError("the pattern is not well-formed UTF-8");
  }
  return PatternParser(pattern).Parse();
}

}  // namespace tokenfare::internal
