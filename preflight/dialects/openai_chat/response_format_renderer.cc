// A JSON schema that the reply must follow. json_object costs nothing.

#include "tokenfare/preflight/dialects/openai_chat/response_format_renderer.h"

#include <string>
#include <string_view>
#include <utility>

#include "tokenfare/preflight/dialects/parts/schema_section.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kHeading = "# Response Formats\n\n## ";
constexpr std::string_view kHeadingBehindText = "\n\n# Response Formats\n\n## ";

Feature SchemaFeature(const SectionPlace& place) {
  switch (place.kind) {
    case SectionPlace::Kind::kAlone:
      return Feature::kSchemaAlone;
    case SectionPlace::Kind::kLate:
      return Feature::kSchemaLate;
    case SectionPlace::Kind::kBehindTools:
      return Feature::kSchemaWithTools;
    case SectionPlace::Kind::kBehindSystem:
      break;
  }
  return place.before.empty() ? Feature::kSchemaAfterEmpty : Feature::kSchema;
}

}  // namespace

void RenderResponseFormat(const RenderInput& input, const SectionPlace& place,
                          Prompt& prompt) {
  const OutputContract& contract = input.conversation.output;
  using Kind = OutputContract::Kind;
  const std::string path = input.conversation.PathOf(contract.origin);
  if (contract.kind == Kind::kOther) {
    RenderUnknownContract(input, prompt);
  }
  if (contract.kind != Kind::kJsonSchema) return;
  PromptPart part("response_format", path, "json-schema");
  if (place.own_message) part.AddFixed(input.rules.section_message);
  part.Use(SchemaFeature(place));
  RenderSchema(contract, place.own_message ? kHeading : kHeadingBehindText,
               place.before, prompt, part);
  prompt.parts.push_back(std::move(part));
}

// 2 + n(name), before the reply to come only without tools.
void RenderReplyConstraint(const RenderInput& input, bool earlier,
                           PromptPart& part) {
  const OutputContract& contract = input.conversation.output;
  if (contract.kind != OutputContract::Kind::kJsonSchema) return;
  if (!earlier && !input.conversation.tools.empty()) return;
  const Known rule =
      earlier ? input.rules.constrains_answers : input.rules.constrains_reply;
  if (earlier) {
    part.Use(Feature::kSchemaAndAnswer);
    // One source shows that images make the difference.
    if (rule != Known::kNo && input.has_image) {
      part.AddReadings({.text = {}, .alternatives = {contract.name}},
                       Doubt::kSchemaNameBesideImage);
      part.AddBetween(input.rules.schema_name, Doubt::kSchemaNameBesideImage);
      return;
    }
  }
  switch (rule) {
    case Known::kNo:
      return;
    case Known::kYes:
      part.AddFixed(2);
      part.AddText(contract.name);
      return;
    case Known::kUnknown:
      part.AddReadings({.text = {}, .alternatives = {contract.name}},
                       Doubt::kSchemaName);
      part.AddBetween(input.rules.schema_name, Doubt::kSchemaName);
      return;
  }
}

}  // namespace tokenfare::internal
