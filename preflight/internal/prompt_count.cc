#include "tokenfare/preflight/internal/prompt_count.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace tokenfare::internal {
namespace {

bool IsAsciiLetterOrDigit(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalnum(byte) != 0;
}

// The end of `text` from a place where a piece begins whatever follows: each
// pattern of a chat model ends a piece between an ASCII letter or digit and an
// ASCII character that is neither, apart from the apostrophe of a contraction.
// The whole text where its last few thousand bytes have no such place.
std::string_view TailFromCertainBoundary(std::string_view text) {
  constexpr size_t kFarBack = 4096;
  const size_t stop = text.size() > kFarBack ? text.size() - kFarBack : 0;
  for (size_t at = text.size(); at-- > stop + 1;) {
    const auto next = static_cast<unsigned char>(text[at]);
    if (next < 0x80 && next != '\'' && !IsAsciiLetterOrDigit(text[at]) &&
        IsAsciiLetterOrDigit(text[at - 1])) {
      return text.substr(at);
    }
  }
  return text;
}

TokenRange AsRange(const TokenBounds& bounds) {
  TokenRange range;
  range.expected = bounds.expected;
  range.low = bounds.low;
  range.high = bounds.high;
  range.exact = bounds.low == bounds.high;
  return range;
}

class TextCounter {
 public:
  explicit TextCounter(const Encoding& encoding) : encoding_(encoding) {}

  TokenBounds Count(const Segment& segment) {
    const std::string_view before = TailFromCertainBoundary(segment.before);
    TokenBounds bounds = TokenBounds::Exactly(CountAfter(before, segment.text));
    for (std::string_view text : segment.alternatives) {
      const int64_t tokens = CountAfter(before, text);
      bounds.low = std::min(bounds.low, tokens);
      bounds.high = std::max(bounds.high, tokens);
    }
    return bounds;
  }

 private:
  // Shorter texts are cheaper to count again than to look up. Longer ones may
  // be shared by many parts: one long name of a function by all its results.
  static constexpr size_t kLongText = 256;

  int64_t CountAfter(std::string_view before, std::string_view text) {
    if (before.empty()) return CountText(text);
    std::string joined(before);
    joined += text;
    return static_cast<int64_t>(encoding_.Count(joined)) - CountText(before);
  }

  int64_t CountText(std::string_view text) {
    if (text.size() < kLongText) {
      return static_cast<int64_t>(encoding_.Count(text));
    }
    const auto [entry, is_new] =
        counts_.try_emplace(std::pair(text.data(), text.size()), 0);
    if (is_new) entry->second = static_cast<int64_t>(encoding_.Count(text));
    return entry->second;
  }

  const Encoding& encoding_;
  absl::flat_hash_map<std::pair<const char*, size_t>, int64_t> counts_;
};

// Gives texts to whoever asks for an explanation. A long one that many parts
// share is given in full until its repetitions come to a megabyte: else a small
// request could ask for gigabytes.
class TextExplainer {
 public:
  std::string Explain(std::string_view text) {
    constexpr size_t kBeginning = 64;
    if (text.size() <= kBeginning) return std::string(text);
    const bool is_new = given_.emplace(text.data(), text.size()).second;
    if (!is_new) {
      if (text.size() > repetitions_left_) {
        size_t end = kBeginning;
        while (end > 0 &&
               (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
          --end;
        }
        return std::string(text.substr(0, end)) + "...";
      }
      repetitions_left_ -= text.size();
    }
    return std::string(text);
  }

 private:
  size_t repetitions_left_ = size_t{1} << 20;
  absl::flat_hash_set<std::pair<const char*, size_t>> given_;
};

// Nothing costs less than nothing, and the order of the three holds.
void Normalize(TokenRange& range) {
  range.low = std::clamp<int64_t>(range.low, 0, kTokensUnbounded);
  range.high = std::clamp(range.high, range.low, kTokensUnbounded);
  range.expected = std::clamp(range.expected, range.low, range.high);
}

}  // namespace

std::vector<PartTokens> CountPrompt(Prompt prompt, const Encoding& encoding,
                                    bool explain) {
  TextCounter counter(encoding);
  TextExplainer explainer;
  std::vector<PartTokens> parts;
  parts.reserve(prompt.parts.size());
  for (PromptPart& part : prompt.parts) {
    PartTokens tokens;
    TokenBounds bounds = part.fixed;
    if (explain) tokens.framing = AsRange(part.fixed);
    for (const Segment& segment : part.segments) {
      const TokenBounds added = counter.Count(segment);
      bounds += added;
      if (explain) {
        tokens.texts.push_back(
            {explainer.Explain(segment.text), AsRange(added)});
      }
    }
    tokens.expected = bounds.expected;
    tokens.low = bounds.low;
    tokens.high = bounds.high;
    Normalize(tokens);
    tokens.exact = part.why.empty();
    tokens.label = std::move(part.label);
    tokens.path = std::move(part.path);
    tokens.rule = std::move(part.rule);
    tokens.why = std::move(part.why);
    parts.push_back(std::move(tokens));
  }
  return parts;
}

TokenRange Total(const std::vector<PartTokens>& parts) {
  TokenRange total;
  for (const PartTokens& part : parts) {
    total.expected += part.expected;
    total.low += part.low;
    total.high += part.high;
    total.exact = total.exact && part.exact;
  }
  return total;
}

void WidenForAssumedEncoding(std::vector<PartTokens>& parts) {
  for (PartTokens& part : parts) {
    part.low /= 2;
    part.high *= 2;
    Normalize(part);
    part.exact = false;
    if (part.why.empty()) part.why = "the model's encoding is assumed";
  }
}

}  // namespace tokenfare::internal
