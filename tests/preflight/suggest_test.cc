// Suggestions over a catalogue of five invented models, so that what is cheaper
// and larger is plain to see.

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare {
namespace {

std::string Model(std::string_view provider, std::string_view id, int window,
                  std::string_view rate, std::string_view more = "") {
  return fmt::format(
      R"({{"provider": "{}", "id": "{}",
          "encoding": {{"name": "o200k_base", "source": "test"}},
          "rule_family": "chat-o200k",
          "release_date": {{"value": "2025-01-01", "source": "test"}},
          "context_window": {{"value": {}, "source": "test"}},
          "max_output_tokens": {{"value": 50, "source": "test"}},
          {}
          "rates": [{{"verified": "2026-11-01", "tiers": {{"standard":
            {{"source": "test", "input": "{}", "output": "{}"}}}}}}]}})",
      provider, id, window, more, rate, rate);
}

Catalogue TestCatalogue() {
  const std::string json = fmt::format(
      R"({{"schema_version": 1, "sources": {{"test": {{"what": "invented"}}}},
          "models": [{}, {}, {}, {}, {}, {}]}})",
      Model("acme", "middle", 1000, "2"), Model("acme", "cheap", 1000, "1"),
      Model("acme", "large", 9000, "3"), Model("acme", "dear", 1000, "9"),
      Model("acme", "gone", 9000, "0.5",
            R"("shutdown_date": {"value": "2026-01-01", "source": "test"},)"),
      Model("other", "cheaper", 9000, "0.1"));
  absl::StatusOr<Catalogue> catalogue = Catalogue::Parse(json, "test");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status().ToString();
  return *catalogue;
}

Verdict CheckMiddle(std::string_view content,
                    CheckOptions options = TestOptions()) {
  const Catalogue catalogue = TestCatalogue();
  options.catalogue = &catalogue;
  options.provider = "acme";
  options.model = "middle";
  options.suggest = true;
  return MustCheck(
      Body(fmt::format(R"([{{"role": "user", "content": "{}"}}])", content)),
      options);
}

std::vector<std::string> Names(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const Suggestion& suggestion : *verdict.suggestions) {
    names.push_back(suggestion.model);
  }
  return names;
}

TEST(Suggest, WhereItFits_CheaperAndLarger) {
  const Verdict verdict = CheckMiddle("Hello");
  EXPECT_EQ(verdict.fits, true);
  ASSERT_TRUE(verdict.suggestions.has_value());
  EXPECT_EQ(Names(verdict), (std::vector<std::string>{"cheap", "large"}));
  EXPECT_TRUE(verdict.suggestions->at(0).cheaper);
  EXPECT_FALSE(verdict.suggestions->at(0).larger);
  EXPECT_FALSE(verdict.suggestions->at(1).cheaper);
  EXPECT_TRUE(verdict.suggestions->at(1).larger);
  // 3 + 1 + 1 + 3 tokens in, 50 out, a dollar a million.
  EXPECT_EQ(verdict.suggestions->at(0).cost_usd.expected.ToDecimal(),
            "0.000058");
}

TEST(Suggest, WhereItDoesNotFit_WhatDoes) {
  std::string words;
  for (int i = 0; i < 2000; ++i) words += " word";
  const Verdict verdict = CheckMiddle(words);
  EXPECT_EQ(verdict.fits, false);
  ASSERT_TRUE(verdict.suggestions.has_value());
  EXPECT_EQ(Names(verdict), (std::vector<std::string>{"large"}));
}

// "middle" is likely to write 1 token only, and of "cheap" no more is known
// than that it writes 50 at most: 10 dollars a million against 58.
TEST(Suggest, WorstCase_IsComparedWithWorstCases) {
  CheckOptions options = TestOptions();
  options.median_output_tokens["middle"] = 1;
  Verdict verdict = CheckMiddle("Hello", options);
  EXPECT_EQ(verdict.cost_usd->expected_basis, ExpectedBasis::kCalibrated);
  EXPECT_LT(verdict.cost_usd->expected,
            verdict.suggestions->at(0).cost_usd.expected);
  EXPECT_EQ(Names(verdict), (std::vector<std::string>{"cheap", "large"}));
  EXPECT_TRUE(verdict.suggestions->at(0).cheaper);
  options.median_output_tokens["cheap"] = 49;
  verdict = CheckMiddle("Hello", options);
  EXPECT_EQ(Names(verdict), (std::vector<std::string>{"large"}));
}

