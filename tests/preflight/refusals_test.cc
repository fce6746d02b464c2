// What the API answers with status 400: each row of the table refuses its case
// and leaves the like alone, while `fits` speaks of size only.

#include "tokenfare/preflight/refusals/refusals.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string To(std::string_view model, std::string_view fields,
               std::string_view messages = kHello) {
  return fmt::format(R"({{"model": "{}", "messages": {}, {}}})", model,
                     messages, fields);
}

std::string Said(std::string_view messages) {
  return fmt::format(R"({{"model": "gpt-4o", "messages": [{}]}})", messages);
}

constexpr std::string_view kF =
    R"("tools": [{"type": "function", "function": {"name": "f"}}])";

std::string Function(std::string_view function) {
  return To("gpt-4o",
            fmt::format(R"("tools": [{{"type": "function", "function": {}}}])",
                        function));
}

std::string Parameters(std::string_view schema, bool strict = false) {
  return Function(fmt::format(
      R"({{"name": "f", "strict": {}, "parameters": {}}})", strict, schema));
}

std::string Format(std::string_view json_schema) {
  return To("gpt-4o", fmt::format(R"("response_format": {{"type": "json_schema",
                           "json_schema": {}}})",
                                  json_schema));
}

std::string Repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    all += fmt::format(fmt::runtime(text), i == 0 ? "" : ",", i);
  }
  return all;
}

constexpr std::string_view kUser = R"({"role": "user", "content": "Hi"},)";

std::string CallOf(std::string_view id, std::string_view name = "f") {
  return fmt::format(
      R"({{"id": "{}", "type": "function", "function": {{"name": "{}",
          "arguments": "{{}}"}}}})",
      id, name);
}

std::string Calls(std::string_view calls) {
  return fmt::format(
      R"({{"role": "assistant", "content": null, "tool_calls": [{}]}})", calls);
}

std::string Result(std::string_view id) {
  return fmt::format(
      R"({{"role": "tool", "tool_call_id": "{}", "content": "x"}})", id);
}

struct Refused {
  std::string code;
  std::string body;
  // Where the message begins.
  std::string path;
};

std::vector<Refused> RefusedMessages() {
  return {
      {"tool_result_without_call",
       Said(fmt::format("{}{}", kUser, Result("z"))),
       "$.messages[1].tool_call_id"},
      {"tool_call_without_result",
       Said(fmt::format("{}{},{}", kUser,
                        Calls(CallOf("a") + "," + CallOf("b")), Result("a"))),
       "$.messages[1].tool_calls[1]"},
      {"tool_calls_empty",
       Said(R"({"role": "assistant", "content": "a", "tool_calls": []})"),
       "$.messages[0].tool_calls"},
      {"tool_call_id_too_long",
       Said(fmt::format("{}{},{}", kUser, Calls(CallOf(std::string(41, 'a'))),
                        Result(std::string(41, 'a')))),
       "$.messages[1].tool_calls[0].id"},
      {"message_name",
       Said(R"({"role": "user", "name": "Jane Doe", "content": "Hi"})"),
       "$.messages[0].name"},
      {"content_missing", Said(R"({"role": "assistant", "content": null})"),
       "$.messages[0].content"},
      {"content_empty", Said(R"({"role": "user", "content": []})"),
       "$.messages[0].content"},
      {"content_part_type", Said(R"({"role": "user", "content":
               [{"type": "input_text", "text": "Hi"}]})"),
       "$.messages[0].content[0].type"},
      {"image_role",
       Said(R"({"role": "system", "content": [{"type": "image_url",
               "image_url": {"url": "https://x.org/a.png"}}]})"),
       "$.messages[0].content[0]"},
      {"audio_format",
       R"({"model": "gpt-4o-audio-preview", "messages": [{"role": "user",
           "content": [{"type": "input_audio",
           "input_audio": {"data": "AAAA", "format": "ogg"}}]}]})",
       "$.messages[0].content[0].input_audio.format"},
      {"system_role",
       To("o1-mini", R"("n": 1)", R"([{"role": "system", "content": "a"},
                                     {"role": "user", "content": "b"}])"),
       "$.messages[0].role"},
      {"json_not_mentioned",
       To("gpt-4o", R"("response_format": {"type": "json_object"})"),
       "$.response_format"},
  };
}

