// A verdict is written once, from values that no longer change.

#include "tokenfare/preflight/judgement/assemble.h"

#include <string>
#include <utility>

#include "tokenfare/preflight/internal/finding_codes.h"
#include "tokenfare/preflight/rules/rule_overlay.h"

namespace tokenfare::internal {
namespace {

InputTokens InputOf(const Assessment& found) {
  return {found.counts.input, found.subject.input_limit, found.counts.stopped,
          found.subject.each_input_limit};
}

OutputTokens OutputOf(const Assessment& found) {
  OutputTokens output = found.subject.output;
  output.expected = found.costs.expected_output;
  return output;
}

template <typename Code>
void Append(std::vector<Note<Code>> notes, std::vector<Finding>& findings) {
  for (Note<Code>& note : notes) {
    findings.push_back(FindingOf(std::move(note)));
  }
}

std::vector<Finding> ReasonsOf(const Assessment& found) {
  std::vector<Finding> reasons;
  Append(found.costs.reasons, reasons);
  Append(found.judgement.reasons, reasons);
  return reasons;
}

std::vector<Finding> AssumptionsOf(const Assessment& found) {
  std::vector<Finding> assumptions;
  Append(found.subject.assumptions, assumptions);
  Append(found.costs.assumptions, assumptions);
  return assumptions;
}

std::vector<std::string> CodesOf(const std::vector<Finding>& findings) {
  std::vector<std::string> codes;
  codes.reserve(findings.size());
  for (const Finding& finding : findings) codes.push_back(finding.code);
  return codes;
}

}  // namespace

std::vector<Finding> WarningsOf(const Conversation& request,
                                const Assessment& found) {
  std::vector<Finding> warnings = request.warnings;
  Append(found.counts.warnings, warnings);
  for (const CostNote& note : found.costs.notes) {
    warnings.push_back({note.code, note.message});
  }
  Append(found.judgement.warnings, warnings);
  warnings.insert(warnings.end(), found.refusals.begin(), found.refusals.end());
  return warnings;
}

Verdict Assemble(const Conversation& request, const CheckOptions& options,
                 std::optional<std::vector<Suggestion>> suggestions,
                 Assessment found) {
  return {.as_of = found.subject.as_of,
          .model = found.subject.asked,
          .provider = found.subject.provider,
          .format = std::string(request.format),
          .endpoint = std::string(request.endpoint),
          .custom_id = std::string(request.custom_id),
          .encoding = found.subject.card->encoding.name,
          .input_tokens = InputOf(found),
          .output_tokens = OutputOf(found),
          .context_window = found.subject.context_window,
          .fits = found.judgement.fits,
          .reasons = ReasonsOf(found),
          .warnings = WarningsOf(request, found),
          .refused = CodesOf(found.refusals),
          .cost_usd = found.costs.range,
          .cache = found.costs.cache,
          .assumptions = AssumptionsOf(found),
          .parts = std::move(found.counts.parts),
          .suggestions = std::move(suggestions),
          .explained = options.explain,
          .service_tier = found.subject.tier.rates,
          .data_version = std::string(DataVersionOf(found.subject.overlay))};
}

}  // namespace tokenfare::internal
