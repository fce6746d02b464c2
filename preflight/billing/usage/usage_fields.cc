// One reader for all endpoints: they differ in names only, which stand in a
// table.

#include "tokenfare/preflight/billing/usage/usage_fields.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare::internal {
namespace {

struct UsageNames {
  std::string_view prompt;
  std::string_view completion;
  std::string_view prompt_details;
  std::string_view completion_details;
};

constexpr std::string_view kTotal = "total_tokens";
constexpr UsageNames kChatNames = {"prompt_tokens", "completion_tokens",
                                   "prompt_tokens_details",
                                   "completion_tokens_details"};
constexpr UsageNames kResponsesNames = {"input_tokens", "output_tokens",
                                        "input_tokens_details",
                                        "output_tokens_details"};

// A field of tokens and where its figure goes.
template <typename Tokens>
struct TokenFieldOf {
  std::string_view key;
  Tokens* tokens;
};
using TokenField = TokenFieldOf<std::optional<int64_t>>;
using KnownTokens = TokenFieldOf<const std::optional<int64_t>>;

// Of PromptDetails and CompletionDetails, be they const or not.
template <typename Field>
std::vector<Field> PromptFields(auto& details) {
  return {{"audio_tokens", &details.audio},
          {"cached_tokens", &details.cached},
          {"cache_write_tokens", &details.cache_write},
          {"image_tokens", &details.image},
          {"text_tokens", &details.text}};
}

template <typename Field>
std::vector<Field> CompletionFields(auto& details) {
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

absl::Status MissingTokens(std::string_view path, std::string_view key) {
  return BadField(fmt::format("{}.{}", path, key),
                  "missing; give the billed number of tokens");
}

// One sum of parts that must not be more than the whole.
absl::Status CheckParts(std::span<const KnownTokens> fields,
                        std::initializer_list<std::string_view> keys,
                        std::string_view whole_key, int64_t whole,
                        std::string_view path) {
  int64_t sum = 0;
  std::string names;
  for (const KnownTokens& field : fields) {
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

absl::Status CheckPrompt(const BilledUsage& usage, const UsageNames& names,
                         std::string_view path) {
  const auto fields = PromptFields<KnownTokens>(usage.prompt);
  const int64_t whole = usage.prompt_tokens;
  absl::Status status =
      CheckParts(fields, {"cached_tokens", "cache_write_tokens"}, names.prompt,
                 whole, path);
  if (!status.ok()) return status;
  return CheckParts(fields, {"audio_tokens", "image_tokens", "text_tokens"},
                    names.prompt, whole, path);
}

absl::Status CheckCompletion(const BilledUsage& usage, const UsageNames& names,
                             std::string_view path) {
  const auto fields = CompletionFields<KnownTokens>(usage.completion);
  for (const std::initializer_list<std::string_view> keys :
       {std::initializer_list<std::string_view>{"reasoning_tokens"},
        {"accepted_prediction_tokens", "rejected_prediction_tokens"},
        {"audio_tokens", "text_tokens"}}) {
    absl::Status status = CheckParts(fields, keys, names.completion,
                                     usage.completion_tokens, path);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadTotals(const JsonValue& object, const UsageNames& names,
                        std::string_view path, BilledUsage& usage) {
  const auto read = [&](std::string_view key, int64_t most) {
    return OptionalInteger(object, key, 0, most, path);
  };
  const auto prompt = read(names.prompt, kMaxTokenLimit);
  if (!prompt.ok()) return prompt.status();
  if (!prompt->has_value()) return MissingTokens(path, names.prompt);
  auto completion = read(names.completion, kMaxTokenLimit);
  if (!completion.ok()) return completion.status();
  const auto total = read(kTotal, 2 * kMaxTokenLimit);
  if (!total.ok()) return total.status();
  if (!completion->has_value()) {
    // All there is of embeddings is their prompt.
    if (*total != *prompt) return MissingTokens(path, names.completion);
    *completion = 0;
  }
  usage.prompt_tokens = **prompt;
  usage.completion_tokens = **completion;
  const int64_t sum = usage.prompt_tokens + usage.completion_tokens;
  if (total->value_or(sum) == sum) return absl::OkStatus();
  return BadField(
      fmt::format("{}.{}", path, kTotal),
      fmt::format("{} is not the sum of {} {} and {} {}", **total, **prompt,
                  names.prompt, **completion, names.completion));
}

// What says nothing is not worth a warning.
bool IsEmpty(const JsonValue& value) {
  return value.Is(JsonKind::kNull) ||
         (value.Is(JsonKind::kObject) && value.members().empty());
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
    if (is_known || IsEmpty(member.value)) continue;
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

bool Has(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.Find(key);
  return value != nullptr && !value->Is(JsonKind::kNull);
}

const UsageNames& NamesOf(const JsonValue& object) {
  return Has(object, kChatNames.prompt) || !Has(object, kResponsesNames.prompt)
             ? kChatNames
             : kResponsesNames;
}

// Anthropic's input_tokens are without what was read from the cache.
absl::Status RefuseAnthropic(const JsonValue& object, std::string_view path) {
  const bool is_anthropic = !Has(object, kChatNames.prompt) &&
                            (Has(object, "cache_read_input_tokens") ||
                             Has(object, "cache_creation_input_tokens"));
  if (!is_anthropic) return absl::OkStatus();
  return BadField(path,
                  "the usage of Anthropic's Messages API, which is not read");
}

}  // namespace

absl::Status ReadUsage(const JsonValue& object, std::string_view path,
                       UsageRecord& record) {
  absl::Status status = RefuseAnthropic(object, path);
  if (!status.ok()) return status;
  const UsageNames& names = NamesOf(object);
  BilledUsage& usage = record.usage;
  status = ReadTotals(object, names, path, usage);
  if (!status.ok()) return status;
  status = ReadDetails(object, names.prompt_details,
                       PromptFields<TokenField>(usage.prompt), path, record);
  if (!status.ok()) return status;
  status =
      ReadDetails(object, names.completion_details,
                  CompletionFields<TokenField>(usage.completion), path, record);
  if (!status.ok()) return status;
  NoteUnknown(object, {},
              {names.prompt, names.completion, kTotal, names.prompt_details,
               names.completion_details},
              path, record);
  status = CheckPrompt(usage, names,
                       fmt::format("{}.{}", path, names.prompt_details));
  if (!status.ok()) return status;
  return CheckCompletion(usage, names,
                         fmt::format("{}.{}", path, names.completion_details));
}

absl::Status ReadFlatUsage(const JsonValue& object, std::string_view path,
                           BilledUsage& usage) {
  absl::Status status = RefuseAnthropic(object, path);
  if (!status.ok()) return status;
  const UsageNames& names = NamesOf(object);
  status = ReadTotals(object, names, path, usage);
  if (!status.ok()) return status;
  status = ReadFields(object, PromptFields<TokenField>(usage.prompt), path);
  if (!status.ok()) return status;
  // Without audio and text, whose names the prompt's details have taken.
  const auto fields = CompletionFields<TokenField>(usage.completion);
  status = ReadFields(object, std::span(fields).first(3), path);
  if (!status.ok()) return status;
  status = CheckPrompt(usage, names, path);
  return status.ok() ? CheckCompletion(usage, names, path) : status;
}

absl::Status CheckUsage(const BilledUsage& usage, std::string_view path) {
  absl::Status status = CheckPrompt(usage, kChatNames, path);
  return status.ok() ? CheckCompletion(usage, kChatNames, path) : status;
}

}  // namespace tokenfare::internal
