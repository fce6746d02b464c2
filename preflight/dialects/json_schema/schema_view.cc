#include "tokenfare/preflight/dialects/json_schema/schema_view.h"

namespace tokenfare::internal {

SchemaView SchemaView::Of(const JsonValue& schema,
                          SchemaReferences& references) {
  SchemaView view;
  view.Add(schema);
  for (int i = 0; i < kLongestChain; ++i) {
    const JsonValue* reference = view.layers_.back()->Find("$ref");
    if (reference == nullptr) return view;
    view.work_ += reference->text().size();
    const JsonValue* target = references.Resolve(reference->text());
    if (target == nullptr || !target->Is(JsonKind::kObject)) {
      view.reference_ = Reference::kUnknown;
      return view;
    }
    view.reference_ = Reference::kFollowed;
    view.Add(*target);
  }
  view.reference_ = Reference::kUnknown;
  return view;
}

void SchemaView::Add(const JsonValue& layer) {
  layers_.push_back(&layer);
  work_ += 1 + layer.members().size();
  for (const JsonMember& member : layer.members()) bits_ |= BitOf(member.key);
}

const JsonValue* SchemaView::Find(std::string_view key) const {
  if ((bits_ & BitOf(key)) == 0) return nullptr;
  for (const JsonValue* layer : layers_) {
    if (const JsonValue* value = layer->Find(key)) return value;
  }
  return nullptr;
}

std::string_view SchemaView::FindText(std::string_view key) const {
  const JsonValue* value = Find(key);
  return value != nullptr && value->Is(JsonKind::kString) ? value->text()
                                                          : std::string_view();
}

std::string_view SchemaView::type() const {
  if (!chosen_type_.empty()) return chosen_type_;
  const JsonValue* type = Find("type");
  if (type == nullptr) return {};
  if (type->elements().size() == 1) type = type->elements().data();
  return type->Is(JsonKind::kString) ? type->text() : std::string_view();
}

std::span<const JsonValue> SchemaView::types() const {
  if (!chosen_type_.empty()) return {};
  const JsonValue* type = Find("type");
  if (type == nullptr || type->elements().size() < 2) return {};
  return type->elements();
}

SchemaView SchemaView::WithType(std::string_view type) const {
  SchemaView view = *this;
  view.chosen_type_ = type;
  return view;
}

bool SchemaView::ListsTypes() const {
  if (!chosen_type_.empty()) return false;
  const JsonValue* type = Find("type");
  return type != nullptr && type->Is(JsonKind::kArray);
}

std::span<const JsonValue> SchemaView::variants() const {
  for (const std::string_view key : {"anyOf", "oneOf"}) {
    if (const JsonValue* variants = Find(key)) return variants->elements();
  }
  return {};
}

}  // namespace tokenfare::internal
