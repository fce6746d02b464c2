// Prompt, shared prefix and counts of a request, and what to know of them.

#include "tokenfare/preflight/prompt/counts.h"

#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/dialects/render_prompt.h"
#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/prompt/shared_prefix.h"
#include "tokenfare/preflight/rules/prompt_rules.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::internal {
namespace {

// What to know of the counts, in this order.
std::vector<Note<Warning>> WarningsOf(const SharedPrefix& shared,
                                      const PromptCount& count,
                                      const PromptRules& rules,
                                      const Subject& subject,
                                      const CountOptions& options) {
  std::vector<Note<Warning>> warnings;
  if (!shared.other_model.empty()) {
    warnings.push_back(
        {Warning::kPreviousModel,
         fmt::format("the previous request was for {}, whose cache {} does not "
                     "read",
                     shared.other_model, subject.asked)});
  }
  if (count.stopped) {
    warnings.push_back(
        {Warning::kCountStopped,
         fmt::format(
             "counting stopped once the input was over the budget of {} "
             "tokens; what follows is bounded by its bytes",
             options.enough.value_or(0))});
  }
  if (subject.card->encoding.assumed) {
    warnings.push_back(
        {Warning::kEncodingAssumed,
         fmt::format("no source states the encoding of {}: {} is assumed, and "
                     "no count is exact",
                     subject.asked, subject.card->encoding.name)});
  }
  if (!rules.why_uncertain.empty()) {
    warnings.push_back(
        {Warning::kRulesUncertain, std::string(rules.why_uncertain)});
  }
  return warnings;
}

}  // namespace

absl::StatusOr<Counts> CountRequest(const Conversation& request,
                                    const Conversation* previous,
                                    const Subject& subject,
                                    const CountOptions& options) {
  const ModelCard& card = *subject.card;
  absl::StatusOr<const Encoding*> encoding = GetEncoding(card.encoding.name);
  if (!encoding.ok()) return encoding.status();
  const PromptRules rules = RulesFor(card, subject.name, subject.as_of);
  const RenderInput input = {.conversation = request,
                             .rules = rules,
                             .card = card,
                             .as_of = subject.as_of,
                             .model = subject.name,
                             .asked = subject.asked};
  Prompt prompt = RenderPrompt(input);
  const SharedPrefix shared =
      previous == nullptr
          ? SharedPrefix{}
          : CompareWithPrevious(*previous, input, prompt, **encoding);
  PromptCount count = CountPrompt(std::move(prompt), **encoding, options);
  Counts counts;
  // Of what was counted: an assumed encoding widens bounds, not what is shared.
  if (previous != nullptr) counts.shared_prefix = shared.Tokens(count.parts);
  if (card.encoding.assumed) WidenForAssumedEncoding(count.parts);
  counts.warnings = WarningsOf(shared, count, rules, subject, options);
  counts.input = Total(count.parts);
  counts.stopped = count.stopped;
  if (count.prediction.has_value()) {
    counts.most_predicted = count.parts[*count.prediction].high;
  }
  counts.parts = std::move(count.parts);
  return counts;
}

}  // namespace tokenfare::internal
