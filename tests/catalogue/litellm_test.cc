// The import of LiteLLM's price map, from a small map written by hand, and the
// catalogue files that it writes.

#include "tokenfare/catalogue/litellm.h"

#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tokenfare/catalogue/internal/catalogue_writer.h"
#include "tokenfare/catalogue/internal/litellm_reader.h"

namespace tokenfare {
namespace {

// Differences to the catalogue: anvil's input and output limit; it lacks the
// cached rate. Everything else of it agrees.
constexpr char kMap[] = R"({
  "sample_spec": {"input_cost_per_token": 0.0, "litellm_provider": "one of"},
  "acme/anvil": {
    "litellm_provider": "acme", "mode": "chat",
    "input_cost_per_token": 3.75e-07, "output_cost_per_token": 0.0000012,
    "input_cost_per_token_batches": 1e-07,
    "output_cost_per_token_batches": 1E-06,
    "max_input_tokens": 1000, "max_output_tokens": 250,
    "supports_function_calling": true, "supports_vision": true,
    "deprecation_date": "2027-02-03",
    "search_context_cost_per_query": {"search_context_size_medium": 0.0125}},
  "acme/rocket": {
    "litellm_provider": "acme", "mode": "chat",
    "input_cost_per_token": 1e-05, "output_cost_per_token": 5e-5,
    "cache_read_input_token_cost": 1e-06,
    "cache_creation_input_token_cost": 1.25e-05,
    "input_cost_per_token_above_272k_tokens": 2e-05,
    "output_cost_per_token_above_272k_tokens": 7.5e-05,
    "input_cost_per_token_flex": 5e-06,
    "cache_creation_input_token_cost_above_1hr": 1e-05,
    "input_cost_per_audio_token": 1e-04, "supports_reasoning": true,
    "supported_endpoints": ["/v1/chat/completions"]},
  "acme/free": {"litellm_provider": "acme", "mode": "chat",
    "input_cost_per_token": 0.0, "output_cost_per_token": 0},
  "acme/embed": {"litellm_provider": "acme", "mode": "embedding",
    "input_cost_per_token": 2e-08, "output_cost_per_token": 0.0},
  "acme/draw": {"litellm_provider": "acme", "mode": "image_generation"},
  "gpt-4o": {"litellm_provider": "openai", "mode": "chat"}
})";

constexpr char kOurs[] = R"({"schema_version": 1,
  "sources": {"page": {"what": "a page"}},
  "models": [
   {"provider": "acme", "id": "anvil", "rule_family": "chat-o200k",
    "encoding": {"name": "o200k_base", "source": "page"},
    "context_window": {"value": 9000, "source": "page"},
    "max_input_tokens": {"value": 1000, "source": "page"},
    "max_output_tokens": {"value": 300, "source": "page"},
    "input_modalities": {"value": ["image", "text"], "source": "page"},
    "shutdown_date": {"value": "2027-02-03", "source": "page"},
    "web_search_usd_per_call": {"value": "0.0125", "source": "page"},
    "tools": {"value": true, "source": "page"},
    "rates": [{"verified": "2026-01-02", "tiers": {
      "standard": {"source": "page", "input": "0.4", "cached_input": "0.1",
                   "output": "1.2"},
      "batch": {"source": "page", "input": "0.1", "output": "1"}}}]},
   {"provider": "acme", "id": "sled", "rule_family": "none",
    "encoding": {"name": "o200k_base", "source": "page"}}]})";

LitellmOptions Acme() {
  LitellmOptions options;
  options.as_of = *ParseDate("2026-11-22");
  options.provider = "acme";
  options.encoding_of = [](std::string_view model) {
    return std::string(model == "embed" ? "cl100k_base" : "");
  };
  return options;
}

LitellmImport MustImport(const Catalogue& ours) {
  absl::StatusOr<LitellmImport> import =
      ImportLitellm(kMap, "map.json", ours, Acme());
  EXPECT_TRUE(import.ok()) << import.status();
  return import.ok() ? *std::move(import) : LitellmImport{};
}

