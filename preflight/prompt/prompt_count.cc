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

// The tokens of one segment of `part`.
Estimate CountSegment(const Segment& segment, const PromptPart& part,
                      TextCounter& counter, int64_t limit) {
  const TokenBounds tokens = counter.Count(segment, limit);
  if (counter.stopped()) return Estimate::Between(tokens, kNotCounted);
  // Readings that have the same tokens leave no doubt of these.
  if (tokens.low == tokens.high) return Estimate::OfText(tokens.low);
  return Estimate::Between(tokens, part.why());
}

// Moves the words of `part` into the result, and its texts where there is an
// explainer.
PartTokens CountPart(PromptPart& part, TextCounter& counter,
                     TextExplainer* explainer, const CountOptions& options,
                     int64_t limit, bool* stopped) {
  std::vector<PromptText> texts;
  Estimate tokens = part.fixed();
  bool counted = true;
  for (const Segment& segment : part.segments()) {
    const Estimate added = CountSegment(
        segment, part, counter,
        limit == TextCounter::kUnlimited ? limit : limit - tokens.low());
    tokens += added;
    counted = counted && !counter.stopped();
    if (explainer != nullptr) {
      texts.push_back({explainer->Explain(segment.text), added.Range()});
    }
  }
  *stopped = *stopped || !counted;
  // The reasons in this order: any other matters less than the first.
  Estimate all = counted ? Estimate() : Estimate::Between({}, kNotCounted);
  all += part.doubt();
  all += tokens;
  all = all.Bounded();
  if (options.encoding_assumed) all = all.UnderAssumedEncoding();
  return {all.Range(),
          std::move(part.label),
          std::move(part.path),
          std::move(part.rule),
          std::string(all.why()),
          std::move(texts),
          explainer == nullptr ? TokenRange{} : part.fixed().Range()};
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
                                    options, limit, &count.stopped));
    if (limit != TextCounter::kUnlimited) limit -= count.parts.back().low;
  }
  return count;
}

TokenRange Total(const std::vector<PartTokens>& parts) {
  TokenRange total;
  for (const PartTokens& part : parts) total += part;
  return total;
}

}  // namespace tokenfare::internal
