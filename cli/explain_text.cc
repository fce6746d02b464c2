#include "tokenfare/cli/explain_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/cli/text.h"

namespace tokenfare::cli {
namespace {

std::string RangeOfTokens(const TokenRange& range) {
  const auto number = [](int64_t tokens) {
    return tokens < 0
               ? fmt::format("-{}", Grouped(static_cast<uint64_t>(-tokens)))
               : Grouped(static_cast<uint64_t>(tokens));
  };
  if (range.low == range.high) return number(range.expected);
  return fmt::format("{} ({} to {})", number(range.expected), number(range.low),
                     number(range.high));
}

// Lines behind a bar; the first has the tokens of the text before it.
void AppendQuoted(std::string tokens, std::string_view text, std::string& out) {
  while (true) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    out += fmt::format("{:>8} |{}{}\n", tokens, line.empty() ? "" : " ", line);
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
    tokens.clear();
  }
}

}  // namespace

std::string ExplainText(const Verdict& verdict) {
  std::string out =
      "The prompt, as far as it is known: tokens, and the text they are\n";
  for (const PartTokens& part : verdict.parts) {
    out += fmt::format("\n{}: {} {}, by the rule {}\n", part.label,
                       RangeOfTokens(part),
                       part.expected == 1 ? "token" : "tokens", part.rule);
    if (!part.why.empty()) {
      out += Wrapped(fmt::format("estimated: {}", part.why), 2);
    }
    if (part.framing.expected != 0 || part.framing.low != part.framing.high) {
      out +=
          fmt::format("{:>8} around the texts\n", RangeOfTokens(part.framing));
    }
    for (const PromptText& text : part.texts) {
      if (text.text.empty() && text.tokens.high == 0) continue;
      AppendQuoted(RangeOfTokens(text.tokens), text.text, out);
    }
  }
  return out;
}

}  // namespace tokenfare::cli
