// Answers of a batch and their requests. A text of kText has 4 tokens, so a
// prompt has 3 + 1 + 4 + 3 = 11; gpt-4.1-mini costs 0.2 and 0.8 USD a million
// at the batch tier, half of its standard prices.

#include "tokenfare/preflight/batch_pairs.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tokenfare/preflight/calibrate.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string BatchLine(std::string_view id, std::string_view fields = "") {
  return fmt::format(
      R"({{"custom_id": "{}", "method": "POST", "url": "/v1/chat/completions",
          "body": {{"model": "gpt-4.1-mini", {}"messages":
          [{{"role": "user", "content": "Name three rivers."}}]}}}})",
      id, fields);
}

std::string Answer(std::string_view id, std::string_view tier = "default") {
  return fmt::format(
      R"({{"id": "batch_req_1", "custom_id": "{}", "response": {{
          "status_code": 200, "request_id": "req_1", "body": {{
          "object": "chat.completion", "created": 1763769600,
          "model": "gpt-4.1-mini-2025-04-14", "service_tier": "{}",
          "usage": {{"prompt_tokens": 11, "completion_tokens": 6}}}}}},
          "error": null}})",
      id, tier);
}

std::string Refused(std::string_view id) {
  return fmt::format(
      R"({{"id": "batch_req_2", "custom_id": "{}", "response": {{
          "status_code": 400, "request_id": "req_2",
          "body": {{"error": {{"message": "Bad model"}}}}}}, "error": null}})",
      id);
}

std::string Expired(std::string_view id) {
  return fmt::format(
      R"({{"id": "batch_req_3", "custom_id": "{}", "response": null,
          "error": {{"code": "batch_expired", "message": "Too late"}}}})",
      id);
}

// "failed 3 a: detail" of each line that has no pair.
std::vector<std::string> UnpairedOf(const BatchPairs& pairs) {
  std::vector<std::string> lines;
  for (const UnpairedLine& line : pairs.Unpaired()) {
    lines.push_back(fmt::format("{} {} {}{}{}", UnpairedReasonName(line.reason),
                                line.line, line.custom_id,
                                line.detail.empty() ? "" : ": ", line.detail));
  }
  return lines;
}

// The places that answers got; -1 for none.
std::vector<int64_t> PlacesOf(BatchPairs& pairs,
                              const std::vector<std::string>& answers) {
  std::vector<int64_t> places;
  size_t number = 0;
  for (const std::string& answer : answers) {
    const auto place = pairs.RequestOf(answer, ++number);
    EXPECT_TRUE(place.ok()) << place.status().ToString();
    places.push_back(
        place.ok() && place->has_value() ? static_cast<int64_t>(**place) : -1);
  }
  return places;
}

TEST(BatchPairs, AnswersFindTheirRequestsInAnyOrder) {
  BatchPairs pairs;
  ASSERT_TRUE(pairs.AddInput(BatchLine("a"), 1, 100).ok());
  ASSERT_TRUE(pairs.AddInput(BatchLine("b"), 2, 200).ok());
  ASSERT_TRUE(pairs.AddInput(BatchLine("c"), 4, 400).ok());
  EXPECT_THAT(PlacesOf(pairs, {Answer("c"), Answer("a"), Answer("b")}),
              ElementsAre(400, 100, 200));
  EXPECT_THAT(pairs.Unpaired(), IsEmpty());
  EXPECT_EQ(pairs.requests(), 3);
  EXPECT_EQ(pairs.answers(), 3);
}

TEST(BatchPairs, WhatHasNoOnePartnerIsTold) {
  BatchPairs pairs;
  size_t number = 0;
  for (const std::string_view id : {"a", "b", "c", "b", "d", "e", "f"}) {
    ++number;
    ASSERT_TRUE(pairs.AddInput(BatchLine(id), number, number).ok());
  }
  EXPECT_THAT(
      PlacesOf(pairs, {Expired("d"), Answer("z"), Answer("b"), Answer("a"),
                       Answer("a"), Refused("c"), Answer("z"), Answer("f")}),
      ElementsAre(-1, -1, -1, 1, -1, -1, -1, 7));
  EXPECT_THAT(
      UnpairedOf(pairs),
      ElementsAre("failed 1 d: error: \"Too late\"",
                  "failed 6 c: status 400: \"Bad model\"", "not_in_input 2 z",
                  "ambiguous 3 b", "repeated_in_output 5 a: as line 4",
                  "repeated_in_output 7 z: as line 2",
                  "repeated_in_input 4 b: as line 2", "unanswered 6 e"));
  EXPECT_EQ(pairs.requests(), 7);
  EXPECT_EQ(pairs.answers(), 8);
}

