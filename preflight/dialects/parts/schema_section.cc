// Writes a schema anew, without the keywords that prompts leave out.

#include "tokenfare/preflight/dialects/parts/schema_section.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/json_schema/embedded_json.h"

namespace tokenfare::internal {
namespace {

// Keywords that prompts leave out, as recordings show.
constexpr std::array<std::string_view, 6> kLeftOut = {
    "required", "additionalProperties", "default", "maxItems", "maximum",
    "minimum"};
// Of the same kind as those: taken to be left out, which no recording shows.
constexpr std::array<std::string_view, 10> kProbablyLeftOut = {
    "minItems",    "exclusiveMaximum", "exclusiveMinimum", "multipleOf",
    "minLength",   "maxLength",        "pattern",          "format",
    "uniqueItems", "$schema"};
// Keywords that prompts hold, as recordings show.
constexpr std::array<std::string_view, 11> kHeld = {
    "$defs", "$ref",  "title",      "description", "const", "enum",
    "type",  "items", "properties", "anyOf",       "strict"};

bool Contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

enum class Keep { kHeldOnly, kProbable, kAllButLeftOut };

bool IsKept(std::string_view keyword, Keep keep) {
  switch (keep) {
    case Keep::kHeldOnly:
      return Contains(kHeld, keyword);
    case Keep::kProbable:
      return !Contains(kLeftOut, keyword) &&
             !Contains(kProbablyLeftOut, keyword);
    case Keep::kAllButLeftOut:
      return !Contains(kLeftOut, keyword);
  }
  return true;
}

// Whether the keys of the keyword's value are names, not keywords.
bool HoldsNames(std::string_view keyword) {
  return keyword == "properties" || keyword == "$defs" ||
         keyword == "definitions";
}

// Whether the keyword's value is data, which stays as it is.
bool HoldsData(std::string_view keyword) {
  return keyword == "enum" || keyword == "const" || keyword == "examples";
}

// Writes a schema as the prompt holds it: compact, without keywords that are
// left out.
class SchemaWriter {
 public:
  explicit SchemaWriter(Keep keep) : keep_(keep) {}

  std::string Write(const JsonValue& schema) {
    Append(schema, /*keys_are_names=*/false);
    has_escapes_ = text_.find("\\u") != std::string::npos ||
                   text_.find('\x7f') != std::string::npos;
    return std::move(text_);
  }

  // Whether recordings show every keyword that Write met.
  bool knows_all() const { return knows_all_; }
  // `strict` is one of them.
  bool has_strict() const { return has_strict_; }
  // Some text beyond ASCII, or of a form that others write otherwise.
  bool has_escapes() const { return has_escapes_; }
  // Bytes of unusual numbers.
  int64_t unusual_numbers() const { return unusual_numbers_; }

 private:
  void Append(const JsonValue& value, bool keys_are_names) {
    if (value.Is(JsonKind::kArray)) {
      AppendArray(value);
    } else if (value.Is(JsonKind::kObject)) {
      AppendObject(value, keys_are_names);
    } else {
      unusual_numbers_ += UnusualNumberBytes(value);
      text_ += JsonText(value, kCompactAsciiJson);
    }
  }

  void AppendArray(const JsonValue& value) {
    std::string_view separator;
    text_ += '[';
    for (const JsonValue& element : value.elements()) {
      text_ += std::exchange(separator, ",");
      Append(element, /*keys_are_names=*/false);
    }
    text_ += ']';
  }

  void AppendObject(const JsonValue& value, bool keys_are_names) {
    std::string_view separator;
    text_ += '{';
    for (const JsonMember& member : value.members()) {
      if (!keys_are_names) {
        knows_all_ = knows_all_ && (Contains(kHeld, member.key) ||
                                    Contains(kLeftOut, member.key));
        has_strict_ = has_strict_ || member.key == "strict";
        if (!IsKept(member.key, keep_)) continue;
      }
      text_ += std::exchange(separator, ",");
      AppendJsonString(member.key, kCompactAsciiJson, &text_);
      text_ += ':';
      if (!keys_are_names && HoldsData(member.key)) {
        unusual_numbers_ += UnusualNumberBytes(member.value);
        text_ += JsonText(member.value, kCompactAsciiJson);
      } else {
        Append(member.value, !keys_are_names && HoldsNames(member.key));
      }
    }
    text_ += '}';
  }

  const Keep keep_;
  std::string text_;
  bool knows_all_ = true;
  bool has_strict_ = false;
  bool has_escapes_ = false;
  int64_t unusual_numbers_ = 0;
};

std::string Section(const OutputContract& contract, std::string_view heading,
                    std::string_view schema) {
  std::string text(heading);
  text += contract.name;
  text += "\n\n";
  if (!contract.description.empty()) {
    text += fmt::format("// {}\n", contract.description);
  }
  text += schema;
  return text;
}

}  // namespace

void RenderSchema(const OutputContract& contract, std::string_view heading,
                  std::string_view before, Prompt& prompt, PromptPart& part) {
  static const JsonValue kNoSchema{JsonValue::Object{}};
  const JsonValue& schema =
      contract.schema == nullptr ? kNoSchema : *contract.schema;
  const auto section = [&](Keep keep) {
    return prompt.Own(
        Section(contract, heading, SchemaWriter(keep).Write(schema)));
  };
  SchemaWriter writer(Keep::kProbable);
  Segment segment{
      .text = prompt.Own(Section(contract, heading, writer.Write(schema))),
      .before = before};
  if (!writer.knows_all()) {
    segment.alternatives = {section(Keep::kHeldOnly),
                            section(Keep::kAllButLeftOut)};
    part.AddReadings(std::move(segment), Doubt::kSchemaKeywords);
  } else {
    part.AddText(segment.text, segment.before);
  }
  if (writer.has_strict()) part.Use(Feature::kSchemaStrict);
  if (writer.has_escapes()) part.Use(Feature::kSchemaBeyondAscii);
  if (const int64_t bytes = writer.unusual_numbers(); bytes > 0) {
    part.AddBetween({0, -bytes, 3 * bytes}, Doubt::kSchemaNumbers);
  }
}

void RenderUnknownContract(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  const std::string path = conversation.PathOf(conversation.output.origin);
  PromptPart part(LabelOf(path), path, "unknown-response-format");
  constexpr Doubt kWhy = Doubt::kUnknownResponseFormat;
  part.AddBetween(input.rules.unknown_part, kWhy);
  part.AddReadings({.text = {},
                    .alternatives = {prompt.Own(JsonText(
                        *conversation.output.definition, kCompactJson))}},
                   kWhy);
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
