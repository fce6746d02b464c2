// Prompts, and how each is to be continued. Source of the fields and of what is
// taken where they are left out:
// https://platform.openai.com/docs/api-reference/completions/create

#include "tokenfare/preflight/formats/openai_completions.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/preflight/formats/plain_inputs.h"

namespace tokenfare::internal {
namespace {

// Tokens that are written where `max_tokens` is left out.
constexpr int64_t kMaxTokensLeftOut = 16;

constexpr JsonKinds kCompletionNumber = Only(JsonKind::kNumber);
constexpr JsonKinds kCompletionFlag = Only(JsonKind::kBool);
constexpr JsonKinds kCompletionText = Only(JsonKind::kString);

constexpr KnownField kCompletionsStreamFields[] = {{"include_obfuscation"},
                                                   {"include_usage"}};
constexpr FieldLevel kCompletionsStream = LevelOf(kCompletionsStreamFields);

constexpr KnownField kCompletionsFields[] = {
    {"best_of", nullptr, kCompletionNumber},
    {"echo", nullptr, kCompletionFlag},
    {"frequency_penalty", nullptr, kCompletionNumber},
    {"logit_bias", nullptr, Only(JsonKind::kObject)},
    {"logprobs", nullptr, kCompletionNumber},
    {"max_tokens", nullptr, kCompletionNumber},
    {"model", nullptr, kCompletionText},
    {"n", nullptr, kCompletionNumber},
    {"presence_penalty", nullptr, kCompletionNumber},
    {"prompt"},
    {"seed", nullptr, kCompletionNumber},
    {"stop", nullptr, kCompletionText | Only(JsonKind::kArray)},
    {"stream", nullptr, kCompletionFlag},
    {"stream_options", &kCompletionsStream, Only(JsonKind::kObject)},
    {"suffix", nullptr, kCompletionText},
    {"temperature", nullptr, kCompletionNumber},
    {"top_p", nullptr, kCompletionNumber},
    {"user", nullptr, kCompletionText},
};
constexpr FieldLevel kCompletionsBody = LevelOf(kCompletionsFields);
// Bodies have no turns.
constexpr FieldLevel kNoTurnsHere = {};

std::string CompletionsPath(const Origin& origin, Field field) {
  return PlainPath("prompt", origin, field);
}

absl::Status ReadPrompts(const JsonValue& root, PlainRequest& plain) {
  if (const JsonValue* prompt = Given(root, "prompt")) {
    return ReadPlainInputs(*prompt, "$.prompt", plain);
  }
  plain.origin = PlainOrigin(PlainPlace::kInputs);
  plain.inputs.push_back({.origin = plain.origin, .missing = true});
  return absl::OkStatus();
}

// How much may be written: for each prompt, as many texts as the best are
// chosen of.
absl::Status ReadCompletionLimits(const JsonValue& root,
                                  Conversation& request) {
  absl::StatusOr<std::optional<int64_t>> limit =
      OptionalInteger(root, "max_tokens", 0, kMaxTokenLimit, "$");
  if (!limit.ok()) return limit.status();
  absl::StatusOr<std::optional<int64_t>> choices =
      OptionalInteger(root, "n", 1, kMaxTokenLimit, "$");
  if (!choices.ok()) return choices.status();
  absl::StatusOr<std::optional<int64_t>> best_of =
      OptionalInteger(root, "best_of", 1, kMaxTokenLimit, "$");
  if (!best_of.ok()) return best_of.status();
  request.output_limit.tokens = *limit;
  request.output_limit.by_default = kMaxTokensLeftOut;
  request.output_limit.field = "max_tokens";
  PlainRequest& plain = request.plain;
  plain.best_of = std::max(choices->value_or(1), best_of->value_or(1));
  plain.best_of_text = NumberOf(root, "best_of");
  request.choices = std::min(
      plain.best_of *
          std::max<int64_t>(1, static_cast<int64_t>(plain.inputs.size())),
      kMaxTokenLimit);
  return absl::OkStatus();
}

void ReadCompletionOptions(const JsonValue& root, Conversation& request) {
  request.model = root.FindText("model");
  PlainRequest& plain = request.plain;
  plain.echoes = IsTrue(root, "echo");
  plain.logprobs = NumberOf(root, "logprobs");
  plain.suffix_origin = PlainOrigin(PlainPlace::kSuffix);
  if (const JsonValue* suffix = Given(root, "suffix")) {
    plain.suffix = suffix->text();
  }
  Options& options = request.options;
  options.temperature = NumberOf(root, "temperature");
  options.top_p = NumberOf(root, "top_p");
  options.frequency_penalty = NumberOf(root, "frequency_penalty");
  options.presence_penalty = NumberOf(root, "presence_penalty");
  options.choices = NumberOf(root, "n");
  options.logit_bias = Given(root, "logit_bias");
  options.stream = IsTrue(root, "stream");
  options.has_stream_options = Given(root, "stream_options") != nullptr;
  if (const JsonValue* stop = Given(root, "stop")) {
    options.listed_stops = stop->elements().size();
    options.has_stop_text = !stop->text().empty();
  }
}

absl::StatusOr<Conversation> ReadCompletions(JsonDocument document,
                                             const JsonValue& root) {
  Conversation request;
  request.write_path = CompletionsPath;
  request.documents.push_back(std::move(document));
  absl::StatusOr<std::vector<UnknownField>> unknown =
      CheckFields(root, kCompletionsBody, kNoTurnsHere, request.warnings);
  if (!unknown.ok()) return unknown.status();
  absl::Status status = ReadPrompts(root, request.plain);
  if (status.ok()) status = ReadCompletionLimits(root, request);
  if (!status.ok()) return status;
  ReadCompletionOptions(root, request);
  return request;
}

// A body of /v1/responses may have a `prompt`, too: an object.
bool IsCompletions(const JsonValue& root) {
  const JsonValue* prompt = root.Find("prompt");
  return prompt != nullptr && root.Find("messages") == nullptr &&
         root.Find("input") == nullptr &&
         (prompt->Is(JsonKind::kString) || prompt->Is(JsonKind::kArray));
}

}  // namespace

constinit const Format kOpenAiCompletions = {
    .name = "openai_completions",
    .endpoint = "/v1/completions",
    .model_kind = ModelKind::kCompletion,
    .is_body = IsCompletions,
    .read = ReadCompletions};

}  // namespace tokenfare::internal
