#include "tokenfare/preflight/internal/schema_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/prompt.h"
#include "tokenfare/preflight/internal/schema_reference.h"

namespace tokenfare::internal {
namespace {

// The most levels of schemas inside each other, those that references lead to
// included; twice what a document can hold by itself (kMaxJsonDepth). What is
// deeper is a chain of references that is taken for endless.
constexpr size_t kMostLevels = 1024;

int64_t AddBounded(int64_t a, int64_t b) {
  return std::min(a + b, kTokensUnbounded);
}

void AppendWords(const JsonValue& schema, std::string* out) {
  const JsonValue* properties = schema.Find("properties");
  if (properties == nullptr) return;
  for (const JsonMember& member : properties->members()) {
    *out += fmt::format("{}\n", member.key);
    const std::string_view description = member.value.FindText("description");
    if (!description.empty()) *out += fmt::format("{}\n", description);
    AppendWords(member.value, out);
  }
}

class Sketcher {
 public:
  explicit Sketcher(const JsonValue& root) : references_(root) {
    most_bytes_ = 4 * JsonText(root, kCompactJson).size();
  }

  std::string Sketch(const JsonValue& schema) {
    AppendType(schema, 0);
    return std::move(out_);
  }

 private:
  void AppendComment(std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      out_ += fmt::format("// {}\n", line);
      text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
  }

  void AppendObject(const JsonValue& properties, size_t level) {
    out_ += "{\n";
    for (const JsonMember& member : properties.members()) {
      if (IsFull()) return;
      AppendComment(member.value.FindText("title"));
      AppendComment(member.value.FindText("description"));
      out_ += fmt::format("{}: ", member.key);
      AppendType(member.value, level + 1);
      out_ += ",";
      if (const JsonValue* value = member.value.Find("default")) {
        out_ += fmt::format(" // default: {}", JsonText(*value, kSpacedJson));
      }
      out_ += "\n";
    }
    out_ += "}";
  }

  void AppendUnion(const JsonValue& variants, size_t level) {
    std::string_view separator;
    for (const JsonValue& variant : variants.elements()) {
      if (IsFull()) return;
      out_ += separator;
      separator = "|";
      if (variant.Is(JsonKind::kString)) {
        out_ += variant.text();
      } else {
        AppendType(variant, level + 1);
      }
    }
  }

  void AppendEnum(const JsonValue& values) {
    std::string_view separator;
    for (const JsonValue& value : values.elements()) {
      out_ += separator;
      separator = " | ";
      out_ += JsonText(value, kSpacedJson);
    }
  }

  // Nothing more is written once the text is too long, so that references
  // which multiply end soon.
  bool IsFull() const { return out_.size() > most_bytes_; }

  void AppendType(const JsonValue& schema, size_t level) {
    if (IsFull()) return;
    if (level > kMostLevels) {
      out_ += "any";
      return;
    }
    const std::string_view reference = schema.FindText("$ref");
    if (!reference.empty()) {
      const JsonValue* target = references_.Resolve(reference);
      if (target != nullptr) {
        AppendType(*target, level + 1);
      } else {
        out_ += "any";
      }
      return;
    }
    const JsonValue* type = schema.Find("type");
    const JsonValue* variants = schema.Find("anyOf");
    if (variants == nullptr) variants = schema.Find("oneOf");
    if (const JsonValue* values = schema.Find("enum")) {
      AppendEnum(*values);
    } else if (const JsonValue* properties = schema.Find("properties")) {
      AppendObject(*properties, level + 1);
    } else if (variants != nullptr) {
      AppendUnion(*variants, level + 1);
    } else if (const JsonValue* items = schema.Find("items")) {
      AppendComment(items->FindText("description"));
      AppendType(*items, level + 1);
      out_ += "[]";
    } else if (type != nullptr && type->Is(JsonKind::kArray)) {
      AppendUnion(*type, level + 1);
    } else if (type != nullptr && type->Is(JsonKind::kString)) {
      out_ += type->text() == "integer" ? "number" : type->text();
    } else {
      out_ += "any";
    }
  }

  SchemaReferences references_;
  size_t most_bytes_ = 0;
  std::string out_;
};

// Sizes of schemas with all that they repeat. A schema that is being measured
// has no size yet, so that a reference back to it adds nothing more.
class Measurer {
 public:
  explicit Measurer(const JsonValue& root) : references_(root) {}

  // Bytes of the JSON text, plus those of each repetition.
  int64_t Measure(const JsonValue& value, size_t depth) {
    if (depth > kMostLevels) return kTokensUnbounded;
    int64_t size = OwnBytes(value);
    for (const JsonValue& element : value.elements()) {
      size = AddBounded(size, Measure(element, depth + 1));
    }
    for (const JsonMember& member : value.members()) {
      const auto key_bytes = static_cast<int64_t>(member.key.size()) + 4;
      size = AddBounded(size, key_bytes + Measure(member.value, depth + 1));
    }
    if (const JsonValue* type = value.Find("type")) {
      // The schema is written once for each type in a list.
      const auto types =
          std::max<int64_t>(1, static_cast<int64_t>(type->elements().size()));
      size = std::min(size, kTokensUnbounded / types) * types;
    }
    return AddBounded(size, ReferenceBytes(value, depth));
  }

 private:
  static int64_t OwnBytes(const JsonValue& value) {
    return static_cast<int64_t>(value.text().size()) + 5;
  }

  int64_t ReferenceBytes(const JsonValue& value, size_t depth) {
    const std::string_view reference = value.FindText("$ref");
    if (reference.empty()) return 0;
    const JsonValue* target = references_.Resolve(reference);
    if (target == nullptr) return 0;
    const auto [entry, is_new] = sizes_.try_emplace(target, 0);
    if (!is_new) return entry->second;
    const int64_t size = Measure(*target, depth + 1);
    sizes_[target] = size;
    return size;
  }

  SchemaReferences references_;
  absl::flat_hash_map<const JsonValue*, int64_t> sizes_;
};

int64_t PlainBytes(const JsonValue& value) {
  int64_t size = static_cast<int64_t>(value.text().size()) + 5;
  for (const JsonValue& element : value.elements()) size += PlainBytes(element);
  for (const JsonMember& member : value.members()) {
    size +=
        static_cast<int64_t>(member.key.size()) + 4 + PlainBytes(member.value);
  }
  return size;
}

}  // namespace

std::string SchemaWords(const JsonValue& schema) {
  std::string words;
  AppendWords(schema, &words);
  return words;
}

std::string SchemaSketch(const JsonValue& schema) {
  return Sketcher(schema).Sketch(schema);
}

int64_t RepeatedBytes(const JsonValue& schema) {
  const int64_t size = Measurer(schema).Measure(schema, 0);
  return std::max<int64_t>(0, size - PlainBytes(schema));
}

int64_t LineBreaks(const JsonValue& value) {
  const std::string_view text = value.text();
  int64_t lines = std::count(text.begin(), text.end(), '\n');
  for (const JsonValue& element : value.elements()) {
    lines += LineBreaks(element);
  }
  for (const JsonMember& member : value.members()) {
    lines += LineBreaks(member.value);
  }
  return lines;
}

}  // namespace tokenfare::internal
