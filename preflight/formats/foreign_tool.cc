#include "tokenfare/preflight/formats/foreign_tool.h"

#include <array>
#include <string_view>

#include "fmt/format.h"

namespace tokenfare::internal {

std::string NameForeignTool(const JsonValue& json, bool flat) {
  struct Form {
    std::string_view key;
    std::string_view api;
  };
  constexpr std::string_view kOwn = "/v1/responses";
  constexpr std::array<Form, 7> kForms = {{
      {"input_schema", "Anthropic's Messages API"},
      {"inputSchema", "the Model Context Protocol or Bedrock's Converse API"},
      {"function_declarations", "Gemini's API"},
      {"functionDeclarations", "Gemini's API"},
      {"toolSpec", "Bedrock's Converse API"},
      {"parameters", kOwn},
      {"name", kOwn},
  }};
  for (const Form& form : kForms) {
    if (json.Find(form.key) == nullptr) continue;
    if (flat && form.api == kOwn) {
      return "; a function has \"type\": \"function\" beside its name";
    }
    if (flat) {
      return fmt::format(
          "; a tool of {} has that form, and here it is {{\"type\": "
          "\"function\", \"name\", \"description\", \"parameters\"}}",
          form.api);
    }
    return fmt::format(
        "; a tool of {} has that form, and here it is {{\"type\": "
        "\"function\", \"function\": {{\"name\", \"description\", "
        "\"parameters\"}}}}",
        form.api);
  }
  return {};
}

}  // namespace tokenfare::internal
