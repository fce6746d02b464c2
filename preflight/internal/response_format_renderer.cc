// A JSON schema that the reply must follow. json_object costs nothing.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"

namespace tokenfare::internal {
namespace {

// Keywords that prompts leave out, as recordings show.
constexpr std::array<std::string_view, 6> kLeftOut = {
    "required", "additionalProperties", "default", "maxItems", "maximum",
    "minimum"};
// Keywords that prompts hold, as recordings show; others are either.
constexpr std::array<std::string_view, 10> kHeld = {
    "$defs", "$ref", "title", "description", "const",
    "enum",  "type", "items", "properties",  "anyOf"};

bool Contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

enum class Keep { kHeldOnly, kNotLeftOut };

// A copy without the keywords that are left out. In `properties` and `$defs`
// keys are names, not keywords.
JsonValue Filtered(const JsonValue& value, Keep keep, bool keys_are_names) {
  if (value.Is(JsonKind::kArray)) {
    JsonValue::Array elements;
    for (const JsonValue& element : value.elements()) {
      elements.push_back(Filtered(element, keep, false));
    }
    return JsonValue(std::move(elements));
  }
  if (!value.Is(JsonKind::kObject)) return value;
  JsonValue::Object members;
  for (const JsonMember& member : value.members()) {
    const bool kept = keys_are_names || (keep == Keep::kHeldOnly
                                             ? Contains(kHeld, member.key)
                                             : !Contains(kLeftOut, member.key));
    if (!kept) continue;
    const bool names = !keys_are_names &&
                       (member.key == "properties" || member.key == "$defs");
    const bool is_data =
        !keys_are_names && (member.key == "enum" || member.key == "const");
    members.push_back({member.key, is_data
                                       ? member.value
                                       : Filtered(member.value, keep, names)});
  }
  return JsonValue(std::move(members));
}

std::string Section(const JsonValue& format, std::string_view schema) {
  const std::string_view description = format.FindText("description");
  return fmt::format(
      "# Response Formats\n\n## {}\n\n{}{}", format.FindText("name"),
      description.empty() ? "" : fmt::format("// {}\n", description), schema);
}

Segment SchemaSegment(const JsonValue& format, Prompt& prompt) {
  static const JsonValue kNoSchema{JsonValue::Object{}};
  const JsonValue* given = format.Find("schema");
  const JsonValue& schema = given == nullptr ? kNoSchema : *given;
  const auto section = [&](const JsonValue& value, const JsonTextStyle& style) {
    return prompt.Own(Section(format, JsonText(value, style)));
  };
  Segment segment;
  segment.text =
      section(Filtered(schema, Keep::kNotLeftOut, false), kCompactAsciiJson);
  segment.alternatives = {
      section(Filtered(schema, Keep::kHeldOnly, false), kCompactJson),
      section(schema, kCompactAsciiJson)};
  return segment;
}

int64_t AssistantTexts(const ChatRequest& request) {
  return std::count_if(request.messages.begin(), request.messages.end(),
                       [](const Message& message) {
                         return message.role == Role::kAssistant &&
                                message.tool_calls.empty();
                       });
}

// The name of the format stands before the reply, and before each earlier
// answer of the assistant.
void RenderReplyFormat(const RenderInput& input, PromptPart& part) {
  const ChatRequest& request = input.request;
  const std::string_view name = request.response_format.name;
  const bool counts = input.rules.counts_reply_format && request.tools.empty();
  const int64_t replies = 1 + AssistantTexts(request);
  for (int64_t i = 0; i < replies; ++i) {
    part.fixed += {counts ? 2 : 0, 0, 4};
    Segment segment{counts ? name : std::string_view(), {""}};
    segment.alternatives.push_back(name);
    part.segments.push_back(std::move(segment));
  }
}

}  // namespace

void RenderResponseFormat(const RenderInput& input, Prompt& prompt) {
  const ResponseFormat& format = input.request.response_format;
  using Kind = ResponseFormat::Kind;
  if (format.kind == Kind::kText || format.kind == Kind::kJsonObject) return;
  PromptPart part;
  part.label = "response_format";
  part.path = "$.response_format";
  if (format.kind == Kind::kOther) {
    part.rule = "unknown-response-format";
    part.MarkInexact(
        "a response format of unknown type is bounded by its text");
    part.fixed = {0, 0, 50};
    part.segments.push_back(
        {"", {prompt.Own(JsonText(*format.json, kCompactJson))}});
    prompt.parts.push_back(std::move(part));
    return;
  }
  part.rule = "json-schema";
  part.MarkInexact(
      "which keywords of a schema the prompt holds is known for some only");
  part.segments.push_back(SchemaSegment(*format.json, prompt));
  part.fixed += {0, -4, 20};
  if (!HasSystemMessage(input.request) && input.request.tools.empty()) {
    part.AddFixed(input.rules.per_message + 1);
  }
  RenderReplyFormat(input, part);
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
