// Prompt, shared prefix and counts of a request, and what to know of them.

#include "tokenfare/preflight/judgement/counts.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/dialects/render_prompt.h"
#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/prompt/shared_prefix.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/rule_overlay.h"
#include "tokenfare/preflight/rules/rule_set.h"
#include "tokenfare/support/model_name.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::internal {
namespace {

// Whether the previous request was for the same model; one that names none is
// taken to be.
bool SameModel(std::string_view previous, const RenderInput& input) {
  if (previous.empty() || previous == input.conversation.model ||
      previous == input.asked) {
    return true;
  }
  const ModelName read = ReadModelName(previous, input.card.provider);
  // Another fine-tune is another model.
  if (read.fine_tuned || !read.host.empty() || IsFineTuneId(input.card.id)) {
    return false;
  }
  const auto same = [&read](std::string_view name) {
    return SameModelName(read.base, name);
  };
  return same(input.model) || same(input.card.id) ||
         std::ranges::any_of(input.card.aliases, same);
}

// What `prompt`, rendered from `input`, shares with the prompt of the request
// `previous`, rendered by the same rules.
SharedPrefix CompareWithPrevious(const Conversation& previous,
                                 const RenderInput& input, const Prompt& prompt,
                                 const Encoding& encoding) {
  if (!SameModel(previous.model, input)) {
    SharedPrefix nothing;
    nothing.other_model = previous.model;
    return nothing;
  }
  const Prompt rendered = RenderPrompt({.conversation = previous,
                                        .rules = input.rules,
                                        .card = input.card,
                                        .as_of = input.as_of,
                                        .model = input.model,
                                        .asked = input.asked,
                                        .allowance = input.allowance});
  return ComparePrompts(rendered, prompt, encoding, input.allowance);
}

std::string StopText(const CountOptions& options, size_t turns, bool complete) {
  const Allowance::End end = options.allowance->end();
  if (end == Allowance::End::kNone) {
    return fmt::format(
        "counting stopped once the input was over the budget of {} tokens; "
        "what follows is bounded by its bytes",
        options.enough.value_or(0));
  }
  return fmt::format("counting stopped at {}; what follows {}{}", StopName(end),
                     complete ? "is bounded by its bytes" : "has bounds",
                     LooksForRefusals(*options.allowance, turns)
                         ? ""
                         : ", and what the API refuses was not looked for");
}

// The turns that `request` continues, where `previous` has them all.
const Conversation* EarlierOf(const Conversation& request,
                              const Conversation* previous) {
  const bool continues = std::ranges::any_of(request.unseen, &Unseen::is_turns);
  if (!continues || previous == nullptr ||
      previous->dialect != request.dialect || !previous->unseen.empty()) {
    return nullptr;
  }
  return previous;
}

// What an exact figure rests on.
struct OldEvidence {
  Feature feature;
  Date day;
};

// The feature of an exact part whose newest recording is the oldest, where it
// is too old on the day.
std::optional<OldEvidence> FindOldEvidence(const Prompt& prompt,
                                           const RenderInput& input) {
  const EvidenceTable& table =
      EvidenceOf(input.rules, input.conversation.endpoint);
  const EvidenceSubject subject =
      EvidenceSubjectOf(input.rules, table, input.card, input.as_of);
  std::optional<OldEvidence> oldest;
  for (const PromptPart& part : prompt.parts) {
    if (!part.why().empty()) continue;
    for (const FeatureUse& use : part.uses()) {
      // That the family's rules are the model's does not age by itself.
      if (use.feature == Feature::kModel) continue;
      const EvidenceRow* row = table.RowFor(use.feature, subject);
      if (row == nullptr || !row->last.has_value()) continue;
      if (input.as_of - *row->last <= kEvidenceAges) continue;
      if (!oldest.has_value() || *row->last < oldest->day) {
        oldest = OldEvidence{use.feature, *row->last};
      }
    }
  }
  return oldest;
}

// What to know of the counts, in this order.
std::vector<Note<Warning>> WarningsOf(
    const SharedPrefix& shared, const PromptCount& count, std::string stop,
    const PromptRules& rules, const Subject& subject,
    const std::optional<OldEvidence>& oldest) {
  std::vector<Note<Warning>> warnings;
  if (!shared.other_model.empty()) {
    warnings.push_back(
        {Warning::kPreviousModel,
         fmt::format("the previous request was for {}, whose cache {} does not "
                     "read",
                     shared.other_model, subject.asked)});
  }
  if (count.stopped) {
    warnings.push_back({Warning::kCountStopped, std::move(stop)});
  }
  if (subject.card->encoding.assumed) {
    warnings.push_back(
        {Warning::kEncodingAssumed,
         fmt::format("no source states the encoding of {}: {} is assumed, and "
                     "no count is exact",
                     subject.asked, subject.card->encoding.name)});
  }
  if (subject.card->encoding.reconstructed) {
    warnings.push_back(
        {Warning::kEncodingReconstructed,
         fmt::format("the vocabulary of {} was rebuilt from outside, as {}: no "
                     "count is exact",
                     subject.asked, subject.card->encoding.name)});
  }
  if (!rules.why_uncertain.empty()) {
    warnings.push_back({Warning::kRulesUncertain, rules.why_uncertain.Text()});
  }
  if (oldest.has_value()) {
    warnings.push_back(
        {Warning::kEvidenceOld,
         fmt::format("the newest recorded request that shows {} is of {}, {} "
                     "days before: the API may have changed since",
                     FeatureInWords(oldest->feature), FormatDate(oldest->day),
                     (subject.as_of - oldest->day).count())});
  }
  return warnings;
}

FeatureSet FeaturesOf(const Prompt& prompt) {
  FeatureSet features;
  for (const PromptPart& part : prompt.parts) {
    for (const FeatureUse& use : part.uses()) {
      features.set(static_cast<size_t>(use.feature));
    }
  }
  return features;
}

}  // namespace

