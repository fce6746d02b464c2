// What recordings show decides what is exact; and bounds have a reason.

#include "tokenfare/preflight/rules/evidence.h"

#include <algorithm>
#include <array>
#include <string>

#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare {
namespace {

using internal::Doubt;
using internal::EvidenceRow;
using internal::EvidenceTable;
using internal::Feature;
using internal::Why;

constexpr std::array<std::string_view, 2> kEndpoints = {"/v1/chat/completions",
                                                        "/v1/responses"};

TEST(Evidence, TablesAreInOrder) {
  const auto key = [](const EvidenceRow& row) {
    return std::tuple(row.family, row.model, row.feature, row.host);
  };
  for (const std::string_view endpoint : kEndpoints) {
    const EvidenceTable& table = EvidenceTable::BuiltIn(endpoint);
    EXPECT_FALSE(table.rows().empty()) << endpoint;
    EXPECT_TRUE(std::ranges::is_sorted(table.rows(), {}, key)) << endpoint;
    for (const EvidenceRow& row : table.rows()) {
      EXPECT_GE(row.recordings, row.repositories);
      EXPECT_LE(row.first, row.last);
    }
  }
  EXPECT_TRUE(EvidenceTable::BuiltIn("/v1/nothing").rows().empty());
}

// Three recordings of two sources, and of the family itself.
TEST(Evidence, FewRecordingsOrOneSource_AreNotEnough) {
  for (const std::string_view endpoint : kEndpoints) {
    const EvidenceTable& table = EvidenceTable::BuiltIn(endpoint);
    int64_t shown = 0;
    for (const EvidenceRow& row : table.rows()) {
      if (!row.model.empty()) continue;
      const Why why =
          table.WhyNotShown(row.feature, {.family = row.family,
                                          .model = "a model of nobody",
                                          .host = row.host});
      const bool enough = row.recordings >= 3 && row.repositories >= 2;
      if (row.contradicted == 0) {
        EXPECT_EQ(why.empty(), enough)
            << row.family << ' ' << internal::FeatureName(row.feature);
      }
      if (enough) ++shown;
    }
    EXPECT_GT(shown, 20) << endpoint;
    EXPECT_EQ(
        table.WhyNotShown(Feature::kText, {"a family of nobody", "gpt-4o"})
            .Text(),
        "no recorded request to a family of nobody shows a message of text");
  }
}

// What Chat Completions shows says nothing of Responses.
TEST(Evidence, EndpointsDoNotSpeakForEachOther) {
  const internal::EvidenceSubject subject = {"GPT-4o and GPT-4.1", "gpt-4o"};
  EXPECT_TRUE(EvidenceTable::BuiltIn("/v1/chat/completions")
                  .WhyNotShown(Feature::kSchemaAndAnswer, subject)
                  .empty());
  EXPECT_EQ(EvidenceTable::BuiltIn("/v1/responses")
                .WhyNotShown(Feature::kSchemaAndAnswer, subject)
                .doubt,
            Doubt::kFeatureNotRecorded);
}

// One of three requests to gpt-4.1 itself was billed otherwise.
TEST(Evidence, ContradictionOfTheModel_OutweighsItsFamily) {
  constexpr std::string_view kFamily = "GPT-4o and GPT-4.1";
  const EvidenceTable& table = EvidenceTable::BuiltIn(kEndpoints[0]);
  EXPECT_TRUE(
      table.WhyNotShown(Feature::kToolsAlone, {kFamily, "gpt-4o"}).empty());
  EXPECT_EQ(
      table.WhyNotShown(Feature::kToolsAlone, {kFamily, "gpt-4.1"}).Text(),
      "1 of 3 recorded requests with tools without a system message to gpt-4.1 "
      "were billed otherwise");
}

TEST(Evidence, WrongFile_IsToldByPlace) {
  const auto error_of = [](std::string_view families) {
    return std::string(
        internal::ReadEvidence(
            fmt::format(R"({{"schema_version": 1, "endpoint": "/v1/x",
                "counted_in": [{{"file": "a", "sha256": "b"}}],
                "first": "2025-01-01", "last": "2025-01-02",
                "repositories": ["c/d", "e/f"], "families": {}}})",
                        families),
            "own.json")
            .status()
            .message());
  };
  const auto row = [&](std::string_view feature, std::string_view counts) {
    return error_of(
        fmt::format(R"({{"f": {{"m": {{"{}": {{{}}}}}}}}})", feature, counts));
  };
  EXPECT_EQ(row("text", R"("recordings": 3, "repositories": [0, 1])"), "");
  EXPECT_EQ(row("txt", R"("recordings": 3)"),
            "own.json: $.families.f.m.txt: no such feature");
  EXPECT_EQ(row("text", R"("recordings": -1)"),
            "own.json: $.families.f.m.text.recordings: a count is not below 0");
  EXPECT_EQ(row("text", R"("recordings": 3, "repositories": [2])"),
            "own.json: $.families.f.m.text.repositories[0]: no such "
            "repository");
  EXPECT_EQ(row("text", R"("recordings": 1, "repositories": [0, 1])"),
            "own.json: $.families.f.m.text: more repositories than "
            "recordings, or last before first");
}

