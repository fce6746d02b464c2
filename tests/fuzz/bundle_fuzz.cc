// Any JSON as a bundle of data: loading ends with an error that says something,
// or with data by which requests can be checked.
//
// Nothing that was changed gets past the sums of a bundle, so these are made
// anew: once for the parts that there are, and once for those that the header
// names, of which some may be missing then.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/data_bundle.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/support/sha256.h"

namespace tokenfare {
namespace {

using internal::JsonDocument;
using internal::JsonKind;
using internal::JsonMember;
using internal::JsonText;
using internal::JsonValue;
using internal::kCompactJson;

constexpr std::string_view kName = "data.json";

// Members of an object, put together as text.
class ObjectText {
 public:
  void Add(std::string_view key, std::string_view json) {
    text_ += text_.empty() ? "{" : ",";
    internal::AppendJsonString(key, kCompactJson, &text_);
    text_ += ':';
    text_ += json;
  }
  std::string Finish() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

std::string SumOf(std::string_view json) {
  return fmt::format("\"{}\"", internal::Sha256Hex(json));
}

bool IsObject(const JsonValue* value) {
  return value != nullptr && value->Is(JsonKind::kObject);
}

// `named` names the parts, `parts` has them.
std::string SumsOf(const JsonValue& named, const JsonValue& parts) {
  ObjectText sums;
  for (const JsonMember& member : named.members()) {
    const JsonValue* part = parts.Find(member.key);
    sums.Add(member.key,
             SumOf(part == nullptr ? "" : JsonText(*part, kCompactJson)));
  }
  return sums.Finish();
}

std::string HeaderWith(const JsonValue& header, std::string_view sums) {
  ObjectText text;
  for (const JsonMember& member : header.members()) {
    if (member.key == "parts") continue;
    text.Add(member.key, JsonText(member.value, kCompactJson));
  }
  text.Add("parts", sums);
  return text.Finish();
}

// The bundle with the sums of the parts that it has, or that its header names.
// Nothing where it has none.
std::optional<std::string> Sealed(const JsonValue& root, bool as_named) {
  const JsonValue* header = root.Find("header");
  const JsonValue* parts = root.Find("parts");
  if (!IsObject(header) || !IsObject(parts)) return std::nullopt;
  const JsonValue* named = as_named ? header->Find("parts") : parts;
  if (!IsObject(named)) return std::nullopt;
  const std::string head = HeaderWith(*header, SumsOf(*named, *parts));
  ObjectText text;
  for (const JsonMember& member : root.members()) {
    if (member.key == "header" || member.key == "header_sha256") continue;
    text.Add(member.key, JsonText(member.value, kCompactJson));
  }
  text.Add("header", head);
  text.Add("header_sha256", SumOf(head));
  return text.Finish();
}

constexpr std::string_view kRequests[] = {
    R"({"model": "gpt-4o", "messages": [{"role": "system", "content": "a b"},
        {"role": "user", "content": [{"type": "text", "text": "Hi"},
         {"type": "image_url", "image_url": {"url": "https://a.org/b.png"}}]}],
        "tools": [{"type": "function", "function": {"name": "f",
         "parameters": {"type": "object", "properties": {}}}}], "n": 2})",
    R"({"model": "gpt-4o", "input": [{"role": "user", "content": "Hi"}],
        "instructions": "a b", "reasoning": {"effort": "low"},
        "tools": [{"type": "web_search"}]})",
};

void CheckLoaded(const DataBundle& bundle) {
  const absl::StatusOr<DataVersion> again =
      DataVersion::Parse(bundle.version().ToString());
  Require(again.ok() && *again == bundle.version(), "a version is written");
  CheckOptions options = FuzzOptions();
  options.catalogue = &bundle.catalogue();
  options.rules = &bundle.rules();
  for (const std::string_view request : kRequests) {
    CheckInvariants(request, options);
  }
  constexpr size_t kMostModels = 3;
  size_t models = 0;
  for (const ModelCard& card : bundle.catalogue().models()) {
    if (models++ == kMostModels) break;
    options.model = card.id;
    options.provider = card.provider;
    for (const std::string_view request : kRequests) {
      CheckInvariants(request, options);
    }
  }
  EvidenceByFamily(options.as_of, &bundle.rules());
  const absl::StatusOr<Rules> over =
      bundle.rules().WithOverlay(R"({"schema_version": 1})", "own.json");
  Require(over.ok(), "rules lie over those of a bundle");
}

// Whether it is one.
bool Load(std::string_view json) {
  const absl::StatusOr<DataBundle> bundle = DataBundle::Parse(json, kName);
  if (bundle.ok()) {
    CheckLoaded(*bundle);
    return true;
  }
  Require(std::string(bundle.status().message()).starts_with("data.json:"),
          "an error names the file");
  return false;
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tokenfare::internal::JsonLimits;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool is_sealed = tokenfare::Load(text);
  const auto document = tokenfare::internal::JsonDocument::Parse(
      text, JsonLimits{.max_bytes = tokenfare::kMaxBodyBytes,
                       .max_depth = tokenfare::kMaxJsonDepth,
                       .max_values = tokenfare::kMaxJsonValues});
  if (!document.ok()) return 0;
  const auto sealed = tokenfare::Sealed(document->root(), false);
  const bool is_loaded = sealed.has_value() && tokenfare::Load(*sealed);
  tokenfare::Require(is_loaded || !is_sealed, "sums are made anew");
  const auto as_named = tokenfare::Sealed(document->root(), true);
  if (as_named.has_value() && as_named != sealed) tokenfare::Load(*as_named);
  return 0;
}
