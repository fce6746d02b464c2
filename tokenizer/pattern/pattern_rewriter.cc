#include "tokenfare/tokenizer/pattern/pattern_rewriter.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/tokenizer/pattern/pattern_parser.h"

namespace tokenfare::internal {
namespace {

using Kind = PatternNode::Kind;
using Greed = PatternNode::Greed;

// When a part of a pattern matches the empty string.
enum class Empty { kNever, kAtEndOfText, kAlways };

// How the matches of a part begin.
struct Beginning {
  CodePointSet first;  // the characters with which those not empty begin
  Empty empty = Empty::kAlways;
};

Beginning InSequence(const Beginning& a, const Beginning& b) {
  if (a.empty == Empty::kNever) return a;
  return {a.first.Union(b.first), std::min(a.empty, b.empty)};
}

Beginning BeginningOf(const PatternNode& node) {
  switch (node.kind) {
    case Kind::kClass:
      return {node.set, Empty::kNever};
    case Kind::kEndOfText:
      return {{}, Empty::kAtEndOfText};
    case Kind::kNotFollowedBy:
      return {};  // Validate refuses it
    case Kind::kRepeat: {
      Beginning body = BeginningOf(node.children[0]);
      if (node.min == 0) body.empty = Empty::kAlways;
      return body;
    }
    case Kind::kConcat: {
      Beginning all;
      for (const PatternNode& child : node.children) {
        all = InSequence(all, BeginningOf(child));
        if (all.empty == Empty::kNever) break;
      }
      return all;
    }
    case Kind::kAlternate:
      break;
  }
  Beginning any{{}, Empty::kNever};
  for (const PatternNode& child : node.children) {
    const Beginning one = BeginningOf(child);
    any = {any.first.Union(one.first), std::max(any.empty, one.empty)};
  }
  return any;
}

// The characters that `node` matches as words of one character, whatever is
// around them.
CodePointSet SingleCharacters(const PatternNode& node) {
  CodePointSet singles;
  switch (node.kind) {
    case Kind::kClass:
      return node.set;
    case Kind::kEndOfText:
    case Kind::kNotFollowedBy:
      return singles;
    case Kind::kRepeat:
      return node.min <= 1 ? SingleCharacters(node.children[0]) : singles;
    case Kind::kAlternate:
      for (const PatternNode& child : node.children) {
        singles = singles.Union(SingleCharacters(child));
      }
      return singles;
    case Kind::kConcat:
      break;
  }
  // One child matches the character, all others must be able to be empty.
  const PatternNode* needed = nullptr;
  for (const PatternNode& child : node.children) {
    if (BeginningOf(child).empty == Empty::kAlways) continue;
    if (needed != nullptr) return singles;
    needed = &child;
  }
  if (needed != nullptr) return SingleCharacters(*needed);
  for (const PatternNode& child : node.children) {
    singles = singles.Union(SingleCharacters(child));
  }
  return singles;
}

bool HasPossessive(const PatternNode& node) {
  return node.greed == Greed::kPossessive ||
         std::ranges::any_of(node.children, HasPossessive);
}

// S1: the class C of C+(?!D), or null.
const CodePointSet* RunClass(const PatternNode& node) {
  if (node.kind != Kind::kConcat || node.children.size() != 2) return nullptr;
  const PatternNode& repeat = node.children[0];
  const PatternNode& ahead = node.children[1];
  if (repeat.kind != Kind::kRepeat || ahead.kind != Kind::kNotFollowedBy ||
      repeat.greed != Greed::kGreedy || repeat.min != 1 ||
      repeat.max != kUnbounded || repeat.children[0].kind != Kind::kClass ||
      ahead.children[0].kind != Kind::kClass ||
      ahead.children[0].set != repeat.children[0].set.Complement()) {
    return nullptr;
  }
  return &repeat.children[0].set;
}

std::string ClassText(const CodePointSet& set) {
  const auto ranges = set.ranges();
  if (ranges.size() == 1 && ranges[0].first == ranges[0].last) {
    return fmt::format("\\x{{{:x}}}", ranges[0].first);
  }
  std::string text = "[";
  for (const auto [first, last] : ranges) {
    fmt::format_to(std::back_inserter(text), "\\x{{{:x}}}-\\x{{{:x}}}", first,
                   last);
  }
  return text + "]";
}

enum class Form { kExact, kBeginnings };

std::string CountsText(int min, int max) {
  if (max == kUnbounded) {
    if (min == 0) return "*";
    return min == 1 ? "+" : fmt::format("{{{},}}", min);
  }
  if (min == 0 && max == 1) return "?";
  return fmt::format("{{{},{}}}", min, max);
}

// Appends `node` in RE2's syntax, as an operand of concatenation. Gives up once
// the text is too long, which the caller checks.
void AppendRe2(const PatternNode& node, Form form, std::string& text) {
  if (text.size() > kMaxRe2Bytes) return;
  const bool exact = form == Form::kExact;
  switch (node.kind) {
    case Kind::kClass:
      text += ClassText(node.set);
      if (!exact) text += '?';
      return;
    case Kind::kConcat:
      for (const PatternNode& child : node.children) {
        AppendRe2(child, form, text);
      }
      return;
    case Kind::kAlternate:
      for (const PatternNode& child : node.children) {
        text += &child == node.children.data() ? "(?:" : "|";
        AppendRe2(child, form, text);
      }
      text += ')';
      return;
    case Kind::kRepeat: {
      const PatternNode& body = node.children[0];
      if (body.kind == Kind::kClass) {
        text += ClassText(body.set);
      } else if (body.kind == Kind::kAlternate) {
        AppendRe2(body, form, text);  // has its own group
      } else {
        text += "(?:";
        AppendRe2(body, form, text);
        text += ')';
      }
      text += CountsText(exact ? node.min : 0, node.max);
      if (exact && node.greed == Greed::kLazy) text += '?';
      return;
    }
    case Kind::kEndOfText:
      if (exact) text += "\\z";
      return;
    case Kind::kNotFollowedBy:
      return;  // Validate refuses it
  }
}

// Rewrites one pattern; holds its text for messages.
class Rewriter {
 public:
  explicit Rewriter(std::string_view pattern) : pattern_(pattern) {}