std::vector<Refused> RefusedTools() {
  return {
      {"tools_empty", To("gpt-4o", R"("tools": [])"), "$.tools"},
      {"too_many_tools",
       To("gpt-4o",
          fmt::format(R"("tools": [{}])", Repeated(R"({}{{"type": "function",
                                  "function": {{"name": "f{}"}}}})",
                                                   129))),
       "$.tools"},
      {"tool_name", Function(R"({"name": "a.b"})"), "$.tools[0].function.name"},
      {"tool_name",
       Function(fmt::format(R"({{"name": "{}"}})", std::string(65, 'x'))),
       "$.tools[0].function.name"},
      {"tool_name",
       Said(fmt::format("{}{},{}", kUser, Calls(CallOf("a", "f g")),
                        Result("a"))),
       "$.messages[1].tool_calls[0].function.name"},
      {"tool_choice_without_tools", To("gpt-4o", R"("tool_choice": "auto")"),
       "$.tool_choice"},
      {"function_call_without_functions",
       To("gpt-4o", R"("function_call": "auto")"), "$.function_call"},
      {"tool_choice_unknown",
       To("gpt-4o", fmt::format(R"({}, "tool_choice": {{"type": "function",
                                   "function": {{"name": "g"}}}})",
                                kF)),
       "$.tool_choice"},
      {"parallel_tool_calls_without_tools",
       To("gpt-4o", R"("parallel_tool_calls": false)"),
       "$.parallel_tool_calls"},
      {"parallel_tool_calls_unsupported",
       To("o4-mini", fmt::format(R"({}, "parallel_tool_calls": false)", kF)),
       "$.parallel_tool_calls"},
  };
}

std::vector<Refused> RefusedOptions() {
  return {
      {"temperature_out_of_range", To("gpt-4o", R"("temperature": 2.5)"),
       "$.temperature"},
      {"top_p_out_of_range", To("gpt-4o", R"("top_p": -0.1)"), "$.top_p"},
      {"penalty_out_of_range", To("gpt-4o", R"("presence_penalty": 3)"),
       "$.presence_penalty"},
      {"top_logprobs_out_of_range",
       To("gpt-4o", R"("logprobs": true, "top_logprobs": 21)"),
       "$.top_logprobs"},
      {"logit_bias_out_of_range", To("gpt-4o", R"("logit_bias": {"5": 101})"),
       "$.logit_bias"},
      {"too_many_choices", To("gpt-4o", R"("n": 129)"), "$.n"},
      {"temperature_unsupported", To("gpt-5", R"("temperature": 0.2)"),
       "$.temperature"},
      {"temperature_unsupported", To("o3-mini", R"("temperature": 0)"),
       "$.temperature"},
      {"temperature_unsupported",
       To("gpt-5.1", R"("temperature": 0, "reasoning_effort": "low")"),
       "$.temperature"},
      {"top_p_unsupported", To("gpt-5-mini", R"("top_p": 0.5)"), "$.top_p"},
      {"penalty_unsupported", To("gpt-5-nano", R"("frequency_penalty": 1)"),
       "$.frequency_penalty"},
      {"logprobs_unsupported", To("gpt-5", R"("logprobs": true)"),
       "$.logprobs"},
      {"logit_bias_unsupported", To("o3", R"("logit_bias": {"5": 1})"),
       "$.logit_bias"},
      {"max_tokens_unsupported", To("gpt-5", R"("max_tokens": 5)"),
       "$.max_tokens"},
      {"both_output_limits",
       To("gpt-4o", R"("max_tokens": 5, "max_completion_tokens": 5)"),
       "$.max_tokens"},
      {"reasoning_effort_unsupported",
       To("gpt-4o", R"("reasoning_effort": "low")"), "$.reasoning_effort"},
      {"too_many_stops", To("gpt-4o", R"("stop": ["a", "b", "c", "d", "e"])"),
       "$.stop"},
      {"stop_unsupported", To("o3", R"("stop": "a")"), "$.stop"},
      {"top_logprobs_without_logprobs", To("gpt-4o", R"("top_logprobs": 2)"),
       "$.top_logprobs"},
      {"stream_options_without_stream",
       To("gpt-4o", R"("stream_options": {"include_usage": true})"),
       "$.stream_options"},
      {"metadata_limits",
       To("gpt-4o", R"("store": true, "metadata": {"a": 1})"), "$.metadata.a"},
      {"metadata_limits",
       To("gpt-4o", fmt::format(R"("store": true, "metadata": {{"a": "{}"}})",
                                std::string(513, 'x'))),
       "$.metadata.a"},
      {"metadata_limits",
       To("gpt-4o", fmt::format(R"("store": true, "metadata": {{{}}})",
                                Repeated(R"({}"k{}": "v")", 17))),
       "$.metadata"},
      {"metadata_without_store", To("gpt-4o", R"("metadata": {"a": "b"})"),
       "$.metadata"},
      {"audio_missing",
       To("gpt-4o-audio-preview", R"("modalities": ["text", "audio"])"),
       "$.audio"},
      {"search_sampling", To("gpt-4o-search-preview", R"("temperature": 1)"),
       "$.temperature"},
      {"response_format_type",
       To("gpt-4o", R"("response_format": {"type": "json"})"),
       "$.response_format.type"},
      {"response_format_name",
       Format(R"({"name": "my schema", "schema": {"type": "object"}})"),
       "$.response_format.json_schema.name"},
  };
}

