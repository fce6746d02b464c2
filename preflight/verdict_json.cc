#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value.has_value() ? Json(*value) : Json(nullptr);
}

Json Findings(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"code", finding.code}, {"message", finding.message}});
  }
  return list;
}

Json Range(const TokenRange& range) {
  return {{"expected", range.expected},
          {"low", range.low},
          {"high", range.high},
          {"exact", range.exact}};
}

Json Input(const InputTokens& input) {
  Json json = Range(input);
  json["limit"] = OrNull(input.limit);
  return json;
}

Json Output(const OutputTokens& output) {
  return {{"limit", OrNull(output.limit)},
          {"stated", output.stated},
          {"model_limit", OrNull(output.model_limit)},
          {"choices", output.choices}};
}

Json Cost(const std::optional<CostRange>& cost) {
  if (!cost.has_value()) return nullptr;
  return {{"expected", cost->expected.ToDecimal()},
          {"low", cost->low.ToDecimal()},
          {"high", cost->high.ToDecimal()}};
}

void AddExplanation(const PartTokens& part, Json& json) {
  json["framing"] = Range(part.framing);
  Json& texts = json["texts"] = Json::array();
  for (const PromptText& text : part.texts) {
    Json entry = {{"text", text.text}};
    entry.update(Range(text.tokens));
    texts.push_back(std::move(entry));
  }
}

Json Parts(const std::vector<PartTokens>& parts, bool explained) {
  Json list = Json::array();
  for (const PartTokens& part : parts) {
    Json json = {
        {"label", part.label}, {"path", part.path}, {"rule", part.rule}};
    json.update(Range(part));
    if (!part.why.empty()) json["why"] = part.why;
    if (explained) AddExplanation(part, json);
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

std::string VerdictToJson(const Verdict& verdict) {
  Json json;
  json["schema_version"] = Verdict::kSchemaVersion;
  json["as_of"] = FormatDate(verdict.as_of);
  json["model"] = verdict.model;
  json["provider"] = verdict.provider;
  json["encoding"] = verdict.encoding;
  json["input_tokens"] = Input(verdict.input_tokens);
  json["output_tokens"] = Output(verdict.output_tokens);
  json["context_window"] = OrNull(verdict.context_window);
  json["fits"] = OrNull(verdict.fits);
  json["reasons"] = Findings(verdict.reasons);
  json["warnings"] = Findings(verdict.warnings);
  json["cost_usd"] = Cost(verdict.cost_usd);
  json["assumptions"] = Findings(verdict.assumptions);
  json["parts"] = Parts(verdict.parts, verdict.explained);
  json["service_tier"] = std::string(ServiceTierName(verdict.service_tier));
  constexpr int kIndent = 2;
  return json.dump(kIndent, ' ', /*ensure_ascii=*/false,
                   Json::error_handler_t::replace) +
         "\n";
}

}  // namespace tokenfare
