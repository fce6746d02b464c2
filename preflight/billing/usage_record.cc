#include "tokenfare/preflight/billing/usage_record.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/billing/created_day.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/document_kind.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kPromptDetails = "prompt_tokens_details";
constexpr std::string_view kCompletionDetails = "completion_tokens_details";

// A field of tokens and where its figure goes.
struct TokenField {
  std::string_view key;
  std::optional<int64_t>* tokens;
};

std::vector<TokenField> FieldsOf(PromptDetails& details) {
  return {{"audio_tokens", &details.audio},
          {"cached_tokens", &details.cached},
          {"cache_write_tokens", &details.cache_write},
          {"image_tokens", &details.image},
          {"text_tokens", &details.text}};
}

std::vector<TokenField> FieldsOf(CompletionDetails& details) {
  return {{"accepted_prediction_tokens", &details.accepted_prediction},
          {"rejected_prediction_tokens", &details.rejected_prediction},
          {"reasoning_tokens", &details.reasoning},
          {"audio_tokens", &details.audio},
          {"text_tokens", &details.text}};
}

absl::Status ReadFields(const JsonValue& object,
                        std::span<const TokenField> fields,
                        std::string_view path) {
  for (const TokenField& field : fields) {
    absl::StatusOr<std::optional<int64_t>> tokens =
        OptionalInteger(object, field.key, 0, kMaxTokenLimit, path);
    if (!tokens.ok()) return tokens.status();
    *field.tokens = *tokens;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RequiredTokens(const JsonValue& object,
                                       std::string_view key,
                                       std::string_view path) {
  absl::StatusOr<std::optional<int64_t>> tokens =
      OptionalInteger(object, key, 0, kMaxTokenLimit, path);
  if (!tokens.ok()) return tokens.status();
  if (tokens->has_value()) return **tokens;
  return BadField(fmt::format("{}.{}", path, key),
                  object.Find("input_tokens") != nullptr
                      ? "missing; this is the usage of another endpoint, and "
                        "that of /v1/chat/completions is needed"
                      : "missing; give the billed number of tokens");
}

// One sum of parts that must not be more than the whole.
absl::Status CheckParts(std::span<const TokenField> fields,
                        std::initializer_list<std::string_view> keys,
                        std::string_view whole_key, int64_t whole,
                        std::string_view path) {
  int64_t sum = 0;
  std::string names;
  for (const TokenField& field : fields) {
    if (std::find(keys.begin(), keys.end(), field.key) == keys.end()) continue;
    if (!field.tokens->has_value()) continue;
    sum += **field.tokens;
    names += fmt::format("{}{}", names.empty() ? "" : " + ", field.key);
  }
  if (sum <= whole) return absl::OkStatus();
  return BadField(path, fmt::format("{} is {}, more than the {} {} of which "
                                    "it is a part",
                                    names, sum, whole, whole_key));
}

absl::Status CheckPrompt(BilledUsage& usage, std::string_view path) {
  const std::vector<TokenField> fields = FieldsOf(usage.prompt);
  constexpr std::string_view kWhole = "prompt_tokens";
  const int64_t whole = usage.prompt_tokens;
  absl::Status status = CheckParts(
      fields, {"cached_tokens", "cache_write_tokens"}, kWhole, whole, path);
  if (!status.ok()) return status;
  return CheckParts(fields, {"audio_tokens", "image_tokens", "text_tokens"},
                    kWhole, whole, path);
}

absl::Status CheckCompletion(BilledUsage& usage, std::string_view path) {
  const std::vector<TokenField> fields = FieldsOf(usage.completion);
  constexpr std::string_view kWhole = "completion_tokens";
  const int64_t whole = usage.completion_tokens;
  absl::Status status =
      CheckParts(fields, {"reasoning_tokens"}, kWhole, whole, path);
  if (!status.ok()) return status;
  status = CheckParts(
      fields, {"accepted_prediction_tokens", "rejected_prediction_tokens"},
      kWhole, whole, path);
  if (!status.ok()) return status;
  return CheckParts(fields, {"audio_tokens", "text_tokens"}, kWhole, whole,
                    path);
}

absl::Status ReadTotals(const JsonValue& object, std::string_view path,
                        BilledUsage& usage) {
  absl::StatusOr<int64_t> prompt =
      RequiredTokens(object, "prompt_tokens", path);
  if (!prompt.ok()) return prompt.status();
  absl::StatusOr<int64_t> completion =
      RequiredTokens(object, "completion_tokens", path);
  if (!completion.ok()) return completion.status();
  usage.prompt_tokens = *prompt;
  usage.completion_tokens = *completion;
  absl::StatusOr<std::optional<int64_t>> total =
      OptionalInteger(object, "total_tokens", 0, 2 * kMaxTokenLimit, path);
  if (!total.ok()) return total.status();
  if (total->has_value() && **total != *prompt + *completion) {
    return BadField(fmt::format("{}.total_tokens", path),
                    fmt::format("{} is not the sum of {} prompt_tokens and {} "
                                "completion_tokens",
                                **total, *prompt, *completion));
  }
  return absl::OkStatus();
}

void NoteUnknown(const JsonValue& object, std::span<const TokenField> known,
                 std::initializer_list<std::string_view> also_known,
                 std::string_view path, UsageRecord& record) {
  for (const JsonMember& member : object.members()) {
    const bool is_known =
        std::find(also_known.begin(), also_known.end(), member.key) !=
            also_known.end() ||
        std::any_of(known.begin(), known.end(), [&](const TokenField& field) {
          return field.key == member.key;
        });
    if (is_known) continue;
    record.unknown_fields.push_back(
        fmt::format("{}{}", path, PathStep(member.key)));
  }
}

// Reads the details `key` of `usage`, an object, into `fields`.
absl::Status ReadDetails(const JsonValue& usage, std::string_view key,
                         std::span<const TokenField> fields,
                         std::string_view path, UsageRecord& record) {
  absl::StatusOr<const JsonValue*> details =
      OptionalField(usage, key, JsonKind::kObject, path);
  if (!details.ok()) return details.status();
  if (*details == nullptr) return absl::OkStatus();
  const std::string below = fmt::format("{}.{}", path, key);
  NoteUnknown(**details, fields, {}, below, record);
  return ReadFields(**details, fields, below);
}

absl::Status ReadUsage(const JsonValue& object, std::string_view path,
                       UsageRecord& record) {
  BilledUsage& usage = record.usage;
  absl::Status status = ReadTotals(object, path, usage);
  if (!status.ok()) return status;
  status =
      ReadDetails(object, kPromptDetails, FieldsOf(usage.prompt), path, record);
  if (!status.ok()) return status;
  status = ReadDetails(object, kCompletionDetails, FieldsOf(usage.completion),
                       path, record);
  if (!status.ok()) return status;
  NoteUnknown(object, {},
              {"prompt_tokens", "completion_tokens", "total_tokens",
               kPromptDetails, kCompletionDetails},
              path, record);
  status = CheckPrompt(usage, fmt::format("{}.{}", path, kPromptDetails));
  if (!status.ok()) return status;
  return CheckCompletion(usage, fmt::format("{}.{}", path, kCompletionDetails));
}

absl::Status ReadOrigin(const JsonValue& object, std::string_view model_key,
                        std::string_view path, UsageRecord& record) {
  absl::StatusOr<std::optional<std::string_view>> model =
      OptionalText(object, model_key, path);
  if (!model.ok()) return model.status();
  record.model = model->value_or("");
  absl::StatusOr<std::optional<std::string_view>> tier =
      OptionalText(object, "service_tier", path);
  if (!tier.ok()) return tier.status();
  if (tier->has_value()) record.service_tier = std::string(**tier);
  absl::StatusOr<std::optional<Date>> created = ReadCreated(object, path);
  if (!created.ok()) return created.status();
  record.created = *created;
  return absl::OkStatus();
}

std::string WhyNoUsage(const JsonValue& response) {
  if (response.Find("error") != nullptr) {
    return "missing; the response is an error, which is not billed";
  }
  if (response.FindText("object") == "chat.completion.chunk") {
    return "missing; only the last chunk of a stream has it, and only where "
           "the request sets stream_options.include_usage";
  }
  const std::string name = NameDocument(response);
  const bool is_response = response.FindText("object") == "chat.completion";
  return name.empty() || is_response
             ? "missing; give a response of /v1/chat/completions"
             : "missing: " + name;
}

}  // namespace

absl::StatusOr<UsageRecord> ReadResponse(const JsonValue& response,
                                         std::string_view path) {
  if (!response.Is(JsonKind::kObject)) {
    return WrongType(path, "an object", response);
  }
  if (response.FindText("object") == "response") {
    return BadField(path, NameDocument(response));
  }
  UsageRecord record;
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
  BilledUsage& usage = read.usage;
  status = ReadTotals(record, path, usage);
  if (!status.ok()) return status;
  status = ReadFields(record, FieldsOf(usage.prompt), path);
  if (!status.ok()) return status;
  // Without audio and text, whose names the prompt's details have taken.
  const std::vector<TokenField> fields = FieldsOf(usage.completion);
  status = ReadFields(record, std::span(fields).first(3), path);
  if (!status.ok()) return status;
  status = CheckPrompt(usage, path);
  if (!status.ok()) return status;
  status = CheckCompletion(usage, path);
  if (!status.ok()) return status;
  return read;
}

}  // namespace tokenfare::internal
