// Whether the report names the rule that was changed: the bills are the
// predictions, with one rule of the provider's changed.

#include "tokenfare/preflight/drift_report.h"

#include <functional>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/preflight/json_schema.h"

namespace tokenfare {
namespace {

constexpr int kRequests = 60;

struct Shape {
  bool has_tools = true;
  bool has_schema = false;
};

Json Messages(int count) {
  Json messages = Json::array();
  for (int i = 0; i < count; ++i) {
    messages.push_back({{"role", i % 2 == 0 ? "user" : "assistant"},
                        {"content", "Name three rivers."}});
  }
  return messages;
}

Json Tools(int count) {
  Json tools = Json::array();
  for (int i = 0; i < count; ++i) {
    tools.push_back({{"type", "function"},
                     {"function",
                      {{"name", fmt::format("find_{}", i)},
                       {"description", "Find something."},
                       {"parameters",
                        {{"type", "object"},
                         {"properties", {{"name", {{"type", "string"}}}}}}}}}});
  }
  return tools;
}

Json Schema(int properties) {
  Json schema = {{"type", "object"}, {"properties", Json::object()}};
  for (int i = 0; i < properties; ++i) {
    schema["properties"][fmt::format("property_{}", i)] = {{"type", "string"}};
  }
  return {{"type", "json_schema"},
          {"json_schema", {{"name", "answer"}, {"schema", schema}}}};
}

// Requests of different sizes: 1 to 5 messages, 1 to 3 tools, of two models.
Json RequestNumber(int i, const Shape& shape) {
  Json request = {{"model", i % 3 == 0 ? "gpt-4o" : "gpt-4o-mini"},
                  {"messages", Messages(1 + i % 5)}};
  if (shape.has_tools) request["tools"] = Tools(1 + i % 3);
  if (shape.has_schema) request["response_format"] = Schema(5 + i % 7 * 9);
  return request;
}

Reconciliation BilledAt(const Json& request, int64_t tokens) {
  const Json response = {
      {"model", request["model"]},
      {"created", 1763769600},
      {"usage", {{"prompt_tokens", tokens}, {"completion_tokens", 1}}}};
  absl::StatusOr<Reconciliation> pair =
      Reconcile(request.dump(), response.dump(), {});
  EXPECT_TRUE(pair.ok()) << pair.status().ToString();
  return pair.ok() ? *std::move(pair) : Reconciliation{};
}

using Change = std::function<int64_t(const Reconciliation&)>;

// The pair of a provider that bills `change` more than is predicted.
Reconciliation BilledWith(const Json& request, const Change& change) {
  const Reconciliation pair = BilledAt(request, 0);
  EXPECT_TRUE(pair.predicted.exact) << request.dump();
  return BilledAt(request, pair.predicted.expected + change(pair));
}

// Tools in each second request, a schema in each fifth.
Shape MixedShape(int i) {
  return {.has_tools = i % 2 == 0, .has_schema = i % 5 == 0};
}

DriftReport ReportOf(const Change& change,
                     const std::function<Shape(int)>& shape = MixedShape) {
  DriftTally tally;
  for (int i = 0; i < kRequests; ++i) {
    tally.Add(BilledWith(RequestNumber(i, shape(i)), change));
  }
  return tally.Report();
}

int64_t PartsBy(const Reconciliation& pair, std::string_view rule) {
  int64_t parts = 0;
  for (const PartTokens& part : pair.parts) parts += part.rule == rule ? 1 : 0;
  return parts;
}

int64_t TokensBy(const Reconciliation& pair, std::string_view rule) {
  int64_t tokens = 0;
  for (const PartTokens& part : pair.parts) {
    if (part.rule == rule) tokens += part.expected;
  }
  return tokens;
}

using Names = std::vector<std::string>;

TEST(DriftReport, NothingDriftsNothingIsSuspect) {
  const DriftReport report = ReportOf([](const auto&) { return 0; });
  EXPECT_EQ(report.pairs.total, kRequests);
  EXPECT_EQ(report.pairs.matching, kRequests);
  EXPECT_EQ(report.suspects, Names());
  EXPECT_EQ(report.suspect_model, std::nullopt);
  EXPECT_EQ(report.by_rule.front().shape, DriftShape::kNone);
}

TEST(DriftReport, NamesTheSectionOfToolsWhereItCostsMore) {
  const DriftReport report = ReportOf([](const Reconciliation& pair) {
    return PartsBy(pair, "tools-section") > 0 ? 3 : 0;
  });
  EXPECT_EQ(report.suspects, Names{"tools-section"});
  EXPECT_EQ(report.suspect_model, std::nullopt);
  const RuleDrift& rule = report.by_rule.front();
  EXPECT_EQ(rule.pairs, kRequests / 2);
  EXPECT_EQ(rule.drifting, kRequests / 2);
  EXPECT_EQ(rule.other_pairs, kRequests / 2);
  EXPECT_EQ(rule.other_drifting, 0);
  EXPECT_EQ(rule.shape, DriftShape::kPerRequest);
  EXPECT_EQ(rule.constant, 3);
  EXPECT_EQ(rule.models, (Names{"gpt-4o", "gpt-4o-mini"}));
}

TEST(DriftReport, NamesTheToolWhereEachCostsMore) {
  const DriftReport report = ReportOf(
      [](const Reconciliation& pair) { return -2 * PartsBy(pair, "tool"); });
  EXPECT_EQ(report.suspects, Names{"tool"});
  EXPECT_EQ(report.by_rule.front().shape, DriftShape::kPerPart);
  EXPECT_EQ(report.by_rule.front().constant, -2);
}

TEST(DriftReport, NamesTheMessageWhereEachCostsMore) {
  const DriftReport report = ReportOf(
      [](const Reconciliation& pair) { return PartsBy(pair, "text-message"); });
  EXPECT_EQ(report.suspects, Names{"text-message"});
  EXPECT_EQ(report.by_rule.front().shape, DriftShape::kPerPart);
  EXPECT_EQ(report.by_rule.front().constant, 1);
}

TEST(DriftReport, NamesThePrimingWhereEveryRequestCostsMore) {
  const DriftReport report = ReportOf([](const auto&) { return 1; });
  EXPECT_EQ(report.pairs.drifting, kRequests);
  EXPECT_EQ(report.suspects, Names{"reply-priming"});
}

TEST(DriftReport, NamesTheSchemaWhereItsTextCostsMore) {
  const DriftReport report = ReportOf([](const Reconciliation& pair) {
    return TokensBy(pair, "json-schema") / 5;
  });
  EXPECT_EQ(report.suspects, Names{"json-schema"});
  EXPECT_EQ(report.by_rule.front().shape, DriftShape::kProportional);
  EXPECT_NEAR(report.by_rule.front().share, 0.2, 0.02);
}

TEST(DriftReport, NamesAllRulesThatThePairsDoNotTellApart) {
  // Each request has tools: what each costs more may be the section's or the
  // priming's.
  const DriftReport report =
      ReportOf([](const auto&) { return 3; }, [](int) { return Shape{}; });
  EXPECT_EQ(report.suspects, (Names{"reply-priming", "tools-section"}));
}

TEST(DriftReport, AFewOddBillsDoNotHideTheRule) {
  int number = 0;
  const DriftReport report = ReportOf([&number](const Reconciliation& pair) {
    if (++number % 12 == 0) return int64_t{40 + number};
    return PartsBy(pair, "tool") > 0 ? int64_t{3} : int64_t{0};
  });
  EXPECT_EQ(report.by_rule.front().rule, "tools-section");
  EXPECT_EQ(report.by_rule.front().constant, 3);
}

TEST(DriftReport, NamesTheModelWhereOnlyItChanged) {
  const DriftReport report = ReportOf([](const Reconciliation& pair) {
    return pair.model == "gpt-4o" ? pair.predicted.expected / 10 : 0;
  });
  EXPECT_EQ(report.suspect_model, "gpt-4o");
  EXPECT_EQ(report.by_model.front().model, "gpt-4o");
  EXPECT_EQ(report.by_model.front().pairs.drifting, kRequests / 3);
}

TEST(DriftReport, SumsCostExactly) {
  DriftTally tally;
  const Json request = {{"model", "gpt-4.1-mini"}, {"messages", Messages(1)}};
  // 3+1+4+3 = 11 tokens are predicted. Billed are 1,000,000 and 11, and one
  // output token each: 400,000 + 4.4 + 2 x 1.6 microdollars.
  tally.Add(BilledAt(request, 1'000'000));
  tally.Add(BilledAt(request, 11));
  const DriftReport report = tally.Report();
  ASSERT_TRUE(report.cost_usd.has_value());
  EXPECT_EQ(report.cost_usd->billed.ToDecimal(), "0.4000076");
  EXPECT_EQ(report.cost_usd->predicted.ToDecimal(), "0.000012");
  EXPECT_EQ(report.cost_usd->difference.ToDecimal(), "0.3999956");
  EXPECT_EQ(report.unpriced, 0);
}

TEST(DriftReport, OfOnePairTheShapeIsUnclear) {
  DriftTally tally;
  tally.Add(BilledAt({{"model", "gpt-4o-mini"}, {"messages", Messages(1)}}, 9));
  EXPECT_EQ(tally.Report().by_rule.front().shape, DriftShape::kUnclear);
}

TEST(DriftReportJson, FollowsItsSchema) {
  const Json schema = SchemaNamed("drift_report");
  const DriftReport reports[] = {DriftTally().Report(),
                                 ReportOf([](const Reconciliation& pair) {
                                   return TokensBy(pair, "json-schema") / 5;
                                 }),
                                 ReportOf([](const auto&) { return 1; })};
  for (const DriftReport& report : reports) {
    Validate(Json::parse(DriftReportToJson(report)), schema, schema, "$");
  }
}

}  // namespace
}  // namespace tokenfare
