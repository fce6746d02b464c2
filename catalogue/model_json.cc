#include "tokenfare/catalogue/model_json.h"

#include <optional>
#include <variant>
#include <vector>

#include "tokenfare/catalogue/internal/catalogue_writer.h"
#include "tokenfare/catalogue/internal/fact_json.h"
#include "tokenfare/catalogue/model_facts.h"
#include "tokenfare/json/writer.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::DocumentText;
using internal::Json;

constexpr int kModelSchemaVersion = 1;

template <typename T>
Json FactJson(const std::optional<Fact<T>>& fact) {
  if (!fact.has_value()) return nullptr;
  return {{"value", internal::FactValueJson(fact->value)},
          {"source", fact->source}};
}

Json DatedJson(const DatedFact* fact) {
  if (fact == nullptr) return nullptr;
  return {{"value", fact->value}, {"source", fact->source}};
}

Json RateJson(const std::optional<Rate>& rate) {
  if (!rate.has_value()) return nullptr;
  return rate->ToDecimal();
}

Json RatesJson(const Rates& rates) {
  return {{"input", RateJson(rates.input)},
          {"cached_input", RateJson(rates.cached_input)},
          {"cache_write", RateJson(rates.cache_write)},
          {"output", RateJson(rates.output)}};
}

Json TierJson(const TierRates& tier) {
  Json json = RatesJson(tier.rates);
  json["long_context"] = nullptr;
  if (tier.long_context.has_value()) {
    Json rates = RatesJson(tier.long_context->rates);
    rates["above_input_tokens"] = tier.long_context->above_input_tokens;
    json["long_context"] = std::move(rates);
  }
  json["source"] = tier.source;
  return json;
}

Json RateCardJson(const RateCard& card, bool in_force, Date date) {
  Json tiers = Json::object();
  for (const auto& [tier, rates] : card.tiers) {
    tiers[std::string(ServiceTierName(tier))] = TierJson(rates);
  }
  return {{"valid_from", card.valid_from.has_value()
                             ? Json(FormatDate(*card.valid_from))
                             : Json(nullptr)},
          {"verified", FormatDate(card.verified)},
          {"assured_until", card.assured_until.has_value()
                                ? Json(FormatDate(*card.assured_until))
                                : Json(nullptr)},
          {"in_force", in_force},
          {"stale", PricesStale(card, date)},
          {"usd_per_million_tokens", std::move(tiers)}};
}

Json LimitJson(const std::optional<uint64_t>& limit) {
  return limit.has_value() ? Json(*limit) : Json(nullptr);
}

Json PatchJson(const PatchImageRule& patch) {
  Json limits = Json::object();
  for (const auto& [detail, of_detail] : patch.limits) {
    limits[std::string(ImageDetailName(detail))] = {
        {"max_dimension", LimitJson(of_detail.max_dimension)},
        {"max_patches", LimitJson(of_detail.max_patches)}};
  }
  Json unsupported = Json::array();
  for (const ImageDetail detail : patch.unsupported) {
    unsupported.push_back(std::string(ImageDetailName(detail)));
  }
  return {{"multiplier", MultiplierText(patch)},
          {"limits", std::move(limits)},
          {"unsupported", std::move(unsupported)}};
}

Json ImageRuleJson(const ImageRule& rule, bool in_force) {
  Json json = {{"valid_from", rule.valid_from.has_value()
                                  ? Json(FormatDate(*rule.valid_from))
                                  : Json(nullptr)},
               {"verified", FormatDate(rule.verified)},
               {"in_force", in_force},
               {"source", rule.source},
               {"uncertain",
                rule.uncertain.empty() ? Json(nullptr) : Json(rule.uncertain)}};
  if (const auto* tile = std::get_if<TileImageRule>(&rule.rule)) {
    json["tile"] = {{"base", tile->base}, {"tile", tile->tile}};
  } else {
    json["patch"] = PatchJson(std::get<PatchImageRule>(rule.rule));
  }
  return json;
}

Json DisplayJson(const std::optional<DisplayLabels>& display) {
  if (!display.has_value()) return nullptr;
  return {{"title", display->title},
          {"description", display->description},
          {"context_window", display->context_window},
          {"max_output", display->max_output},
          {"released", display->released},
          {"source", display->source}};
}

void AddLists(const ModelCard& card, Json& json) {
  json["benchmarks"] = Json::array();
  for (const BenchmarkScore& score : card.benchmarks) {
    json["benchmarks"].push_back({{"group", score.group},
                                  {"name", score.name},
                                  {"description", score.description},
                                  {"score", score.score},
                                  {"unit", score.unit},
                                  {"source", score.source}});
  }
  json["guidance"] = Json::array();
  for (const Guidance& item : card.guidance) {
    json["guidance"].push_back({{"question", item.question},
                                {"answer", item.answer},
                                {"source", item.source}});
  }
  json["disagreements"] = Json::array();
  for (const Disagreement& item : card.disagreements) {
    json["disagreements"].push_back(
        {{"field", item.field}, {"text", item.text}});
  }
  json["notes"] = card.notes;
}

Json CardJson(const ModelCard& card, Date date) {
  Json json = {{"provider", card.provider},
               {"id", card.id},
               {"aliases", card.aliases},
               {"status", std::string(LifecycleName(LifecycleOn(card, date)))},
               {"retires_soon", RetiresSoon(card, date)}};
  json["encoding"] = {{"name", card.encoding.name},
                      {"assumed", card.encoding.assumed},
                      {"reconstructed", card.encoding.reconstructed},
                      {"source", card.encoding.source},
                      {"note", card.encoding.note}};
  json["rule_family"] = std::string(RuleFamilyName(card.rule_family));
  ForEachFact(
      [&](const auto& fact) { json[fact.name] = FactJson(card.*fact.member); });
  json["rate_cards"] = Json::array();
  for (const RateCard& rates : card.rate_cards) {
    json["rate_cards"].push_back(
        RateCardJson(rates, &rates == RateCardOn(card, date), date));
  }
  json["image_rules"] = Json::array();
  for (const ImageRule& rule : card.image_rules) {
    json["image_rules"].push_back(
        ImageRuleJson(rule, &rule == ImageRuleOn(card, date)));
  }
  ForEachDatedFact([&](const DatedFactField& fact) {
    json[fact.name] = DatedJson(FactOn(card.*fact.member, date));
  });
  json["display"] = DisplayJson(card.display);
  AddLists(card, json);
  return json;
}

}  // namespace

std::string ModelToJson(const ModelCard& card, Date date) {
  return DocumentText(CardJson(card, date));
}

std::string ModelsToJson(std::span<const ModelCard* const> cards,
                         const Catalogue& catalogue, Date date) {
  Json json = {{"schema_version", kModelSchemaVersion},
               {"as_of", FormatDate(date)}};
  json["models"] = Json::array();
  for (const ModelCard* card : cards) {
    json["models"].push_back(CardJson(*card, date));
  }
  json["sources"] = Json::object();
  for (const auto& [key, source] : catalogue.sources()) {
    json["sources"][key] = {{"what", source.what},
                            {"url", source.url},
                            {"date_hint", source.date_hint}};
  }
  return DocumentText(json);
}

std::string ToCatalogueFile(std::span<const ModelCard> cards,
                            const Catalogue& catalogue) {
  return internal::WriteCatalogue(cards, catalogue.sources());
}

}  // namespace tokenfare