std::vector<Refused> RefusedSchemas() {
  return {
      {"schema_root_not_object",
       Parameters(R"({"anyOf": [{"type": "object"}]})"),
       "$.tools[0].function.parameters"},
      {"schema_root_not_object",
       Format(R"({"name": "n", "schema": {"type": "array", "items": {}}})"),
       "$.response_format.json_schema.schema"},
      {"array_without_items",
       Parameters(R"({"type": "object", "properties": {"a":
                     {"type": "array"}}})"),
       "$.tools[0].function.parameters.properties.a"},
      {"strict_additional_properties",
       Format(R"({"name": "n", "strict": true, "schema": {"type": "object",
                 "properties": {}, "required": []}})"),
       "$.response_format.json_schema.schema"},
      {"strict_required",
       Parameters(R"({"type": "object", "properties": {"a":
                     {"type": "object", "properties": {"b": {}},
                      "additionalProperties": false}}, "required": ["a"],
                      "additionalProperties": false})",
                  true),
       "$.tools[0].function.parameters.properties.a"},
      {"strict_keyword",
       Parameters(R"({"type": "object", "properties": {"a": {"oneOf": []}},
                      "required": ["a"], "additionalProperties": false})",
                  true),
       "$.tools[0].function.parameters.properties.a"},
      {"strict_too_large",
       Parameters(
           fmt::format(R"({{"type": "object", "properties": {{"a": {{"enum":
                           [{}]}}}}, "required": ["a"],
                           "additionalProperties": false}})",
                       Repeated(R"({}"v{}")", 1'001)),
           true),
       "$.tools[0].function.parameters"},
  };
}

TEST(Refusals, EachRowRefusesItsCaseAndNamesThePlace) {
  std::set<std::string> seen;
  for (const auto& cases : {RefusedMessages(), RefusedTools(), RefusedOptions(),
                            RefusedSchemas()}) {
    for (const Refused& refused : cases) {
      SCOPED_TRACE(refused.body);
      const Verdict verdict = MustCheck(refused.body);
      EXPECT_THAT(verdict.refused, ElementsAre(refused.code));
      const auto warning = std::find_if(
          verdict.warnings.begin(), verdict.warnings.end(),
          [&](const Finding& f) {
            return f.code == refused.code &&
                   f.message.find("answers 400") != std::string::npos;
          });
      ASSERT_NE(warning, verdict.warnings.end());
      EXPECT_TRUE(warning->message.starts_with(refused.path))
          << warning->message;
      EXPECT_THAT(warning->message, HasSubstr("https://"));
      seen.insert(refused.code);
    }
  }
  // One row needs a model of 2026; see its own test.
  EXPECT_EQ(seen.size() + 1, internal::RefusalTable().size());
}

TEST(Refusals, FitsSpeaksOfSizeOnly) {
  const Verdict verdict = MustCheck(To("gpt-4o", R"("tool_choice": "auto")"));
  EXPECT_EQ(verdict.fits, true);
  EXPECT_THAT(verdict.reasons, IsEmpty());
  EXPECT_THAT(VerdictToJson(verdict),
              HasSubstr("\"tool_choice_without_tools\"\n  ]"));
}

