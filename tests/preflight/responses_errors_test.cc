// Bodies of /v1/responses that cannot be read get an error that names the
// place, the cause and the cure; mistyped names at every level a warning, and
// no figure beside one is exact.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

std::string Asked(std::string_view fields) {
  return fmt::format(R"({{"model": "gpt-4.1-mini", "input": "Hi", {}}})",
                     fields);
}

std::string Input(std::string_view input) {
  return fmt::format(R"({{"model": "gpt-4.1-mini", "input": {}}})", input);
}

std::string Item(std::string_view fields) {
  return Input(fmt::format("[{{{}}}]", fields));
}

std::string Part(std::string_view part) {
  return Item(fmt::format(R"("role": "user", "content": [{}])", part));
}

std::string Tool(std::string_view fields) {
  return Asked(fmt::format(R"("tools": [{{{}}}])", fields));
}

std::string Format(std::string_view fields) {
  return Asked(fmt::format(R"("text": {{"format": {{{}}}}})", fields));
}

struct BadBody {
  std::string body;
  std::vector<std::string> mentions;
};

void ExpectErrors(const std::vector<BadBody>& bodies) {
  for (const BadBody& bad : bodies) {
    const std::string error = ErrorOf(bad.body);
    for (const std::string& mention : bad.mentions) {
      EXPECT_NE(error.find(mention), std::string::npos)
          << bad.body << "\n\"" << error << "\" lacks \"" << mention << "\"";
    }
  }
}

TEST(BadResponses, OfAnotherKind) {
  ExpectErrors({
      {Input("5"), {"$.input: expected a string or an array, found a number"}},
      {Input("{}"), {"$.input: expected a string or an array"}},
      {Input("[]"), {"$.input: empty"}},
      {R"({"model": "gpt-4.1-mini", "instructions": "Hi"})",
       {"$.input: missing"}},
      {R"({"model": "gpt-4.1-mini", "inptu": "Hi", "max_output_tokens": 99})",
       {"$.input: missing", "inptu"}},
      {R"({"model": "gpt-4.1-mini", "input": null, "instructions": "Hi"})",
       {"$.input: missing"}},
      {Input(R"([{"role": "user", "content": "a"}, []])"),
       {"$.input[1]: expected an object"}},
      {Input(R"([{"role": "user", "content": "a"}, "Hi"])"),
       {"$.input[1]: expected an object"}},
      {Input("[null]"), {"$.input[0]: expected an object"}},
      {Asked(R"("instructions": ["Hi"])"), {"$.instructions: expected"}},
      {Asked(R"("tools": {})"), {"$.tools: expected an array"}},
      {Asked(R"("tools": [null])"), {"$.tools[0]: expected an object"}},
      {Asked(R"("tool_choice": 1)"), {"$.tool_choice: expected"}},
      {Asked(R"("tool_choice": "requird")"),
       {"$.tool_choice: ", "did you mean \"required\""}},
      {Asked(R"("text": "json")"), {"$.text: expected an object"}},
      {Asked(R"("text": {"format": "json"})"), {"$.text.format: expected"}},
      {Asked(R"("text": {"verbosity": 1})"), {"$.text.verbosity: expected"}},
      {Asked(R"("reasoning": "low")"), {"$.reasoning: expected an object"}},
      {Asked(R"("reasoning": {"effort": 3})"),
       {"$.reasoning.effort: expected a string"}},
      {Asked(R"("max_output_tokens": 0)"), {"$.max_output_tokens: "}},
      {Asked(R"("max_output_tokens": 1.5)"), {"$.max_output_tokens: "}},
      {Asked(R"("previous_response_id": 7)"), {"$.previous_response_id: "}},
      {Asked(R"("stream": "yes")"), {"$.stream: expected"}},
  });
}

