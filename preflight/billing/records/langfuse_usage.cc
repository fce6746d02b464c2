#include "tokenfare/preflight/billing/records/langfuse_usage.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/billing/records/record_fields.h"
#include "tokenfare/preflight/billing/usage/usage_fields.h"

namespace tokenfare::internal {
namespace {

using Tokens = std::optional<int64_t>;

// One direction: all tokens by their main type, and those of other types.
struct Direction {
  Tokens main;
  int64_t others = 0;
};

struct TokensByType {
  Direction input;
  Direction output;
  Tokens total;
};

// Types beside the main one, known by a word in their names; the first counts.
struct InputType {
  std::string_view word;
  Tokens PromptDetails::* tokens;
};
constexpr std::array<InputType, 6> kInputTypes = {{
    {"cache_creation", &PromptDetails::cache_write},
    {"cache_write", &PromptDetails::cache_write},
    {"cache", &PromptDetails::cached},
    {"audio", &PromptDetails::audio},
    {"image", &PromptDetails::image},
    {"text", &PromptDetails::text},
}};
struct OutputType {
  std::string_view word;
  Tokens CompletionDetails::* tokens;
};
constexpr std::array<OutputType, 5> kOutputTypes = {{
    {"accepted", &CompletionDetails::accepted_prediction},
    {"rejected", &CompletionDetails::rejected_prediction},
    {"reasoning", &CompletionDetails::reasoning},
    {"audio", &CompletionDetails::audio},
    {"text", &CompletionDetails::text},
}};

void Add(Tokens& tokens, int64_t more) { tokens = tokens.value_or(0) + more; }

template <typename Types, typename Details>
bool AddByWord(const Types& types, std::string_view key, int64_t tokens,
               Details& details) {
  for (const auto& type : types) {
    if (key.find(type.word) == std::string_view::npos) continue;
    Add(details.*type.tokens, tokens);
    return true;
  }
  return false;
}

// Takes up the tokens of one type; false where it is none that is known.
bool TakeType(std::string_view key, int64_t tokens, TokensByType& by_type,
              BilledUsage& usage) {
  if (key == "input" || key == "promptTokens") {
    by_type.input.main = tokens;
    return true;
  }
  if (key == "output" || key == "completionTokens") {
    by_type.output.main = tokens;
    return true;
  }
  if (key == "total" || key == "totalTokens") {
    by_type.total = tokens;
    return true;
  }
  if (key.starts_with("output")) {
    by_type.output.others += tokens;
    return AddByWord(kOutputTypes, key, tokens, usage.completion);
  }
  if (!key.starts_with("input") && !key.starts_with("cache")) return false;
  by_type.input.others += tokens;
  return AddByWord(kInputTypes, key, tokens, usage.prompt);
}

absl::StatusOr<TokensByType> ReadTypes(const JsonValue& object,
                                       std::string_view path,
                                       UsageRecord& billed) {
  TokensByType by_type;
  for (const JsonMember& member : object.members()) {
    // Costs stand beside them, and what the tokens are of.
    if (member.value.Is(JsonKind::kNull) || member.key.ends_with("Cost") ||
        member.key == "unit") {
      continue;
    }
    const std::string place = fmt::format("{}{}", path, PathStep(member.key));
    const absl::StatusOr<int64_t> tokens = ReadTokens(member.value, place);
    if (!tokens.ok()) return tokens.status();
    if (!TakeType(member.key, *tokens, by_type, billed.usage)) {
      billed.unknown_fields.push_back(place);
    }
  }
  return by_type;
}

// The two totals by the only reading under which they sum to `total`.
absl::StatusOr<std::pair<int64_t, int64_t>> TotalsOf(
    const TokensByType& by_type, std::string_view path) {
  const int64_t input = *by_type.input.main;
  const int64_t output = by_type.output.main.value_or(0);
  std::optional<std::pair<int64_t, int64_t>> found;
  for (const int64_t more_input : {int64_t{0}, by_type.input.others}) {
    for (const int64_t more_output : {int64_t{0}, by_type.output.others}) {
      const std::pair<int64_t, int64_t> totals = {input + more_input,
                                                  output + more_output};
      const int64_t sum = totals.first + totals.second;
      if (by_type.total.value_or(sum) != sum || found == totals) continue;
      if (found.has_value()) {
        return BadField(path,
                        "whether input and output include the tokens of "
                        "other types cannot be told; total would tell");
      }
      found = totals;
    }
  }
  if (found.has_value()) return *found;
  return BadField(fmt::format("{}.total", path),
                  fmt::format("{} is no sum of input {}, output {} and the "
                              "tokens of other types",
                              by_type.total.value_or(0), input, output));
}

absl::Status TakeTypes(const TokensByType& by_type, std::string_view path,
                       RecordedBill& bill) {
  if (!by_type.input.main.has_value()) {
    return BadField(fmt::format("{}.input", path),
                    "missing; give the billed number of tokens");
  }
  // All there is of embeddings is their input.
  if (!by_type.output.main.has_value() && by_type.total != by_type.input.main) {
    return BadField(fmt::format("{}.output", path),
                    "missing; give the billed number of tokens");
  }
  const absl::StatusOr<std::pair<int64_t, int64_t>> totals =
      TotalsOf(by_type, path);
  if (!totals.ok()) return totals.status();
  if (totals->first > kMaxTokenLimit || totals->second > kMaxTokenLimit) {
    return BadField(path, fmt::format("over {} tokens", kMaxTokenLimit));
  }
  BilledUsage& usage = bill.billed.usage;
  usage.prompt_tokens = totals->first;
  usage.completion_tokens = totals->second;
  if (usage.prompt_tokens != *by_type.input.main ||
      usage.completion_tokens != by_type.output.main.value_or(0)) {
    bill.warnings.push_back(
        {std::string(reconcile_warning::kUsageCombined),
         fmt::format("{}: input and output are without the tokens of other "
                     "types, as total says: {} and {} with them",
                     path, usage.prompt_tokens, usage.completion_tokens)});
  }
  return CheckUsage(usage, path);
}

absl::Status ReadUsageObject(const JsonValue& object, std::string_view path,
                             RecordedBill& bill) {
  if (object.Find("prompt_tokens") != nullptr ||
      object.Find("input_tokens") != nullptr) {
    return ReadUsage(object, path, bill.billed);
  }
  const std::string_view unit = object.FindText("unit");
  if (!unit.empty() && unit != "TOKENS") {
    return BadField(fmt::format("{}.unit", path),
                    fmt::format("{}; only tokens are priced", Quoted(unit)));
  }
  const absl::StatusOr<TokensByType> by_type =
      ReadTypes(object, path, bill.billed);
  if (!by_type.ok()) return by_type.status();
  return TakeTypes(*by_type, path, bill);
}

}  // namespace

absl::Status ReadLangfuseUsage(const JsonValue& observation,
                               RecordedBill& bill) {
  for (const std::string_view key :
       {"usageDetails", "usage_details", "usage"}) {
    const JsonValue* given = observation.Find(key);
    if (!IsStated(given)) continue;
    const std::string path = fmt::format("$.{}", key);
    const absl::StatusOr<JsonOrText> usage = JsonOrText::Of(*given, path);
    if (!usage.ok()) return usage.status();
    if (!usage->value().Is(JsonKind::kObject)) {
      return WrongType(path, "an object", usage->value());
    }
    return ReadUsageObject(usage->value(), path, bill);
  }
  TokensByType by_type;
  for (const std::string_view key :
       {"promptTokens", "completionTokens", "totalTokens"}) {
    const JsonValue* value = observation.Find(key);
    if (!IsStated(value)) continue;
    const absl::StatusOr<int64_t> tokens =
        ReadTokens(*value, fmt::format("$.{}", key));
    if (!tokens.ok()) return tokens.status();
    TakeType(key, *tokens, by_type, bill.billed.usage);
  }
  if (by_type.input.main.has_value()) return TakeTypes(by_type, "$", bill);
  return BadField("$.usageDetails",
                  "missing; the observation has no usage, and so no bill");
}

}  // namespace tokenfare::internal
