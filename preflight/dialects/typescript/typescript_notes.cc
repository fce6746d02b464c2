// What of a schema recordings must show: each form that is written names the
// feature that it rests on, and what no recording has shown is noted with the
// tokens by which it may matter.

#include <algorithm>
#include <array>

#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/json_schema/embedded_json.h"
#include "tokenfare/preflight/dialects/typescript/typescript.h"

namespace tokenfare::internal {
namespace {

// Keywords that are written where the form has limits.
bool IsLimit(std::string_view key) {
  return key == "minimum" || key == "maximum";
}

// Keywords that recordings show, or that are known to cost nothing, and oneOf,
// of which both readings are written. additionalProperties costs nothing where
// it is true or false.
constexpr std::array<std::string_view, 15> kSeenKeywords = {
    "type",  "description", "properties", "required", "title",
    "items", "enum",        "default",    "anyOf",    "$ref",
    "$defs", "format",      "const",      "oneOf",    "strict"};

bool IsSeen(const JsonMember& keyword) {
  if (keyword.key == "additionalProperties") {
    return keyword.value.Is(JsonKind::kBool);
  }
  return keyword.key == "definitions" ||
         std::find(kSeenKeywords.begin(), kSeenKeywords.end(), keyword.key) !=
             kSeenKeywords.end();
}

}  // namespace

void TypeScript::Use(Feature feature) {
  for (FeatureUse& use : uses) {
    if (use.feature == feature) {
      ++use.times;
      return;
    }
  }
  uses.push_back({feature, 1});
}

namespace {

// Ends of lines and blanks of Python beyond ASCII.
constexpr std::array<std::string_view, 6> kOddBlanks = {
    "\u00a0", "\u3000", "\u2028", "\u2029", "\u0085", "\ufeff"};

// Whether `rest` begins with one of them, or with one of ASCII that ends a line
// in Python only.
bool BeginsOdd(std::string_view rest) {
  const auto c = static_cast<unsigned char>(rest.front());
  // Letters and plain blanks, which is nearly all there is.
  if (c >= 0x20 && c < 0x80) return false;
  if (c == '\r') return !rest.substr(1).starts_with('\n');
  if (c < 0x80) return c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e);
  return std::ranges::any_of(kOddBlanks, [rest](std::string_view blank) {
    return rest.starts_with(blank);
  });
}

}  // namespace

void NoteOdd(std::string_view what, size_t tokens, TypeScript& out) {
  if (out.odd == 0) out.odd_what = what;
  out.odd += static_cast<int64_t>(tokens);
}

void NoteOddText(std::string_view text, TypeScript& out) {
  constexpr std::string_view kWhat =
      "such blanks and ends of lines in a description";
  size_t odd = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (BeginsOdd(text.substr(i))) ++odd;
  }
  if (odd > 0) NoteOdd(kWhat, 2 * odd, out);
}

void TypeScriptWriter::NoteUnseen(const SchemaView& schema) {
  constexpr size_t kMostNames = 3;
  std::vector<std::string_view>& names = out_.unseen_names;
  for (const JsonValue* layer : schema.layers()) {
    for (const JsonMember& keyword : layer->members()) {
      if (keyword.key == "oneOf") out_.has_one_of = true;
      if (IsSeen(keyword) || (form_.limits && IsLimit(keyword.key))) continue;
      ++out_.unseen;
      if (names.size() < kMostNames &&
          std::find(names.begin(), names.end(), keyword.key) == names.end()) {
        names.push_back(keyword.key);
      }
      const size_t before = out_.unseen_lines.size();
      out_.unseen_lines += "// ";
      out_.unseen_lines += keyword.key;
      out_.unseen_lines += ": ";
      out_.unseen_lines += JsonText(keyword.value, kSpacedJson);
      out_.unseen_lines += '\n';
      budget_.line_bytes += out_.unseen_lines.size() - before;
    }
  }
}

void TypeScriptWriter::NoteForms(const SchemaView& schema) {
  if (form_.titles && !schema.FindText("title").empty()) {
    out_.Use(Feature::kTitle);
  }
  if (schema.Find("default") != nullptr) out_.Use(Feature::kDefault);
  if (schema.Find("format") != nullptr) out_.Use(Feature::kFormat);
  if (HasLimit(schema)) out_.Use(Feature::kLimits);
  if (schema.Find("const") != nullptr) out_.Use(Feature::kConst);
  if (schema.reference() == SchemaView::Reference::kFollowed) {
    out_.Use(Feature::kReference);
  }
  if (depth_ > 2 && schema.Find("properties") != nullptr) {
    out_.Use(Feature::kNestedObject);
  }
  if (const JsonValue* values = schema.Find("enum")) {
    const std::span<const JsonValue> all = values->elements();
    if (!std::all_of(all.begin(), all.end(), [](const JsonValue& value) {
          return value.Is(JsonKind::kString);
        })) {
      out_.Use(Feature::kEnumOfOthers);
    }
  }
}

void TypeScriptWriter::NoteOddities(const SchemaView& schema) {
  constexpr std::array<std::string_view, 7> kTypes = {
      "string", "number", "integer", "boolean", "object", "array", "null"};
  if (!schema.IsObject()) {
    return NoteOdd("a schema that is not an object", 4, out_);
  }
  const std::string_view type = schema.type();
  if (!type.empty() &&
      std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
    NoteOdd("such a type", type.size() + 2, out_);
  }
  const JsonValue* values = schema.Find("enum");
  if (values != nullptr && values->elements().empty()) {
    NoteOdd("an enum without values", 4, out_);
  }
  for (const std::string_view key : {"title", "description", "format"}) {
    const JsonValue* text = schema.Find(key);
    if (text == nullptr) continue;
    if (!text->Is(JsonKind::kString)) {
      NoteOdd("such a description, title or format", 8, out_);
    }
    NoteOddText(text->text(), out_);
  }
  for (const std::string_view key : {"default", "enum", "const"}) {
    const JsonValue* value = schema.Find(key);
    if (value == nullptr) continue;
    if (const int64_t bytes = UnusualNumberBytes(*value); bytes > 0) {
      NoteOdd("such numbers", static_cast<size_t>(bytes), out_);
    }
  }
}

}  // namespace tokenfare::internal
