#include "tokenfare/preflight/billing/records/pair.h"

#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/billing/usage/batch_answer.h"
#include "tokenfare/preflight/billing/usage/error_place.h"
#include "tokenfare/preflight/billing/usage/event_stream.h"

namespace tokenfare::internal {
namespace {

// `status` of a request that is no object, with what to do where it is a text.
absl::Status WithCureForText(const JsonValue& record,
                             const absl::Status& status) {
  if (!record.Find("request")->Is(JsonKind::kString)) return status;
  return absl::InvalidArgumentError(
      fmt::format("{}; where it holds JSON as text, `jq -c '.request |= "
                  "fromjson' FILE` makes it an object",
                  std::string(status.message())));
}

absl::StatusOr<UsageRecord> ReadBilled(const JsonValue& record) {
  const JsonValue* text = record.Find("response");
  if (text != nullptr && text->Is(JsonKind::kString)) {
    absl::StatusOr<UsageRecord> read = ReadResponseText(text->text());
    return read.ok() ? read : At("$.response", read.status());
  }
  absl::StatusOr<const JsonValue*> response =
      OptionalField(record, "response", JsonKind::kObject, "$");
  if (!response.ok()) return response.status();
  if (*response != nullptr) {
    if (IsBatchAnswer(**response)) {
      return ReadBatchBill(**response, "$.response");
    }
    // Some logs put it into an envelope with the status.
    const JsonValue* body = (*response)->Find("body");
    if ((*response)->Find("usage") == nullptr && body != nullptr &&
        body->Is(JsonKind::kObject)) {
      return ReadResponse(*body, "$.response.body");
    }
    return ReadResponse(**response, "$.response");
  }
  if (record.Find("usage") != nullptr) return ReadResponse(record, "$");
  if (record.Find("prompt_tokens") != nullptr ||
      record.Find("input_tokens") != nullptr) {
    return ReadFlatRecord(record, "$");
  }
  return BadField("$.response", "missing; give the response, or its usage");
}

bool IsPair(const JsonValue& root) { return root.Find("request") != nullptr; }

absl::StatusOr<BillingRecord> ReadPair(JsonDocument document) {
  const JsonValue& root = document.root();
  const absl::StatusOr<const JsonValue*> request =
      OptionalField(root, "request", JsonKind::kObject, "$");
  if (!request.ok()) return WithCureForText(root, request.status());
  if (*request == nullptr) {
    const std::string name = NameDocument(root);
    return BadField("$.request", name.empty()
                                     ? "missing; give the request's body"
                                     : "missing: " + name);
  }
  absl::StatusOr<UsageRecord> billed = ReadBilled(root);
  if (!billed.ok()) return billed.status();
  const JsonValue* response = root.Find("response");
  const bool has_response =
      response != nullptr && !response->Is(JsonKind::kNull);
  RecordedBill bill;
  bill.billed = *std::move(billed);
  return BillingRecord{.document = std::move(document),
                       .request = *request,
                       .bill = std::move(bill),
                       .request_place = "$.request",
                       .bill_place = has_response ? "$.response" : "$"};
}

}  // namespace

const RecordFormat kPairRecord = {RecordKind::kPair, IsPair, ReadPair};

}  // namespace tokenfare::internal
