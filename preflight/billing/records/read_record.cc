// The first kind in the table whose record it is.

#include "tokenfare/preflight/billing/records/read_record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/billing/records/langfuse.h"
#include "tokenfare/preflight/billing/records/litellm.h"
#include "tokenfare/preflight/billing/records/open_telemetry.h"
#include "tokenfare/preflight/billing/records/pair.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<const RecordFormat*, 4> kRecordFormats = {
    &kPairRecord, &kLiteLlmRecord, &kLangfuseRecord, &kOpenTelemetryRecord};

}  // namespace

absl::StatusOr<BillingRecord> ReadRecord(std::string_view text) {
  absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(text, kRecordLimits);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  if (!root.Is(JsonKind::kObject)) return WrongType("$", "an object", root);
  const auto* found = std::find_if(
      kRecordFormats.begin(), kRecordFormats.end(),
      [&](const RecordFormat* format) { return format->is_record(root); });
  const RecordFormat* format =
      found == kRecordFormats.end() ? &kPairRecord : *found;
  absl::StatusOr<BillingRecord> record = format->read(*std::move(document));
  if (!record.ok()) return InRecord(format->kind, record.status());
  record->bill.kind = format->kind;
  return record;
}

std::string_view RecordWords(RecordKind kind) {
  switch (kind) {
    case RecordKind::kPair:
      return "";
    case RecordKind::kLiteLlm:
      return "a record of LiteLLM";
    case RecordKind::kLangfuse:
      return "an observation of Langfuse";
    case RecordKind::kOpenTelemetry:
      return "a span of OpenTelemetry";
  }
  return "";
}

absl::Status InRecord(RecordKind kind, const absl::Status& status) {
  if (status.ok() || kind == RecordKind::kPair) return status;
  return absl::Status(status.code(),
                      fmt::format("{} (in {})", std::string(status.message()),
                                  RecordWords(kind)));
}

}  // namespace tokenfare::internal
