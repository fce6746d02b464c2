// Which model a name means.

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tokenfare/catalogue/catalogue.h"

namespace tokenfare {
namespace {

// Bases with and without a card of their fine-tunes, and a fine-tune of its own
// price.
constexpr char kCatalogue[] = R"({"schema_version": 1,
  "sources": {"page": {"what": "a page"}},
  "models": [
   {"provider": "openai", "id": "anvil", "aliases": ["anvil-2026-01-02"],
    "encoding": {"name": "o200k_base", "source": "page"},
    "rule_family": "chat-o200k",
    "context_window": {"value": 9000, "source": "page"},
    "max_output_tokens": {"value": 300, "source": "page"},
    "tools": {"value": true, "source": "page"},
    "release_date": {"value": "2026-01-02", "source": "page"},
    "shutdown_date": {"value": "2026-10-02", "source": "page"},
    "regional_uplift": {"value": "1.1", "source": "page"},
    "web_search_usd_per_call": {"value": "0.01", "source": "page"},
    "image_rules": [{"verified": "2026-01-03", "source": "page",
                     "tile": {"base": 85, "tile": 170}}],
    "rates": [{"verified": "2026-01-02", "tiers": {"standard":
      {"source": "page", "input": "1", "output": "2"}}}]},
   {"provider": "openai", "id": "ft:anvil-2026-01-02",
    "encoding": {"name": "o200k_base", "source": "page"},
    "rule_family": "chat-o200k",
    "max_output_tokens": {"value": 200, "source": "page"},
    "rates": [{"verified": "2026-01-02", "tiers": {"standard":
      {"source": "page", "input": "3", "output": "4"}}}]},
   {"provider": "openai", "id": "ft:anvil-2026-01-02:acme::dear",
    "encoding": {"name": "o200k_base", "source": "page"},
    "rule_family": "chat-o200k",
    "rates": [{"verified": "2026-01-02", "tiers": {"standard":
      {"source": "page", "input": "9", "output": "9"}}}]},
   {"provider": "openai", "id": "Rocket",
    "encoding": {"name": "cl100k_base", "source": "page"},
    "rule_family": "chat-cl100k",
    "context_window": {"value": 8000, "source": "page"},
    "rates": [{"verified": "2026-01-02", "tiers": {"standard":
      {"source": "page", "input": "1", "output": "2"}}}]},
   {"provider": "acme", "id": "rocket",
    "encoding": {"name": "cl100k_base", "source": "page"},
    "rule_family": "chat-cl100k"}]})";

Catalogue Ours() { return *Catalogue::Parse(kCatalogue, "ours.json"); }

std::string InputRate(const ModelCard& card) {
  if (card.rate_cards.empty()) return "unknown";
  return card.rate_cards[0]
      .tiers.at(ServiceTier::kStandard)
      .rates.input.ToDecimal();
}

std::string WhyUnknown(const Catalogue& catalogue, std::string_view model,
                       std::string_view provider = "openai") {
  const absl::Status status = catalogue.Resolve(model, provider).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << model;
  return std::string(status.message());
}

TEST(Resolve, NamesInAnyCaseAndBehindTheProvider) {
  const Catalogue catalogue = Ours();
  for (const char* name :
       {"anvil", "Anvil", "ANVIL", "openai/anvil", "OpenAI/Anvil"}) {
    const absl::StatusOr<ModelMatch> found = catalogue.Resolve(name);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->card->id, "anvil");
    EXPECT_EQ(found->name, "anvil");
    EXPECT_FALSE(found->fine_tuned);
  }
  EXPECT_EQ(catalogue.Resolve("openai/ANVIL-2026-01-02")->name,
            "anvil-2026-01-02");
  EXPECT_EQ(catalogue.Resolve("rocket")->card->id, "Rocket");
  EXPECT_EQ(catalogue.Resolve("acme/Rocket", "acme")->card->provider, "acme");
}

