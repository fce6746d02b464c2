#include "tokenfare/preflight/prompt/prompt_count.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "tokenfare/preflight/prompt/text_counter.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kNotCounted =
    "not counted to its end: the input is over max_input_tokens without it";

TokenRange AsRange(const TokenBounds& bounds) {
  TokenRange range;
  range.expected = bounds.expected;
  range.low = bounds.low;
  range.high = bounds.high;
  range.exact = bounds.low == bounds.high;
  return range;
}

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

// Moves the words of `part` into the result, and its texts where there is an
// explainer.
PartTokens CountPart(PromptPart& part, TextCounter& counter,
                     TextExplainer* explainer, int64_t limit, bool* stopped) {
  PartTokens tokens;
  TokenBounds bounds = part.fixed();
  if (explainer != nullptr) tokens.framing = AsRange(part.fixed());
  bool counted = true;
  for (const Segment& segment : part.segments()) {
    const TokenBounds added = counter.Count(
        segment, limit == TextCounter::kUnlimited ? limit : limit - bounds.low);
    bounds += added;
    counted = counted && !counter.stopped();
    if (explainer != nullptr) {
      tokens.texts.push_back(
          {explainer->Explain(segment.text), AsRange(added)});
    }
  }
  *stopped = *stopped || !counted;
  tokens.expected = bounds.expected;
  tokens.low = bounds.low;
  tokens.high = bounds.high;
  Normalize(tokens);
  // Any other reason matters less.
  tokens.why = counted ? part.why() : kNotCounted;
  tokens.exact = tokens.why.empty();
  tokens.label = std::move(part.label);
  tokens.path = std::move(part.path);
  tokens.rule = std::move(part.rule);
  return tokens;
}

}  // namespace

PromptCount CountPrompt(Prompt prompt, const Encoding& encoding,
                        const CountOptions& options) {
  TextCounter counter(encoding);
  TextExplainer explainer;
  PromptCount count;
  count.parts.reserve(prompt.parts.size());
  // What the parts that follow may have.
  int64_t limit = options.enough.value_or(TextCounter::kUnlimited);
  for (PromptPart& part : prompt.parts) {
    if (part.is_prediction) count.prediction = count.parts.size();
    count.parts.push_back(CountPart(part, counter,
                                    options.explain ? &explainer : nullptr,
                                    limit, &count.stopped));
    if (limit != TextCounter::kUnlimited) limit -= count.parts.back().low;
  }
  return count;
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
