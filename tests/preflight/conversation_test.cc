// A conversation as the chat format reads it, and one of a format that only
// this test knows: renderers and paths must not care.

#include "tokenfare/preflight/conversation/conversation.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/json/document.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/dialects/render_prompt.h"
#include "tokenfare/preflight/formats/detect.h"
#include "tokenfare/preflight/formats/openai_chat.h"
#include "tokenfare/preflight/formats/read_request.h"
#include "tokenfare/preflight/prompt/prompt_count.h"
#include "tokenfare/preflight/rules/rule_set.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::internal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kBody = R"({
  "model": "gpt-4o", "n": 2, "max_tokens": 9, "temperature": 1.50,
  "tools": [
    {"type": "function", "function": {"name": "f", "description": "d",
      "parameters": {"type": "object"}, "strict": true}},
    {"type": "web_search"}],
  "tool_choice": {"type": "function", "function": {"name": "f"}},
  "response_format": {"type": "json_schema", "json_schema": {
    "name": "s", "description": "e", "schema": {"type": "object"}}},
  "messages": [
    {"role": "system", "content": "be brief"},
    {"role": "user", "name": "ann", "content": [
      {"type": "text", "text": "look"},
      {"type": "image_url", "image_url": {"url": "https://a/b.png",
                                          "detail": "low"}},
      "bare"]},
    {"role": "assistant", "tool_calls": [
      {"id": "c1", "type": "function",
       "function": {"name": "f", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "c1", "content": "done", "odd": [1]}]})";

Conversation Read(std::string_view body) {
  return *ReadRequest(body, RequestLimits{});
}

TEST(ConversationTest, Chat_IsReadIntoTurnsToolsAndLimits) {
  const Conversation read = Read(kBody);
  ASSERT_EQ(read.turns.size(), 4);
  EXPECT_EQ(read.turns[1].name, "ann");
  ASSERT_EQ(read.turns[1].content.size(), 3);
  EXPECT_EQ(read.turns[1].content[1].kind, Item::Kind::kImage);
  EXPECT_EQ(read.turns[1].content[1].data, "https://a/b.png");
  EXPECT_EQ(read.turns[1].content[1].detail, "low");
  EXPECT_EQ(read.turns[1].content[2].form, Item::Form::kBareText);
  EXPECT_TRUE(read.turns[2].lacks_content);
  ASSERT_EQ(read.turns[2].calls.size(), 1);
  EXPECT_EQ(read.turns[2].calls[0].name, "f");
  EXPECT_EQ(read.turns[3].answers, "c1");
  ASSERT_EQ(read.turns[3].unknown_fields.size(), 1);
  EXPECT_EQ(read.turns[3].unknown_fields[0]->text, "[1]");

  ASSERT_EQ(read.tools.size(), 2);
  EXPECT_TRUE(read.tools[0].strict);
  EXPECT_EQ(read.tools[1].kind, Tool::Kind::kHosted);
  EXPECT_EQ(read.tools[1].name, "web_search");
  EXPECT_EQ(read.tool_choice.name, "f");
  EXPECT_EQ(read.output.kind, OutputContract::Kind::kJsonSchema);
  EXPECT_EQ(read.output.description, "e");
  EXPECT_EQ(read.output_limit.tokens, 9);
  EXPECT_EQ(read.output_limit.field, "max_tokens");
  EXPECT_EQ(read.choices, 2);
  EXPECT_EQ(read.options.temperature, "1.50");
  EXPECT_THAT(read.options.top_p, IsEmpty());
}

TEST(ConversationTest, Paths_AreThoseOfTheBody) {
  const Conversation read = Read(kBody);
  const Turn& user = read.turns[1];
  EXPECT_EQ(read.PathOf(user.origin), "$.messages[1]");
  EXPECT_EQ(read.PathOf(user.origin, Field::kName), "$.messages[1].name");
  EXPECT_EQ(read.PathOf(user.content[1].origin), "$.messages[1].content[1]");
  EXPECT_EQ(read.PathOf(user.content[1].origin, Field::kDetail),
            "$.messages[1].content[1].image_url.detail");
  EXPECT_EQ(read.PathOf(read.turns[2].calls[0].origin, Field::kName),
            "$.messages[2].tool_calls[0].function.name");
  EXPECT_EQ(read.PathOf(read.turns[3].origin, Field::kAnswers),
            "$.messages[3].tool_call_id");
  EXPECT_EQ(read.PathOf(read.tools_origin), "$.tools");
  EXPECT_EQ(read.PathOf(read.tools[0].origin, Field::kSchema),
            "$.tools[0].function.parameters");
  EXPECT_EQ(read.PathOf(read.output.origin, Field::kSchema),
            "$.response_format.json_schema.schema");
  EXPECT_EQ(read.PathOf(Field::kTemperature), "$.temperature");
  EXPECT_EQ(read.LabelOfRange(read.turns[1].origin, read.turns[3].origin),
            "messages[1..3]");
}

TEST(ConversationTest, Paths_OfFunctionsAreTheirOwn) {
  const Conversation read = Read(R"({"model": "gpt-4o",
    "functions": [{"name": "f", "parameters": {}}],
    "function_call": {"name": "f"},
    "messages": [{"role": "user", "content": "x"}]})");
  EXPECT_EQ(read.PathOf(read.tools_origin), "$.functions");
  EXPECT_EQ(read.PathOf(read.tools[0].origin, Field::kName),
            "$.functions[0].name");
  EXPECT_EQ(read.PathOf(read.tool_choice.origin), "$.function_call");
}