TEST(Resolve, FineTunes_HaveTheirPriceAndTheAbilitiesOfTheirBase) {
  const Catalogue catalogue = Ours();
  for (const char* name : {"ft:anvil-2026-01-02:acme::x", "ft:anvil-2026-01-02",
                           "ft:anvil:acme::x", "FT:Anvil-2026-01-02:Acme::X",
                           "openai/ft:anvil:acme:a/b:x"}) {
    const absl::StatusOr<ModelMatch> found = catalogue.Resolve(name);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(found->fine_tuned);
    const ModelCard& card = *found->card;
    EXPECT_EQ(card.id, "ft:anvil-2026-01-02");
    EXPECT_EQ(InputRate(card), "3") << name;
    EXPECT_EQ(card.max_output_tokens->value, 200u);
    EXPECT_EQ(card.context_window->value, 9000u);
    EXPECT_TRUE(card.tools->value);
    EXPECT_EQ(card.image_rules.size(), 1u);
    // What the base's card says of money and days is not of its fine-tunes.
    EXPECT_FALSE(card.release_date || card.shutdown_date);
    EXPECT_TRUE(card.regional_uplift.empty());
    EXPECT_TRUE(card.web_search_usd_per_call.empty());
  }
  EXPECT_EQ(catalogue.Resolve("ft:anvil-2026-01-02:acme::x")->name,
            "anvil-2026-01-02");
  EXPECT_EQ(catalogue.Resolve("ft:anvil:acme::x")->name, "anvil");
  EXPECT_EQ(InputRate(**catalogue.Find("ft:anvil-2026-01-02:acme::dear")), "9");
  // The list has what the file says, and no more.
  for (const ModelCard& card : catalogue.models()) {
    EXPECT_EQ(card.context_window.has_value(),
              card.rule_family != RuleFamily::kNone &&
                  card.provider == "openai" && !card.id.starts_with("ft:"))
        << card.id;
  }
}

TEST(Resolve, FineTunesWithoutAPrice_NeverHaveThatOfTheBase) {
  const Catalogue catalogue = Ours();
  const absl::StatusOr<ModelMatch> found =
      catalogue.Resolve("ft:rocket:acme::x");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(found->fine_tuned);
  EXPECT_EQ(found->name, "Rocket");
  EXPECT_EQ(found->card->id, "ft:Rocket");
  EXPECT_EQ(InputRate(*found->card), "unknown");
  EXPECT_EQ(found->card->encoding.name, "cl100k_base");
  EXPECT_EQ(found->card->context_window->value, 8000u);
  // The same card each time, and of copies.
  const Catalogue copy = catalogue;
  EXPECT_EQ(copy.Resolve("ft:rocket:b::y")->card, found->card);
}

TEST(Resolve, FineTunesOfUnknownBases_AreUnknown) {
  const std::string error = WhyUnknown(Ours(), "ft:anvill:acme::x");
  EXPECT_NE(error.find("a fine-tune of \"anvill\""), std::string::npos)
      << error;
  EXPECT_NE(error.find("did you mean \"anvil\""), std::string::npos) << error;
  WhyUnknown(Ours(), "ft:");
  WhyUnknown(Ours(), "ft:ft:anvil");
}

TEST(Resolve, OtherHosts_AreErrorsWithTheNearNameAndWhy) {
  const Catalogue catalogue = Ours();
  for (const char* name :
       {"azure/anvil", "azure/eu/anvil", "openrouter/openai/Anvil",
        "bedrock/anvil", "vertex_ai/anvil", "azure/ft:anvil:acme::x"}) {
    const std::string error = WhyUnknown(catalogue, name);
    EXPECT_NE(error.find("at another host"), std::string::npos) << error;
    EXPECT_NE(error.find("prices"), std::string::npos) << error;
    EXPECT_NE(error.find("did you mean \"anvil\"?"), std::string::npos)
        << error;
  }
  EXPECT_NE(
      WhyUnknown(catalogue, "azure/anvill").find("did you mean \"anvil\""),
      std::string::npos);
  // A provider of the catalogue is asked by -p, not by a prefix.
  WhyUnknown(catalogue, "acme/rocket");
}

TEST(Resolve, ManyThreads_SeeOneCardOfAFineTune) {
  const Catalogue catalogue = Ours();
  std::vector<const ModelCard*> seen(8);
  std::vector<std::thread> threads;
  for (const ModelCard*& slot : seen) {
    threads.emplace_back(
        [&slot, &catalogue] { slot = *catalogue.Find("ft:rocket:acme::x"); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<const ModelCard*>(seen.begin(), seen.end()).size(), 1u);
}

TEST(Resolve, OverlayOfFineTunes_CompletesThem) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::BuiltIn().WithOverlay(
      R"({"schema_version": 1, "sources": {"page": {"what": "a page"}},
          "models": [{"provider": "openai", "id": "ft:gpt-4.1-mini-2025-04-14",
           "encoding": {"name": "o200k_base", "source": "page"},
           "rule_family": "chat-o200k",
           "rates": [{"verified": "2026-11-20", "tiers": {"standard":
            {"source": "page", "input": "0.8", "output": "3.2"}}}]}]})",
      "tunes.json");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const ModelCard& card =
      **catalogue->Find("ft:gpt-4.1-mini-2025-04-14:acme::x");
  EXPECT_EQ(InputRate(card), "0.8");
  EXPECT_EQ(card.context_window->value, 1'047'576u);
  EXPECT_FALSE(card.image_rules.empty());
}

}  // namespace
}  // namespace tokenfare
