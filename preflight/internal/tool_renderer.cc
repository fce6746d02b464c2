// Definitions of tools. The prompt holds them as TypeScript-like declarations,
// whose exact form is not reproduced yet: the count lies between that of the
// words that every form holds and that of the definitions as JSON.

#include <cstdint>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"
#include "tokenfare/preflight/internal/schema_text.h"

namespace tokenfare::internal {
namespace {

// The readings of the section of tools, and what they leave out.
struct ToolsText {
  std::string words;
  std::string sketch;
  std::string json;
  TokenBounds fixed;
};

void AddFunction(const Tool& tool, ToolsText& text) {
  text.words += fmt::format("{}\n{}\n", tool.name, tool.description);
  text.json += JsonText(*tool.json, kCompactJson);
  if (!tool.description.empty()) {
    text.sketch += fmt::format("// {}\n", tool.description);
  }
  text.sketch += fmt::format("type {} = (", tool.name);
  if (tool.parameters != nullptr) {
    text.words += SchemaWords(*tool.parameters);
    text.sketch += "_: " + SchemaSketch(*tool.parameters);
    text.fixed.high += RepeatedBytes(*tool.parameters);
  }
  text.sketch += ") => any;\n\n";
  // A line of a comment is "// line"; in JSON only "\n" stands for it.
  text.fixed.high += 12 + 3 * LineBreaks(*tool.json);
}

void AddOther(const Tool& tool, ToolsText& text) {
  const std::string json = JsonText(*tool.json, kCompactJson);
  text.json += json;
  text.sketch += json;
  if (tool.kind == Tool::Kind::kCustom) {
    text.words += fmt::format("{}\n{}\n", tool.name, tool.description);
    text.fixed += {20, 0, 150};
  } else {
    // What the provider adds for a tool of its own is not known.
    text.fixed += {200, 0, 4'000};
  }
}

ToolsText TextOf(const ChatRequest& request) {
  ToolsText text;
  text.sketch = "# Tools\n\n## functions\n\nnamespace functions {\n\n";
  text.words = "functions\n\n";
  text.json = "# Tools\n\n## functions\n\nnamespace functions {\n\n";
  for (const Tool& tool : request.tools) {
    if (tool.kind == Tool::Kind::kFunction) {
      AddFunction(tool, text);
    } else {
      AddOther(tool, text);
    }
  }
  text.sketch += "} // namespace functions";
  text.json += "} // namespace functions";
  return text;
}

void RenderToolChoice(const RenderInput& input, Prompt& prompt) {
  const ToolChoice& choice = input.request.tool_choice;
  using Kind = ToolChoice::Kind;
  if (choice.kind == Kind::kUnstated || choice.kind == Kind::kAuto ||
      choice.kind == Kind::kRequired || input.request.tools.empty()) {
    return;
  }
  PromptPart part;
  part.label = "tool_choice";
  part.path = choice.legacy ? "$.function_call" : "$.tool_choice";
  part.rule = "tool-choice";
  part.MarkInexact("the choice of a tool is estimated");
  if (!input.rules.counts_tool_choice) {
    part.fixed = {0, 0, 10};
  } else if (choice.kind == Kind::kNone) {
    part.fixed = {1, 0, 4};
  } else if (choice.kind == Kind::kNamed) {
    part.AddText(prompt.Own(fmt::format(" to=functions.{}", choice.name)));
    const int64_t around = choice.legacy && input.request.legacy_functions
                               ? int64_t{1}
                               : int64_t{4};
    part.fixed = {around, -4, 8};
  } else {
    part.fixed = {4, 0, 100};
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace

void RenderTools(const RenderInput& input, Prompt& prompt) {
  const ChatRequest& request = input.request;
  if (request.tools.empty()) return;
  ToolsText text = TextOf(request);
  PromptPart part;
  part.label = request.legacy_functions ? "functions" : "tools";
  part.path = request.legacy_functions ? "$.functions" : "$.tools";
  part.rule = "tools";
  part.MarkInexact(
      "definitions of tools are estimated: between their names and "
      "descriptions and their whole JSON");
  part.fixed = text.fixed;
  part.fixed += {input.rules.tools_extra, input.rules.tools_extra * 3 / 4,
                 input.rules.tools_extra * 5 / 4 + 20};
  if (!HasSystemMessage(request)) part.AddFixed(input.rules.tools_message);
  Segment segment;
  segment.text = prompt.Own(std::move(text.sketch));
  segment.alternatives = {prompt.Own(std::move(text.words)),
                          prompt.Own(std::move(text.json))};
  part.segments.push_back(std::move(segment));
  prompt.parts.push_back(std::move(part));
  RenderToolChoice(input, prompt);
}

}  // namespace tokenfare::internal
