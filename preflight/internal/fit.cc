#include "tokenfare/preflight/internal/fit.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

class Judge {
 public:
  explicit Judge(Verdict& verdict) : verdict_(verdict) {}

  void Refuse(std::string_view code, std::string message) {
    refused_ = true;
    Add(code, std::move(message));
  }

  void Doubt(std::string_view code, std::string message) {
    doubted_ = true;
    Add(code, std::move(message));
  }

  void DoubtSilently() { doubted_ = true; }
  void RefuseSilently() { refused_ = true; }

  void Decide() {
    if (refused_) {
      verdict_.fits = false;
    } else if (!doubted_) {
      verdict_.fits = true;
    } else {
      verdict_.fits = std::nullopt;
    }
  }

 private:
  void Add(std::string_view code, std::string message) {
    verdict_.reasons.push_back({std::string(code), std::move(message)});
  }

  Verdict& verdict_;
  bool refused_ = false;
  bool doubted_ = false;
};

// "1,234 to 1,300 input tokens", or "1,234 input tokens".
std::string InputText(const TokenRange& input) {
  if (input.low == input.high) return fmt::format("{} input tokens", input.low);
  return fmt::format("{} to {} input tokens", input.low, input.high);
}

bool HasReason(const Verdict& verdict, std::string_view code) {
  return std::any_of(
      verdict.reasons.begin(), verdict.reasons.end(),
      [code](const Finding& reason) { return reason.code == code; });
}

void JudgeInput(const Verdict& verdict, Judge& judge) {
  const InputTokens& input = verdict.input_tokens;
  if (!input.limit.has_value() || input.high <= *input.limit) return;
  if (input.low > *input.limit) {
    judge.Refuse(reason::kInputLimitExceeded,
                 fmt::format("{}, but {} takes at most {} of input; remove at "
                             "least {}",
                             InputText(input), verdict.model, *input.limit,
                             input.low - *input.limit));
  } else {
    judge.Refuse(
        reason::kMayNotFit,
        fmt::format("{}, and {} takes at most {} of input; to be sure, "
                    "remove {}",
                    InputText(input), verdict.model, *input.limit,
                    input.high - *input.limit));
  }
}

void JudgeOutput(const Verdict& verdict, Judge& judge) {
  const OutputTokens& output = verdict.output_tokens;
  if (!output.stated) return;
  if (!output.model_limit.has_value()) {
    judge.Doubt(
        reason::kLimitUnknown,
        fmt::format("no source states the output limit of {}", verdict.model));
  } else if (*output.limit > *output.model_limit) {
    judge.Refuse(reason::kOutputLimitExceeded,
                 fmt::format("the request allows {} output tokens, but {} "
                             "writes at most {}; lower max_completion_tokens "
                             "to {}",
                             *output.limit, verdict.model, *output.model_limit,
                             *output.model_limit));
  }
}

void JudgeWindow(const Verdict& verdict, Judge& judge) {
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
  const std::string sum =
      fmt::format("{} and {} of output, but the context window of {} holds {}",
                  InputText(input), reserved, verdict.model, window);
  if (input.low + reserved > window) {
    judge.Refuse(reason::kContextWindowExceeded,
                 fmt::format("{}; remove at least {} tokens of input or of the "
                             "output limit",
                             sum, input.low + reserved - window));
  } else {
    judge.Refuse(reason::kMayNotFit,
                 fmt::format("{}; to be sure, remove {} tokens of input or of "
                             "the output limit",
                             sum, input.high + reserved - window));
  }
}

void JudgeLifecycle(const ModelCard& card, const Verdict& verdict,
                    Judge& judge) {
  if (LifecycleOn(card, verdict.as_of) != Lifecycle::kRetired) return;
  judge.Refuse(
      reason::kModelRetired,
      fmt::format(
          "{} no longer answers: it was shut down on {}; choose another "
          "model",
          verdict.model, FormatDate(card.shutdown_date->value)));
}

void JudgeBudgets(const CheckOptions& options, const Verdict& verdict,
                  Judge& judge) {
  const InputTokens& input = verdict.input_tokens;
  if (options.max_input_tokens.has_value() &&
      std::cmp_greater(input.high, *options.max_input_tokens)) {
    const bool certain = std::cmp_greater(input.low, *options.max_input_tokens);
    judge.Refuse(
        certain ? reason::kOverMaxInputTokens : reason::kMayNotFit,
        fmt::format(
            "{}, and the budget is {}; {}remove {}", InputText(input),
            *options.max_input_tokens, certain ? "" : "to be sure, ",
            static_cast<uint64_t>(input.high) - *options.max_input_tokens));
  }
  if (!options.max_cost.has_value()) return;
  if (!verdict.cost_usd.has_value()) {
    judge.DoubtSilently();
  } else if (verdict.cost_usd->high > *options.max_cost) {
    judge.Refuse(
        reason::kOverMaxCost,
        fmt::format("the request may cost up to {} ({} expected), and the "
                    "budget is {}; lower max_completion_tokens, n or the input",
                    verdict.cost_usd->high.ToString(),
                    verdict.cost_usd->expected.ToString(),
                    options.max_cost->ToString()));
  }
}

}  // namespace

void JudgeFit(const ModelCard& card, const CheckOptions& options,
              Verdict& verdict) {
  Judge judge(verdict);
  JudgeLifecycle(card, verdict, judge);
  if (HasReason(verdict, reason::kTierUnavailable)) judge.RefuseSilently();
  JudgeInput(verdict, judge);
  JudgeOutput(verdict, judge);
  JudgeWindow(verdict, judge);
  JudgeBudgets(options, verdict, judge);
  judge.Decide();
}

}  // namespace tokenfare::internal
