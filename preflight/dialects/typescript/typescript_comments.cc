// Comments around types: titles, descriptions, defaults, formats and limits,
// and whether a schema has any.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/typescript/typescript.h"

namespace tokenfare::internal {
namespace {

std::string_view Stripped(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r\v\f";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// The limits that are comments.
constexpr std::array<std::string_view, 2> kLimitKeywords = {"minimum",
                                                            "maximum"};

// A limit as Python writes it: a number of a schema of numbers is a float.
std::string LimitText(const JsonValue& limit, bool of_floats) {
  const std::string_view text = limit.text();
  if (!of_floats) return JsonText(limit, kSpacedJson);
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return JsonText(limit, kSpacedJson);
  }
  std::string written = fmt::format("{}", number);
  if (written.find_first_of(".e") == std::string::npos) written += ".0";
  return written;
}

}  // namespace

void AppendComment(std::string_view text, std::string& out) {
  text = Stripped(text);
  while (true) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Stripped(text.substr(0, end));
    out += line.empty() ? "//" : "// ";
    out += line;
    out += '\n';
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

bool TypeScriptWriter::WriteLead(const SchemaView& schema) {
  const std::string_view title =
      form_.titles ? schema.FindText("title") : std::string_view();
  const std::string_view description = schema.FindText("description");
  if (!title.empty()) AppendComment(title, out_.text);
  if (!title.empty() && !description.empty()) out_.text += "//\n";
  if (!description.empty()) AppendComment(description, out_.text);
  return !title.empty() || !description.empty();
}

bool TypeScriptWriter::WriteTrail(const SchemaView& schema,
                                  std::string_view prefix, bool with_default) {
  std::string_view separator = prefix;
  const auto write = [&](std::string_view key, std::string_view text) {
    out_.text += std::exchange(separator, ", ");
    out_.text += key;
    out_.text += ": ";
    out_.text += text;
  };
  const JsonValue* value = schema.Find("default");
  if (value != nullptr && with_default) {
    write("default", JsonText(*value, kSpacedJson));
  }
  const JsonValue* format = schema.Find("format");
  if (format != nullptr && form_.formats) write("format", format->text());
  if (form_.limits) {
    for (const std::string_view key : kLimitKeywords) {
      const JsonValue* limit = schema.Find(key);
      if (limit == nullptr) continue;
      write(key, LimitText(*limit, schema.FindText("type") == "number"));
    }
  }
  return separator != prefix;
}

bool TypeScriptWriter::HasLimit(const SchemaView& schema) const {
  return form_.limits &&
         std::ranges::any_of(kLimitKeywords, [&](std::string_view key) {
           return schema.Find(key) != nullptr;
         });
}

bool TypeScriptWriter::HasOwnComment(const SchemaView& schema) const {
  return (form_.titles && !schema.FindText("title").empty()) ||
         !schema.FindText("description").empty() ||
         schema.Find("default") != nullptr ||
         (form_.formats && schema.Find("format") != nullptr) ||
         HasLimit(schema);
}

bool TypeScriptWriter::HasInnerComment(const SchemaView& schema) {
  if (const JsonValue* properties = schema.Find("properties")) {
    for (const JsonMember& property : properties->members()) {
      if (HasComment(property.value)) return true;
    }
  }
  if (!schema.ListsTypes()) {
    Spend(Variants(schema).size());
    for (const JsonValue& variant : Variants(schema)) {
      if (HasComment(variant)) return true;
    }
  }
  const JsonValue* items = schema.Find("items");
  return items != nullptr && HasComment(*items);
}

bool TypeScriptWriter::HasComment(const JsonValue& schema) {
  if (!schema.Is(JsonKind::kObject)) return false;
  const auto [known, is_new] = commented_.try_emplace(&schema, false);
  if (!is_new) return known->second;
  if (MustStop()) return false;
  if (depth_ >= kDeepest) {
    out_.incomplete = true;
    return false;
  }
  ++depth_;
  const SchemaView view = SchemaView::Of(schema, references_);
  Spend(view.work());
  const bool commented = HasOwnComment(view) || HasInnerComment(view);
  --depth_;
  commented_[&schema] = commented;
  return commented;
}

}  // namespace tokenfare::internal