TEST(Litellm, NamesEachDifferenceAndWhoSaysWhat) {
  const LitellmImport import =
      MustImport(*Catalogue::Parse(kOurs, "ours.json"));
  std::vector<std::string> found;
  for (const LitellmDifference& item : import.differences) {
    found.push_back(item.model + " " + item.field + ": " + item.ours + " or " +
                    item.theirs + " [" + item.our_source + "]");
  }
  EXPECT_EQ(found, (std::vector<std::string>{
                       "anvil max_output_tokens: 300 or 250 [page]",
                       "anvil standard.input: 0.4 or 0.375 [page]",
                       "anvil standard.cached_input: 0.1 or - [page]"}));
  EXPECT_EQ(import.compared, 1u);
  EXPECT_EQ(import.added,
            (std::vector<std::string>{"rocket", "free", "embed"}));
  EXPECT_EQ(import.missing, std::vector<std::string>{"sled"});
  std::map<std::string, std::string> skipped;
  for (const LitellmSkipped& item : import.skipped) {
    skipped[item.model] += item.why;
  }
  EXPECT_EQ(skipped,
            (std::map<std::string, std::string>{
                {"rocket", "tier flex: no rate of input or of output"},
                {"free", "tier standard: a price of 0 may be an unknown one"},
                {"acme/draw", "of mode \"image_generation\""}}));
}

TEST(Litellm, WritesAnOverlayThatLoads) {
  const Catalogue ours = *Catalogue::Parse(kOurs, "ours.json");
  const absl::StatusOr<Catalogue> laid =
      ours.WithOverlay(MustImport(ours).catalogue, "new.json");
  ASSERT_TRUE(laid.ok()) << laid.status();
  const ModelCard& anvil = **laid->Find("anvil", "acme");
  // What the map does not state stays.
  EXPECT_EQ(anvil.context_window->value, 9000u);
  EXPECT_EQ(anvil.max_output_tokens->value, 250u);
  EXPECT_EQ(anvil.max_output_tokens->source, "litellm_2026-11-22");
  EXPECT_EQ(anvil.tools->source, "page");
  ASSERT_EQ(anvil.rate_cards.size(), 2u);
  EXPECT_EQ(FormatDate(anvil.rate_cards[1].verified), "2026-11-22");
  const TierRates& standard =
      anvil.rate_cards[1].tiers.at(ServiceTier::kStandard);
  EXPECT_EQ(standard.rates.input.ToDecimal(), "0.375");
  EXPECT_FALSE(standard.rates.cached_input.has_value());
  EXPECT_EQ(standard.source, "litellm_2026-11-22");
  EXPECT_EQ(anvil.rate_cards[1].tiers.at(ServiceTier::kBatch).source, "page");

  const ModelCard& rocket = **laid->Find("rocket", "acme");
  EXPECT_TRUE(rocket.encoding.assumed);
  EXPECT_EQ(rocket.rule_family, RuleFamily::kUnknown);
  EXPECT_TRUE(rocket.reasoning->value);
  ASSERT_EQ(rocket.rate_cards.at(0).tiers.size(), 1u);
  const TierRates& rates =
      rocket.rate_cards[0].tiers.at(ServiceTier::kStandard);
  EXPECT_EQ(rates.rates.input.ToDecimal(), "10");
  EXPECT_EQ(rates.rates.cached_input->ToDecimal(), "1");
  EXPECT_EQ(rates.rates.cache_write->ToDecimal(), "12.5");
  EXPECT_EQ(rates.rates.output.ToDecimal(), "50");
  EXPECT_EQ(rates.long_context->above_input_tokens, 272'000u);
  EXPECT_EQ(rates.long_context->rates.output.ToDecimal(), "75");

  EXPECT_TRUE((*laid->Find("free", "acme"))->rate_cards.empty());
  const ModelCard& embed = **laid->Find("embed", "acme");
  EXPECT_EQ(embed.encoding.name, "cl100k_base");
  EXPECT_FALSE(embed.encoding.assumed);
  EXPECT_EQ(embed.rule_family, RuleFamily::kNone);
}

std::string InputOn(const ModelCard& card, const char* day) {
  const RateCard* rates = RateCardOn(card, *ParseDate(day));
  if (rates == nullptr) return "unknown";
  return rates->tiers.at(ServiceTier::kStandard).rates.input.ToDecimal();
}

// A price that differs is one of the day of the file: the bills of the days
// before do not change.
TEST(Litellm, ChangedPrice_HoldsFromTheDayOfTheFile) {
  const Catalogue ours = *Catalogue::Parse(kOurs, "ours.json");
  const Catalogue laid =
      *ours.WithOverlay(MustImport(ours).catalogue, "new.json");
  const ModelCard& anvil = **laid.Find("anvil", "acme");
  EXPECT_EQ(InputOn(anvil, "2026-01-01"), "unknown");
  EXPECT_EQ(InputOn(anvil, "2026-01-02"), "0.4");
  EXPECT_EQ(InputOn(anvil, "2026-11-21"), "0.4");
  EXPECT_EQ(InputOn(anvil, "2026-11-22"), "0.375");
  // That of a model that is new is not known before.
  const ModelCard& rocket = **laid.Find("rocket", "acme");
  EXPECT_EQ(InputOn(rocket, "2026-11-21"), "unknown");
  EXPECT_EQ(InputOn(rocket, "2026-11-22"), "10");
}

absl::StatusOr<LitellmImport> ImportOn(const char* day, std::string_view json,
                                       const Catalogue& ours) {
  LitellmOptions options = Acme();
  options.as_of = *ParseDate(day);
  return ImportLitellm(json, "map.json", ours, options);
}

constexpr char kSledPrice[] =
    R"({"acme/sled": {"litellm_provider": "acme", "mode": "chat",
        "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}})";
constexpr char kSledCheaper[] =
    R"({"acme/sled": {"litellm_provider": "acme", "mode": "chat",
        "input_cost_per_token": 5e-07, "output_cost_per_token": 2e-06}})";