TEST(Refusals, WhatIsTakenIsNotRefused) {
  for (const std::string& body : {
           To("gpt-4o", R"("temperature": 0, "top_p": 1, "n": 128)"),
           To("gpt-5", R"("temperature": 1, "top_p": 1.0)"),
           To("gpt-5", R"("presence_penalty": 0, "logprobs": false)"),
           To("gpt-5.2-chat-latest", R"("temperature": 0.2)"),
           To("gpt-5.1", R"("temperature": 0.2)"),
           To("gpt-5.1", R"("temperature": 0, "reasoning_effort": "none")"),
           To("gpt-5.4", R"("logprobs": true, "top_logprobs": 2)"),
           To("o3-mini", R"("stop": ["a"])"),
           To("gpt-4o", R"("stop": [])"),
           To("gpt-4o", R"("stop": null, "temperature": null)"),
           To("gpt-4o", R"("tool_choice": "none")"),
           To("gpt-4o", R"("tools": null)"),
           To("gpt-4o", R"("stream": true, "stream_options": {})"),
           To("gpt-4o", R"("metadata": {})"),
           To("gpt-4o", R"("response_format": {"type": "json_object"})",
              R"([{"role": "system", "content": "Reply in Json."}])"),
           To("gpt-4o", fmt::format(R"({}, "tool_choice": "required",
                                       "parallel_tool_calls": false)",
                                    kF)),
           Function(R"({"name": "f", "parameters": {}})"),
           Parameters(R"({"type": "object", "properties": {}})"),
           Parameters(R"({"type": "object", "properties": {"a": {"type":
                         ["array", "null"], "items": {}}}})"),
           Parameters(R"({"type": "object", "properties": {"properties":
                         {"type": "string"}}, "required": ["properties"],
                         "additionalProperties": false})",
                      true),
           Said(fmt::format("{}{},{},{},{}", kUser,
                            Calls(CallOf("a") + "," + CallOf("b")), Result("b"),
                            Result("a"),
                            R"({"role": "assistant", "content": "done"})")),
           Said(R"({"role": "user", "name": "jane.doe", "content": ["Hi"]})"),
       }) {
    EXPECT_THAT(MustCheck(body).refused, IsEmpty()) << body;
  }
}

TEST(Refusals, RulesAreOpenAisAlone) {
  CheckOptions options = TestOptions();
  const std::string body = To("gpt-4.1-mini", R"("tool_choice": "auto")");
  EXPECT_EQ(MustCheck(body, options).refused.size(), 1U);
  options.provider = "tokenhub";
  EXPECT_THAT(MustCheck(body, options).refused, IsEmpty());
}

TEST(Refusals, RowsHaveCodesAndSources) {
  std::set<std::string_view> codes;
  for (const internal::RefusalRow& row : internal::RefusalTable()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code;
    EXPECT_TRUE(row.source.starts_with("https://")) << row.code;
  }
}

// Such a row is not asked again for models that may be suggested.
TEST(Refusals, RowsOfAnyModelSayTheSameOfEach) {
  std::set<std::string_view> of_any_model;
  for (const internal::RefusalRow& row : internal::RefusalTable()) {
    if ((row.scope & internal::kAnyModel) != 0) of_any_model.insert(row.code);
  }
  EXPECT_GT(of_any_model.size(), 20U);
  for (const auto& cases : {RefusedMessages(), RefusedTools(), RefusedOptions(),
                            RefusedSchemas()}) {
    for (const Refused& refused : cases) {
      const bool refuses = of_any_model.contains(refused.code);
      for (const std::string_view model :
           {"gpt-4o", "gpt-4.1-mini", "o1-mini", "o3", "gpt-5", "gpt-5.6-sol",
            "gpt-4o-search-preview", "gpt-3.5-turbo"}) {
        CheckOptions options = TestOptions();
        options.model = model;
        std::vector<std::string> found =
            MustCheck(refused.body, options).refused;
        std::erase_if(found, [&](const std::string& code) {
          return !of_any_model.contains(code);
        });
        EXPECT_EQ(found, refuses ? std::vector<std::string>{refused.code}
                                 : std::vector<std::string>{})
            << model << ": " << refused.body;
      }
    }
  }
}

TEST(Refusals, SuggestedModelsTakeTheRequest) {
  CheckOptions options = TestOptions();
  options.suggest = true;
  const Verdict verdict =
      MustCheck(To("gpt-4o", R"("temperature": 0.2)"), options);
  ASSERT_TRUE(verdict.suggestions.has_value());
  EXPECT_GT(verdict.suggestions->size(), 0U);
  for (const Suggestion& suggestion : *verdict.suggestions) {
    EXPECT_NE(suggestion.model, "gpt-5");
    EXPECT_NE(suggestion.model, "gpt-5-mini");
  }
}

}  // namespace
}  // namespace tokenfare