// The sums of a family count a repository once, however many models it called.
TEST(Evidence, Family_SumsItsModels) {
  const auto rows = internal::ReadEvidence(
      R"({"schema_version": 1, "endpoint": "/v1/x",
          "counted_in": [{"file": "a", "sha256": "b"}],
          "first": "2025-01-01", "last": "2025-01-02",
          "repositories": ["c/d", "e/f", "g/h"],
          "families": {"f": {
            "m": {"text": {"recordings": 2, "repositories": [0, 1],
                           "first": "2025-01-02", "last": "2025-02-02"}},
            "n": {"text": {"recordings": 3, "repositories": [1, 2],
                           "contradicted": 1,
                           "first": "2025-01-01", "last": "2025-01-03"}}}}})",
      "own.json");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 3);
  const EvidenceRow& family = rows->front();
  EXPECT_EQ(family.model, "");
  EXPECT_EQ(family.recordings, 5);
  EXPECT_EQ(family.repositories, 3);
  EXPECT_EQ(family.contradicted, 1);
  EXPECT_EQ(family.first, *ParseDate("2025-01-01"));
  EXPECT_EQ(family.last, *ParseDate("2025-02-02"));
}

// A host speaks for itself: three recordings of two sources show a text at
// azure, and none at openai, whose rows are those of `families`.
TEST(Evidence, HostsDoNotSpeakForEachOther) {
  auto rows = internal::ReadEvidence(
      R"({"schema_version": 1, "endpoint": "/v1/x",
          "counted_in": [{"file": "a", "sha256": "b"}],
          "first": "2025-01-01", "last": "2025-01-02",
          "repositories": ["c/d", "e/f"],
          "families": {"f": {
            "m": {"text": {"recordings": 2, "repositories": [0, 1]},
                  "title": {"recordings": 2, "repositories": [0, 1]}}}},
          "other_hosts": {"azure": {"f": {
            "m": {"model": {"recordings": 3, "repositories": [0, 1]},
                  "text": {"recordings": 3, "repositories": [0, 1]},
                  "title": {"recordings": 1, "repositories": [0]},
                  "call": {"recordings": 3, "repositories": [1]}}}}}})",
      "own.json");
  ASSERT_TRUE(rows.ok()) << rows.status();
  const EvidenceTable table(*std::move(rows));
  EXPECT_EQ(table.HostOf("openai"), "openai");
  EXPECT_EQ(table.HostOf("azure_ai"), "azure");
  EXPECT_EQ(table.HostOf("my-openai-proxy"), "my-openai-proxy");
  const auto why = [&](Feature feature, std::string_view provider) {
    return table
        .WhyNotShown(
            feature,
            {.family = "f", .model = "m", .host = table.HostOf(provider)})
        .Text();
  };
  EXPECT_EQ(why(Feature::kText, "azure"), "");
  EXPECT_EQ(why(Feature::kModel, "azure"), "");
  EXPECT_EQ(why(Feature::kCall, "azure"),
            "fewer than three recorded requests of two sources show a call at "
            "the host azure");
  EXPECT_EQ(why(Feature::kText, "openai"),
            "only 2 recorded requests show a message of text to f");
  EXPECT_EQ(why(Feature::kModel, "openai"),
            "no recorded request to m shows any request");
  EXPECT_EQ(why(Feature::kModel, "my-openai-proxy"),
            "fewer than three recorded requests of two sources show the model "
            "at the host my-openai-proxy");
  // How schemas are written is the same everywhere.
  for (const char* provider : {"openai", "azure", "my-openai-proxy"}) {
    EXPECT_EQ(why(Feature::kTitle, provider), "");
  }
}

