// The body is read by the format of its endpoint, and its places stand in
// "$.body". Source of the fields:
// https://platform.openai.com/docs/api-reference/batch/request-input

#include "tokenfare/preflight/formats/openai_batch.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/formats/detect.h"
#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kBodyRoot = "$.body";

// What the body is, its own format says.
constexpr KnownField kBatchFields[] = {
    {"body", nullptr, Only(JsonKind::kObject)},
    {"custom_id", nullptr, Only(JsonKind::kString)},
    {"method", nullptr, Only(JsonKind::kString)},
    {"url", nullptr, Only(JsonKind::kString)},
};
constexpr FieldLevel kBatchLine = LevelOf(kBatchFields);
constexpr FieldLevel kNoTurnsInLines = {};

absl::StatusOr<const Format*> FormatOfUrl(std::string_view url) {
  std::vector<std::string_view> urls;
  for (const Format* format : Formats()) {
    if (format->endpoint.empty()) continue;
    if (format->endpoint == url) return format;
    urls.push_back(format->endpoint);
  }
  return BadField(
      "$.url",
      fmt::format("{} is none whose requests are counted; these "
                  "are {}{}",
                  Quoted(url), fmt::join(urls, ", "), DidYouMean(url, urls)));
}

// The format of the body, where the line around it is well.
absl::StatusOr<const Format*> CheckLine(const JsonValue& root) {
  absl::StatusOr<std::string_view> id = RequiredText(root, "custom_id", "$");
  if (!id.ok()) return id.status();
  absl::StatusOr<std::string_view> method = RequiredText(root, "method", "$");
  if (!method.ok()) return method.status();
  if (*method != "POST") {
    return BadField("$.method",
                    fmt::format("{} is not POST, which all requests of a batch "
                                "are",
                                Quoted(*method)));
  }
  absl::StatusOr<std::string_view> url = RequiredText(root, "url", "$");
  if (!url.ok()) return url.status();
  if (root.Find("body") == nullptr ||
      !root.Find("body")->Is(JsonKind::kObject)) {
    return BadField(kBodyRoot, "missing; give the body of the request");
  }
  return FormatOfUrl(*url);
}

std::string InBody(std::string_view message) {
  return message.starts_with('$')
             ? fmt::format("{}{}", kBodyRoot, message.substr(1))
             : std::string(message);
}

absl::StatusOr<Conversation> ReadBatchLine(JsonDocument document,
                                           const JsonValue& root) {
  std::vector<Finding> warnings;
  absl::StatusOr<std::vector<UnknownField>> unknown =
      CheckFields(root, kBatchLine, kNoTurnsInLines, warnings);
  if (!unknown.ok()) return unknown.status();
  absl::StatusOr<const Format*> format = CheckLine(root);
  if (!format.ok()) return format.status();
  const std::string_view id = root.FindText("custom_id");
  const JsonValue& body = *root.Find("body");
  absl::StatusOr<Conversation> request =
      (*format)->read(std::move(document), body);
  if (!request.ok()) {
    return absl::Status(request.status().code(),
                        InBody(std::string(request.status().message())));
  }
  for (Finding& warning : request->warnings) {
    warnings.push_back({warning.code, InBody(warning.message)});
  }
  request->warnings = std::move(warnings);
  request->path_root = kBodyRoot;
  request->format = kOpenAiBatch.name;
  request->endpoint = (*format)->endpoint;
  request->model_kind = (*format)->model_kind;
  request->custom_id = id;
  // Whatever the body asks for.
  request->service_tier = "batch";
  return request;
}

bool IsBatchLine(const JsonValue& root) {
  return root.Find("custom_id") != nullptr &&
         (root.Find("body") != nullptr || root.Find("url") != nullptr);
}

}  // namespace

constinit const Format kOpenAiBatch = {.name = "openai_batch",
                                       .endpoint = "",
                                       .is_body = IsBatchLine,
                                       .read = ReadBatchLine};

}  // namespace tokenfare::internal
