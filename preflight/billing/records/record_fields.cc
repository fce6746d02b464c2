#include "tokenfare/preflight/billing/records/record_fields.h"

#include <charconv>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"

namespace tokenfare::internal {

bool IsStated(const JsonValue* value) {
  if (value == nullptr) return false;
  switch (value->kind()) {
    case JsonKind::kNull:
      return false;
    case JsonKind::kString:
      return !value->text().empty() && value->text() != "{}" &&
             value->text() != "[]" && value->text() != "null";
    case JsonKind::kArray:
      return !value->elements().empty();
    case JsonKind::kObject:
      return !value->members().empty();
    case JsonKind::kBool:
    case JsonKind::kNumber:
      return true;
  }
  return true;
}

const JsonValue* FirstStated(const JsonValue& object,
                             std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const JsonValue* value = object.Find(key);
    if (IsStated(value)) return value;
  }
  return nullptr;
}

absl::StatusOr<int64_t> ReadTokens(const JsonValue& value,
                                   std::string_view path) {
  const std::string_view text = value.text();
  int64_t tokens = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), tokens);
  if (!text.empty() && error == std::errc() &&
      end == text.data() + text.size() && tokens >= 0 &&
      tokens <= kMaxTokenLimit) {
    return tokens;
  }
  return BadField(
      path, fmt::format("expected a whole number from 0 to {}, "
                        "found {}",
                        kMaxTokenLimit,
                        text.empty() ? std::string(JsonKindName(value.kind()))
                                     : Quoted(text)));
}

absl::StatusOr<JsonOrText> JsonOrText::Of(const JsonValue& value,
                                          std::string_view path) {
  JsonOrText read(value);
  const std::string_view text =
      value.Is(JsonKind::kString) ? value.text() : std::string_view();
  if (!text.starts_with('{') && !text.starts_with('[')) return read;
  absl::StatusOr<JsonDocument> parsed =
      JsonDocument::Parse(text, kRecordLimits);
  if (!parsed.ok()) {
    return absl::Status(
        parsed.status().code(),
        fmt::format("{}: a text that begins as JSON and is none, cut off "
                    "perhaps: {}",
                    path, std::string(parsed.status().message())));
  }
  read.parsed_ = *std::move(parsed);
  return read;
}

absl::StatusOr<BillingRecord> ReconstructedRecord(std::string_view body,
                                                  RecordedBill bill) {
  absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(body, kRecordLimits);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  bill.is_reconstructed = true;
  return BillingRecord{.document = *std::move(document),
                       .request = &root,
                       .bill = std::move(bill),
                       .request_place = "$",
                       .bill_place = "$"};
}

}  // namespace tokenfare::internal