  absl::StatusOr<SplitProgram> Rewrite(PatternNode root) {
    if (absl::Status status = AddAlternatives(root); !status.ok()) {
      return status;
    }
    const CodePointSet unmatched = matched_.Complement();
    if (!unmatched.empty()) {
      return absl::InvalidArgumentError(fmt::format(
          "pattern: it does not match U+{:04X} by itself, so text could get "
          "lost; add an alternative that does, such as |\\s|\\S",
          unmatched.ranges()[0].first));
    }
    return std::move(program_);
  }

 private:
  absl::Status Error(const PatternNode& node, std::string_view what) const {
    return PatternError(pattern_, node.begin, node.end, what);
  }

  // An alternation inside of an alternation, with nothing around it, is part
  // of it. The parser bounds the depth.
  absl::Status AddAlternatives(PatternNode& node) {
    if (node.kind != Kind::kAlternate) return AddAlternative(node);
    for (PatternNode& child : node.children) {
      if (absl::Status status = AddAlternatives(child); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddAlternative(PatternNode& node) {
    if (const CodePointSet* run = RunClass(node)) {
      program_.steps.push_back({.re2 = "", .run = *run});
      AppendBeginnings(node);
      return CheckSize();
    }
    if (absl::Status status = Validate(node, true); !status.ok()) return status;
    if (BeginningOf(node).empty != Empty::kNever) {
      return Error(node, "this may match the empty string");
    }
    absl::Status status = MakeGreedy(node, {{}, Empty::kAlways}, true);
    if (!status.ok()) return status;
    matched_ = matched_.Union(SingleCharacters(node));
    if (program_.steps.empty() || !program_.steps.back().run.empty()) {
      program_.steps.emplace_back();
    } else {
      program_.steps.back().re2 += '|';
    }
    AppendRe2(node, Form::kExact, program_.steps.back().re2);
    AppendBeginnings(node);
    return CheckSize();
  }

  void AppendBeginnings(const PatternNode& node) {
    if (!program_.beginnings.empty()) program_.beginnings += '|';
    AppendRe2(node, Form::kBeginnings, program_.beginnings);
  }

  absl::Status CheckSize() const {
    if (program_.steps.size() > kMaxSplitSteps ||
        program_.steps.back().re2.size() > kMaxRe2Bytes ||
        program_.beginnings.size() > kMaxRe2Bytes) {
      return absl::ResourceExhaustedError(
          "the pattern is too large once its classes are spelled out");
    }
    return absl::OkStatus();
  }

  // Refuses what has no meaning that all engines share. `last`: `node` ends
  // where its alternative ends.
  absl::Status Validate(const PatternNode& node, bool last) const {
    if (node.kind == Kind::kNotFollowedBy) {
      return Error(node,
                   "lookahead is supported only as an alternative C+(?!D), D "
                   "being all characters but C, as in \\s+(?!\\S)");
    }
    if (node.kind == Kind::kEndOfText && !last) {
      return Error(node, "$ is supported only where an alternative ends");
    }
    if (node.kind == Kind::kRepeat &&
        BeginningOf(node.children[0]).empty != Empty::kNever) {
      return Error(node, "this repeats what may match the empty string");
    }
    for (const PatternNode& child : node.children) {
      const bool child_last =
          last && node.kind == Kind::kConcat && &child == &node.children.back();
      if (absl::Status status = Validate(child, child_last); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  // Turns possessive repeats in `node` into greedy ones. `follow` is what can
  // come after `node`, K of P1 and P2; where it is not `exact`, it only bounds
  // the first characters of what must come.
  absl::Status MakeGreedy(PatternNode& node, const Beginning& follow,
                          bool exact) {
    if (node.kind == Kind::kConcat) {
      std::vector<Beginning> follows(node.children.size(), follow);
      for (size_t i = node.children.size(); i-- > 0;) {
        absl::Status status = MakeGreedy(node.children[i], follows[i], exact);
        if (!status.ok()) return status;
        if (i > 0) {
          follows[i - 1] =
              InSequence(BeginningOf(node.children[i]), follows[i]);
        }
      }
      return absl::OkStatus();
    }
    if (node.kind == Kind::kRepeat) {
      return MakeRepeatGreedy(node, follow, exact);
    }
    for (PatternNode& child : node.children) {
      if (absl::Status status = MakeGreedy(child, follow, exact);
          !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status MakeRepeatGreedy(PatternNode& node, const Beginning& follow,
                                bool exact) {
    PatternNode& body = node.children[0];
    if (node.greed == Greed::kPossessive) {
      const bool never_fails = follow.empty == Empty::kAlways;  // P1
      const bool fails_inside = body.kind == Kind::kClass &&    // P2
                                follow.empty != Empty::kAlways &&
                                !follow.first.Intersects(body.set);
      if (!exact || (!never_fails && !fails_inside)) {
        return Error(node,
                     "this possessive repeat is not equal to a greedy one, "
                     "because what follows can begin inside of it");
      }
      node.greed = Greed::kGreedy;
    }
    if (!HasPossessive(body)) return absl::OkStatus();
    // After one body comes another, or what follows the repeat. With two or
    // more required it depends on the count, which is more than we track.
    const Beginning again = BeginningOf(body);
    const Beginning inside =
        node.max == 1
            ? follow
            : Beginning{again.first.Union(follow.first), follow.empty};
    return MakeGreedy(body, inside, exact && node.min <= 1);
  }

  std::string_view pattern_;
  CodePointSet matched_;
  SplitProgram program_;
};

}  // namespace

absl::StatusOr<SplitProgram> RewritePattern(std::string_view pattern) {
  absl::StatusOr<PatternNode> root = ParsePattern(pattern);
  if (!root.ok()) return root.status();
  return Rewriter(pattern).Rewrite(*std::move(root));
}

}  // namespace tokenfare::internal
