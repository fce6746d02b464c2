#include "tokenfare/preflight/prompt/prompt_count.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "tokenfare/preflight/prompt/text_counter.h"

namespace tokenfare::internal {
namespace {

// Why a text was not counted to its end.
Doubt WhyNotCounted(const Allowance& allowance) {
  switch (allowance.end()) {
    case Allowance::End::kNone:
      return Doubt::kOverMaxInputTokens;
    case Allowance::End::kWork:
      return Doubt::kOverMaxWork;
    case Allowance::End::kTime:
      return Doubt::kOverDeadline;
    case Allowance::End::kMemory:
      return Doubt::kOverMaxMemory;
    case Allowance::End::kCancelled:
      return Doubt::kCancelled;
  }
  return Doubt::kNone;
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

// The tokens of one segment of `part`.
Estimate CountSegment(const Segment& segment, const PromptPart& part,
                      TextCounter& counter, const Allowance& allowance,
                      int64_t limit) {
  const TokenBounds tokens = counter.Count(segment, limit);
  if (counter.stopped()) {
    return Estimate::Between(tokens, WhyNotCounted(allowance));
  }
  // Readings that have the same tokens leave no doubt of these.
  if (tokens.low == tokens.high) return Estimate::OfText(tokens.low);
  return Estimate::Between(tokens, part.why());
}

// Segments by their bytes.
TokenBounds BoundSegments(std::span<const Segment> segments,
                          const TextCounter& counter) {
  TokenBounds tokens;
  for (const Segment& segment : segments) tokens += counter.Bound(segment);
  return tokens;
}

// Moves the words of `part` into the result, and its texts where there is an
// explainer.
PartTokens CountPart(PromptPart& part, TextCounter& counter,
                     TextExplainer* explainer, const CountOptions& options,
                     int64_t limit, bool* stopped) {
  std::vector<PromptText> texts;
  Estimate tokens = part.fixed();
  bool counted = true;
  const std::span<const Segment> segments = part.segments();
  for (size_t i = 0; i < segments.size(); ++i) {
    // There may be a million, and nobody waits for more.
    if (options.allowance->spent() && explainer == nullptr) {
      tokens += Estimate::Between(BoundSegments(segments.subspan(i), counter),
                                  WhyNotCounted(*options.allowance));
      counted = false;
      break;
    }
    const Estimate added = CountSegment(
        segments[i], part, counter, *options.allowance,
        limit == TextCounter::kUnlimited ? limit : limit - tokens.low());
    tokens += added;
    counted = counted && !counter.stopped();
    if (explainer != nullptr) {
      texts.push_back({explainer->Explain(segments[i].text), added.Range()});
    }
  }
  *stopped = *stopped || !counted;
  // The reasons in this order: any other matters less than the first.
  Estimate all = counted
                     ? Estimate()
                     : Estimate::Between({}, WhyNotCounted(*options.allowance));
  if (!part.why().empty()) all += Estimate::Between({}, part.why());
  all += tokens;
  all = all.Bounded().UnderEncoding(options.encoding);
  return {all.Range(),
          std::move(part.label),
          std::move(part.path),
          std::move(part.rule),
          all.why().Text(),
          std::string(all.why().code()),
          std::move(texts),
          explainer == nullptr ? TokenRange{} : part.fixed().Range()};
}

// The tokens of a part by its bytes.
TokenBounds BoundPart(const PromptPart& part, const TextCounter& counter,
                      Basis encoding) {
  TokenBounds tokens = part.fixed().bounds();
  tokens += BoundSegments(part.segments(), counter);
  return Estimate::Between(tokens, {})
      .Bounded()
      .UnderEncoding(encoding)
      .bounds();
}

// The parts of `rest` as one: there may be as many.
PartTokens BoundRest(std::span<const PromptPart> rest,
                     const TextCounter& counter, const CountOptions& options) {
  TokenBounds tokens;
  for (const PromptPart& part : rest) {
    tokens += BoundPart(part, counter, options.encoding);
  }
  const Why why = WhyNotCounted(*options.allowance);
  const PromptPart& first = rest.front();
  const bool alone = rest.size() == 1;
  PartTokens bounded;
  static_cast<TokenRange&>(bounded) =
      Estimate::Between(tokens, why, options.encoding).Range();
  bounded.label =
      alone ? first.label
            : fmt::format("{} and {} more", first.label, rest.size() - 1);
  bounded.path = first.path;
  bounded.rule = alone ? first.rule : "not-counted";
  bounded.why = why.Text();
  bounded.why_code = why.code();
  if (options.explain) bounded.framing = bounded;
  return bounded;
}

}  // namespace

PromptCount CountPrompt(Prompt prompt, const Encoding& encoding,
                        const CountOptions& options) {
  TextCounter counter(encoding, *options.allowance);
  TextExplainer explainer;
  PromptCount count;
  if (!options.allowance->spent()) count.parts.reserve(prompt.parts.size());
  // What the parts that follow may have.
  int64_t limit = options.enough.value_or(TextCounter::kUnlimited);
  for (size_t i = 0; i < prompt.parts.size(); ++i) {
    PromptPart& part = prompt.parts[i];
    if (options.allowance->spent()) {
      const std::span<const PromptPart> rest =
          std::span(prompt.parts).subspan(i);
      if (std::ranges::any_of(rest, &PromptPart::is_prediction)) {
        count.prediction = i;
      }
      count.parts.push_back(BoundRest(rest, counter, options));
      count.stopped = true;
      break;
    }
    if (part.is_prediction) count.prediction = i;
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