// Confirmed, then changed, then read from a file that is older than both.
TEST(Litellm, PricesOfManyFiles_StayInOrder) {
  Catalogue catalogue = *Catalogue::Parse(kOurs, "ours.json");
  const auto lay = [&catalogue](const char* day, std::string_view json) {
    const absl::StatusOr<LitellmImport> import = ImportOn(day, json, catalogue);
    ASSERT_TRUE(import.ok()) << import.status();
    if (import->catalogue.empty()) return;
    std::string text = import->catalogue;
    catalogue = *catalogue.WithOverlay(text, "new.json");
  };
  lay("2026-03-01", kSledPrice);
  lay("2026-05-01", kSledCheaper);
  // The file of the same day again, with a correction.
  lay("2026-05-01", kSledPrice);
  lay("2026-05-01", kSledCheaper);
  const ModelCard* sled = *catalogue.Find("sled", "acme");
  EXPECT_EQ(sled->rate_cards.size(), 2u);
  EXPECT_EQ(InputOn(*sled, "2026-02-28"), "unknown");
  EXPECT_EQ(InputOn(*sled, "2026-04-30"), "1");
  EXPECT_EQ(InputOn(*sled, "2026-05-01"), "0.5");

  // Before the first price known, what it says holds until then.
  lay("2026-02-01", kSledCheaper);
  sled = *catalogue.Find("sled", "acme");
  EXPECT_EQ(InputOn(*sled, "2026-02-01"), "0.5");
  EXPECT_EQ(InputOn(*sled, "2026-03-01"), "1");
}

TEST(Litellm, FileThatIsOlderThanOurReading_ChangesNoPrice) {
  const Catalogue ours = *Catalogue::Parse(
      R"({"schema_version": 1, "sources": {"page": {"what": "a page"}},
          "models": [{"provider": "acme", "id": "sled", "rule_family": "none",
            "encoding": {"name": "o200k_base", "source": "page"},
            "rates": [{"valid_from": "2026-01-01", "verified": "2026-06-01",
              "tiers": {"standard": {"source": "page", "input": "3",
                                     "output": "2"}}}]}]})",
      "ours.json");
  const LitellmImport import = *ImportOn("2026-05-31", kSledPrice, ours);
  EXPECT_EQ(import.catalogue, "");
  ASSERT_EQ(import.differences.size(), 1u);
  EXPECT_EQ(import.differences[0].field, "standard.input");
  ASSERT_EQ(import.skipped.size(), 1u);
  EXPECT_EQ(import.skipped[0].why,
            "its prices are older than the catalogue's, which were verified on "
            "2026-06-01");
}

