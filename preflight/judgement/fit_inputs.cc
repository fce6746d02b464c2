// The parts of such a request are its inputs, in their order.

#include "tokenfare/preflight/judgement/fit_inputs.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// The inputs whose tokens are over a limit, certainly or maybe.
struct TooLong {
  const PartTokens* first = nullptr;
  // So many inputs are the first.
  int64_t together = 1;
  size_t count = 0;
  bool certain = false;
};

// Those that certainly are come before those that may be.
TooLong FindTooLong(const Conversation& request, const Counts& counts,
                    int64_t limit) {
  TooLong sure;
  TooLong maybe;
  sure.certain = true;
  for (const PartTokens& part : counts.parts) {
    if (part.high <= limit) continue;
    // The last part may stand for several inputs.
    int64_t together = 1;
    if (&part == &counts.parts.back()) {
      together += static_cast<int64_t>(request.plain.inputs.size()) -
                  static_cast<int64_t>(counts.parts.size());
    }
    TooLong& found = part.low > limit * together ? sure : maybe;
    if (found.count++ > 0) continue;
    found.first = &part;
    found.together = together;
  }
  return sure.count > 0 ? sure : maybe;
}

std::string TokensOf(const PartTokens& part) {
  if (part.low == part.high) return fmt::format("{} tokens", part.low);
  return fmt::format("{} to {} tokens", part.low, part.high);
}

// "input[3], the first of 5, has 9000 tokens".
std::string WhichText(const TooLong& found) {
  if (found.together > 1) {
    return fmt::format("of the {} inputs {}, which have {} together, one {}",
                       found.together, found.first->label,
                       TokensOf(*found.first),
                       found.certain ? "is too long" : "may be too long");
  }
  return fmt::format(
      "{}{} has {}", found.first->label,
      found.count == 1 ? "" : fmt::format(", the first of {},", found.count),
      TokensOf(*found.first));
}

void JudgeNumber(const Conversation& request, const Subject& subject,
                 Judge& judge) {
  const auto inputs = static_cast<int64_t>(request.plain.inputs.size());
  if (!subject.inputs_limit.has_value() || inputs <= *subject.inputs_limit) {
    return;
  }
  judge.Refuse(
      Reason::kTooManyInputs,
      fmt::format(
          "{} holds {} inputs, and {} takes at most {} in one "
          "request ({}); split it into {} requests",
          request.PathOf(request.plain.origin), inputs, subject.asked,
          *subject.inputs_limit, subject.card->max_inputs->source,
          (inputs + *subject.inputs_limit - 1) / *subject.inputs_limit));
}

void JudgeEach(const Conversation& request, const Subject& subject,
               const Counts& counts, Judge& judge) {
  if (!subject.each_input_limit.has_value()) {
    return judge.Doubt(Reason::kLimitUnknown,
                       fmt::format("no source states how long an input of {} "
                                   "may be",
                                   subject.asked));
  }
  const int64_t limit = *subject.each_input_limit;
  const TooLong found = FindTooLong(request, counts, limit);
  if (found.count == 0) return;
  if (!found.certain && counts.stopped) return judge.LeaveUndecided();
  judge.Refuse(
      found.certain ? Reason::kInputLimitExceeded : Reason::kMayNotFit,
      fmt::format("{}, and {} takes at most {} in each input ({}); shorten it "
                  "or split it",
                  WhichText(found), subject.asked, limit,
                  subject.card->max_input_tokens->source));
}

// Each prompt with what is written behind it.
void JudgeEachWindow(const Conversation& request, const Subject& subject,
                     const Counts& counts, Judge& judge) {
  if (!subject.context_window.has_value()) {
    return judge.Doubt(Reason::kLimitUnknown,
                       fmt::format("no source states the context window of {}",
                                   subject.asked));
  }
  const int64_t window = *subject.context_window;
  const int64_t reserved = subject.output.limit.value_or(1);
  const TooLong found = FindTooLong(request, counts, window - reserved);
  if (found.count == 0) return;
  if (!found.certain && counts.stopped) return judge.LeaveUndecided();
  judge.Refuse(
      found.certain ? Reason::kContextWindowExceeded : Reason::kMayNotFit,
      fmt::format("{}, and with {} of output that is over the {} of the "
                  "context window of {}; shorten it or lower max_tokens",
                  WhichText(found), reserved, window, subject.asked));
}

}  // namespace

void JudgeInputs(const Conversation& request, const Subject& subject,
                 const Counts& counts, Judge& judge) {
  JudgeNumber(request, subject, judge);
  if (request.model_kind == ModelKind::kEmbedding ||
      subject.each_input_limit.has_value()) {
    JudgeEach(request, subject, counts, judge);
  }
  if (request.model_kind == ModelKind::kCompletion) {
    JudgeEachWindow(request, subject, counts, judge);
  }
}

void JudgeExample(const Conversation& example, const Subject& subject,
                  const Counts& counts, Judge& judge) {
  if (!subject.input_limit.has_value()) {
    return judge.Doubt(Reason::kLimitUnknown,
                       fmt::format("no source states how long an example of {} "
                                   "may be",
                                   subject.asked));
  }
  const int64_t limit = *subject.input_limit;
  // Of a preference, the limit is that of the input with one of both answers;
  // the longer of these has at least half of all tokens.
  const int64_t share = example.training->has_preference ? 2 : 1;
  const int64_t least = (counts.input.low + share - 1) / share;
  if (counts.input.high <= limit) return;
  const bool certain = least > limit;
  if (!certain && counts.stopped) return judge.LeaveUndecided();
  judge.Refuse(
      certain ? Reason::kInputLimitExceeded : Reason::kMayNotFit,
      fmt::format(
          "the example has {} tokens, and {} learns from at most {} "
          "({}); its end would be cut off: shorten it",
          counts.input.low == counts.input.high
              ? fmt::format("{}", counts.input.low)
              : fmt::format("{} to {}", counts.input.low, counts.input.high),
          subject.asked, limit, subject.card->max_training_tokens->source));
}

}  // namespace tokenfare::internal
