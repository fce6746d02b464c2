#include "tokenfare/catalogue/model_cost.h"

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "tests/catalogue/builtin_cards.h"

namespace tokenfare {
namespace {

const Date kToday = Day("2026-11-22");

CostBreakdown Bill(const Usage& usage, const ModelCard& card,
                   ServiceTier tier = ServiceTier::kStandard,
                   Date date = kToday) {
  const absl::StatusOr<CostBreakdown> cost = Cost(usage, card, tier, date);
  EXPECT_TRUE(cost.ok()) << cost.status();
  return cost.value_or(CostBreakdown());
}

absl::Status Refusal(const Usage& usage, const ModelCard& card,
                     ServiceTier tier = ServiceTier::kStandard,
                     Date date = kToday) {
  return Cost(usage, card, tier, date).status();
}

bool Mentions(const absl::Status& status, const char* text) {
  return std::string(status.message()).find(text) != std::string::npos;
}

// Rates of the tests' own; the catalogue's have bills further down.
ModelCard CardOf(const char* rates) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::Parse(
      std::string(R"({"schema_version": 1, "sources": {"s": {"what": "test"}},
        "models": [{"provider": "p", "id": "m", "rule_family": "none",
        "encoding": {"name": "e", "source": "s"}, "rates": )") +
          rates + "}]}",
      "test");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return catalogue->models().front();
}

TEST(Cost, Gpt41Mini_EachTier_ByHand) {
  const ModelCard& card = Card("gpt-4.1-mini");
  const Usage usage = {.input_tokens = 10'000,
                       .cached_input_tokens = 2'048,
                       .output_tokens = 500};
  const CostBreakdown standard = Bill(usage, card);
  EXPECT_EQ(standard.uncached_input.ToString(), "$0.0031808");  // 7,952 * 0.4
  EXPECT_EQ(standard.cached_input.ToString(), "$0.0002048");    // 2,048 * 0.1
  EXPECT_EQ(standard.cache_write.ToString(), "$0");
  EXPECT_EQ(standard.output.ToString(), "$0.0008");  // 500 * 1.6
  EXPECT_EQ(standard.total.ToString(), "$0.0041856");
  EXPECT_FALSE(standard.long_context);
  EXPECT_TRUE(standard.notes.empty());

  // 7,952 * 0.7 + 2,048 * 0.175 + 500 * 2.8 = 5566.4 + 358.4 + 1400
  EXPECT_EQ(Bill(usage, card, ServiceTier::kPriority).total.ToString(),
            "$0.0073248");
  // Batch lists no cached rate: 10,000 * 0.2 + 500 * 0.8
  const CostBreakdown batch = Bill(usage, card, ServiceTier::kBatch);
  EXPECT_EQ(batch.total.ToString(), "$0.0024");
  ASSERT_EQ(batch.notes.size(), 1u);
  EXPECT_EQ(batch.notes[0].code, "cached_rate_unknown");
}

TEST(Cost, TokenHub_HasItsOwnRates) {
  EXPECT_EQ(Bill({.input_tokens = 1'000'000, .output_tokens = 1'000'000},
                 Card("gpt-4.1-mini", "tokenhub"))
                .total.ToString(),
            "$2");
}

TEST(Cost, MissingCachedRate_BillsTheInputRateWithANote) {
  // o1-pro: 1,000 * 150, cached or not, + 10 * 600
  const CostBreakdown cost = Bill(
      {.input_tokens = 1'000, .cached_input_tokens = 400, .output_tokens = 10},
      Card("o1-pro"));
  EXPECT_EQ(cost.uncached_input.ToString(), "$0.09");
  EXPECT_EQ(cost.cached_input.ToString(), "$0.06");
  EXPECT_EQ(cost.total.ToString(), "$0.156");
  ASSERT_EQ(cost.notes.size(), 1u);
  EXPECT_EQ(cost.notes[0].code, "cached_rate_unknown");
  EXPECT_TRUE(Bill({.input_tokens = 1'000}, Card("o1-pro")).notes.empty());
}

TEST(Cost, CacheWrite_IsTheWholePriceOfItsTokens) {
  // gpt-5.6-sol: 500 * 4 + 300 * 0.4 + 200 * 5 + 100 * 20
  const CostBreakdown cost = Bill({.input_tokens = 1'000,
                                   .cached_input_tokens = 300,
                                   .cache_write_tokens = 200,
                                   .output_tokens = 100},
                                  Card("gpt-5.6-sol"));
  EXPECT_EQ(cost.uncached_input.ToString(), "$0.002");
  EXPECT_EQ(cost.cached_input.ToString(), "$0.00012");
  EXPECT_EQ(cost.cache_write.ToString(), "$0.001");
  EXPECT_EQ(cost.output.ToString(), "$0.002");
  EXPECT_EQ(cost.total.ToString(), "$0.00512");
  // gpt-4.1-mini has no write fee: written input is input.
  const CostBreakdown free = Bill(
      {.input_tokens = 1'000, .cache_write_tokens = 200}, Card("gpt-4.1-mini"));
  EXPECT_EQ(free.total.ToString(), "$0.0004");
  ASSERT_EQ(free.notes.size(), 1u);
  EXPECT_EQ(free.notes[0].code, "cache_write_rate_unknown");
}

TEST(Cost, LongContext_RepricesTheWholeRequestAboveTheThreshold) {
  const ModelCard& card = Card("gpt-5.4");
  // At the threshold: 272,000 * 2.5 + 1,000 * 15
  const CostBreakdown at =
      Bill({.input_tokens = 272'000, .output_tokens = 1'000}, card);
  EXPECT_EQ(at.total.ToString(), "$0.695");
  EXPECT_FALSE(at.long_context);
  // One more: 272,001 * 5 + 1,000 * 22.5
  const CostBreakdown above =
      Bill({.input_tokens = 272'001, .output_tokens = 1'000}, card);
  EXPECT_EQ(above.total.ToString(), "$1.382505");
  EXPECT_TRUE(above.long_context);
  ASSERT_EQ(above.notes.size(), 1u);
  EXPECT_EQ(above.notes[0].code, "long_context");
  // Cached input counts for the threshold: 200,000 * 5 + 72,001 * 0.5
  EXPECT_EQ(Bill({.input_tokens = 272'001, .cached_input_tokens = 72'001}, card)
                .total.ToString(),
            "$1.0360005");
  // Flex: 300,000 * 2.5
  EXPECT_EQ(Bill({.input_tokens = 300'000}, card, ServiceTier::kFlex)
                .total.ToString(),
            "$0.75");
  // gpt-5.6-sol at priority: 250,000 * 16 + 30,000 * 20 + 20,000 * 1.6
  EXPECT_EQ(Bill({.input_tokens = 300'000,
                  .cached_input_tokens = 20'000,
                  .cache_write_tokens = 30'000},
                 Card("gpt-5.6-sol"), ServiceTier::kPriority)
                .total.ToString(),
            "$4.632");
}

TEST(Cost, LongContext_TierWithoutSuchRates_IsUnknownNotCheap) {
  const ModelCard& card = Card("gpt-5.4");
  EXPECT_EQ(Bill({.input_tokens = 272'000}, card, ServiceTier::kPriority)
                .total.ToString(),
            "$1.36");
  const absl::Status status =
      Refusal({.input_tokens = 272'001}, card, ServiceTier::kPriority);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Mentions(status, "272000")) << status;
}

TEST(Cost, CachedAndWritten_MoreThanInput_IsRefused) {
  const ModelCard& card = Card("gpt-4.1-mini");
  for (const Usage& usage :
       {Usage{.input_tokens = 10, .cached_input_tokens = 11},
        Usage{.input_tokens = 10, .cache_write_tokens = 11},
        Usage{.input_tokens = 10,
              .cached_input_tokens = 6,
              .cache_write_tokens = 5},
        // Their sum wraps to 9.
        Usage{.input_tokens = 10,
              .cached_input_tokens = kMostTokens,
              .cache_write_tokens = 10}}) {
    EXPECT_EQ(Refusal(usage, card).code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(Refusal({.input_tokens = 10,
                       .cached_input_tokens = 6,
                       .cache_write_tokens = 4},
                      card)
                  .ok());
}

TEST(Cost, TierThatTheModelLacks_NamesThoseItHas) {
  const absl::Status status =
      Refusal({.input_tokens = 1}, Card("gpt-4.1-mini"), ServiceTier::kFlex);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Mentions(status, "standard, batch, priority")) << status;
}

TEST(Cost, ModelWithoutRates_IsUnknownNotFree) {
  const absl::Status status =
      Refusal({.input_tokens = 1}, Card("gpt-4o-audio-preview"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Mentions(status, "price of gpt-4o-audio-preview")) << status;
}

TEST(Cost, RatesChangeOnTheirFirstDay) {
  const ModelCard card = CardOf(R"([
    {"valid_from": "2026-01-01", "verified": "2026-01-02",
     "tiers": {"standard": {"source": "s", "input": "1", "output": "0"}}},
    {"valid_from": "2026-08-01", "verified": "2026-08-02",
     "tiers": {"standard": {"source": "s", "input": "3", "output": "0"}}}])");
  const Usage usage = {.input_tokens = 1'000'000};
  const ServiceTier tier = ServiceTier::kStandard;
  const absl::Status before = Refusal(usage, card, tier, Day("2025-12-31"));
  EXPECT_EQ(before.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Mentions(before, "2026-01-01")) << before;
  EXPECT_EQ(Bill(usage, card, tier, Day("2026-01-01")).total.ToString(), "$1");
  EXPECT_EQ(Bill(usage, card, tier, Day("2026-07-31")).total.ToString(), "$1");
  EXPECT_EQ(Bill(usage, card, tier, Day("2026-08-01")).total.ToString(), "$3");
  EXPECT_EQ(RateCardOn(card, Day("2027-01-01"))->verified, Day("2026-08-02"));
}

// Rates that do not say since when they hold are not known to reach back.
TEST(Cost, BeforeTheFirstPriceKnown_IsUnknown) {
  const Usage usage = {.input_tokens = 1'000'000};
  const ServiceTier tier = ServiceTier::kStandard;
  ModelCard card = CardOf(R"([{"verified": "2026-03-01", "tiers": {"standard":
    {"source": "s", "input": "1", "output": "0"}}}])");
  EXPECT_EQ(FirstPricedDay(card), Day("2026-03-01"));
  EXPECT_EQ(Refusal(usage, card, tier, Day("2026-02-28")).message(),
            "the price of m of p is unknown before 2026-03-01, and the day is "
            "2026-02-28");
  EXPECT_EQ(Bill(usage, card, tier, Day("2026-03-01")).total.ToString(), "$1");
  // The release is the first day where one is known, unless the rates say
  // otherwise.
  card.release_date = Fact<Date>{Day("2026-01-05"), "s"};
  EXPECT_FALSE(Cost(usage, card, tier, Day("2026-01-04")).ok());
  EXPECT_EQ(Bill(usage, card, tier, Day("2026-01-05")).total.ToString(), "$1");
  card.rate_cards[0].valid_from = Day("2026-02-02");
  EXPECT_FALSE(Cost(usage, card, tier, Day("2026-02-01")).ok());
  EXPECT_EQ(Bill(usage, card, tier, Day("2026-02-02")).total.ToString(), "$1");
  EXPECT_EQ(FirstPricedDay(ModelCard()), std::nullopt);
}

// A promotion is stale from the day after the last for which it was promised,
// unless a source has listed it since.
TEST(Cost, PromotionThatMayHaveEnded_IsTold) {
  ModelCard card = CardOf(R"([{"verified": "2026-03-01",
    "assured_until": "2026-03-31", "tiers": {"standard":
    {"source": "s", "input": "1", "output": "0"}}}])");
  const auto notes = [&card](const char* day) {
    return Bill({.input_tokens = 1}, card, ServiceTier::kStandard, Day(day))
        .notes;
  };
  EXPECT_TRUE(notes("2026-03-31").empty());
  ASSERT_EQ(notes("2026-04-01").size(), 1u);
  EXPECT_EQ(notes("2026-04-01")[0].code, "price_stale");
  EXPECT_EQ(notes("2026-04-01")[0].message,
            "the prices of m of p were assured until 2026-03-31 only and last "
            "verified on 2026-03-01; on 2026-04-01 they may be others: compare "
            "them with the provider's price list");
  card.rate_cards[0].verified = Day("2026-04-05");
  EXPECT_TRUE(notes("2026-04-05").empty());
  EXPECT_FALSE(notes("2026-04-06").empty());
}

TEST(Cost, BeyondMoney_IsRefused) {
  const ModelCard card = CardOf(R"([{"verified": "2026-01-02", "tiers":
    {"standard": {"source": "s", "input": "1000000000", "output": "1"},
     "batch": {"source": "s", "input": "9000000", "output": "9000000"}}}])");
  EXPECT_EQ(Refusal({.input_tokens = kMostTokens}, card).code(),
            absl::StatusCode::kOutOfRange);
  // Each part fits, 1.66 * 10^20 dollars; their sum does not.
  EXPECT_TRUE(
      Refusal({.input_tokens = kMostTokens}, card, ServiceTier::kBatch).ok());
  EXPECT_EQ(Refusal({.input_tokens = kMostTokens, .output_tokens = kMostTokens},
                    card, ServiceTier::kBatch)
                .code(),
            absl::StatusCode::kOutOfRange);
}

TEST(Cost, NoTokens_CostNothing) {
  EXPECT_EQ(Bill({}, Card("gpt-4.1-mini")).total, Money::Zero());
}

// For every rate card of the catalogue: the total is the sum of its parts,
// more tokens never cost less, and a cache hit never costs more.
TEST(Cost, EveryCardAndTier_PropertiesHold) {
  std::mt19937_64 random(20261122);
  int bills = 0;
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    if (card.rate_cards.empty()) continue;
    for (const auto& [tier, rates] : RateCardOn(card, kToday)->tiers) {
      for (int i = 0; i < 50; ++i) {
        const uint64_t input = random() % 272'000;
        const uint64_t cached = random() % (input + 1);
        const uint64_t output = random() % 100'000;
        const CostBreakdown cost = Bill({.input_tokens = input,
                                         .cached_input_tokens = cached,
                                         .output_tokens = output},
                                        card, tier);
        ASSERT_EQ(cost.total, *cost.uncached_input.Plus(cost.cached_input)
                                   ->Plus(cost.cache_write)
                                   ->Plus(cost.output)
                                   ->Plus(cost.web_search));
        if (!card.regional_uplift.empty()) {
          // All uplifts of the catalogue are 1.1: ten times the regional total
          // is eleven times the other.
          const CostBreakdown regional =
              *Cost({.input_tokens = input,
                     .cached_input_tokens = cached,
                     .output_tokens = output},
                    card, tier, kToday, {.regional = true});
          ASSERT_EQ(regional.total.Times(10), cost.total.Times(11)) << card.id;
        }
        const CostBreakdown uncached =
            Bill({.input_tokens = input, .output_tokens = output}, card, tier);
        ASSERT_LE(cost.total, uncached.total) << card.id;
        ASSERT_LE(uncached.total,
                  Bill({.input_tokens = input + 1, .output_tokens = output + 1},
                       card, tier)
                      .total)
            << card.id;
        ++bills;
      }
    }
  }
  EXPECT_GE(bills, 129 * 50);  // the tiers of the imported facts, and TokenHub
}

TEST(Cost, Regional_MultipliesEveryRateOfTokens) {
  const auto regional = [](const Usage& usage, const char* model,
                           ServiceTier tier = ServiceTier::kStandard) {
    return Cost(usage, Card(model), tier, kToday, {.regional = true});
  };
  // gpt-5.6-sol: (500 * 4 + 300 * 0.4 + 200 * 5 + 100 * 20) * 1.1
  const CostBreakdown sol = *regional({.input_tokens = 1'000,
                                       .cached_input_tokens = 300,
                                       .cache_write_tokens = 200,
                                       .output_tokens = 100},
                                      "gpt-5.6-sol");
  EXPECT_EQ(sol.uncached_input.ToString(), "$0.0022");
  EXPECT_EQ(sol.cached_input.ToString(), "$0.000132");
  EXPECT_EQ(sol.cache_write.ToString(), "$0.0011");
  EXPECT_EQ(sol.output.ToString(), "$0.0022");
  EXPECT_EQ(sol.total.ToString(), "$0.005632");
  // On the day after the last for which its promotion was promised.
  ASSERT_EQ(sol.notes.size(), 2u);
  EXPECT_EQ(sol.notes[0].code, "regional_uplift");
  EXPECT_EQ(sol.notes[1].code, "price_stale");
  // A token of gpt-5.4-nano at flex, from the cache: 0.01 * 1.1 / 10^6
  EXPECT_EQ(regional({.input_tokens = 1, .cached_input_tokens = 1},
                     "gpt-5.4-nano", ServiceTier::kFlex)
                ->total.ToString(),
            "$0.000000011");
  // Of a long context, too: 300,000 * 5 * 1.1
  const CostBreakdown long_context =
      *regional({.input_tokens = 300'000}, "gpt-5.4");
  EXPECT_EQ(long_context.total.ToString(), "$1.65");
  EXPECT_EQ(long_context.notes.size(), 2u);
}

TEST(Cost, Regional_OlderModelsHaveNoUplift_OthersWithoutOneAreUnknown) {
  const Usage usage = {.input_tokens = 1'000'000};
  const ServiceTier tier = ServiceTier::kStandard;
  const CostBreakdown mini =
      *Cost(usage, Card("gpt-4.1-mini"), tier, kToday, {.regional = true});
  EXPECT_EQ(mini.total.ToString(), "$0.4");
  ASSERT_EQ(mini.notes.size(), 1u);
  EXPECT_EQ(mini.notes[0].code, "no_regional_uplift");
  // Another provider's endpoints, and a model without a release date.
  for (const ModelCard* card :
       {&Card("gpt-4.1-mini", "tokenhub"), &Card("gpt-35-turbo")}) {
    EXPECT_EQ(
        Cost(usage, *card, tier, kToday, {.regional = true}).status().code(),
        absl::StatusCode::kFailedPrecondition)
        << card->provider;
  }
}

TEST(Cost, Regional_InexactOrAbsurdUplifts_AreRefused) {
  ModelCard card = Card("gpt-5.4");
  // 2.5 * 1.0000001: a factor of seven decimals. 0.000000000001 * 1.1: a rate
  // of thirteen.
  for (const char* uplift : {"1.0000001", "-1.1", "1,1", "1001"}) {
    card.regional_uplift = {{uplift, "s", std::nullopt}};
    EXPECT_FALSE(Cost({.input_tokens = 1}, card, ServiceTier::kStandard, kToday,
                      {.regional = true})
                     .ok())
        << uplift;
  }
  ModelCard tiny = CardOf(R"([{"verified": "2026-01-02", "tiers": {"standard":
    {"source": "s", "input": "0.000000000001", "output": "1"}}}])");
  tiny.regional_uplift = {{"1.1", "s", std::nullopt}};
  const absl::Status status =
      Cost({.input_tokens = 10}, tiny, ServiceTier::kStandard, kToday,
           {.regional = true})
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << status;
}

TEST(Cost, WebSearches_AreBilledByTheCall) {
  // 1,000 * 2 + 10 * 8, and 3 * 0.01
  const CostBreakdown cost =
      Bill({.input_tokens = 1'000, .output_tokens = 10, .web_search_calls = 3},
           Card("o3"));
  EXPECT_EQ(cost.web_search.ToString(), "$0.03");
  EXPECT_EQ(cost.total.ToString(), "$0.03208");
  // No uplift on fees: 3 * 0.01
  EXPECT_EQ(Cost({.web_search_calls = 3}, Card("gpt-5.4-mini"),
                 ServiceTier::kStandard, kToday, {.regional = true})
                ->total.ToString(),
            "$0.03");
  const absl::Status unknown =
      Refusal({.web_search_calls = 1}, Card("gpt-3.5-turbo"));
  EXPECT_EQ(unknown.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Mentions(unknown, "fee of a web search")) << unknown;
  EXPECT_EQ(Refusal({.web_search_calls = kMostTokens}, Card("o3")).code(),
            absl::StatusCode::kOk);  // 1.8 * 10^17 dollars
}

// A request of a day before the uplift does not pay it, whatever the model.
TEST(Cost, Regional_UpliftsHaveAFirstDay) {
  const auto total = [](const ModelCard& card, std::string_view day) {
    return Cost({.input_tokens = 1'000'000}, card, ServiceTier::kStandard,
                *ParseDate(day), {.regional = true})
        ->total.ToString();
  };
  ModelCard card = CardOf(R"([{"verified": "2026-01-02", "tiers": {"standard":
    {"source": "s", "input": "2", "output": "4"}}}])");
  card.regional_uplift = {{"1.1", "s", *ParseDate("2026-03-05")},
                          {"1.2", "s", *ParseDate("2026-09-01")}};
  EXPECT_EQ(total(card, "2026-03-04"), "$2");
  EXPECT_EQ(total(card, "2026-03-05"), "$2.2");
  EXPECT_EQ(total(card, "2026-08-31"), "$2.2");
  EXPECT_EQ(total(card, "2026-09-01"), "$2.4");
  // OpenAI's uplift began on 2026-03-05, also where the card has no day.
  card.provider = "openai";
  card.regional_uplift = {{"1.1", "s", std::nullopt}};
  EXPECT_EQ(total(card, "2026-03-04"), "$2");
  EXPECT_EQ(total(card, "2026-03-05"), "$2.2");
  const CostBreakdown before =
      *Cost({.input_tokens = 1}, card, ServiceTier::kStandard,
            *ParseDate("2026-03-04"), {.regional = true});
  ASSERT_FALSE(before.notes.empty());
  EXPECT_EQ(before.notes[0].code, "no_regional_uplift");
  // Another provider's is as old as its card says, which is nothing.
  card.provider = "acme";
  EXPECT_EQ(total(card, "2026-03-04"), "$2.2");
}

TEST(Cost, WebSearchFees_HaveAFirstDay) {
  ModelCard card = CardOf(R"([{"verified": "2026-01-02", "tiers": {"standard":
    {"source": "s", "input": "2", "output": "4"}}}])");
  card.web_search_usd_per_call = {{"0.03", "s", *ParseDate("2026-01-10")},
                                  {"0.025", "s", *ParseDate("2026-06-01")}};
  const auto fee = [&card](std::string_view day) {
    return Cost({.web_search_calls = 2}, card, ServiceTier::kStandard,
                *ParseDate(day));
  };
  EXPECT_EQ(fee("2026-01-10")->web_search.ToString(), "$0.06");
  EXPECT_EQ(fee("2026-05-31")->web_search.ToString(), "$0.06");
  EXPECT_EQ(fee("2026-06-01")->web_search.ToString(), "$0.05");
  const absl::Status unknown = fee("2026-01-09").status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Mentions(unknown, "unknown before 2026-01-10")) << unknown;
}

// A request to a search model searches, whether or not the usage says so.
TEST(Cost, ModelsThatAlwaysSearch_CostAtLeastOneSearch) {
  const ModelCard& search = Card("gpt-4o-search-preview");
  EXPECT_TRUE(SearchesAlways(search));
  // 1,000 * 2.5 millionths, and 0.025.
  const CostBreakdown unsaid = Bill({.input_tokens = 1'000}, search);
  EXPECT_EQ(unsaid.total.ToString(), "$0.0275");
  EXPECT_EQ(unsaid.notes.at(0).code, "web_search_included");
  EXPECT_EQ(Bill({.input_tokens = 1'000, .web_search_calls = 3}, search)
                .total.ToString(),
            "$0.0775");
  EXPECT_EQ(Bill({.input_tokens = 1'000, .web_search_calls = 0}, search)
                .total.ToString(),
            "$0.0025");
  for (const char* model : {"gpt-4o", "o3", "text-search-ada-doc-001"}) {
    EXPECT_FALSE(SearchesAlways(Card(model))) << model;
  }
  ModelCard other = Card("gpt-4o");
  other.id = "gpt-5-search-api";
  EXPECT_TRUE(SearchesAlways(other));
}

TEST(ServiceTier, Names_AreThoseOfRequestsAndResponses) {
  EXPECT_EQ(*ParseServiceTier("standard"), ServiceTier::kStandard);
  EXPECT_EQ(*ParseServiceTier("default"), ServiceTier::kStandard);
  EXPECT_EQ(*ParseServiceTier("batch"), ServiceTier::kBatch);
  EXPECT_EQ(*ParseServiceTier("flex"), ServiceTier::kFlex);
  EXPECT_EQ(*ParseServiceTier("priority"), ServiceTier::kPriority);
  EXPECT_EQ(*ParseServiceTier("fast"), ServiceTier::kPriority);
  EXPECT_EQ(ServiceTierName(ServiceTier::kStandard), "standard");
  EXPECT_EQ(ServiceTierName(ServiceTier::kPriority), "priority");
  for (const char* name : {"", "auto", "Standard", "flexx"}) {
    EXPECT_EQ(ParseServiceTier(name).status().code(),
              absl::StatusCode::kNotFound);
  }
  EXPECT_TRUE(
      Mentions(ParseServiceTier("flexx").status(), "did you mean \"flex\""));
}

}  // namespace
}  // namespace tokenfare