TEST(ConversationTest, Moved_KeepsItsViews) {
  Conversation first = Read(kBody);
  const Conversation read = std::move(first);
  EXPECT_EQ(read.turns[0].content[0].text, "be brief");
  EXPECT_EQ(read.turns[3].unknown_fields[0]->text, "[1]");
}

// A format that this product does not have: turns by roles.
std::string RolePath(const Origin& origin, Field field) {
  if (origin.place == 0) return "$";
  return fmt::format("$.{}[{}]{}", origin.place == 1 ? "said" : "may",
                     origin.index, field == Field::kName ? ".title" : "");
}

Conversation OfAnotherFormat() {
  Conversation conversation;
  conversation.endpoint = "/v1/chat/completions";
  conversation.write_path = RolePath;
  conversation.turns.push_back({.role = Role::kSystem, .origin = {1, 0}});
  conversation.turns.back().content.push_back({.text = "be brief"});
  conversation.turns.push_back({.role = Role::kUser, .origin = {1, 7}});
  conversation.turns.back().content.push_back({.text = "hello"});
  conversation.tools.push_back(
      {.origin = {2, 3}, .name = "f", .description = "d"});
  conversation.tools_origin = {2, 0};
  return conversation;
}

std::vector<PartTokens> Count(const Conversation& conversation) {
  const ModelCard& card = **Catalogue::BuiltIn().Find("gpt-4o");
  const Date day = *ParseDate("2026-06-01");
  const PromptRules rules =
      RuleSet::BuiltIn("/v1/chat/completions").For(card, "gpt-4o", day);
  Prompt prompt = RenderPrompt({.conversation = conversation,
                                .rules = rules,
                                .card = card,
                                .as_of = day,
                                .model = "gpt-4o"});
  return CountPrompt(std::move(prompt), **GetEncoding("o200k_base"), {}).parts;
}

TEST(ConversationTest, OfAnotherFormat_CountsTheSameAtPlacesOfItsOwn) {
  const std::vector<PartTokens> parts = Count(OfAnotherFormat());
  const std::vector<PartTokens> chat = Count(Read(R"({"model": "gpt-4o",
    "tools": [{"type": "function",
               "function": {"name": "f", "description": "d"}}],
    "messages": [{"role": "system", "content": "be brief"},
                 {"role": "user", "content": "hello"}]})"));
  EXPECT_EQ(Total(parts).expected, Total(chat).expected);
  EXPECT_TRUE(Total(parts).exact);
  std::vector<std::string> labels;
  std::vector<std::string> paths;
  for (const PartTokens& part : parts) {
    labels.push_back(part.label);
    paths.push_back(part.path);
  }
  EXPECT_THAT(labels,
              ElementsAre("said[0] (system)", "may[0]", "may[3] (f)",
                          "may[0] (end)", "said[7] (user)", "reply priming"));
  EXPECT_THAT(paths, ElementsAre("$.said[0]", "$.may[0]", "$.may[3]",
                                 "$.may[0]", "$.said[7]", "$"));
}

// The name of the format that is detected; empty where none is.
std::string_view DetectedIn(std::string_view body) {
  const JsonLimits limits = {
      .max_bytes = 1'000, .max_depth = 10, .max_values = 100};
  const auto document = JsonDocument::Parse(body, limits);
  const Format* format = DetectFormat(document->root());
  return format == nullptr ? std::string_view() : format->name;
}

TEST(FormatsTest, Detect_KnowsBodiesByAFewFields) {
  EXPECT_EQ(DetectedIn(R"({"messages": []})"), "openai_chat");
  EXPECT_EQ(DetectedIn(R"({"messages": [], "input": ["a"], "prompt": "a"})"),
            "openai_chat");
  EXPECT_EQ(DetectedIn(R"({"contents": []})"), "");
  EXPECT_EQ(DetectedIn(R"({"custom_id": "a", "body": {}})"), "openai_batch");
  EXPECT_EQ(DetectedIn(R"({"custom_id": "a", "response": {}})"), "");
  EXPECT_EQ(DetectedIn(R"({"input": {}, "preferred_output": []})"),
            "fine_tuning");
  for (const std::string_view body :
       {R"({"input": ["a"]})", R"({"input": [1, 2]})", R"({"input": [[1]]})",
        R"({"input": "a", "encoding_format": "float"})",
        R"({"input": "a", "dimensions": 256})",
        R"({"input": "a", "model": "text-embedding-3-small"})",
        R"({"input": "a", "model": "my-embed-v2"})"}) {
    EXPECT_EQ(DetectedIn(body), "openai_embeddings") << body;
  }
  for (const std::string_view body :
       {R"({"prompt": "a"})", R"({"prompt": ["a"]})", R"({"prompt": [1]})"}) {
    EXPECT_EQ(DetectedIn(body), "openai_completions") << body;
  }
  for (const std::string_view body :
       {R"({"input": "a"})", R"({"input": [{"role": "user"}]})",
        R"({"prompt": {"id": "pmpt_1"}})",
        R"({"previous_response_id": "resp_1"})"}) {
    EXPECT_EQ(DetectedIn(body), "openai_responses") << body;
  }
  EXPECT_EQ(DetectedIn(
                R"({"object": "response", "instructions": "x", "output": []})"),
            "");
}

TEST(FormatsTest, Find_NamesWhatThereIs) {
  for (const Format* format : Formats()) {
    EXPECT_EQ(*FindFormat(format->name), format);
  }
  const absl::Status unknown = FindFormat("openai_embedding").status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(unknown.message().find("did you mean \"openai_embeddings\""),
            std::string_view::npos)
      << unknown;
}

}  // namespace
}  // namespace tokenfare::internal
