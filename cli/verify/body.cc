// The body is copied field by field from the text that was read: a library that
// writes numbers anew would send another schema than the user's.

#include "tokenfare/cli/verify/body.h"

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/text.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare::cli {
namespace {

using internal::JsonDocument;
using internal::JsonKind;
using internal::JsonValue;

constexpr internal::JsonLimits kBodyLimits = {.max_bytes = kMaxBodyBytes,
                                              .max_depth = kMaxJsonDepth,
                                              .max_values = kMaxJsonValues};

// Of the endpoint's reference. The others (max_output_tokens, metadata, ...)
// are no part of the prompt.
constexpr std::array<std::string_view, 11> kCountedFields = {
    "model",        "input",
    "instructions", "tools",
    "tool_choice",  "parallel_tool_calls",
    "text",         "reasoning",
    "truncation",   "previous_response_id",
    "conversation"};

}  // namespace

absl::StatusOr<std::string> BodyToCount(
    std::string_view request, const std::optional<std::string>& model) {
  const absl::StatusOr<Request> parsed = Request::Parse(request);
  if (!parsed.ok()) return parsed.status();
  if (parsed->format() != "openai_responses") {
    return absl::InvalidArgumentError(fmt::format(
        "$: a request of the format {}; the provider counts requests to "
        "/v1/responses only, and others become prompts by other rules",
        parsed->format()));
  }
  const absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(request, kBodyLimits);
  if (!document.ok()) return document.status();
  const JsonValue* prompt = document->root().Find("prompt");
  if (prompt != nullptr && !prompt->Is(JsonKind::kNull)) {
    return absl::InvalidArgumentError(
        "$.prompt: the count endpoint takes no stored prompt; write its text "
        "into instructions or input");
  }
  std::string body = "{";
  const auto add = [&](std::string_view key, const JsonValue& value) {
    if (body.size() > 1) body += ',';
    body += fmt::format("\"{}\":{}", key,
                        internal::JsonText(value, internal::kCompactJson));
  };
  if (model.has_value()) add("model", JsonValue::String(*model));
  for (const auto& [key, value] : document->root().members()) {
    if (key == "model" && model.has_value()) continue;
    if (std::ranges::find(kCountedFields, key) != kCountedFields.end()) {
      add(key, value);
    }
  }
  return body + "}";
}

absl::StatusOr<int64_t> CountOfAnswer(std::string_view answer) {
  const absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(answer, kBodyLimits);
  if (!document.ok()) return document.status();
  const auto tokens = internal::OptionalInteger(
      document->root(), "input_tokens", 0, kMaxTokenLimit, "$");
  if (!tokens.ok()) return tokens.status();
  if (!tokens->has_value()) {
    return absl::InvalidArgumentError("$.input_tokens: missing");
  }
  return **tokens;
}

std::string ErrorOfAnswer(std::string_view answer) {
  const absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(answer, kBodyLimits);
  if (!document.ok()) return "";
  const JsonValue* error = document->root().Find("error");
  return error == nullptr ? "" : std::string(error->FindText("message"));
}

std::string CountRecord(std::string_view body, int64_t tokens, Date day) {
  return fmt::format(
      R"({{"created":"{}","input_tokens":{},"output_tokens":0,"request":{}}})",
      FormatDate(day), tokens, body);
}

}  // namespace tokenfare::cli