TEST(BadResponses, Items) {
  ExpectErrors({
      {Item(R"("id": "x")"), {"$.input[0].type: missing"}},
      {Item(R"("type": 5)"), {"$.input[0].type: expected a string"}},
      {Item(R"("role": "usr", "content": "Hi")"),
       {"$.input[0].role: ", "did you mean \"user\""}},
      {Item(R"("role": "tool", "tool_call_id": "a", "content": "x")"),
       {"$.input[0].role: ", "function_call_output"}},
      {Item(R"("role": "assistant", "content": "a", "tool_calls": [])"),
       {"$.input[0].tool_calls: ", "function_call"}},
      {Item(R"("role": "user")"), {"$.input[0].content: missing"}},
      {Item(R"("role": "user", "content": {})"),
       {"$.input[0].content: expected a string or an array of parts"}},
      {Item(R"("role": "user", "contnet": "Hi")"),
       {"$.input[0].content: missing", "contnet"}},
      {Item(R"("type": "function_call", "name": "f", "arguments": "{}")"),
       {"$.input[0].call_id: missing"}},
      {Item(R"("type": "function_call", "call_id": "a", "arguments": "{}")"),
       {"$.input[0].name: missing"}},
      {Item(R"("type": "function_call", "call_id": "a", "name": "f")"),
       {"$.input[0].arguments: missing"}},
      {Item(R"("type": "function_call", "call_id": "a", "name": "f",
               "arguments": {"a": 1})"),
       {"$.input[0].arguments: expected a string"}},
      {Item(R"("type": "custom_tool_call", "call_id": "a", "name": "f")"),
       {"$.input[0].input: missing"}},
      {Item(R"("type": "function_call_output", "output": "x")"),
       {"$.input[0].call_id: missing"}},
      {Item(R"("type": "function_call_output", "call_id": "a")"),
       {"$.input[0].output: missing"}},
      {Item(R"("type": "function_call_output", "call_id": "a", "output": 5)"),
       {"$.input[0]", "expected a string or an array of parts"}},
      {Item(R"("type": "mcp_list_tools", "tools": [])"),
       {"$.input[0].server_label: missing"}},
      {Item(R"("type": "mcp_list_tools", "server_label": "a", "tools": "b")"),
       {"$.input[0].tools: expected an array"}},
      {Item(R"("type": "mcp_list_tools", "server_label": "a", "tools": [5])"),
       {"$.input[0].tools[0]: expected an object"}},
      {Item(R"("type": "mcp_list_tools", "server_label": "a",
               "tools": [{"name": "f", "input_schema": "g"}])"),
       {"$.input[0].tools[0].input_schema: expected an object"}},
      {Item(R"("type": "additional_tools", "tools": {})"),
       {"$.input[0].tools: expected an array"}},
  });
}