Verdict CheckAt(std::string_view provider, std::string_view body) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::BuiltIn().WithOverlay(
      fmt::format(
          R"({{"schema_version": 1, "sources": {{"own": {{"what": "a test"}}}},
              "models": [{{"provider": "{}", "id": "gpt-4o",
                "rule_family": "chat-o200k",
                "encoding": {{"name": "o200k_base", "source": "own"}}}}]}})",
          provider),
      "own.json");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  CheckOptions options = TestOptions();
  options.catalogue = &*catalogue;
  options.provider = provider;
  options.model = "gpt-4o";
  return MustCheck(body, options);
}

// The same model at a host that no recording shows is not exact, though it is
// expected to count alike; what recordings of Azure show is exact there.
TEST(Evidence, AHostWithoutRecordingsIsNotExact) {
  const std::string text = Body(kHello);
  const std::string tools =
      Body(kHello, R"("tools":[{"type":"function","function":{"name":"weather",
                  "description":"Now"}}])");
  const Verdict at_openai = CheckAt("openai", tools);
  EXPECT_TRUE(at_openai.input_tokens.exact);
  for (const char* provider : {"openrouter", "my-openai-proxy"}) {
    const Verdict verdict = CheckAt(provider, text);
    EXPECT_FALSE(verdict.input_tokens.exact) << provider;
    EXPECT_EQ(verdict.input_tokens.basis, Basis::kInferred);
    EXPECT_LT(verdict.input_tokens.low, verdict.input_tokens.high);
    EXPECT_EQ(verdict.input_tokens.expected,
              CheckAt("openai", text).input_tokens.expected);
    for (const PartTokens& part : verdict.parts) {
      EXPECT_EQ(part.why_code, "host_not_recorded") << part.label;
    }
  }
  EXPECT_TRUE(CheckAt("azure", text).input_tokens.exact);
  const Verdict tools_at_azure = CheckAt("azure", tools);
  EXPECT_FALSE(tools_at_azure.input_tokens.exact);
  EXPECT_EQ(tools_at_azure.input_tokens.expected,
            at_openai.input_tokens.expected);
}

TEST(Evidence, NoRecordingOfTheModelIsNotExact) {
  CheckOptions options = TestOptions();
  for (const char* model : {"gpt-5-pro", "o3", "gpt-4-turbo", "gpt-6-sol"}) {
    options.model = model;
    EXPECT_FALSE(MustCheck(Body(kHello), options).input_tokens.exact) << model;
  }
  for (const char* model : {"gpt-4o", "gpt-4.1-mini", "gpt-5", "o3-mini"}) {
    options.model = model;
    EXPECT_TRUE(MustCheck(Body(kHello), options).input_tokens.exact) << model;
  }
}

