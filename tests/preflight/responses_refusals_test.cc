// What /v1/responses answers with status 400: each row refuses its case and
// leaves the like alone.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/refusals/refusals.h"

namespace tokenfare {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Sent(std::string_view items, std::string_view fields = "",
                 std::string_view model = "gpt-4o") {
  return fmt::format(R"({{"model": "{}", "input": [{}]{}{}}})", model, items,
                     fields.empty() ? "" : ", ", fields);
}

std::string SentTo(std::string_view model, std::string_view fields) {
  return Sent(R"({"role": "user", "content": "Hi"})", fields, model);
}

constexpr std::string_view kAsk = R"({"role": "user", "content": "Hi"})";

std::string FunctionCall(std::string_view id) {
  return fmt::format(R"({{"type": "function_call", "call_id": "{}",
                         "name": "f", "arguments": "{{}}"}})",
                     id);
}

std::string Output(std::string_view id, std::string_view output = R"("x")") {
  return fmt::format(R"({{"type": "function_call_output", "call_id": "{}",
                         "output": {}}})",
                     id, output);
}

std::string Thought(std::string_view id) {
  return fmt::format(R"({{"type": "reasoning", "id": "{}", "summary": []}})",
                     id);
}

std::string Said(std::string_view role, std::string_view type) {
  return fmt::format(
      R"({{"role": "{}", "content": [{{"type": "{}", "text": "a"}}]}})", role,
      type);
}

struct RefusedBody {
  std::string code;
  std::string body;
  // Where the message begins.
  std::string path;
};

std::vector<RefusedBody> RefusedItems() {
  return {
      {"tool_result_without_call",
       Sent(fmt::format("{}, {}", kAsk, Output("z"))), "$.input[1].call_id"},
      {"tool_call_without_result",
       Sent(fmt::format("{}, {}, {}, {}", kAsk, FunctionCall("a"),
                        FunctionCall("b"), Output("a"))),
       "$.input[2]: "},
      {"reasoning_without_item",
       Sent(fmt::format("{}, {}", kAsk, Thought("rs_1")), "", "gpt-5"),
       "$.input[1]: "},
      {"reasoning_without_item",
       Sent(fmt::format("{}, {}, {}", kAsk, Thought("rs_1"), kAsk), "",
            "gpt-5"),
       "$.input[1]: "},
      {"reasoning_repeated",
       Sent(fmt::format("{0}, {1}, {2}, {0}, {1}, {2}", kAsk, Thought("rs_1"),
                        R"({"role": "assistant", "content": "a"})"),
            "", "gpt-5"),
       "$.input[4]: "},
      {"tool_call_id_too_long",
       Sent(fmt::format("{}, {}", FunctionCall(std::string(65, 'a')),
                        Output(std::string(65, 'a')))),
       "$.input[0].call_id: 65 characters"},
      {"content_part_type", Sent(Said("user", "text")),
       "$.input[0].content[0].type"},
      {"content_part_type",
       Sent(fmt::format(
           "{}, {}", FunctionCall("a"),
           Output("a", R"([{"type": "output_text", "text": "x"}])"))),
       "$.input[1].output[0].type"},
      {"answer_part_type",
       Sent(fmt::format("{}, {}", kAsk, Said("assistant", "input_text"))),
       "$.input[1].content[0].type"},
  };
}

std::vector<RefusedBody> RefusedFields() {
  return {
      {"max_output_tokens_too_small",
       SentTo("gpt-4o", R"("max_output_tokens": 15)"),
       "$.max_output_tokens: 15"},
      {"state_given_twice",
       SentTo("gpt-4o",
              R"("previous_response_id": "resp_1", "conversation": "conv_1")"),
       "$.previous_response_id"},
      {"parameter_moved", SentTo("gpt-5", R"("reasoning_effort": "low")"),
       "$.reasoning_effort: "},
      {"parameter_moved", SentTo("gpt-4o", R"("max_tokens": 20)"),
       "$.max_tokens: "},
      {"tool_name",
       SentTo("gpt-4o", R"("tools": [{"type": "function", "name": "a.b"}])"),
       "$.tools[0].name"},
      {"temperature_unsupported", SentTo("gpt-5-mini", R"("temperature": 0.2)"),
       "$.temperature"},
      {"top_p_unsupported", SentTo("o3", R"("top_p": 0.5)"), "$.top_p"},
      {"reasoning_effort_unsupported",
       SentTo("gpt-4o", R"("reasoning": {"effort": "low"})"),
       "$.reasoning.effort"},
      {"json_not_mentioned",
       SentTo("gpt-4o", R"("text": {"format": {"type": "json_object"}})"),
       "$.text.format"},
      // Of any endpoint.
      {"temperature_out_of_range", SentTo("gpt-4o", R"("temperature": 3)"),
       "$.temperature"},
      {"strict_required", SentTo("gpt-4o", R"("tools": [{"type": "function",
           "name": "f", "strict": true, "parameters": {"type": "object",
           "properties": {"a": {"type": "string"}}, "required": [],
           "additionalProperties": false}}])"),
       "$.tools[0].parameters"},
  };
}

