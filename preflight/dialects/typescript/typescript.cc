// One walk over the schema writes the text as it goes. Whether an object fits
// on one line depends on the comments inside it, which are looked for once for
// each schema. Whatever repeats (references, lists of types) is charged to a
// budget.

#include "tokenfare/preflight/dialects/typescript/typescript.h"

#include <algorithm>
#include <utility>

#include "tokenfare/json/text.h"

namespace tokenfare::internal {
namespace {

// What a keyword or name that is looked at is worth of an Allowance, in bytes.
constexpr size_t kBytesOfWork = 16;

// Whether a name is one of `required`, in constant time where there are many.
class RequiredNames {
 public:
  explicit RequiredNames(const JsonValue* required) {
    if (required != nullptr) names_ = required->elements();
    constexpr size_t kFewNames = 16;
    if (names_.size() <= kFewNames) return;
    for (const JsonValue& name : names_) index_.insert(name.text());
  }

  bool Has(std::string_view name) const {
    if (!index_.empty()) return index_.contains(name);
    return std::any_of(
        names_.begin(), names_.end(), [name](const JsonValue& required) {
          return required.Is(JsonKind::kString) && required.text() == name;
        });
  }

 private:
  std::span<const JsonValue> names_;
  absl::flat_hash_set<std::string_view> index_;
};

}  // namespace

TypeScriptWriter::TypeScriptWriter(const JsonValue& schema,
                                   const TypeScriptForm& form,
                                   ExpansionBudget& budget, TypeScript& out)
    : form_(form),
      budget_(budget),
      out_(out),
      schema_(schema),
      references_(schema),
      root_(SchemaView::Of(schema, references_)) {}

bool TypeScriptWriter::HasProperties() const {
  const JsonValue* properties = root_.Find("properties");
  return properties != nullptr && !properties->members().empty();
}

void TypeScriptWriter::WriteParameters() {
  const std::optional<SchemaView> root = Enter(schema_);
  if (!root.has_value()) return WriteAny();
  WriteLead(*root);
  WriteObject(*root);
  Leave(*root);
}

void TypeScriptWriter::Spend(size_t work) {
  budget_.work += work;
  budget_.allowance.Take(work * kBytesOfWork);
}

bool TypeScriptWriter::MustStop() {
  const bool spent =
      out_.text.size() + budget_.line_bytes > budget_.most_bytes ||
      budget_.work > budget_.most_work ||
      (budget_.allowance.spent() && budget_.work > budget_.always_work);
  out_.incomplete = out_.incomplete || spent;
  return spent;
}

std::optional<SchemaView> TypeScriptWriter::Enter(const JsonValue& schema) {
  // Even to follow a reference is work.
  if (MustStop()) return std::nullopt;
  std::optional<SchemaView> view = SchemaView::Of(schema, references_);
  Spend(view->work());
  if (view->reference() == SchemaView::Reference::kUnknown) {
    out_.incomplete = true;
  }
  const bool followed = view->reference() == SchemaView::Reference::kFollowed;
  if (depth_ >= kDeepest ||
      (followed && !open_.insert(&view->target()).second)) {
    out_.incomplete = true;
    return std::nullopt;
  }
  ++depth_;
  NoteUnseen(*view);
  NoteForms(*view);
  NoteOddities(*view);
  return view;
}

void TypeScriptWriter::Leave(const SchemaView& schema) {
  --depth_;
  if (schema.reference() == SchemaView::Reference::kFollowed) {
    open_.erase(&schema.target());
  }
}

std::span<const JsonValue> TypeScriptWriter::Variants(
    const SchemaView& schema) const {
  if (!form_.one_of && schema.Find("anyOf") == nullptr) return {};
  return schema.variants();
}

// A union is on one line here, without blanks: `string|string[]`.
void TypeScriptWriter::WriteType(const SchemaView& schema) {
  if (schema.types().empty() &&
      (schema.ListsTypes() || Variants(schema).empty())) {
    return WriteSimpleType(schema);
  }
  WriteUnionOnOneLine(schema);
}

void TypeScriptWriter::WriteUnionOnOneLine(const SchemaView& schema) {
  std::string_view separator;
  for (const JsonValue& type : schema.types()) {
    if (MustStop()) break;
    Spend(schema.work());
    out_.text += std::exchange(separator, form_.spaced_types ? " | " : "|");
    WriteSimpleType(schema.WithType(type.text()));
  }
  if (!separator.empty()) return;
  for (const JsonValue& variant : Variants(schema)) {
    out_.text += std::exchange(separator, "|");
    const std::optional<SchemaView> view = Enter(variant);
    if (!view.has_value()) return WriteAny();
    WriteType(*view);
    Leave(*view);
  }
}

void TypeScriptWriter::WriteSimpleType(const SchemaView& schema) {
  const std::string_view type = schema.type();
  if (const JsonValue* value = schema.Find("const")) {
    out_.text += JsonText(*value, kSpacedJson);
  } else if (const JsonValue* values = schema.Find("enum")) {
    std::string_view separator;
    for (const JsonValue& element : values->elements()) {
      out_.text += std::exchange(separator, " | ");
      out_.text += JsonText(element, kSpacedJson);
    }
  } else if (type == "number" || type == "integer") {
    out_.text += "number";
  } else if (type == "string" || type == "boolean" || type == "null") {
    out_.text += type;
  } else if (type == "array") {
    WriteArray(schema);
  } else if (type == "object" || schema.Find("properties") != nullptr) {
    WriteObject(schema);
  } else {
    WriteAny();
  }
}

void TypeScriptWriter::WriteArray(const SchemaView& schema) {
  const JsonValue* items = schema.Find("items");
  if (items == nullptr) {
    out_.text += "any[]";
    return;
  }
  const std::optional<SchemaView> view = Enter(*items);
  if (!view.has_value()) return WriteAny();
  if (!form_.array_comments || !HasComment(*items)) {
    if (!view->types().empty() || !Variants(*view).empty()) {
      out_.Use(Feature::kArrayOfUnion);
    }
    WriteType(*view);
    out_.text += "[]";
  } else {
    out_.text += "Array<";
    const bool titled = !view->FindText("title").empty();
    const bool described = !view->FindText("description").empty();
    out_.Use(titled      ? Feature::kArrayOfTitled
             : described ? Feature::kArrayOfDescribed
                         : Feature::kArrayOfCommented);
    if (titled && WriteLead(*view)) {
      WriteType(*view);
      out_.text += '>';
    } else {
      out_.text += '\n';
      WriteLead(*view);
      WriteType(*view);
      out_.text += "\n>";
    }
  }
  Leave(*view);
}

void TypeScriptWriter::WriteObject(const SchemaView& schema) {
  const JsonValue* properties = schema.Find("properties");
  if (properties == nullptr || properties->members().empty()) {
    out_.text += "object";
    return;
  }
  const JsonValue* required_names = schema.Find("required");
  if (required_names != nullptr) Spend(required_names->elements().size());
  const RequiredNames required(required_names);
  const bool inlined = form_.one_line && !HasInnerComment(schema);
  out_.text += inlined ? "{ " : "{\n";
  std::string_view separator;
  for (const JsonMember& member : properties->members()) {
    if (!form_.empty_objects && IsLeftOut(member.value)) continue;
    if (member.key.find_first_not_of(kNameCharacters) !=
        std::string_view::npos) {
      NoteOdd("such a name of a property", member.key.size() + 2, out_);
    }
    out_.text += std::exchange(separator, inlined ? ", " : "\n");
    const std::optional<SchemaView> property = Enter(member.value);
    if (property.has_value() && !inlined) WriteLead(*property);
    out_.text += member.key;
    out_.text += form_.all_required || required.Has(member.key) ? ":" : "?:";
    if (!property.has_value()) {
      out_.text += inlined ? " any" : " any,";
      continue;
    }
    if (inlined) {
      out_.text += ' ';
      WriteType(*property);
    } else {
      WriteProperty(*property);
    }
    Leave(*property);
  }
  out_.text += inlined ? " }" : "\n}";
}

// What follows the colon of a property on lines of its own.
void TypeScriptWriter::WriteProperty(const SchemaView& property) {
  if (!property.types().empty() ||
      (!property.ListsTypes() && !Variants(property).empty())) {
    if (HasVariantComment(property)) return WriteUnion(property);
    return WriteUnionOnLine(property);
  }
  const bool is_object =
      property.type() == "object" || property.Find("properties") != nullptr;
  const bool early = is_object && WriteTrail(property, " // ");
  out_.text += early ? '\n' : ' ';
  WriteSimpleType(property);
  out_.text += ',';
  if (!is_object) WriteTrail(property, " // ");
}

// Whether a variant of the property's union has a comment. Each type of a list
// has the comments of the property, or its limits only.
bool TypeScriptWriter::HasVariantComment(const SchemaView& schema) {
  if (!schema.types().empty()) {
    out_.has_type_list = out_.has_type_list || HasOwnComment(schema);
    return (RepeatsComments() ? HasOwnComment(schema) : HasLimit(schema)) ||
           HasInnerComment(schema);
  }
  const std::span<const JsonValue> variants = Variants(schema);
  Spend(variants.size());
  return std::any_of(
      variants.begin(), variants.end(),
      [this](const JsonValue& variant) { return HasComment(variant); });
}

// Variants without comments: `a | b`, with blanks.
void TypeScriptWriter::WriteUnionOnLine(const SchemaView& schema) {
  out_.Use(schema.types().empty() ? Feature::kUnion : Feature::kTypeList);
  std::string_view separator = " ";
  for (const JsonValue& type : schema.types()) {
    if (MustStop()) break;
    Spend(schema.work());
    out_.text += std::exchange(separator, " | ");
    WriteSimpleType(schema.WithType(type.text()));
  }
  if (schema.types().empty()) {
    const std::span<const JsonValue> variants = Variants(schema);
    const bool all_empty =
        std::all_of(variants.begin(), variants.end(),
                    [this](const JsonValue& v) { return IsLeftOut(v); });
    for (const JsonValue& variant : variants) {
      if (!all_empty && IsLeftOut(variant)) {
        out_.Use(Feature::kUnionOfEmpty);
        continue;
      }
      const std::optional<SchemaView> view = Enter(variant);
      if (!view.has_value()) break;
      out_.text += std::exchange(separator, " | ");
      WriteSimpleType(*view);
      Leave(*view);
    }
  }
  out_.text += ',';
  WriteTrail(schema, " // ");
}

// One of the types of the list that `schema` has.
void TypeScriptWriter::WriteTypeOfList(std::string_view type,
                                       const SchemaView& schema) {
  if (RepeatsComments()) return WriteVariant(schema.WithType(type));
  out_.text += "\n| ";
  // The description stands once, above.
  if (type != "null" && WriteTrail(schema, "// ", /*with_default=*/false)) {
    out_.text += '\n';
  }
  WriteSimpleType(schema.WithType(type));
}

// An object without properties, which unions leave out.
bool TypeScriptWriter::IsLeftOut(const JsonValue& property) {
  const SchemaView view = SchemaView::Of(property, references_);
  Spend(view.work());
  const JsonValue* properties = view.Find("properties");
  return view.type() == "object" &&
         (properties == nullptr || properties->members().empty());
}

void TypeScriptWriter::WriteUnion(const SchemaView& schema) {
  out_.Use(schema.types().empty() ? Feature::kUnionLines : Feature::kTypeLines);
  if (schema.types().empty()) out_.text += ' ';
  for (const JsonValue& type : schema.types()) {
    if (MustStop()) break;
    Spend(schema.work());
    WriteTypeOfList(type.text(), schema);
  }
  if (schema.types().empty()) {
    for (const JsonValue& variant : Variants(schema)) {
      const std::optional<SchemaView> view = Enter(variant);
      if (!view.has_value()) break;
      WriteVariant(*view);
      Leave(*view);
    }
  }
  out_.text += ',';
  if (schema.types().empty()) WriteTrail(schema, " // ");
}

void TypeScriptWriter::WriteVariant(const SchemaView& variant) {
  out_.text += "\n| ";
  WriteLead(variant);
  if (WriteTrail(variant, "// ")) out_.text += '\n';
  WriteSimpleType(variant);
}

}  // namespace tokenfare::internal