// What LiteLLM calls a fine-tune is a card of its own, though the catalogue can
// tell what that can do by its base.
TEST(Litellm, FineTunes_AreCardsOfTheirOwn) {
  const Catalogue ours = *Catalogue::Parse(
      R"({"schema_version": 1, "sources": {"page": {"what": "a page"}},
          "models": [{"provider": "acme", "id": "sled",
            "aliases": ["sled-2026-01-02"], "rule_family": "chat-o200k",
            "encoding": {"name": "o200k_base", "source": "page"},
            "context_window": {"value": 900, "source": "page"},
            "rates": [{"verified": "2026-01-02", "tiers": {"standard":
              {"source": "page", "input": "1", "output": "2"}}}]}]})",
      "ours.json");
  constexpr std::string_view kTuned =
      R"({"ft:sled-2026-01-02": {"litellm_provider": "acme", "mode": "chat",
          "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}})";
  const LitellmImport import = *ImportOn("2026-11-22", kTuned, ours);
  EXPECT_EQ(import.added, std::vector<std::string>{"ft:sled-2026-01-02"});
  const Catalogue laid = *ours.WithOverlay(import.catalogue, "new.json");
  const ModelCard& tuned = **laid.Find("ft:sled:acme::x", "acme");
  EXPECT_EQ(InputOn(tuned, "2026-11-22"), "3");
  EXPECT_EQ(tuned.context_window->value, 900u);
}

// Counting and the window are the model's, wherever it runs; limits and prices
// are the host's. LiteLLM says nothing of the former.
TEST(Litellm, ModelsOfOpenAiAtAnotherHost_CountAsTheyDoThere) {
  constexpr std::string_view kAzure = R"({
    "azure/gpt-4.1-mini": {"litellm_provider": "azure", "mode": "chat",
      "max_output_tokens": 5, "input_cost_per_token": 3e-06,
      "output_cost_per_token": 4e-06},
    "azure/eu/gpt-4.1-mini-2025-04-14": {"litellm_provider": "azure",
      "mode": "chat", "input_cost_per_token": 3e-06,
      "output_cost_per_token": 4e-06},
    "azure/mistral": {"litellm_provider": "azure", "mode": "chat",
      "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}})";
  LitellmOptions options;
  options.as_of = *ParseDate("2026-11-22");
  options.provider = "azure";
  const Catalogue& ours = Catalogue::BuiltIn();
  const LitellmImport import =
      *ImportLitellm(kAzure, "map.json", ours, options);
  const Catalogue laid = *ours.WithOverlay(import.catalogue, "new.json");
  const ModelCard& at_openai = **ours.Find("gpt-4.1-mini");
  for (std::string_view id : {"gpt-4.1-mini", "eu/gpt-4.1-mini-2025-04-14"}) {
    const ModelCard& card = **laid.Find(id, "azure");
    EXPECT_EQ(card.encoding.name, "o200k_base") << id;
    EXPECT_FALSE(card.encoding.assumed) << id;
    EXPECT_EQ(card.rule_family, RuleFamily::kChatO200k) << id;
    EXPECT_EQ(card.context_window->value, 1'047'576u) << id;
    EXPECT_EQ(card.image_rules.size(), at_openai.image_rules.size()) << id;
    EXPECT_EQ(InputOn(card, "2026-11-22"), "3") << id;
  }
  EXPECT_EQ((*laid.Find("gpt-4.1-mini", "azure"))->max_output_tokens->value,
            5u);
  const ModelCard& other = **laid.Find("mistral", "azure");
  EXPECT_EQ(other.rule_family, RuleFamily::kUnknown);
  EXPECT_TRUE(other.encoding.assumed);
  EXPECT_FALSE(other.context_window.has_value());
}

// A later reading of the same price does not make it unknown on earlier days.
TEST(Litellm, ConfirmedPrice_StaysKnownSinceItsFirstReading) {
  const Catalogue ours = *Catalogue::Parse(
      R"({"schema_version": 1, "sources": {"page": {"what": "a page"}},
          "models": [{"provider": "acme", "id": "sled", "rule_family": "none",
            "encoding": {"name": "o200k_base", "source": "page"},
            "rates": [{"verified": "2026-01-02", "tiers": {"standard":
              {"source": "page", "input": "1", "output": "2"}}}]}]})",
      "ours.json");
  constexpr std::string_view kLonger =
      R"({"acme/sled": {"litellm_provider": "acme", "mode": "chat",
          "max_output_tokens": 7, "input_cost_per_token": 1e-06,
          "output_cost_per_token": 2e-06}})";
  const LitellmImport import = *ImportOn("2026-11-22", kLonger, ours);
  const Catalogue laid = *ours.WithOverlay(import.catalogue, "new.json");
  const ModelCard& sled = **laid.Find("sled", "acme");
  ASSERT_EQ(sled.rate_cards.size(), 1u);
  EXPECT_EQ(FormatDate(sled.rate_cards[0].verified), "2026-11-22");
  EXPECT_EQ(InputOn(sled, "2026-01-02"), "1");
  EXPECT_EQ(InputOn(sled, "2026-01-01"), "unknown");
}

