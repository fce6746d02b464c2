#include "tokenfare/preflight/dialects/json_schema/schema_size.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "tokenfare/preflight/dialects/json_schema/schema_reference.h"
#include "tokenfare/preflight/rules/token_bounds.h"

namespace tokenfare::internal {
namespace {

// The most levels of schemas inside each other, those that references lead to
// included; twice what a document can hold by itself (kMaxJsonDepth). What is
// deeper is a chain of references that is taken for endless.
constexpr size_t kMostLevels = 1024;

int64_t AddBounded(int64_t a, int64_t b) {
  return std::min(a + b, kTokensUnbounded);
}

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

}  // namespace

int64_t BytesAsWritten(const JsonValue& value) {
  int64_t size = static_cast<int64_t>(value.text().size()) + 5;
  for (const JsonValue& element : value.elements()) {
    size += BytesAsWritten(element);
  }
  for (const JsonMember& member : value.members()) {
    size += static_cast<int64_t>(member.key.size()) + 4 +
            BytesAsWritten(member.value);
  }
  return size;
}

int64_t BytesWrittenOut(const JsonValue& schema) {
  return Measurer(schema).Measure(schema, 0);
}

}  // namespace tokenfare::internal
