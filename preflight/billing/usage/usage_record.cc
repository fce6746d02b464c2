#include "tokenfare/preflight/billing/usage/usage_record.h"

#include <array>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/billing/usage/created_day.h"
#include "tokenfare/preflight/billing/usage/usage_fields.h"
#include "tokenfare/preflight/formats/document_kind.h"

namespace tokenfare::internal {
namespace {

// The `object` of responses, by endpoint.
struct ResponseObject {
  std::string_view object;
  std::string_view endpoint;
};
constexpr std::array<ResponseObject, 4> kResponseObjects = {{
    {"chat.completion", "/v1/chat/completions"},
    {"chat.completion.chunk", "/v1/chat/completions"},
    {"response", "/v1/responses"},
    {"text_completion", "/v1/completions"},
}};

std::string_view EndpointOf(const JsonValue& response) {
  const std::string_view object = response.FindText("object");
  for (const ResponseObject& known : kResponseObjects) {
    if (known.object == object) return known.endpoint;
  }
  const JsonValue* data = response.Find("data");
  const bool has_embeddings =
      data != nullptr && !data->elements().empty() &&
      data->elements().front().FindText("object") == "embedding";
  return has_embeddings ? "/v1/embeddings" : "";
}

// Of an object of /v1/responses.
std::string WhyUnfinished(const JsonValue& response) {
  const std::string_view status = response.FindText("status");
  if (status == "in_progress" || status == "queued") {
    return fmt::format(
        "missing; the response is {}: get it again once it is completed, by "
        "GET /v1/responses/{{id}}",
        status);
  }
  if (status.empty() || status == "completed") {
    return "missing; give the whole response of /v1/responses";
  }
  return fmt::format(
      "missing; the response is {} and does not say what was billed", status);
}

}  // namespace

std::string WhyNoUsage(const JsonValue& response) {
  const std::string_view object = response.FindText("object");
  if (object == "response") return WhyUnfinished(response);
  if (response.Find("error") != nullptr) {
    return "missing; the response is an error, which is not billed";
  }
  if (object == "chat.completion.chunk") {
    return "missing; only the last chunk of a stream has it, and only where "
           "the request sets stream_options.include_usage";
  }
  const std::string name = NameDocument(response);
  return name.empty() || object == "chat.completion"
             ? "missing; give a response of /v1/chat/completions or "
               "/v1/responses"
             : "missing: " + name;
}

absl::Status ReadOrigin(const JsonValue& object, std::string_view model_key,
                        std::string_view path, UsageRecord& record) {
  absl::StatusOr<std::optional<std::string_view>> model =
      OptionalText(object, model_key, path);
  if (!model.ok()) return model.status();
  if (!model->value_or("").empty()) record.model = **model;
  absl::StatusOr<std::optional<std::string_view>> tier =
      OptionalText(object, "service_tier", path);
  if (!tier.ok()) return tier.status();
  if (tier->has_value()) record.service_tier = std::string(**tier);
  for (const std::string_view key : {"created", "created_at"}) {
    absl::StatusOr<std::optional<Date>> created =
        ReadCreated(object, key, path);
    if (!created.ok()) return created.status();
    if (!created->has_value()) continue;
    record.created = *created;
    break;
  }
  return absl::OkStatus();
}

absl::StatusOr<UsageRecord> ReadResponse(const JsonValue& response,
                                         std::string_view path) {
  if (!response.Is(JsonKind::kObject)) {
    return WrongType(path, "an object", response);
  }
  if (response.FindText("type") == "message") {
    return BadField(path,
                    "a response of Anthropic's Messages API, which is not "
                    "read; give one of /v1/chat/completions or /v1/responses");
  }
  UsageRecord record;
  record.endpoint = EndpointOf(response);
  absl::Status status = ReadOrigin(response, "model", path, record);
  if (!status.ok()) return status;
  absl::StatusOr<const JsonValue*> usage =
      OptionalField(response, "usage", JsonKind::kObject, path);
  if (!usage.ok()) return usage.status();
  const std::string below = fmt::format("{}.usage", path);
  if (*usage == nullptr) return BadField(below, WhyNoUsage(response));
  status = ReadUsage(**usage, below, record);
  if (!status.ok()) return status;
  return record;
}

absl::StatusOr<UsageRecord> ReadFlatRecord(const JsonValue& record,
                                           std::string_view path) {
  UsageRecord read;
  const bool is_served = !record.FindText("response_model").empty();
  absl::Status status =
      ReadOrigin(record, is_served ? "response_model" : "model", path, read);
  if (!status.ok()) return status;
  status = ReadFlatUsage(record, path, read.usage);
  if (!status.ok()) return status;
  return read;
}

}  // namespace tokenfare::internal