// A request that failed once and was answered later would be billed twice in
// the figures if the same went for the reverse.
TEST(BatchPairs, TheFirstAnswerOfAnIdCounts) {
  BatchPairs pairs;
  ASSERT_TRUE(pairs.AddInput(BatchLine("a"), 1, 1).ok());
  EXPECT_THAT(PlacesOf(pairs, {Refused("a"), Answer("a")}),
              ElementsAre(-1, -1));
  EXPECT_THAT(UnpairedOf(pairs),
              ElementsAre("failed 1 a: status 400: \"Bad model\"",
                          "repeated_in_output 2 a: as line 1"));
}

TEST(BatchPairs, NumbersMayBeginAtZero) {
  BatchPairs pairs;
  ASSERT_TRUE(pairs.AddInput(BatchLine("a"), 0, 0).ok());
  ASSERT_TRUE(pairs.RequestOf(Answer("a"), 0).ok());
  EXPECT_THAT(pairs.Unpaired(), IsEmpty());
}

std::string InputError(std::string_view line) {
  BatchPairs pairs;
  const absl::Status added = pairs.AddInput(line, 1, 0);
  EXPECT_EQ(pairs.requests(), 0);
  return added.ok() ? "no error" : std::string(added.message());
}

TEST(BatchPairs, LinesOfAnotherFileAreErrors) {
  EXPECT_THAT(InputError(Answer("a")),
              HasSubstr("$: no line of a batch's input file: this is a line of "
                        "the results of a Batch"));
  EXPECT_THAT(InputError("{\"custom_id\": 3, \"body\": {}}"),
              HasSubstr("$.custom_id: expected a string"));
  EXPECT_THAT(InputError("{\"body\": {}}"), HasSubstr("$.custom_id: missing"));
  EXPECT_THAT(InputError("[1]"), HasSubstr("$: expected an object"));
  EXPECT_THAT(InputError("{\"custom_id\""), HasSubstr("line 1"));
}

std::string AnswerError(std::string_view line) {
  BatchPairs pairs;
  const auto place = pairs.RequestOf(line, 1);
  EXPECT_EQ(pairs.answers(), 0);
  EXPECT_THAT(pairs.Unpaired(), IsEmpty());
  return place.ok() ? "no error" : std::string(place.status().message());
}

TEST(BatchPairs, AnswersWithoutAStatusOrABodyAreErrors) {
  EXPECT_THAT(AnswerError(BatchLine("a")),
              HasSubstr("$: no line of a batch's output file: this is a line "
                        "of a Batch file"));
  EXPECT_THAT(AnswerError(R"({"custom_id": "", "response": null})"),
              HasSubstr("$.custom_id: "));
  EXPECT_THAT(AnswerError(R"({"custom_id": "a", "response": null})"),
              HasSubstr("$.response: missing, and $.error is, too"));
  EXPECT_THAT(AnswerError(R"({"custom_id": "a", "response": {"body": {}}})"),
              HasSubstr("$.response.status_code: missing"));
  EXPECT_THAT(
      AnswerError(R"({"custom_id": "a", "response": {"status_code": 200}})"),
      HasSubstr("$.response.body: missing"));
  EXPECT_THAT(
      AnswerError(R"({"custom_id": "a", "response": {"status_code": "200"}})"),
      HasSubstr("$.response.status_code: "));
  EXPECT_THAT(AnswerError(R"({"custom_id": "a", "response": 3})"),
              HasSubstr("$.response: expected an object"));
  EXPECT_THAT(AnswerError(R"({"custom_id": "a", "error": "no"})"),
              HasSubstr("$.error: expected an object"));
}

TEST(BatchPairs, AnswersAreKnown) {
  EXPECT_TRUE(IsBatchAnswer(Answer("a")));
  EXPECT_TRUE(IsBatchAnswer(Expired("a")));
  EXPECT_FALSE(IsBatchAnswer(BatchLine("a")));
  EXPECT_FALSE(IsBatchAnswer(R"({"request": {}, "response": {}})"));
  EXPECT_FALSE(IsBatchAnswer(R"({"custom_id": "a", "body": {}, "error": {}})"));
  EXPECT_FALSE(IsBatchAnswer("[]"));
  EXPECT_FALSE(IsBatchAnswer("no JSON"));
}

