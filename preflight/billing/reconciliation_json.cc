#include <optional>
#include <string>

#include "tokenfare/preflight/drift_report.h"
#include "tokenfare/preflight/internal/report_json.h"
#include "tokenfare/preflight/reconcile.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Json;
using internal::OrNull;
using internal::ToJson;

Json InputJson(const Reconciliation& pair) {
  Json json = ToJson(pair.predicted);
  json["billed"] = pair.usage.prompt_tokens;
  json["difference"] = pair.Difference();
  json["outside"] = pair.outside;
  return json;
}

Json UsageJson(const BilledUsage& usage) {
  const PromptDetails& prompt = usage.prompt;
  const CompletionDetails& completion = usage.completion;
  return {
      {"prompt_tokens", usage.prompt_tokens},
      {"completion_tokens", usage.completion_tokens},
      {"prompt_tokens_details",
       {{"audio_tokens", OrNull(prompt.audio)},
        {"cached_tokens", OrNull(prompt.cached)},
        {"cache_write_tokens", OrNull(prompt.cache_write)},
        {"image_tokens", OrNull(prompt.image)},
        {"text_tokens", OrNull(prompt.text)}}},
      {"completion_tokens_details",
       {{"accepted_prediction_tokens", OrNull(completion.accepted_prediction)},
        {"rejected_prediction_tokens", OrNull(completion.rejected_prediction)},
        {"audio_tokens", OrNull(completion.audio)},
        {"reasoning_tokens", OrNull(completion.reasoning)},
        {"text_tokens", OrNull(completion.text)}}}};
}

Json SourceJson(const BillSource& source) {
  return {{"record", std::string(RecordKindName(source.record))},
          {"endpoint", OrNull(source.endpoint)},
          {"stream", source.is_stream},
          {"reconstructed", source.is_reconstructed},
          {"not_recorded", source.not_recorded},
          {"stated_cost_usd", OrNull(source.stated_cost_usd)}};
}

Json CostJson(const std::optional<ReconciledCost>& cost) {
  if (!cost.has_value()) return nullptr;
  return {{"predicted", cost->predicted.ToDecimal()},
          {"billed", cost->billed.total.ToDecimal()},
          {"difference", cost->difference.ToDecimal()},
          {"uncached_input", cost->billed.uncached_input.ToDecimal()},
          {"cached_input", cost->billed.cached_input.ToDecimal()},
          {"cache_write", cost->billed.cache_write.ToDecimal()},
          {"output", cost->billed.output.ToDecimal()}};
}

Json CountsJson(const PairCounts& counts) {
  return {{"total", counts.total},
          {"matching", counts.matching},
          {"inside_bounds", counts.inside_bounds},
          {"drifting", counts.drifting},
          {"past_tolerance", counts.past_tolerance}};
}

Json RuleJson(const RuleDrift& rule) {
  Json json = {{"rule", rule.rule},
               {"pairs", rule.pairs},
               {"drifting", rule.drifting},
               {"other_pairs", rule.other_pairs},
               {"other_drifting", rule.other_drifting},
               {"shape", std::string(DriftShapeName(rule.shape))},
               {"constant", nullptr},
               {"share", nullptr},
               {"explained", rule.explained},
               {"models", rule.models}};
  if (rule.shape == DriftShape::kPerRequest ||
      rule.shape == DriftShape::kPerPart) {
    json["constant"] = rule.constant;
  }
  if (rule.shape == DriftShape::kProportional) json["share"] = rule.share;
  return json;
}

Json TotalCostJson(const std::optional<DriftReport::Cost>& cost) {
  if (!cost.has_value()) return nullptr;
  return {{"predicted", cost->predicted.ToDecimal()},
          {"billed", cost->billed.ToDecimal()},
          {"difference", cost->difference.ToDecimal()}};
}

}  // namespace

std::string ReconciliationToJson(const Reconciliation& reconciliation) {
  const Reconciliation& pair = reconciliation;
  Json json;
  json["schema_version"] = Reconciliation::kSchemaVersion;
  json["as_of"] = FormatDate(pair.as_of);
  json["model"] = pair.model;
  json["requested_model"] = pair.requested_model;
  json["provider"] = pair.provider;
  json["service_tier"] = std::string(ServiceTierName(pair.service_tier));
  json["source"] = SourceJson(pair.source);
  json["agreement"] = std::string(AgreementName(pair.agreement));
  json["within_tolerance"] = pair.within_tolerance;
  json["input_tokens"] = InputJson(pair);
  json["usage"] = UsageJson(pair.usage);
  json["cost_usd"] = CostJson(pair.cost_usd);
  json["warnings"] = ToJson(pair.warnings);
  json["parts"] = ToJson(pair.parts, /*explained=*/false);
  return internal::DocumentText(json);
}

std::string DriftReportToJson(const DriftReport& report) {
  Json json;
  json["schema_version"] = DriftReport::kSchemaVersion;
  json["pairs"] = CountsJson(report.pairs);
  json["suspects"] = report.suspects;
  json["suspect_model"] = OrNull(report.suspect_model);
  json["by_rule"] = Json::array();
  for (const RuleDrift& rule : report.by_rule) {
    json["by_rule"].push_back(RuleJson(rule));
  }
  json["by_model"] = Json::array();
  for (const ModelDrift& model : report.by_model) {
    Json entry = {{"model", model.model}};
    entry.update(CountsJson(model.pairs));
    json["by_model"].push_back(std::move(entry));
  }
  json["cost_usd"] = TotalCostJson(report.cost_usd);
  json["unpriced"] = report.unpriced;
  return internal::DocumentText(json);
}

}  // namespace tokenfare