TEST(ResponsesRefusals, EachRowRefusesItsCaseAndNamesThePlace) {
  std::set<std::string> seen;
  for (const auto& cases : {RefusedItems(), RefusedFields()}) {
    for (const RefusedBody& refused : cases) {
      SCOPED_TRACE(refused.body);
      const Verdict verdict = MustCheck(refused.body);
      EXPECT_THAT(verdict.refused, ElementsAre(refused.code));
      const auto warning = std::find_if(
          verdict.warnings.begin(), verdict.warnings.end(),
          [&](const Finding& f) { return f.code == refused.code; });
      ASSERT_NE(warning, verdict.warnings.end());
      EXPECT_TRUE(warning->message.starts_with(refused.path))
          << warning->message;
      EXPECT_THAT(warning->message, HasSubstr("answers 400 (https://"));
      seen.insert(refused.code);
    }
  }
  for (const internal::RefusalRow& row : internal::ResponsesRefusalTable()) {
    EXPECT_THAT(seen, Contains(std::string(row.code)));
  }
}

TEST(ResponsesRefusals, WhatIsTakenIsNotRefused) {
  const std::string answer = R"({"role": "assistant", "content": "a"})";
  for (const std::string& body : {
           Sent(
               fmt::format("{}, {}, {}", kAsk, FunctionCall("a"), Output("a"))),
           // Others may stand between, and results in any order.
           Sent(fmt::format("{}, {}, {}, {}, {}, {}", kAsk, FunctionCall("a"),
                            FunctionCall("b"), answer, Output("b"),
                            Output("a"))),
           // The other half may be stored.
           Sent(Output("z"), R"("previous_response_id": "resp_1")"),
           Sent(fmt::format(R"({{"type": "item_reference", "id": "fc_1"}}, {})",
                            Output("z"))),
           Sent(fmt::format("{}, {}, {}", kAsk, Thought("rs_1"), answer), "",
                "gpt-5"),
           Sent(fmt::format("{}, {}, {}, {}", kAsk, Thought("rs_1"),
                            FunctionCall("a"), Output("a")),
                "", "gpt-5"),
           Sent(fmt::format("{}, {}, {}, {}", kAsk, Said("user", "input_text"),
                            Said("assistant", "output_text"), kAsk)),
           Sent(
               fmt::format("{}, {}", FunctionCall(std::string(64, 'a')),
                           Output(std::string(64, 'a'),
                                  R"([{"type": "input_text", "text": "x"}])"))),
           SentTo("gpt-4o", R"("max_output_tokens": 16)"),
           SentTo("gpt-4o", R"("tool_choice": "auto")"),
           SentTo("gpt-4o", R"("parallel_tool_calls": true, "tools": [])"),
           SentTo("gpt-4o", R"("metadata": {"a": "b"})"),
           SentTo("gpt-4o", R"("response_format": null)"),
           SentTo("gpt-5", R"("temperature": 1)"),
           Sent(R"({"role": "user", "content": "As JSON."})",
                R"("text": {"format": {"type": "json_object"}})"),
           SentTo("gpt-4o", R"("text": {"format": {"type": "json_object"}},
                               "conversation": "conv_1")"),
       }) {
    EXPECT_THAT(MustCheck(body).refused, IsEmpty()) << body;
  }
}

TEST(ResponsesRefusals, RowsHaveCodesAndSources) {
  std::set<std::string_view> codes;
  for (const internal::RefusalRow& row : internal::ResponsesRefusalTable()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code;
    EXPECT_TRUE(row.source.starts_with("https://")) << row.code;
  }
}

}  // namespace
}  // namespace tokenfare
