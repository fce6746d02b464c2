#include "tokenfare/catalogue/internal/catalogue_writer.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tokenfare/catalogue/internal/fact_json.h"
#include "tokenfare/catalogue/model_facts.h"

namespace tokenfare::internal {
namespace {

class CardWriter {
 public:
  Json Write(const ModelCard& card) {
    Json json = {{"provider", card.provider}, {"id", card.id}};
    if (!card.aliases.empty()) json["aliases"] = card.aliases;
    Json encoding = {{"name", card.encoding.name}};
    if (card.encoding.assumed) encoding["assumed"] = true;
    if (card.encoding.reconstructed) encoding["reconstructed"] = true;
    encoding["source"] = Cite(card.encoding.source);
    AddText(encoding, "note", card.encoding.note);
    json["encoding"] = std::move(encoding);
    json["rule_family"] = std::string(RuleFamilyName(card.rule_family));
    AddFacts(json, card);
    AddRates(json, card);
    AddImageRules(json, card);
    AddDisplay(json, card);
    AddTexts(json, card);
    return json;
  }

  // The sources that the cards written so far name.
  const std::set<std::string>& cited() const { return cited_; }

 private:
  const std::string& Cite(const std::string& source) {
    return *cited_.insert(source).first;
  }

  static void AddText(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) json[key] = text;
  }

  template <typename T>
  void AddFact(Json& json, const char* key,
               const std::optional<Fact<T>>& fact) {
    if (!fact.has_value()) return;
    json[key] = {{"value", FactValueJson(fact->value)},
                 {"source", Cite(fact->source)}};
  }

  void AddDated(Json& json, const char* key,
                const std::vector<DatedFact>& facts) {
    Json entries = Json::array();
    for (const DatedFact& fact : facts) {
      Json entry = Json::object();
      if (fact.valid_from) entry["valid_from"] = FormatDate(*fact.valid_from);
      entry["value"] = fact.value;
      entry["source"] = Cite(fact.source);
      entries.push_back(std::move(entry));
    }
    if (entries.size() == 1) {
      json[key] = entries[0];
    } else if (!entries.empty()) {
      json[key] = std::move(entries);
    }
  }

  void AddFacts(Json& json, const ModelCard& card) {
    ForEachFact(
        [&](const auto& fact) { AddFact(json, fact.name, card.*fact.member); });
    ForEachDatedFact([&](const DatedFactField& fact) {
      AddDated(json, fact.name, card.*fact.member);
    });
  }

  static void AddRatesOf(Json& json, const Rates& rates) {
    json["input"] = rates.input.ToDecimal();
    if (rates.cached_input) {
      json["cached_input"] = rates.cached_input->ToDecimal();
    }
    if (rates.cache_write) json["cache_write"] = rates.cache_write->ToDecimal();
    json["output"] = rates.output.ToDecimal();
  }

  void AddRates(Json& json, const ModelCard& card) {
    for (const RateCard& rates : card.rate_cards) {
      Json entry = Json::object();
      if (rates.valid_from) entry["valid_from"] = FormatDate(*rates.valid_from);
      entry["verified"] = FormatDate(rates.verified);
      if (rates.assured_until) {
        entry["assured_until"] = FormatDate(*rates.assured_until);
      }
      for (const auto& [tier, of_tier] : rates.tiers) {
        Json written = {{"source", Cite(of_tier.source)}};
        AddRatesOf(written, of_tier.rates);
        if (of_tier.long_context) {
          Json above = {
              {"above_input_tokens", of_tier.long_context->above_input_tokens}};
          AddRatesOf(above, of_tier.long_context->rates);
          written["long_context"] = std::move(above);
        }
        entry["tiers"][std::string(ServiceTierName(tier))] = std::move(written);
      }
      json["rates"].push_back(std::move(entry));
    }
  }

  static Json PatchJson(const PatchImageRule& patch) {
    Json json = {{"multiplier", MultiplierText(patch)}};
    for (const auto& [detail, limits] : patch.limits) {
      Json written = Json::object();
      if (limits.max_dimension) {
        written["max_dimension"] = *limits.max_dimension;
      }
      if (limits.max_patches) written["max_patches"] = *limits.max_patches;
      json["limits"][std::string(ImageDetailName(detail))] = std::move(written);
    }
    for (const ImageDetail detail : patch.unsupported) {
      json["unsupported"].push_back(std::string(ImageDetailName(detail)));
    }
    return json;
  }

  void AddImageRules(Json& json, const ModelCard& card) {
    for (const ImageRule& rule : card.image_rules) {
      Json entry = Json::object();
      if (rule.valid_from) entry["valid_from"] = FormatDate(*rule.valid_from);
      entry["verified"] = FormatDate(rule.verified);
      entry["source"] = Cite(rule.source);
      AddText(entry, "uncertain", rule.uncertain);
      if (const auto* tile = std::get_if<TileImageRule>(&rule.rule)) {
        entry["tile"] = {{"base", tile->base}, {"tile", tile->tile}};
      } else {
        entry["patch"] = PatchJson(std::get<PatchImageRule>(rule.rule));
      }
      json["image_rules"].push_back(std::move(entry));
    }
  }

  void AddDisplay(Json& json, const ModelCard& card) {
    if (!card.display) return;
    Json display = Json::object();
    AddText(display, "title", card.display->title);
    AddText(display, "description", card.display->description);
    AddText(display, "context_window", card.display->context_window);
    AddText(display, "max_output", card.display->max_output);
    AddText(display, "released", card.display->released);
    display["source"] = Cite(card.display->source);
    json["display"] = std::move(display);
  }

  void AddTexts(Json& json, const ModelCard& card) {
    for (const BenchmarkScore& score : card.benchmarks) {
      Json entry = Json::object();
      AddText(entry, "group", score.group);
      entry["name"] = score.name;
      AddText(entry, "description", score.description);
      entry["score"] = score.score;
      entry["unit"] = score.unit;
      entry["source"] = Cite(score.source);
      json["benchmarks"].push_back(std::move(entry));
    }
    for (const Guidance& item : card.guidance) {
      json["guidance"].push_back({{"question", item.question},
                                  {"answer", item.answer},
                                  {"source", Cite(item.source)}});
    }
    for (const Disagreement& item : card.disagreements) {
      json["disagreements"].push_back(
          {{"field", item.field}, {"text", item.text}});
    }
    if (!card.notes.empty()) json["notes"] = card.notes;
  }

  std::set<std::string> cited_;
};

}  // namespace

std::string WriteCatalogue(std::span<const ModelCard> cards,
                           const Sources& sources) {
  CardWriter writer;
  Json models = Json::array();
  for (const ModelCard& card : cards) models.push_back(writer.Write(card));
  Json json = {{"schema_version", 1}, {"sources", Json::object()}};
  for (const std::string& key : writer.cited()) {
    const auto source = sources.find(key);
    if (source == sources.end()) continue;
    Json entry = {{"what", source->second.what}};
    if (!source->second.url.empty()) entry["url"] = source->second.url;
    if (!source->second.date_hint.empty()) {
      entry["date_hint"] = source->second.date_hint;
    }
    json["sources"][key] = std::move(entry);
  }
  json["models"] = std::move(models);
  return json.dump(1) + "\n";
}

}  // namespace tokenfare::internal
