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
#include "tokenfare/preflight/judgement/judge.h"

namespace tokenfare::internal {
namespace {

// "1,234 to 1,300 input tokens", or "1,234 input tokens".
std::string InputText(const InputTokens& input) {
  if (input.stopped) return fmt::format("over {} input tokens", input.low - 1);
  if (input.low == input.high) return fmt::format("{} input tokens", input.low);
  return fmt::format("{} to {} input tokens", input.low, input.high);
}

// "; the largest part is messages[3] (user) with 1,234", where there are
// several: the place to begin removing at.
std::string LargestPart(const Verdict& verdict) {
  if (verdict.parts.size() < 2) return "";
  const auto largest =
      std::max_element(verdict.parts.begin(), verdict.parts.end(),
                       [](const PartTokens& a, const PartTokens& b) {
                         return a.expected < b.expected;
                       });
  return fmt::format("; the largest part is {} with {}{}", largest->label,
                     largest->exact ? "" : "about ", largest->expected);
}

bool HasReason(const Verdict& verdict, std::string_view code) {
  return std::any_of(
      verdict.reasons.begin(), verdict.reasons.end(),
      [code](const Finding& reason) { return reason.code == code; });
}

// Compares the input with a limit of it. `whose` is "gpt-4 takes at most" or
// "the budget is".
void JudgeInputAgainst(std::string_view code, std::string_view whose,
                       uint64_t limit, Judge& judge) {
  const InputTokens& input = judge.verdict().input_tokens;
  if (std::cmp_less_equal(input.high, limit)) return;
  const bool certain = std::cmp_greater(input.low, limit);
  // What stopped the count is the reason.
  if (!certain && input.stopped) return;
  const uint64_t excess =
      static_cast<uint64_t>(certain ? input.low : input.high) - limit;
  judge.Refuse(
      certain ? code : reason::kMayNotFit,
      fmt::format("{}, and {} {}; {} {} tokens{}", InputText(input), whose,
                  limit, certain ? "remove at least" : "to be sure, remove",
                  excess, LargestPart(judge.verdict())));
}

void JudgeInput(Judge& judge) {
  const Verdict& verdict = judge.verdict();
  if (!verdict.input_tokens.limit.has_value()) return;
  JudgeInputAgainst(reason::kInputLimitExceeded,
                    fmt::format("{} takes at most", verdict.model),
                    static_cast<uint64_t>(*verdict.input_tokens.limit), judge);
}

void JudgeOutput(const ChatRequest& request, Judge& judge) {
  const Verdict& verdict = judge.verdict();
  const OutputTokens& output = verdict.output_tokens;
  if (!output.stated) return;
  if (!output.model_limit.has_value()) {
    judge.Doubt(
        reason::kLimitUnknown,
        fmt::format("no source states the output limit of {}", verdict.model));
  } else if (*output.limit > *output.model_limit) {
    judge.Refuse(
        reason::kOutputLimitExceeded,
        fmt::format("the request allows {} output tokens, and {} writes at "
                    "most {}; lower {} by {}, to {}",
                    *output.limit, verdict.model, *output.model_limit,
                    request.OutputLimitField(),
                    *output.limit - *output.model_limit, *output.model_limit));
  }
}

void JudgeWindow(const ModelCard& card, const ChatRequest& request,
                 Judge& judge) {
  const Verdict& verdict = judge.verdict();
  const InputTokens& input = verdict.input_tokens;
  if (!verdict.context_window.has_value()) {
    judge.Doubt(reason::kLimitUnknown,
                fmt::format("no source states the context window of {}",
                            verdict.model));
    return;
  }
  const int64_t window = *verdict.context_window;
  const OutputTokens& output = verdict.output_tokens;
  const int64_t reserved = output.stated ? *output.limit : 1;
  if (input.high + reserved <= window) return;
  const bool certain = input.low + reserved > window;
  if (!certain && input.stopped) return;
  const int64_t most_input = certain ? input.low : input.high;
  const bool reasons = card.reasoning.has_value() && card.reasoning->value;
  std::string cure =
      fmt::format("{} {} tokens of input",
                  certain ? "remove at least" : "to be sure, remove",
                  most_input + reserved - window);
  if (output.stated && most_input < window) {
    cure += fmt::format(" or lower {} to {}", request.OutputLimitField(),
                        window - most_input);
  }
  judge.Refuse(
      certain ? reason::kContextWindowExceeded : reason::kMayNotFit,
      fmt::format("{} and {} of output{} are {}, and the context window of {} "
                  "holds {}; {}{}",
                  InputText(input), reserved,
                  reasons ? ", reasoning included," : "", most_input + reserved,
                  verdict.model, window, cure, LargestPart(verdict)));
}

void JudgeLifecycle(const ModelCard& card, Judge& judge) {
  const Verdict& verdict = judge.verdict();
  if (LifecycleOn(card, verdict.as_of) != Lifecycle::kRetired) return;
  judge.Refuse(
      reason::kModelRetired,
      fmt::format(
          "{} no longer answers: it was shut down on {}, {} days before {}; "
          "choose another model",
          verdict.model, FormatDate(card.shutdown_date->value),
          (verdict.as_of - card.shutdown_date->value).count(),
          FormatDate(verdict.as_of)));
}

// The largest output limit with which the request is within the budget; 0 where
// none is. Costs rise with the output, so it is found by halving.
int64_t AffordableOutput(const ModelCard& card, const ChatRequest& request,
                         const CheckOptions& options, const Verdict& verdict) {
  int64_t affordable = 0;
  int64_t too_dear =
      verdict.output_tokens.limit.value_or(verdict.context_window.value_or(1));
  while (too_dear - affordable > 1) {
    const int64_t middle = affordable + (too_dear - affordable) / 2;
    const std::optional<Money> cost =
        HighestCost(card, request, options, verdict, middle);
    (cost.has_value() && *cost <= *options.max_cost ? affordable : too_dear) =
        middle;
  }
  return affordable;
}

// "$0.02 ($0.01 expected)", or "$0.02" where that is expected, too.
std::string CostText(const CostRange& cost) {
  std::string high = cost.high.ToString();
  const std::string expected = cost.expected.ToString();
  if (expected == high) return high;
  return fmt::format("{} ({} expected)", high, expected);
}

void JudgeCost(const ModelCard& card, const ChatRequest& request,
               const CheckOptions& options, Judge& judge) {
  const Verdict& verdict = judge.verdict();
  const Money budget = *options.max_cost;
  if (!verdict.cost_usd.has_value()) return judge.DoubtSilently();
  if (verdict.cost_usd->high <= budget) return;
  const int64_t output = AffordableOutput(card, request, options, verdict);
  judge.Refuse(
      reason::kOverMaxCost,
      fmt::format(
          "the request may cost up to {}, and the budget is {}; {}",
          CostText(*verdict.cost_usd), budget.ToString(),
          output > 0
              ? fmt::format("with {} at most {} it fits",
                            request.OutputLimitField(), output)
              : fmt::format(
                    "no output limit is low enough: shorten the "
                    "input{} or choose a cheaper model or tier",
                    verdict.output_tokens.choices > 1 ? ", lower n" : "")));
}

void WarnOfLifecycle(const ModelCard& card, Judge& judge) {
  const Verdict& verdict = judge.verdict();
  const Lifecycle lifecycle = LifecycleOn(card, verdict.as_of);
  if (RetiresSoon(card, verdict.as_of)) {
    const Date day = card.shutdown_date->value;
    judge.Warn(warning::kModelRetiresSoon,
               fmt::format("{} shuts down on {}, in {} days", verdict.model,
                           FormatDate(day), (day - verdict.as_of).count()));
  } else if (lifecycle == Lifecycle::kDeprecated) {
    judge.Warn(
        warning::kModelDeprecated,
        card.shutdown_date.has_value()
            ? fmt::format("{} is deprecated and shuts down on {}",
                          verdict.model, FormatDate(card.shutdown_date->value))
            : fmt::format("{} is deprecated", verdict.model));
  } else if (lifecycle == Lifecycle::kUnreleased) {
    judge.Warn(
        warning::kModelUnreleased,
        fmt::format("{} was released on {} only, after the day of the "
                    "check",
                    verdict.model, FormatDate(card.release_date->value)));
  }
}

}  // namespace

void JudgeFit(const ModelCard& card, const ChatRequest& request,
              const CheckOptions& options, Verdict& verdict) {
  Judge judge(verdict);
  JudgeLifecycle(card, judge);
  WarnOfLifecycle(card, judge);
  JudgeCapabilities(card, request, judge);
  if (HasReason(verdict, reason::kTierUnavailable)) judge.RefuseSilently();
  // What makes the cost unknown is a reason already, and no reason goes with
  // "fits".
  if (HasReason(verdict, reason::kPriceUnknown) ||
      HasReason(verdict, reason::kLimitUnknown)) {
    judge.DoubtSilently();
  }
  JudgeInput(judge);
  JudgeOutput(request, judge);
  JudgeWindow(card, request, judge);
  if (options.max_input_tokens.has_value()) {
    JudgeInputAgainst(reason::kOverMaxInputTokens, "the budget is",
                      *options.max_input_tokens, judge);
  }
  if (options.max_cost.has_value()) {
    JudgeCost(card, request, options, judge);
  }
  judge.Decide();
}

}  // namespace tokenfare::internal
