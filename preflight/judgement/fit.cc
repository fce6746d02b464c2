#include "tokenfare/preflight/judgement/fit.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/judgement/capabilities.h"
#include "tokenfare/preflight/judgement/cost_range.h"
#include "tokenfare/preflight/judgement/fit_inputs.h"
#include "tokenfare/preflight/rules/token_bounds.h"

namespace tokenfare::internal {
namespace {

// "1,234 to 1,300 input tokens", or "1,234 input tokens".
std::string InputText(const Counts& counts) {
  const TokenRange& input = counts.input;
  if (counts.stopped) return fmt::format("over {} input tokens", input.low - 1);
  if (input.low == input.high) return fmt::format("{} input tokens", input.low);
  return fmt::format("{} to {} input tokens", input.low, input.high);
}

// Of an input without an upper bound, which is no reason to remove anything.
std::string AnyLengthText(const TokenRange& input, std::string_view whose,
                          uint64_t limit) {
  return fmt::format(
      "at least {} input tokens are known, and parts of the request may have "
      "any length (see the estimates); {} {}",
      input.low, whose, limit);
}

// "; the largest part is messages[3] (user) with 1,234", where there are
// several: the place to begin removing at.
std::string LargestPart(const Counts& counts) {
  if (counts.parts.size() < 2) return "";
  const auto largest =
      std::max_element(counts.parts.begin(), counts.parts.end(),
                       [](const PartTokens& a, const PartTokens& b) {
                         return a.expected < b.expected;
                       });
  return fmt::format("; the largest part is {} with {}{}", largest->label,
                     largest->exact ? "" : "about ", largest->expected);
}

// Compares the input with a limit of it. `whose` is "gpt-4 takes at most" or
// "the budget is".
void JudgeInputAgainst(Reason code, std::string_view whose, uint64_t limit,
                       const Counts& counts, Judge& judge) {
  const TokenRange& input = counts.input;
  if (std::cmp_less_equal(input.high, limit)) return;
  const bool certain = std::cmp_greater(input.low, limit);
  if (!certain && counts.stopped) return judge.LeaveUndecided();
  if (!certain && input.high >= kAnyLength) {
    return judge.Doubt(Reason::kMayNotFit, AnyLengthText(input, whose, limit));
  }
  const uint64_t excess =
      static_cast<uint64_t>(certain ? input.low : input.high) - limit;
  judge.Refuse(
      certain ? code : Reason::kMayNotFit,
      fmt::format("{}, and {} {}; {} {} tokens{}", InputText(counts), whose,
                  limit, certain ? "remove at least" : "to be sure, remove",
                  excess, LargestPart(counts)));
}

void JudgeInput(const Subject& subject, const Counts& counts, Judge& judge) {
  if (!subject.input_limit.has_value()) return;
  JudgeInputAgainst(Reason::kInputLimitExceeded,
                    fmt::format("{} takes at most", subject.asked),
                    static_cast<uint64_t>(*subject.input_limit), counts, judge);
}

void JudgeOutput(const Conversation& request, const Subject& subject,
                 Judge& judge) {
  const OutputTokens& output = subject.output;
  if (!output.stated) return;
  if (!output.model_limit.has_value()) {
    judge.Doubt(
        Reason::kLimitUnknown,
        fmt::format("no source states the output limit of {}", subject.asked));
  } else if (*output.limit > *output.model_limit) {
    judge.Refuse(
        Reason::kOutputLimitExceeded,
        fmt::format("the request allows {} output tokens, and {} writes at "
                    "most {}; lower {} by {}, to {}",
                    *output.limit, subject.asked, *output.model_limit,
                    request.output_limit.field,
                    *output.limit - *output.model_limit, *output.model_limit));
  }
}

void JudgeWindow(const Conversation& request, const Subject& subject,
                 const Counts& counts, Judge& judge) {
  const ModelCard& card = *subject.card;
  const TokenRange& input = counts.input;
  if (!subject.context_window.has_value()) {
    judge.Doubt(Reason::kLimitUnknown,
                fmt::format("no source states the context window of {}",
                            subject.asked));
    return;
  }
  const int64_t window = *subject.context_window;
  const OutputTokens& output = subject.output;
  const int64_t reserved = output.stated ? *output.limit : 1;
  if (input.high + reserved <= window) return;
  const bool certain = input.low + reserved > window;
  if (!certain && counts.stopped) return judge.LeaveUndecided();
  if (!certain && input.high >= kAnyLength) {
    return judge.Doubt(
        Reason::kMayNotFit,
        AnyLengthText(
            input, fmt::format("the context window of {} holds", subject.asked),
            static_cast<uint64_t>(window)));
  }
  const int64_t most_input = certain ? input.low : input.high;
  const bool reasons = card.reasoning.has_value() && card.reasoning->value;
  std::string cure =
      fmt::format("{} {} tokens of input",
                  certain ? "remove at least" : "to be sure, remove",
                  most_input + reserved - window);
  if (output.stated && most_input < window) {
    cure += fmt::format(" or lower {} to {}", request.output_limit.field,
                        window - most_input);
  }
  judge.Refuse(
      certain ? Reason::kContextWindowExceeded : Reason::kMayNotFit,
      fmt::format("{} and {} of output{} are {}, and the context window of {} "
                  "holds {}; {}{}",
                  InputText(counts), reserved,
                  reasons ? ", reasoning included," : "", most_input + reserved,
                  subject.asked, window, cure, LargestPart(counts)));
}

void JudgeLifecycle(const Subject& subject, Judge& judge) {
  const ModelCard& card = *subject.card;
  if (LifecycleOn(card, subject.as_of) != Lifecycle::kRetired) return;
  judge.Refuse(
      Reason::kModelRetired,
      fmt::format(
          "{} no longer answers: it was shut down on {}, {} days before {}; "
          "choose another model",
          subject.asked, FormatDate(card.shutdown_date->value),
          (subject.as_of - card.shutdown_date->value).count(),
          FormatDate(subject.as_of)));
}

// The largest output limit with which the request is within the budget; 0 where
// none is. Costs rise with the output, so it is found by halving.
int64_t AffordableOutput(const Conversation& request, const Subject& subject,
                         const Counts& counts, const CheckOptions& options) {
  int64_t affordable = 0;
  int64_t too_dear =
      subject.output.limit.value_or(subject.context_window.value_or(1));
  while (too_dear - affordable > 1) {
    const int64_t middle = affordable + (too_dear - affordable) / 2;
    const std::optional<Money> cost =
        HighestCost(request, subject, counts, options, middle);
    (cost.has_value() && *cost <= *options.max_cost ? affordable : too_dear) =
        middle;
  }
  return affordable;
}

// "$0.02 ($0.01 expected)"; "$0.02" where that is expected, too, or where
// nothing but the limit of the output is known.
std::string CostText(const CostRange& cost) {
  std::string high = cost.high.ToString();
  if (cost.expected_basis == ExpectedBasis::kLimit) return high;
  const std::string expected = cost.expected.ToString();
  if (expected == high) return high;
  return fmt::format("{} ({} expected)", high, expected);
}

void JudgeCost(const Conversation& request, const Subject& subject,
               const Counts& counts, const Costs& costs,
               const CheckOptions& options, Judge& judge) {
  const Money budget = *options.max_cost;
  if (!costs.range.has_value()) return judge.DoubtSilently();
  if (costs.range->high <= budget) return;
  if (counts.stopped && costs.range->low <= budget) {
    return judge.LeaveUndecided();
  }
  const int64_t output = AffordableOutput(request, subject, counts, options);
  judge.Refuse(
      Reason::kOverMaxCost,
      fmt::format(
          "the request may cost up to {}, and the budget is {}; {}",
          CostText(*costs.range), budget.ToString(),
          output > 0
              ? fmt::format("with {} at most {} it fits",
                            request.output_limit.field, output)
              : fmt::format("{}shorten the input{} or choose a cheaper model "
                            "or tier",
                            subject.output.limit == 0
                                ? ""
                                : "no output limit is low enough: ",
                            subject.output.choices > 1 ? ", lower n" : "")));
}

// Where max_input_tokens stopped the count, that is the reason.
void JudgeStop(const Counts& counts, Judge& judge) {
  if (!judge.undecided() || counts.stopped_by == Allowance::End::kNone) return;
  judge.Doubt(
      Reason::kCountStopped,
      fmt::format("counting stopped at {}: {} to {} input tokens leave open "
                  "whether the request fits",
                  StopName(counts.stopped_by), counts.input.low,
                  counts.input.high));
}

void WarnOfLifecycle(const Subject& subject, Judge& judge) {
  const ModelCard& card = *subject.card;
  const Lifecycle lifecycle = LifecycleOn(card, subject.as_of);
  if (RetiresSoon(card, subject.as_of)) {
    const Date day = card.shutdown_date->value;
    judge.Warn(Warning::kModelRetiresSoon,
               fmt::format("{} shuts down on {}, in {} days", subject.asked,
                           FormatDate(day), (day - subject.as_of).count()));
  } else if (lifecycle == Lifecycle::kDeprecated) {
    judge.Warn(
        Warning::kModelDeprecated,
        card.shutdown_date.has_value()
            ? fmt::format("{} is deprecated and shuts down on {}",
                          subject.asked, FormatDate(card.shutdown_date->value))
            : fmt::format("{} is deprecated", subject.asked));
  } else if (lifecycle == Lifecycle::kUnreleased) {
    judge.Warn(
        Warning::kModelUnreleased,
        fmt::format("{} was released on {} only, after the day of the "
                    "check",
                    subject.asked, FormatDate(card.release_date->value)));
  }
}

}  // namespace

Judgement JudgeFit(const Conversation& request, const Subject& subject,
                   const Counts& counts, const Costs& costs,
                   const CheckOptions& options) {
  Judge judge;
  JudgeLifecycle(subject, judge);
  WarnOfLifecycle(subject, judge);
  JudgeCapabilities(request, subject, judge);
  // What makes the cost unknown is a reason already, and no reason goes with
  // "fits".
  if (costs.known == CostKnown::kNoTier) {
    judge.RefuseSilently();
  } else if (costs.known != CostKnown::kYes) {
    judge.DoubtSilently();
  }
  if (request.training.has_value()) {
    JudgeExample(request, subject, counts, judge);
  } else {
    JudgeInput(subject, counts, judge);
    JudgeOutput(request, subject, judge);
    if (TakesPlainInputs(request.model_kind)) {
      JudgeInputs(request, subject, counts, judge);
    } else {
      JudgeWindow(request, subject, counts, judge);
    }
  }
  if (options.max_input_tokens.has_value()) {
    JudgeInputAgainst(Reason::kOverMaxInputTokens, "the budget is",
                      *options.max_input_tokens, counts, judge);
  }
  if (options.max_cost.has_value()) {
    JudgeCost(request, subject, counts, costs, options, judge);
  }
  JudgeStop(counts, judge);
  return std::move(judge).Decide();
}

}  // namespace tokenfare::internal
