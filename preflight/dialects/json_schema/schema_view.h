// A JSON Schema with its references to parts of itself followed.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_VIEW_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/dialects/json_schema/schema_reference.h"

namespace tokenfare::internal {

// One schema and those that it refers to, as one object: a keyword beside
// `$ref` wins over the same keyword of what is referred to. Values belong to
// the document.
class SchemaView {
 public:
  enum class Reference {
    kNone,
    kFollowed,
    kUnknown,  // leads nowhere, out of the schema, or in a circle
  };

  // `schema` with its chain of references followed. Linear in the chain, which
  // is cut at kLongestChain.
  static SchemaView Of(const JsonValue& schema, SchemaReferences& references);

  Reference reference() const { return reference_; }
  // What it takes to look at the view: the keywords of all layers, and the
  // references that were followed. Each function below costs that at most.
  size_t work() const { return work_; }
  // The schema itself, and then what it refers to, nearest first.
  std::span<const JsonValue* const> layers() const { return layers_; }
  // What the views of one reference share.
  const JsonValue& target() const { return *layers_.back(); }

  bool IsObject() const { return layers_.front()->Is(JsonKind::kObject); }
  // The keyword's value, or null.
  const JsonValue* Find(std::string_view key) const;
  // Find(key) where it is a string, otherwise empty.
  std::string_view FindText(std::string_view key) const;

  // The type where there is just one, otherwise empty.
  std::string_view type() const;
  // The types where `type` lists several.
  std::span<const JsonValue> types() const;
  // This schema of one of its types.
  SchemaView WithType(std::string_view type) const;
  // `type` is a list, of however many.
  bool ListsTypes() const;
  // The schemas of `anyOf` or else `oneOf`.
  std::span<const JsonValue> variants() const;

 private:
  static constexpr int kLongestChain = 20;

  // One of 64 bits for a keyword. Those of a layer's keywords tell most that it
  // lacks: a schema has some three keywords, and is asked for twenty.
  static uint64_t BitOf(std::string_view key) {
    const auto first =
        static_cast<unsigned char>(key.empty() ? 0 : key.front());
    return uint64_t{1} << ((first + 9 * key.size()) % 64);
  }

  void Add(const JsonValue& layer);

  absl::InlinedVector<const JsonValue*, 2> layers_;
  // One of types(); empty where none is chosen.
  std::string_view chosen_type_;
  // Those of the keywords of all layers.
  uint64_t bits_ = 0;
  size_t work_ = 0;
  Reference reference_ = Reference::kNone;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_VIEW_H_