TEST(Litellm, FieldsThatAreDropped_AreNamed) {
  const absl::StatusOr<LitellmImport> import =
      ImportOn("2026-11-22",
               R"({"acme/a": {"litellm_provider": "acme", "mode": "chat",
            "source": "a page", "supports_vision": true, "nothing": null,
            "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06,
            "cache_creation_input_token_cost_above_1hr": 1e-05,
            "max_output_tokens": "many", "deprecation_date": "soon",
            "regional_processing_uplift_multiplier_us": 1.1,
            "search_context_cost_per_query": {
              "search_context_size_low": 0.01,
              "search_context_size_medium": 0.02, "more": {"x": 1}},
            "tiered_pricing": [{"input_cost_per_token": 1e-06}]},
          "acme/b": {"litellm_provider": "acme", "mode": "chat",
            "source": "a page"},
          "acme/draw": {"litellm_provider": "acme", "mode": "image_generation",
            "output_cost_per_image": 1}})",
               *Catalogue::Parse(kOurs, "ours.json"));
  ASSERT_TRUE(import.ok()) << import.status();
  std::vector<std::string> found;
  for (const LitellmDropped& item : import->dropped) {
    std::string line = item.field + ":";
    for (const std::string& model : item.models) line += " " + model;
    found.push_back(std::move(line));
  }
  EXPECT_EQ(found, (std::vector<std::string>{
                       "cache_creation_input_token_cost_above_1hr: a",
                       "deprecation_date: a", "max_output_tokens: a",
                       "regional_processing_uplift_multiplier_us: a",
                       "search_context_cost_per_query.more: a",
                       "search_context_cost_per_query.search_context_size_low: "
                       "a",
                       "source: a b", "tiered_pricing: a"}));
}

// Audio that the model speaks would be billed as text.
TEST(Litellm, PricesByKindOfOutput_AreNotTaken) {
  const LitellmImport import =
      *ImportOn("2026-11-22",
                R"({"acme/speaker": {"litellm_provider": "acme", "mode": "chat",
            "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05,
            "output_cost_per_audio_token": 8e-05},
          "acme/thinker": {"litellm_provider": "acme", "mode": "chat",
            "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05,
            "output_cost_per_reasoning_token": 0.00001,
            "output_cost_per_image_token": 0.0}})",
                *Catalogue::Parse(kOurs, "ours.json"));
  ASSERT_EQ(import.skipped.size(), 1u);
  EXPECT_EQ(import.skipped[0].model, "speaker");
  EXPECT_EQ(import.skipped[0].why,
            "a price by kind of output, of which a catalogue holds one");
  const Catalogue laid = *Catalogue::Parse(kOurs, "ours.json")
                              ->WithOverlay(import.catalogue, "new.json");
  EXPECT_TRUE((*laid.Find("speaker", "acme"))->rate_cards.empty());
  EXPECT_EQ((*laid.Find("thinker", "acme"))->rate_cards.size(), 1u);
}

TEST(Litellm, WhatIsImportedDoesNotDifferAgain) {
  const Catalogue ours = *Catalogue::Parse(kOurs, "ours.json");
  const Catalogue laid =
      *ours.WithOverlay(MustImport(ours).catalogue, "new.json");
  const LitellmImport again = MustImport(laid);
  EXPECT_TRUE(again.differences.empty());
  EXPECT_EQ(again.catalogue, "");
  EXPECT_EQ(again.compared, 4u);
}

