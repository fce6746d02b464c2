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

absl::StatusOr<Conversation> ReadRequest(std::string_view body,
                                         const RequestLimits& limits) {
  absl::StatusOr<JsonDocument> document = JsonDocument::Parse(
      body,
      {.max_bytes = std::min(limits.body_bytes, RequestLimits::kMostBodyBytes),
       .max_depth = kMaxJsonDepth,
       .max_values = limits.json_values,
       .name_text = NameText});
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  return ReadRequestIn(*std::move(document), root);
}

absl::StatusOr<Conversation> ReadRequestIn(JsonDocument document,
                                           const JsonValue& root) {
  if (!root.Is(JsonKind::kObject)) {
    const std::string name = NameDocument(root);
    absl::Status status =
        WrongType("$", "an object with model and messages", root);
    if (name.empty()) return status;
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", std::string(status.message()), name));
  }
  const Format* format = DetectFormat(root);
  // The errors of chat name what else it is.
  if (format == nullptr) format = &kOpenAiChat;
  return format->read(std::move(document), root);
}

}  // namespace tokenfare::internal
