// A request failed where the batch has an error instead of a response, or where
// the response has another status than 200. Source of the fields:
// https://platform.openai.com/docs/api-reference/batch/request-output

#include "tokenfare/preflight/billing/usage/batch_answer.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/billing/usage/error_place.h"

namespace tokenfare::internal {
namespace {

constexpr int64_t kStatusOk = 200;
constexpr int64_t kLeastStatus = 100;
constexpr int64_t kMostStatus = 599;

// The message of an error as the API writes it, or else its code.
std::string WordsOf(const JsonValue* error) {
  if (error == nullptr) return {};
  for (const std::string_view key : {"message", "code"}) {
    const std::string_view words = error->FindText(key);
    if (!words.empty()) return fmt::format(": {}", Quoted(words));
  }
  return {};
}

absl::StatusOr<std::string> ReadFailure(const JsonValue& response) {
  const absl::StatusOr<std::optional<int64_t>> status = OptionalInteger(
      response, "status_code", kLeastStatus, kMostStatus, "$.response");
  if (!status.ok()) return status.status();
  if (!status->has_value()) {
    return BadField("$.response.status_code",
                    "missing; give the line as the batch's file has it");
  }
  if (**status == kStatusOk) return std::string();
  const JsonValue* body = response.Find("body");
  return fmt::format("status {}{}", **status,
                     WordsOf(body == nullptr ? nullptr : body->Find("error")));
}

}  // namespace

bool IsBatchAnswer(const JsonValue& root) {
  return root.Find("custom_id") != nullptr && root.Find("request") == nullptr &&
         root.Find("body") == nullptr &&
         (root.Find("response") != nullptr || root.Find("error") != nullptr);
}

absl::StatusOr<BatchAnswer> ReadBatchAnswer(const JsonValue& root) {
  BatchAnswer answer;
  const absl::StatusOr<std::string_view> id =
      RequiredText(root, "custom_id", "$");
  if (!id.ok()) return id.status();
  answer.custom_id = *id;
  const absl::StatusOr<const JsonValue*> error =
      OptionalField(root, "error", JsonKind::kObject, "$");
  if (!error.ok()) return error.status();
  if (*error != nullptr) {
    answer.failure = fmt::format("error{}", WordsOf(*error));
    return answer;
  }
  const absl::StatusOr<const JsonValue*> response =
      OptionalField(root, "response", JsonKind::kObject, "$");
  if (!response.ok()) return response.status();
  if (*response == nullptr) {
    return BadField("$.response", "missing, and $.error is, too");
  }
  absl::StatusOr<std::string> failure = ReadFailure(**response);
  if (!failure.ok()) return failure.status();
  answer.failure = *std::move(failure);
  if (!answer.failure.empty()) return answer;
  const absl::StatusOr<const JsonValue*> body =
      OptionalField(**response, "body", JsonKind::kObject, "$.response");
  if (!body.ok()) return body.status();
  if (*body == nullptr) {
    return BadField("$.response.body",
                    "missing; give the line as the batch's file has it");
  }
  answer.body = *body;
  return answer;
}

absl::StatusOr<UsageRecord> ReadBatchBill(const JsonValue& root,
                                          std::string_view path) {
  const absl::StatusOr<BatchAnswer> answer = ReadBatchAnswer(root);
  if (!answer.ok()) return At(path, answer.status());
  if (!answer->failure.empty()) {
    return BadField(path, fmt::format("the request failed, and is not billed: "
                                      "{}",
                                      answer->failure));
  }
  absl::StatusOr<UsageRecord> record =
      ReadResponse(*answer->body, fmt::format("{}.response.body", path));
  if (!record.ok()) return record.status();
  record->custom_id = answer->custom_id;
  record->service_tier = "batch";
  return record;
}

}  // namespace tokenfare::internal