TEST(Litellm, WhatIsNoPriceMapIsRefused) {
  const auto error = [](std::string_view json) {
    return std::string(
        ImportLitellm(json, "map.json", Catalogue::BuiltIn(), Acme())
            .status()
            .message());
  };
  EXPECT_TRUE(error("[]").starts_with(
      "map.json: an object of models is wanted, not a list"));
  EXPECT_TRUE(error("7").starts_with("map.json: an object of models"));
  EXPECT_TRUE(error(R"({"a": 1})").starts_with("map.json: \"a\": an object"));
  EXPECT_TRUE(error(R"({"a": {)").starts_with("map.json: \"a\": this is not"));
  EXPECT_TRUE(error("").starts_with("map.json: this is not valid JSON"));
  EXPECT_EQ(
      error("{}"),
      "map.json: there is no text model of provider \"acme\"; give LiteLLM's "
      "name of one");
  EXPECT_TRUE(error(std::string(100'000, '[')).starts_with("map.json: "));
  EXPECT_TRUE(
      error(R"({"a": {"b": )" + std::string(100'000, '[')).starts_with("map"));
  EXPECT_NE(error(std::string(Catalogue::kMaxBytes + 1, ' ')).find("16 MiB"),
            std::string::npos);
}

TEST(Litellm, HostileEntriesAreSkippedOrRefused) {
  const std::string deep(1000, '[');
  const absl::StatusOr<LitellmImport> import = ImportLitellm(
      R"({"acme/x y": {"litellm_provider": "acme", "mode": "chat"},
          "acme/ok": {"litellm_provider": "acme", "mode": "chat",
            "max_input_tokens": 1e400000000, "b": )" +
          deep + std::string(deep.size(), ']') + "}}",
      "map.json", Catalogue::BuiltIn(), Acme());
  EXPECT_EQ(import.status().code(), absl::StatusCode::kInvalidArgument);
  const absl::StatusOr<LitellmImport> odd = ImportLitellm(
      R"({"acme/x y": {"litellm_provider": "acme", "mode": "chat"},
          "acme/ok": {"litellm_provider": "acme", "mode": "chat",
            "max_input_tokens": -5, "max_output_tokens": 1.5,
            "input_cost_per_token": -1e-6, "output_cost_per_token": 1e-19}})",
      "map.json", Catalogue::BuiltIn(), Acme());
  ASSERT_TRUE(odd.ok()) << odd.status();
  ASSERT_EQ(odd->skipped.size(), 3u);
  EXPECT_EQ(odd->skipped[0].why, "no name that a catalogue takes");
  EXPECT_EQ(odd->skipped[1].why,
            "input_cost_per_token: -1e-6 is no exact price");
  EXPECT_EQ(odd->skipped[2].why,
            "output_cost_per_token: 1e-19 is no exact price");
  EXPECT_EQ(odd->added, std::vector<std::string>{"ok"});
}

TEST(ExactDecimal, MovesThePointAndNothingElse) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"4e-07", "0.4"},
      {"1e-07", "0.1"},
      {"1.25e-05", "12.5"},
      {"0.0000012", "1.2"},
      {"2.5E-6", "2.5"},
      {"1e-05", "10"},
      {"0", "0"},
      {"0.0", "0"},
      {"1", "1000000"},
      {"1.5e+2", "150000000"},
      {"3e-18", "0.000000000003"},
      {"7.0000000000000001e-07", "0.70000000000000001"}};
  for (const auto& [number, wanted] : cases) {
    EXPECT_EQ(internal::ExactDecimal(number, 6), wanted) << number;
  }
  EXPECT_EQ(internal::ExactDecimal("0.025", 0), "0.025");
  EXPECT_EQ(internal::ExactDecimal("1.10", 0), "1.1");
  for (const char* number : {"-1", "1e31", "1e-31", "", "e5x", "1e", "0x1",
                             "1234567890123456789012345678901"}) {
    EXPECT_EQ(internal::ExactDecimal(number, 6), std::nullopt) << number;
  }
}

// The writer loses nothing: each model of the data files is written as they
// have it.
TEST(CatalogueWriter, GivesBackTheDataFiles) {
  std::map<std::string, nlohmann::json> wanted;
  for (const char* path :
       {"data/catalogue/openai.json", "data/catalogue/additions.json"}) {
    std::ifstream file(path);
    ASSERT_TRUE(file.good()) << path;
    const nlohmann::json data = nlohmann::json::parse(file);
    for (const nlohmann::json& model : data["models"]) {
      wanted[model["provider"].get<std::string>() + " " +
             model["id"].get<std::string>()] = model;
    }
  }
  const Catalogue& ours = Catalogue::BuiltIn();
  const nlohmann::json written = nlohmann::json::parse(
      internal::WriteCatalogue(ours.models(), ours.sources()));
  ASSERT_EQ(written["models"].size(), wanted.size());
  for (const nlohmann::json& model : written["models"]) {
    EXPECT_EQ(model, wanted[model["provider"].get<std::string>() + " " +
                            model["id"].get<std::string>()]);
  }
  for (const auto& [name, source] : written["sources"].items()) {
    EXPECT_EQ(source["what"], ours.sources().at(name).what);
  }
}

}  // namespace
}  // namespace tokenfare