TEST(BadResponses, Parts) {
  ExpectErrors({
      {Part("5"), {"$.input[0].content[0]: expected an object"}},
      {Part(R"("Hi")"), {"$.input[0].content[0]: expected an object"}},
      {Part(R"({"text": "Hi"})"),
       {"$.input[0].content[0].type: missing", R"("type": "input_text")"}},
      {Part(R"({"inlineData": {}})"),
       {"$.input[0].content[0].type: missing", R"("type": "input_image")"}},
      {Part(R"({"type": "input_text"})"),
       {"$.input[0].content[0].text: missing"}},
      {Part(R"({"type": "input_text", "text": null})"),
       {"$.input[0].content[0].text: expected a string"}},
      {Part(R"({"type": "input_image"})"),
       {"$.input[0].content[0].image_url: missing", "file_id"}},
      {Part(R"({"type": "input_image", "image_url": {"url": "https://a"}})"),
       {"$.input[0].content[0].image_url: expected a string", "url"}},
      {Part(R"({"type": "input_image", "image_url": 5})"),
       {"$.input[0].content[0].image_url: expected a string, found a number"}},
      {Part(R"({"type": "input_audio", "input_audio": "AAAA"})"),
       {"$.input[0].content[0].input_audio: expected an object"}},
      {Part(R"({"type": "input_file", "file_id": 1})"),
       {"$.input[0].content[0].file_id: expected a string"}},
  });
}

TEST(BadResponses, ToolsAndFormats) {
  ExpectErrors({
      {Tool(R"("name": "f")"),
       {"$.tools[0].type: missing", R"("type": "function" beside)"}},
      {Tool(R"("name": "f", "input_schema": {})"),
       {"$.tools[0].type: missing", "Anthropic", R"("function", "name")"}},
      {Tool(R"("type": "function", "function": {"name": "f"})"),
       {"$.tools[0].name: missing", "beside `type`"}},
      {Tool(R"("type": "function", "name": "f", "parameters": [])"),
       {"$.tools[0].parameters: expected an object"}},
      {Tool(R"("type": "function", "name": "f", "description": 1)"),
       {"$.tools[0].description: expected a string"}},
      {Asked(R"("tools": [{"type": "function", "name": "f"}],
                "tool_choice": {"type": "function"})"),
       {"$.tool_choice.name: missing"}},
      {Asked(R"("tools": [{"type": "function", "name": "f"}],
                "tool_choice": {"type": "function",
                                "function": {"name": "f"}})"),
       {"$.tool_choice.name: missing", "beside `type`"}},
      {Tool(R"("type": "function", "name": "f", "strict": "yes")"),
       {"$.tools[0].strict: expected a boolean"}},
      {Format(R"("name": "r")"), {"$.text.format.type: missing"}},
      {Format(R"("type": "json_schema", "schema": {})"),
       {"$.text.format.name: missing"}},
      {Format(R"("type": "json_schema", "json_schema": {"name": "r"})"),
       {"$.text.format.name: missing", "beside `type`"}},
      {Format(R"("type": "json_schema", "name": "r")"),
       {"$.text.format.schema: missing"}},
      {Format(R"("type": "json_schema", "name": "r", "schema": "s")"),
       {"$.text.format.schema: expected an object"}},
  });
}

TEST(BadResponses, MistypedNamesWarn) {
  struct Typo {
    std::string body;
    std::string path;
    std::string meant;
  };
  const std::vector<Typo> typos = {
      {Item(R"("role": "user", "content": "Hi", "stauts": "completed")"),
       "$.input[0].stauts", "status"},
      {Part(R"({"type": "input_text", "text": "Hi", "anotations": []})"),
       "$.input[0].content[0].anotations", "annotations"},
      {Item(R"("type": "reasoning", "sumary": [])"), "$.input[0].sumary",
       "summary"},
      {Tool(R"("type": "function", "name": "f", "desciption": "Does it.")"),
       "$.tools[0].desciption", "description"},
      {Tool(R"("type": "function", "name": "f", "paramters": {})"),
       "$.tools[0].paramters", "parameters"},
      {Tool(R"("type": "web_search_preview", "search_contxt_size": "low")"),
       "$.tools[0].search_contxt_size", "search_context_size"},
      {Item(R"("type": "mcp_list_tools", "server_label": "a",
               "tools": [{"name": "f", "input_scema": {}}])"),
       "$.input[0].tools[0].input_scema", "input_schema"},
      {Item(R"("type": "additional_tools", "tools": [{"type": "function",
               "name": "f", "desciption": "Does it."}])"),
       "$.input[0].tools[0].desciption", "description"},
      {Format(R"("type": "json_schema", "name": "r", "schema": {},
                 "strct": true)"),
       "$.text.format.strct", "strict"},
      {Asked(R"("text": {"verbocity": "low"})"), "$.text.verbocity",
       "verbosity"},
      {Asked(R"("reasoning": {"efort": "low"})"), "$.reasoning.efort",
       "effort"},
  };
  for (const Typo& typo : typos) {
    SCOPED_TRACE(typo.body);
    const Verdict verdict = MustCheck(typo.body);
    std::string found;
    for (const Finding& warning : verdict.warnings) {
      if (warning.code == warning::kUnknownField) found += warning.message;
    }
    EXPECT_TRUE(found.starts_with(typo.path + ": unknown field")) << found;
    EXPECT_NE(found.find(fmt::format("did you mean \"{}\"", typo.meant)),
              std::string::npos)
        << found;
    EXPECT_FALSE(verdict.input_tokens.exact);
  }
}

TEST(BadResponses, UnknownTypesWarn) {
  for (const auto& [body, path] :
       std::vector<std::pair<std::string, std::string>>{
           {Input(R"([{"role": "user", "content": "Hi"}, {"type":
                     "function_cal_output", "call_id": "a", "output": "b"}])"),
            "$.input[1].type: an item of unknown type \"function_cal_output\""},
           {Tool(R"("type": "functon", "name": "f")"),
            "$.tools[0].type: a tool of unknown type \"functon\""}}) {
    const Verdict verdict = MustCheck(body);
    ASSERT_EQ(verdict.warnings.front().code, warning::kUnknownType) << body;
    const std::string& message = verdict.warnings.front().message;
    EXPECT_TRUE(message.starts_with(path)) << message;
    EXPECT_NE(message.find("did you mean \"function"), std::string::npos);
    EXPECT_FALSE(verdict.input_tokens.exact);
  }
  // The provider's own are known, though not their tokens.
  EXPECT_FALSE(Has(MustCheck(Input(R"([{"role": "user", "content": "Hi"},
                       {"type": "web_search_call", "id": "ws_1"}])"))
                       .warnings,
                   warning::kUnknownType));
  EXPECT_FALSE(Has(MustCheck(Tool(R"("type": "file_search")")).warnings,
                   warning::kUnknownType));
}

}  // namespace
}  // namespace tokenfare