// 11 x 0.2 + 6 x 0.8 microdollars.
constexpr std::string_view kBatchCost = "0.000007";

void ExpectBatchBill(const absl::StatusOr<Reconciliation>& pair) {
  ASSERT_TRUE(pair.ok()) << pair.status().ToString();
  EXPECT_EQ(pair->agreement, Agreement::kMatch);
  EXPECT_EQ(pair->service_tier, ServiceTier::kBatch);
  ASSERT_TRUE(pair->cost_usd.has_value());
  EXPECT_EQ(pair->cost_usd->billed.total.ToDecimal(), kBatchCost);
  for (const Finding& warning : pair->warnings) {
    EXPECT_NE(warning.code, reconcile_warning::kTierChanged);
    EXPECT_NE(warning.code, reconcile_warning::kTierAssumed);
  }
}

TEST(ReconcileBatch, IsBilledAtTheBatchTierWhateverTheBodiesSay) {
  for (const std::string_view asked :
       {"", R"("service_tier": "flex", )", R"("service_tier": "default", )"}) {
    for (const std::string_view tier : {"default", "priority", "auto", "?"}) {
      SCOPED_TRACE(fmt::format("{} {}", asked, tier));
      ExpectBatchBill(Reconcile(BatchLine("a", asked), Answer("a", tier), {}));
    }
  }
}

TEST(ReconcileBatch, OneOfTheTwoLinesIsEnoughForTheTier) {
  constexpr std::string_view kBody =
      R"({"model": "gpt-4.1-mini",
          "messages": [{"role": "user", "content": "Name three rivers."}]})";
  constexpr std::string_view kResponse =
      R"({"object": "chat.completion", "created": 1763769600,
          "model": "gpt-4.1-mini-2025-04-14", "service_tier": "default",
          "usage": {"prompt_tokens": 11, "completion_tokens": 6}})";
  ExpectBatchBill(Reconcile(kBody, Answer("a"), {}));
  ExpectBatchBill(Reconcile(BatchLine("a"), kResponse, {}));
  ExpectBatchBill(
      ReconcileRecord(fmt::format(R"({{"request": {}, "response": {}}})",
                                  BatchLine("a"), Answer("a")),
                      {}));
}

TEST(ReconcileBatch, TheCallersTierGoesFirst) {
  ReconcileOptions options;
  options.service_tier = "standard";
  const auto pair = Reconcile(BatchLine("a"), Answer("a"), options);
  ASSERT_TRUE(pair.ok()) << pair.status().ToString();
  EXPECT_EQ(pair->service_tier, ServiceTier::kStandard);
}

TEST(ReconcileBatch, LinesThatDoNotBelongTogetherAreErrors) {
  const auto error = [](std::string_view request, std::string_view response) {
    const auto pair = Reconcile(request, response, {});
    return pair.ok() ? "no error" : std::string(pair.status().message());
  };
  EXPECT_THAT(error(BatchLine("a"), Answer("b")),
              HasSubstr("response: $.custom_id: \"b\", where that of the "
                        "request is \"a\""));
  EXPECT_THAT(error(BatchLine("a"), Refused("a")),
              HasSubstr("response: $: the request failed, and is not billed: "
                        "status 400: \"Bad model\""));
  EXPECT_THAT(error(BatchLine("a"),
                    R"({"custom_id": "a", "response": {"status_code": 200,
                "body": {"object": "chat.completion"}}})"),
              HasSubstr("response: $.response.body.usage: missing"));
}

TEST(CalibrateBatch, PairsAreThoseOfTheTwoFiles) {
  Calibrator calibrator({});
  for (size_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(calibrator.AddPair(BatchLine("a"), Answer("a"), i).ok());
  }
  EXPECT_THAT(
      std::string(calibrator.AddPair(BatchLine("a"), Answer("b"), 4).message()),
      HasSubstr("response: $.custom_id: "));
  const Calibration found = calibrator.Report();
  EXPECT_EQ(found.pairs, 3);
  ASSERT_EQ(found.rules.size(), 1);
  EXPECT_EQ(found.rules[0].periods.at(0).predicted, 3);
  ASSERT_EQ(found.medians.size(), 1);
  EXPECT_EQ(found.medians[0].output_tokens, 6);
}

}  // namespace
}  // namespace tokenfare