bool LooksForRefusals(const Allowance& allowance, size_t turns) {
  return !allowance.spent() || turns <= kAlwaysRendered;
}

std::string_view StopName(Allowance::End end) {
  switch (end) {
    case Allowance::End::kNone:
      return "max_input_tokens";
    case Allowance::End::kWork:
      return "max_work";
    case Allowance::End::kMemory:
      return "max_memory";
    case Allowance::End::kTime:
    case Allowance::End::kCancelled:
      return "the deadline";
  }
  return {};
}

PromptRules FindRules(const Conversation& request, const Subject& subject) {
  if (TakesPlainInputs(request.model_kind)) return {};
  return RulesOf(subject.overlay, request.RulesEndpoint())
      .For(*subject.card, subject.name, subject.as_of);
}

absl::StatusOr<Counts> CountRequest(const Conversation& request,
                                    const Conversation* previous,
                                    const Subject& subject,
                                    const CountOptions& options) {
  return CountRequest(request, previous, subject, FindRules(request, subject),
                      options);
}

absl::StatusOr<Counts> CountRequest(const Conversation& request,
                                    const Conversation* previous,
                                    const Subject& subject,
                                    const PromptRules& rules,
                                    const CountOptions& options) {
  const ModelCard& card = *subject.card;
  absl::StatusOr<const Encoding*> encoding = GetEncoding(card.encoding.name);
  if (!encoding.ok()) return encoding.status();
  const RenderInput input = {.conversation = request,
                             .rules = rules,
                             .card = card,
                             .as_of = subject.as_of,
                             .model = subject.name,
                             .asked = subject.asked,
                             .earlier = EarlierOf(request, previous),
                             .allowance = *options.allowance};
  Prompt prompt = RenderPrompt(input);
  const SharedPrefix shared =
      previous == nullptr
          ? SharedPrefix{}
          : CompareWithPrevious(*previous, input, prompt, **encoding);
  const std::optional<OldEvidence> oldest = FindOldEvidence(prompt, input);
  const bool complete = prompt.complete;
  const FeatureSet features = FeaturesOf(prompt);
  PromptCount count = CountPrompt(std::move(prompt), **encoding, options);
  Counts counts;
  if (previous != nullptr) {
    counts.shared_prefix = count.stopped ? shared.LeastTokens(count.parts)
                                         : shared.Tokens(count.parts);
  }
  counts.warnings = WarningsOf(
      shared, count, StopText(options, request.turns.size(), complete), rules,
      subject, oldest);
  counts.input = Total(count.parts);
  counts.features = features;
  counts.stopped = count.stopped;
  counts.stopped_by = options.allowance->end();
  if (count.prediction.has_value()) {
    counts.most_predicted = count.parts[*count.prediction].high;
  }
  counts.parts = std::move(count.parts);
  return counts;
}

}  // namespace tokenfare::internal
