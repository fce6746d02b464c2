#include <optional>
#include <string>
#include <string_view>

#include "tokenfare/preflight/internal/report_json.h"
#include "tokenfare/preflight/verdict.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Json;
using internal::OrNull;
using internal::ToJson;

Json Input(const InputTokens& input) {
  Json json = ToJson(input);
  json["limit"] = OrNull(input.limit);
  if (input.stopped) json["stopped"] = true;
  if (input.each_limit.has_value()) json["each_limit"] = *input.each_limit;
  return json;
}

Json Output(const OutputTokens& output) {
  return {{"limit", OrNull(output.limit)},
          {"stated", output.stated},
          {"model_limit", OrNull(output.model_limit)},
          {"choices", output.choices},
          {"expected", OrNull(output.expected)}};
}

Json Cost(const std::optional<CostRange>& cost) {
  if (!cost.has_value()) return nullptr;
  return {
      {"expected", cost->expected.ToDecimal()},
      {"low", cost->low.ToDecimal()},
      {"high", cost->high.ToDecimal()},
      {"expected_basis", std::string(ExpectedBasisName(cost->expected_basis))}};
}

Json Cache(const CacheUse& cache) {
  return {{"shared_prefix_tokens", OrNull(cache.shared_prefix_tokens)},
          {"cached_tokens", cache.cached_tokens},
          {"cache_write_tokens", cache.cache_write_tokens}};
}

Json Suggestions(const std::vector<Suggestion>& suggestions) {
  Json list = Json::array();
  for (const Suggestion& suggestion : suggestions) {
    list.push_back({{"model", suggestion.model},
                    {"input_tokens", ToJson(suggestion.input_tokens)},
                    {"cost_usd", Cost(suggestion.cost_usd)},
                    {"cheaper", suggestion.cheaper},
                    {"larger", suggestion.larger}});
  }
  return list;
}

}  // namespace

std::string_view BasisName(Basis basis) {
  switch (basis) {
    case Basis::kText:
      return "text";
    case Basis::kRecorded:
      return "recorded";
    case Basis::kInferred:
      return "inferred";
    case Basis::kReconstructed:
      return "reconstructed";
    case Basis::kAssumed:
      return "assumed";
  }
  return "unknown";
}

std::string_view ExpectedBasisName(ExpectedBasis basis) {
  switch (basis) {
    case ExpectedBasis::kStated:
      return "stated";
    case ExpectedBasis::kCalibrated:
      return "calibrated";
    case ExpectedBasis::kLimit:
      return "limit";
  }
  return "unknown";
}

std::string VerdictToJson(const Verdict& verdict) {
  Json json;
  json["schema_version"] = Verdict::kSchemaVersion;
  json["as_of"] = FormatDate(verdict.as_of);
  json["model"] = verdict.model;
  json["provider"] = verdict.provider;
  json["format"] = verdict.format;
  json["endpoint"] =
      verdict.endpoint.empty() ? Json(nullptr) : Json(verdict.endpoint);
  if (!verdict.custom_id.empty()) json["custom_id"] = verdict.custom_id;
  json["encoding"] = verdict.encoding;
  json["input_tokens"] = Input(verdict.input_tokens);
  json["output_tokens"] = Output(verdict.output_tokens);
  json["context_window"] = OrNull(verdict.context_window);
  json["fits"] = OrNull(verdict.fits);
  json["reasons"] = ToJson(verdict.reasons);
  json["warnings"] = ToJson(verdict.warnings);
  json["refused"] = verdict.refused;
  json["cost_usd"] = Cost(verdict.cost_usd);
  json["cache"] = Cache(verdict.cache);
  json["assumptions"] = ToJson(verdict.assumptions);
  json["parts"] = ToJson(verdict.parts, verdict.explained);
  json["service_tier"] = std::string(ServiceTierName(verdict.service_tier));
  json["data_version"] = verdict.data_version;
  if (verdict.suggestions.has_value()) {
    json["suggestions"] = Suggestions(*verdict.suggestions);
  }
  return internal::DocumentText(json);
}

}  // namespace tokenfare
