#include "tokenfare/catalogue/catalogue.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/catalogue/builtin_cards.h"

namespace tokenfare {
namespace {

std::string ErrorOf(const Catalogue& catalogue, std::string_view model,
                    std::string_view provider = "openai") {
  const absl::StatusOr<const ModelCard*> card = catalogue.Find(model, provider);
  EXPECT_EQ(card.status().code(), absl::StatusCode::kNotFound);
  return std::string(card.status().message());
}

const TierRates& Tier(const ModelCard& card, ServiceTier tier) {
  return card.rate_cards.back().tiers.at(tier);
}

// Facts as their sources print them, chosen over the whole range.

TEST(BuiltIn, Gpt41Mini_IsAsOpenAiListsIt) {
  const ModelCard& card = Card("gpt-4.1-mini");
  EXPECT_EQ(card.provider, "openai");
  EXPECT_EQ(card.aliases, std::vector<std::string>{"gpt-4.1-mini-2025-04-14"});
  EXPECT_EQ(card.encoding.name, "o200k_base");
  EXPECT_FALSE(card.encoding.assumed);
  EXPECT_EQ(card.rule_family, RuleFamily::kChatO200k);
  EXPECT_EQ(card.context_window->value, 1'047'576u);
  EXPECT_EQ(card.context_window->source, "openai_model_page");
  EXPECT_EQ(card.max_input_tokens->value, 1'047'576u);
  EXPECT_EQ(card.max_output_tokens->value, 32'768u);
  EXPECT_EQ(FormatDate(card.release_date->value), "2025-04-14");
  EXPECT_EQ(FormatDate(card.deprecated->value), "2026-10-14");
  EXPECT_EQ(FormatDate(card.shutdown_date->value), "2027-01-14");
  const TierRates& standard = Tier(card, ServiceTier::kStandard);
  EXPECT_EQ(standard.rates.input.ToDecimal(), "0.4");
  EXPECT_EQ(standard.rates.cached_input->ToDecimal(), "0.1");
  EXPECT_EQ(standard.rates.output.ToDecimal(), "1.6");
  EXPECT_EQ(standard.source, "openai_pricing");
  EXPECT_FALSE(Tier(card, ServiceTier::kBatch).rates.cached_input.has_value());
  EXPECT_EQ(Tier(card, ServiceTier::kPriority).rates.cached_input->ToDecimal(),
            "0.175");
  EXPECT_EQ(TierNames(card.rate_cards.at(0)), "standard, batch, priority");
  EXPECT_EQ(card.disagreements.size(), 2u);
}

TEST(BuiltIn, TokenHub_HasItsCardWhole) {
  const ModelCard& card = Card("gpt-4.1-mini", "tokenhub");
  EXPECT_EQ(card.display->title, "GPT-4.1 Mini");
  EXPECT_TRUE(card.display->description.starts_with(
      "GPT-4.1 Mini brings the GPT-4.1 family\u2019s coding"));
  EXPECT_TRUE(card.display->description.ends_with(
      "while retaining the 4.1 generation\u2019s task discipline."));
  EXPECT_EQ(card.display->context_window, "1M");
  EXPECT_EQ(card.display->max_output, "32.8K");
  EXPECT_EQ(card.display->released, "Apr 14, 2025");
  EXPECT_EQ(card.context_window->value, 1'047'576u);
  EXPECT_EQ(card.context_window->source, "openai_model_page");
  EXPECT_EQ(card.endpoints->value,
            std::vector<std::string>{"POST /v1/chat/completions"});
  const TierRates& standard = Tier(card, ServiceTier::kStandard);
  EXPECT_EQ(standard.source, "tokenhub_card");
  EXPECT_EQ(standard.rates.input.ToDecimal(), "0.4");
  EXPECT_EQ(standard.rates.cached_input->ToDecimal(), "0.1");
  EXPECT_EQ(standard.rates.output.ToDecimal(), "1.6");

  std::vector<std::pair<std::string, std::string>> scores;
  for (const BenchmarkScore& score : card.benchmarks) {
    EXPECT_EQ(score.source, "artificial_analysis");
    scores.emplace_back(score.name, score.score + score.unit);
  }
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"Artificial Analysis Intelligence Index", "16.3/100"},
      {"Artificial Analysis Coding Index", "18.5/100"},
      {"Artificial Analysis Math Index", "46.3/100"},
      {"MMLU-Pro", "78.1%"},
      {"GPQA", "66.4%"},
      {"HLE", "4.6%"},
      {"LiveCodeBench", "48.3%"},
      {"SciCode", "40.4%"},
      {"Terminal-Bench Hard", "7.6%"},
      {"MATH-500", "92.5%"},
      {"AIME", "43%"},
      {"AIME 2025", "46.3%"},
      {"IFBench", "38.3%"},
      {"AA-LCR", "42.3%"},
      {"\u03c4\u00b2-Bench", "52.9%"}};
  EXPECT_EQ(scores, expected);
  ASSERT_EQ(card.guidance.size(), 5u);
  EXPECT_EQ(card.guidance[4].question,
            "How should developers call GPT-4.1 Mini through TokenHub?");
  EXPECT_TRUE(card.guidance[4].answer.ends_with(
      "output controls your application needs."));
}

TEST(BuiltIn, OtherModels_AreAsTheirSourcesSay) {
  EXPECT_EQ(Card("gpt-4o-mini").context_window->value, 128'000u);
  EXPECT_EQ(Card("gpt-5").max_input_tokens->value, 272'000u);
  EXPECT_EQ(Card("gpt-5").context_window->value, 400'000u);
  EXPECT_EQ(Card("gpt-4").context_window->value, 8'192u);
  EXPECT_EQ(Card("gpt-4").encoding.name, "cl100k_base");
  const ModelCard& open = Card("gpt-oss-20b", "self-hosted");
  EXPECT_EQ(open.encoding.name, "o200k_harmony");
  EXPECT_EQ(open.rule_family, RuleFamily::kHarmony);
  EXPECT_TRUE(open.rate_cards.empty());
  EXPECT_EQ(Card("o3-mini").rule_family, RuleFamily::kOSeries);
  EXPECT_EQ(Card("gpt-5-mini").rule_family, RuleFamily::kGpt5);
  EXPECT_EQ(Card("gpt-3.5-turbo").rule_family, RuleFamily::kChatCl100k);
  EXPECT_EQ(Card("gpt-5.4").regional_uplift.at(0).value, "1.1");
  EXPECT_EQ(Card("gpt-4.1").web_search_usd_per_call.at(0).value, "0.025");
  const TierRates& sol = Tier(Card("gpt-5.6-sol"), ServiceTier::kStandard);
  EXPECT_EQ(sol.rates.cache_write->ToDecimal(), "5");
  EXPECT_EQ(sol.long_context->above_input_tokens, 272'000u);
  EXPECT_EQ(sol.long_context->rates.cache_write->ToDecimal(), "10");
  EXPECT_EQ(
      Tier(Card("o1-pro"), ServiceTier::kStandard).rates.output.ToDecimal(),
      "600");
}

TEST(BuiltIn, UnprovenEncodings_AreAssumed) {
  for (const char* model : {"gpt-6-astra", "gpt-6-sol", "gpt-6-luna",
                            "gpt-6.1-sol", "gpt-6.1-terra", "gpt-audio"}) {
    EXPECT_TRUE(Card(model).encoding.assumed) << model;
  }
  EXPECT_FALSE(Card("gpt-5.6-sol").encoding.assumed);
}

TEST(BuiltIn, ModelsKnownByNameOnly_HaveNoLimits) {
  struct Known {
    const char* model;
    const char* encoding;
    bool priced;
  };
  const std::vector<Known> models = {
      {"gpt-4o-audio-preview-2025-06-03", "o200k_base", false},
      {"gpt-4.5-preview", "o200k_base", true},
      {"gpt-4o-search-preview", "o200k_base", true},
      {"gpt-audio-2025-08-28", "o200k_base", false},
      {"gpt-4-turbo-preview", "cl100k_base", true},
      {"gpt-4-0125-preview", "cl100k_base", true},
      {"gpt-4-vision-preview", "cl100k_base", true},
      {"gpt-3.5-turbo-0613", "cl100k_base", true},
      {"gpt-3.5-turbo-0301", "cl100k_base", true},
      {"gpt-35-turbo", "cl100k_base", true},
      {"code-davinci-002", "p50k_base", false},
      {"text-davinci-edit-001", "p50k_edit", false},
      {"davinci", "r50k_base", true},
      {"gpt-2", "gpt2", false}};
  for (const auto& [model, encoding, priced] : models) {
    const ModelCard& card = Card(model);
    EXPECT_EQ(card.encoding.name, encoding) << model;
    EXPECT_EQ(!card.rate_cards.empty(), priced) << model;
    EXPECT_FALSE(card.context_window || card.max_input_tokens ||
                 card.max_output_tokens)
        << model;
  }
}

TEST(BuiltIn, OldPrices_HoldUntilTheChange) {
  const ModelCard& sol = Card("gpt-5.6-sol");
  EXPECT_EQ(RateCardOn(sol, Day("2026-08-20"))
                ->tiers.at(ServiceTier::kStandard)
                .rates.output.ToDecimal(),
            "30");
  EXPECT_EQ(RateCardOn(sol, Day("2026-08-21"))
                ->tiers.at(ServiceTier::kStandard)
                .rates.output.ToDecimal(),
            "20");
}

// A quarter of the input, then as now: 2.5 until 2025-06-09, 0.5 from then on.
TEST(BuiltIn, O3_CachedRateChangedWithTheOthers) {
  const auto cached = [](const char* day) {
    return RateCardOn(Card("o3"), Day(day))
        ->tiers.at(ServiceTier::kStandard)
        .rates.cached_input->ToDecimal();
  };
  EXPECT_EQ(cached("2025-06-09"), "2.5");
  EXPECT_EQ(cached("2025-06-10"), "0.5");
}

TEST(BuiltIn, EveryEntry_IsWhole) {
  const Catalogue& catalogue = Catalogue::BuiltIn();
  size_t priced = 0;
  for (const ModelCard& card : catalogue.models()) {
    EXPECT_EQ((*catalogue.Find(card.id, card.provider))->id, card.id);
    for (const std::string& alias : card.aliases) {
      EXPECT_EQ((*catalogue.Find(alias, card.provider))->id, card.id);
    }
    for (const RateCard& rates : card.rate_cards) {
      ++priced;
      EXPECT_TRUE(rates.tiers.contains(ServiceTier::kStandard)) << card.id;
      if (&rates == &card.rate_cards.back()) {
        EXPECT_GE(rates.verified, Day("2026-08-21")) << card.id;
      }
      EXPECT_LE(rates.verified, Day("2026-11-22")) << card.id;
      // So that a later reading does not make earlier days unknown.
      EXPECT_TRUE(card.release_date || card.rate_cards.front().valid_from)
          << card.id;
      for (const auto& [tier, tier_rates] : rates.tiers) {
        const Rates& base = tier_rates.rates;
        EXPECT_GT(base.input, Rate()) << card.id;
        EXPECT_LE(base.cached_input.value_or(base.input), base.input)
            << card.id;
        EXPECT_GE(base.cache_write.value_or(base.input), base.input) << card.id;
      }
    }
  }
  // 41 models of the first facts, 4 of them with older prices, 36 of the
  // update, 26 of additions.json and TokenHub's.
  EXPECT_EQ(priced, 108u);
  EXPECT_EQ(catalogue.providers(), (std::vector<std::string_view>{
                                       "openai", "self-hosted", "tokenhub"}));
}

TEST(BuiltIn, ManyThreads_SeeOneCatalogue) {
  std::vector<const Catalogue*> seen(8);
  std::vector<std::thread> threads;
  for (const Catalogue*& slot : seen) {
    threads.emplace_back([&slot] { slot = &Catalogue::BuiltIn(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Catalogue* catalogue : seen) EXPECT_EQ(catalogue, seen[0]);
}

TEST(Find, UnknownModel_NamesNearOnes) {
  const Catalogue& catalogue = Catalogue::BuiltIn();
  const std::string typo = ErrorOf(catalogue, "gpt-4.1-mimi");
  EXPECT_TRUE(typo.starts_with(
      "unknown model \"gpt-4.1-mimi\" of provider \"openai\"; did you mean "
      "\"gpt-4.1-mini\""))
      << typo;
  ErrorOf(catalogue, "");
  EXPECT_LT(ErrorOf(catalogue, std::string(1'000'000, 'g')).size(), 500u);
}

TEST(Find, UnknownProvider_NamesThoseThatAre) {
  EXPECT_EQ(ErrorOf(Catalogue::BuiltIn(), "gpt-4.1-mini", "tokenhubb"),
            "unknown provider \"tokenhubb\"; did you mean \"tokenhub\"?; there "
            "are openai, self-hosted, tokenhub");
}

TEST(Find, ModelOfAnotherProvider_SaysWhose) {
  const std::string error = ErrorOf(Catalogue::BuiltIn(), "gpt-4o", "tokenhub");
  EXPECT_NE(error.find("provider \"openai\" has it"), std::string::npos)
      << error;
}

TEST(Lifecycle, FollowsTheDates) {
  const ModelCard& mini = Card("gpt-4.1-mini");
  EXPECT_EQ(LifecycleOn(mini, Day("2025-04-13")), Lifecycle::kUnreleased);
  EXPECT_EQ(LifecycleOn(mini, Day("2025-04-14")), Lifecycle::kActive);
  EXPECT_EQ(LifecycleOn(mini, Day("2026-10-13")), Lifecycle::kActive);
  EXPECT_EQ(LifecycleOn(mini, Day("2026-10-14")), Lifecycle::kDeprecated);
  EXPECT_EQ(LifecycleOn(mini, Day("2027-01-13")), Lifecycle::kDeprecated);
  EXPECT_EQ(LifecycleOn(mini, Day("2027-01-14")), Lifecycle::kRetired);
  EXPECT_EQ(LifecycleOn(Card("o3"), Day("2026-06-10")), Lifecycle::kActive);
  EXPECT_EQ(LifecycleOn(Card("o3"), Day("2026-06-11")), Lifecycle::kDeprecated);
  // The day of the announcement is unknown.
  EXPECT_EQ(LifecycleOn(Card("gpt-5.1"), Day("2026-01-01")),
            Lifecycle::kDeprecated);
  EXPECT_EQ(LifecycleOn(Card("gpt-5.4"), Day("2026-11-22")),
            Lifecycle::kActive);
  for (const char* model : {"gpt-4.1-nano", "o1", "o3-mini", "o4-mini", "gpt-4",
                            "gpt-4-turbo", "gpt-3.5-turbo"}) {
    EXPECT_EQ(LifecycleOn(Card(model), Day("2026-10-22")),
              Lifecycle::kDeprecated)
        << model;
    EXPECT_EQ(LifecycleOn(Card(model), Day("2026-10-23")), Lifecycle::kRetired)
        << model;
  }
}

// What no source dates is not called active.
TEST(Lifecycle, WithoutARelease_IsUnknown) {
  ModelCard card;
  EXPECT_EQ(LifecycleOn(card, Day("2026-11-22")), Lifecycle::kUnknown);
  EXPECT_EQ(LifecycleName(Lifecycle::kUnknown), "unknown");
  card.deprecated = Fact<Date>{Day("2026-11-22"), "s"};
  EXPECT_EQ(LifecycleOn(card, Day("2026-11-21")), Lifecycle::kUnknown);
  EXPECT_EQ(LifecycleOn(card, Day("2026-11-22")), Lifecycle::kDeprecated);
  card.release_date = Fact<Date>{Day("2026-01-01"), "s"};
  EXPECT_EQ(LifecycleOn(card, Day("2026-11-21")), Lifecycle::kActive);
  for (const char* model : {"gpt2", "gpt-3.5", "davinci-codex"}) {
    EXPECT_EQ(LifecycleOn(Card(model), Day("2026-11-29")), Lifecycle::kUnknown)
        << model;
  }
}

// OpenAI's deprecations page: what was shut down, and on which day.
TEST(Lifecycle, ModelsOfThePast_AreRetiredSinceTheirDay) {
  const std::vector<std::pair<const char*, const char*>> kShutdowns = {
      {"ada", "2024-01-04"},
      {"curie", "2024-01-04"},
      {"davinci", "2024-01-04"},
      {"text-davinci-003", "2024-01-04"},
      {"text-davinci-edit-001", "2024-01-04"},
      {"text-similarity-ada-001", "2024-01-04"},
      {"code-search-ada-code-001", "2024-01-04"},
      {"code-cushman-001", "2023-03-23"},
      {"gpt-3.5-turbo-0301", "2024-09-13"},
      {"gpt-3.5-turbo-0613", "2024-09-13"},
      {"gpt-4-vision-preview", "2024-12-06"},
      {"gpt-4-32k", "2025-06-06"},
      {"gpt-4.5-preview", "2025-07-14"},
      {"o1-preview", "2025-07-28"},
      {"o1-mini", "2025-10-27"},
      {"chatgpt-4o-latest", "2026-02-17"},
      {"gpt-4-0314", "2026-03-26"},
      {"gpt-4-turbo-preview", "2026-03-26"},
      {"gpt-4o-search-preview", "2026-07-23"},
      {"gpt-5-codex", "2026-07-23"},
      {"gpt-5.3-chat-latest", "2026-08-10"},
      {"davinci-002", "2026-09-28"}};
  for (const auto& [model, day] : kShutdowns) {
    EXPECT_EQ(FormatDate(Card(model).shutdown_date->value), day) << model;
    EXPECT_EQ(LifecycleOn(Card(model), Day(day)), Lifecycle::kRetired) << model;
    EXPECT_EQ(LifecycleOn(Card(model), Day(day) - std::chrono::days(1)),
              Lifecycle::kDeprecated)
        << model;
  }
}

TEST(BuiltIn, ModelsOfNovember2026_AreAsTheirSourcesSay) {
  const auto input = [](const char* model, ServiceTier tier) {
    return Tier(Card(model), tier).rates.input.ToDecimal();
  };
  const ModelCard& astra = Card("gpt-6.2-astra");
  EXPECT_EQ(FormatDate(astra.release_date->value), "2026-11-17");
  EXPECT_EQ(astra.max_input_tokens->value, 922'000u);
  EXPECT_EQ(astra.max_output_tokens->value, 128'000u);
  const TierRates& rates = Tier(astra, ServiceTier::kStandard);
  EXPECT_EQ(rates.rates.input.ToDecimal(), "8");
  EXPECT_EQ(rates.rates.cached_input->ToDecimal(), "0.4");
  EXPECT_EQ(rates.rates.cache_write->ToDecimal(), "10");
  EXPECT_EQ(rates.rates.output.ToDecimal(), "40");
  EXPECT_EQ(rates.long_context->rates.output.ToDecimal(), "60");
  EXPECT_EQ(input("gpt-6.2-sol", ServiceTier::kStandard), "2");
  EXPECT_EQ(input("gpt-6.2-sol", ServiceTier::kBatch), "1");
  EXPECT_EQ(input("gpt-6.2-sol", ServiceTier::kPriority), "4");
  EXPECT_EQ(Card("gpt-5.6").id, "gpt-5.6-sol");
  EXPECT_EQ(input("gpt-5-search-api", ServiceTier::kStandard), "1.25");
  EXPECT_EQ(input("ft:gpt-4.1-mini-2025-04-14", ServiceTier::kStandard), "0.8");
  EXPECT_EQ(input("text-embedding-3-small", ServiceTier::kBatch), "0.01");
  // Text and audio have rates of their own, and a card has one.
  for (const char* model : {"gpt-audio", "gpt-audio-1.5", "gpt-realtime-2.1",
                            "gpt-4o-audio-preview"}) {
    EXPECT_TRUE(Card(model).rate_cards.empty()) << model;
  }
  // One source is not enough.
  EXPECT_TRUE(Card("gpt-6-astra-law").rate_cards.empty());
}

TEST(RuleFamily, Names_AreThoseOfTheData) {
  for (RuleFamily family :
       {RuleFamily::kNone, RuleFamily::kChatCl100k, RuleFamily::kChatO200k,
        RuleFamily::kOSeries, RuleFamily::kGpt5, RuleFamily::kHarmony,
        RuleFamily::kUnknown}) {
    EXPECT_EQ(*ParseRuleFamily(RuleFamilyName(family)), family);
  }
}

constexpr char kOverlay[] = R"({"schema_version": 1,
  "sources": {"contract": {"what": "our contract"}},
  "models": [
   {"provider": "openai", "id": "gpt-4.1-mini", "rule_family": "chat-o200k",
    "encoding": {"name": "o200k_base", "source": "tiktoken"},
    "rates": [{"verified": "2026-11-01", "tiers": {"standard":
      {"source": "contract", "input": "0.3", "output": "1.2"}}}]},
   {"provider": "acme", "id": "anvil", "rule_family": "none",
    "encoding": {"name": "cl100k_base", "source": "contract"}}]})";

TEST(Overlay, ReplacesAndAdds_AndLeavesTheBaseAlone) {
  const Catalogue& base = Catalogue::BuiltIn();
  const absl::StatusOr<Catalogue> catalogue =
      base.WithOverlay(kOverlay, "mine.json");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const ModelCard& mini = **catalogue->Find("gpt-4.1-mini");
  EXPECT_EQ(Tier(mini, ServiceTier::kStandard).rates.input.ToDecimal(), "0.3");
  // Replaced as a whole: the old entry's alias and limits are gone.
  EXPECT_FALSE(mini.context_window.has_value());
  EXPECT_FALSE(catalogue->Find("gpt-4.1-mini-2025-04-14").ok());
  EXPECT_TRUE(catalogue->Find("anvil", "acme").ok());
  EXPECT_EQ((*catalogue->Find("gpt-4o"))->context_window->value, 128'000u);
  EXPECT_EQ(catalogue->models().size(), base.models().size() + 1);
  EXPECT_EQ(Tier(Card("gpt-4.1-mini"), ServiceTier::kStandard)
                .rates.input.ToDecimal(),
            "0.4");
  EXPECT_FALSE(base.Find("anvil", "acme").ok());
}

TEST(Overlay, NameOfAnotherModel_IsRefused) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::BuiltIn().WithOverlay(
      R"({"schema_version": 1, "models": [{"provider": "openai", "id": "mine",
          "aliases": ["gpt-4o"], "rule_family": "none",
          "encoding": {"name": "o200k_base", "source": "tiktoken"}}]})",
      "mine.json");
  EXPECT_EQ(catalogue.status().message(),
            "mine.json: $.models[0].aliases[0]: \"gpt-4o\" of provider "
            "\"openai\" is already the name of a model; give each name once");
}

TEST(Overlay, SourceWithAnotherMeaning_IsRefused) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::BuiltIn().WithOverlay(
      R"({"schema_version": 1, "sources": {"tiktoken": {"what": "hearsay"}},
          "models": [{"provider": "p", "id": "m", "rule_family": "none",
          "encoding": {"name": "o200k_base", "source": "tiktoken"}}]})",
      "mine.json");
  EXPECT_EQ(catalogue.status().message(),
            "mine.json: $.sources.tiktoken: the catalogue has another source "
            "of that name; choose another name");
}

TEST(Overlay, File_IsReadOrItsErrorNamesIt) {
  const std::string path = ::testing::TempDir() + "/tokenfare_overlay.json";
  std::ofstream(path) << kOverlay;
  const absl::StatusOr<Catalogue> catalogue =
      Catalogue::BuiltIn().WithOverlayFile(path);
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  EXPECT_TRUE(catalogue->Find("anvil", "acme").ok());
  std::remove(path.c_str());
  const absl::Status missing =
      Catalogue::BuiltIn().WithOverlayFile(path).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(missing.message().find("tokenfare_overlay.json"),
            std::string::npos);
}

}  // namespace
}  // namespace tokenfare