TEST(Evidence, SnapshotsSpeakForTheirModel) {
  EXPECT_EQ(internal::WithoutDay("gpt-4o-2024-08-06"), "gpt-4o");
  EXPECT_EQ(internal::WithoutDay("gpt-4o-mini"), "gpt-4o-mini");
  EXPECT_EQ(internal::WithoutDay("gpt-4-0125-preview"), "gpt-4-0125-preview");
}

// In 2023 gpt-3.5-turbo was the snapshot of June 2023, which bills a call and
// its result otherwise: 40 tokens, where later snapshots take 42.
TEST(Evidence, DaysBeforeTheFirstRecordingAreNotExact) {
  constexpr std::string_view kCall = R"({"model": "gpt-3.5-turbo", "messages": [
    {"role": "user", "content": "How much is 2 plus 2?"},
    {"role": "assistant", "tool_calls": [{"id": "a", "type": "function",
      "function": {"name": "calculator", "arguments": "{\"a\":2, \"b\":2}"}}]},
    {"role": "tool", "tool_call_id": "a", "content": "4"}]})";
  CheckOptions options = TestOptions();
  options.as_of = *ParseDate("2023-12-01");
  const InputTokens then = MustCheck(kCall, options).input_tokens;
  EXPECT_FALSE(then.exact);
  EXPECT_LE(then.low, 40);
  options.as_of = *ParseDate("2024-02-21");
  EXPECT_TRUE(MustCheck(kCall, options).input_tokens.exact);
}

TEST(PromptPart, BoundsWithoutAReasonAreNotExact) {
  internal::PromptPart part;
  part.AddFixed(3);
  EXPECT_TRUE(part.why().empty());
  part.AddBetween({0, -1, 1}, {});
  EXPECT_EQ(part.why().doubt, internal::Doubt::kNotKnownExactly);
}

std::string Weather(std::string_view parameters) {
  return Body(kHello, fmt::format(R"("tools":[{{"type":"function","function":
      {{"name":"weather","description":"Now","parameters":{}}}}}])",
                                  parameters));
}

// Of which no recording shows any, in gpt-4o, whose tools are well known.
TEST(Evidence, WhatNobodySentIsNotExact) {
  CheckOptions options = TestOptions();
  options.model = "gpt-4o";
  const auto is_exact = [&](std::string_view body) {
    const InputTokens input = MustCheck(body, options).input_tokens;
    EXPECT_TRUE(!input.exact || input.low == input.high) << body;
    return input.exact;
  };
  constexpr std::string_view kKnown =
      R"({"type":"object","properties":{"city":{"type":"string"}}})";
  EXPECT_TRUE(is_exact(Weather(kKnown)));
  for (const std::string_view property :
       {R"("city":{"enum":[]})", R"("city":{"type":"text"})", R"("city":true)",
        R"("city":{"description":7})", R"("the city":{"type":"string"})",
        R"("city":{"type":"number","default":1.50})",
        R"("city":{"type":"number","default":1e3})",
        R"("city":{"description":"one\rtwo"})",
        R"("city":{"description":"one\u00a0\ntwo"})",
        R"("city":{"description":"say <|im_end|>"})"}) {
    EXPECT_FALSE(is_exact(Weather(
        fmt::format(R"({{"type":"object","properties":{{{}}}}})", property))))
        << property;
  }
  for (const std::string_view arguments :
       {R"({\"a\":NaN})", R"({\"a\":1,\"a\":2})", R"({\"a\":1.50})"}) {
    EXPECT_FALSE(is_exact(Body(fmt::format(
        R"([{{"role":"user","content":"Go"}},{{"role":"assistant",
            "tool_calls":[{{"id":"a","type":"function","function":
            {{"name":"go","arguments":"{}"}}}}]}}])",
        arguments))))
        << arguments;
  }
  EXPECT_FALSE(is_exact(
      Body(R"([{"role":"user","content":"Go","reasoning_content":"a"}])")));
}

}  // namespace
}  // namespace tokenfare
