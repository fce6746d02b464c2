// Parses a body and gives it to its format.

#include "tokenfare/preflight/formats/read_request.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/formats/detect.h"
#include "tokenfare/preflight/formats/document_kind.h"
#include "tokenfare/preflight/formats/openai_chat.h"

namespace tokenfare::internal {
namespace {

// The format of that name, or else the one that `root` is a body of.
absl::StatusOr<const Format*> FormatFor(const JsonValue& root,
                                        std::string_view name) {
  if (!name.empty()) return FindFormat(name);
  const std::string uncounted = NameUncounted(root);
  if (!uncounted.empty()) {
    return absl::InvalidArgumentError(fmt::format("$: {}", uncounted));
  }
  const Format* format = DetectFormat(root);
  // The errors of chat name what else it is.
  return format == nullptr ? &kOpenAiChat : format;
}

absl::StatusOr<JsonDocument> ParseBody(std::string_view body,
                                       const RequestLimits& limits) {
  return JsonDocument::Parse(
      body,
      {.max_bytes = std::min(limits.body_bytes, RequestLimits::kMostBodyBytes),
       .max_depth = kMaxJsonDepth,
       .max_values = limits.json_values,
       .name_text = NameText});
}

}  // namespace

absl::StatusOr<Conversation> ReadRequest(std::string_view body,
                                         const RequestLimits& limits,
                                         std::string_view format) {
  absl::StatusOr<JsonDocument> document = ParseBody(body, limits);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  return ReadRequestIn(*std::move(document), root, format);
}

absl::StatusOr<Conversation> ReadPreviousRequest(std::string_view body,
                                                 const RequestLimits& limits) {
  absl::StatusOr<JsonDocument> document = ParseBody(body, limits);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  const JsonValue* request = root.Find("request");
  const JsonValue* response = root.Find("response");
  if (request == nullptr || response == nullptr) {
    return ReadRequestIn(*std::move(document), root, {});
  }
  absl::StatusOr<Conversation> read =
      ReadRequestIn(*std::move(document), *request, {});
  if (!read.ok()) return read;
  const absl::StatusOr<const Format*> format = FindFormat(read->format);
  if (format.ok() && (*format)->read_response != nullptr) {
    absl::Status status = (*format)->read_response(*response, *read);
    if (!status.ok()) return status;
  }
  return read;
}

absl::StatusOr<Conversation> ReadRequestIn(JsonDocument document,
                                           const JsonValue& root,
                                           std::string_view format) {
  if (!root.Is(JsonKind::kObject)) {
    const std::string name = NameDocument(root);
    absl::Status status =
        WrongType("$", "an object with model and messages, or input", root);
    if (name.empty()) return status;
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", std::string(status.message()), name));
  }
  absl::StatusOr<const Format*> found = FormatFor(root, format);
  if (!found.ok()) return found.status();
  absl::StatusOr<Conversation> request =
      (*found)->read(std::move(document), root);
  if (!request.ok()) return request.status();
  // A line of a batch has what its body is.
  if (!request->format.empty()) return request;
  request->format = (*found)->name;
  request->endpoint = (*found)->endpoint;
  request->model_kind = (*found)->model_kind;
  return request;
}

}  // namespace tokenfare::internal