// Requests of each kind that models may read, or bill, otherwise.
std::vector<std::string> Requests() {
  std::vector<std::string> requests;
  for (const std::string_view content :
       {R"("What is this?")", R"([{"type": "text", "text": "Look:"},
          {"type": "image_url", "image_url": {"url": "https://a.b/c.png"}}])",
        R"([{"type": "odd", "text": "What?"}])"}) {
    const std::string messages =
        fmt::format(R"([{{"role": "system", "content": "Be brief."}},
                        {{"role": "user", "content": {}}}])",
                    content);
    for (const std::string_view fields :
         {"", R"("tools": [{"type": "function", "function": {"name": "f",
            "description": "Finds.", "parameters": {"type": "object",
            "properties": {"a": {"type": "string", "title": "A"}}}}}])",
          R"("temperature": 0.5, "tool_choice": "auto")",
          R"("response_format": {"type": "json_schema", "json_schema":
            {"name": "n", "schema": {"type": "object"}}})"}) {
      requests.push_back(Body(messages, fields));
    }
  }
  return requests;
}

// What a suggestion tells of a model.
std::string Told(const TokenRange& input, const CostRange& cost) {
  return fmt::format("{} to {} to {}{}, {} to {} to {}", input.low,
                     input.expected, input.high, input.exact ? " exactly" : "",
                     cost.low.ToDecimal(), cost.expected.ToDecimal(),
                     cost.high.ToDecimal());
}

// What it is to tell by a check of that model alone; empty where it is to tell
// nothing: the model does not take the request, or refuses more.
std::string ToldAlone(const std::string& body, const ModelCard& card,
                      const Verdict& asked) {
  CheckOptions options = TestOptions();
  options.model = card.id;
  const absl::StatusOr<Verdict> verdict = Check(body, options);
  if (!verdict.ok() || verdict->fits != true || !verdict->cost_usd) return "";
  for (const std::string& code : verdict->refused) {
    if (std::ranges::find(asked.refused, code) == asked.refused.end()) {
      return "";
    }
  }
  const bool better = verdict->cost_usd->expected < asked.cost_usd->expected ||
                      verdict->context_window > asked.context_window ||
                      asked.fits != true;
  return better ? Told(verdict->input_tokens, *verdict->cost_usd) : "";
}

// Models share counts, and their costs are compared without the texts.
TEST(Suggest, TellsWhatACheckOfEachModelTells) {
  size_t told = 0;
  for (const std::string& body : Requests()) {
    for (const std::string_view asked : {"gpt-4.1-mini", "gpt-5.4", "o3"}) {
      CheckOptions options = TestOptions();
      options.model = asked;
      options.suggest = true;
      const Verdict verdict = MustCheck(body, options);
      std::map<std::string, std::string> suggested;
      for (const Suggestion& suggestion : *verdict.suggestions) {
        suggested[suggestion.model] =
            Told(suggestion.input_tokens, suggestion.cost_usd);
      }
      told += suggested.size();
      for (const ModelCard& card : Catalogue::BuiltIn().models()) {
        if (card.provider != "openai" || !card.encoding.proven() ||
            card.rule_family == RuleFamily::kUnknown || card.id == asked ||
            LifecycleOn(card, options.as_of) != Lifecycle::kActive) {
          continue;
        }
        EXPECT_EQ(suggested[card.id], ToldAlone(body, card, verdict))
            << card.id << " in place of " << asked << " for " << body;
      }
    }
  }
  EXPECT_GT(told, 100U);
}

TEST(Suggest, OnlyWhereAsked) {
  EXPECT_FALSE(MustCheck(Body(kHello)).suggestions.has_value());
}

}  // namespace
}  // namespace tokenfare
