#include "tokenfare/preflight/dialects/json_schema/schema_reference.h"

#include <charconv>
#include <cstddef>
#include <system_error>

#include "absl/strings/str_replace.h"

namespace tokenfare::internal {

const JsonValue* SchemaReferences::Member(const JsonValue& object,
                                          const std::string& key) {
  // Searching small objects is faster than indexing them.
  constexpr size_t kFewMembers = 16;
  if (object.members().size() <= kFewMembers) return object.Find(key);
  auto [index, is_new] = indexes_.try_emplace(&object);
  if (is_new) {
    for (const JsonMember& member : object.members()) {
      index->second.emplace(member.key, &member.value);
    }
  }
  const auto found = index->second.find(key);
  return found == index->second.end() ? nullptr : found->second;
}

const JsonValue* SchemaReferences::Resolve(std::string_view reference) {
  if (!reference.starts_with('#')) return nullptr;
  reference.remove_prefix(1);
  const JsonValue* at = &root_;
  while (at != nullptr && !reference.empty()) {
    if (!reference.starts_with('/')) return nullptr;
    reference.remove_prefix(1);
    const std::string_view step = reference.substr(0, reference.find('/'));
    reference.remove_prefix(step.size());
    if (at->Is(JsonKind::kObject)) {
      at = Member(
          *at, absl::StrReplaceAll(absl::string_view(step.data(), step.size()),
                                   {{"~1", "/"}, {"~0", "~"}}));
      continue;
    }
    size_t index = 0;
    const auto [end, error] =
        std::from_chars(step.data(), step.data() + step.size(), index);
    const bool is_index = error == std::errc() && !step.empty() &&
                          end == step.data() + step.size();
    at = is_index && index < at->elements().size() ? &at->elements()[index]
                                                   : nullptr;
  }
  return at;
}

}  // namespace tokenfare::internal
