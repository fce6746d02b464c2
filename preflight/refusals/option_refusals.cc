#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<std::string_view, 2> kPenalties = {"frequency_penalty",
                                                        "presence_penalty"};

// A number that no machine type holds is out of every range.
double NumberOf(const JsonValue& value) {
  const std::string_view text = value.text();
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc()) return number;
  return text.starts_with('-') ? -1e300 : 1e300;
}

// The number at `key` where it is given and not in the range.
std::string Outside(const RefusalInput& input, std::string_view key,
                    double least, double most) {
  const JsonValue* value = Given(input, key);
  if (value == nullptr || !value->Is(JsonKind::kNumber)) return {};
  const double number = NumberOf(*value);
  if (number >= least && number <= most) return {};
  return fmt::format("$.{}: {} is not from {} to {}", key,
                     Quoted(value->text()), least, most);
}

// The number at `key` where the model takes `usual` only.
std::string Unusual(const RefusalInput& input, std::string_view key,
                    double usual) {
  const JsonValue* value = Given(input, key);
  if (value == nullptr || !value->Is(JsonKind::kNumber) || !Reasons(input) ||
      NumberOf(*value) == usual) {
    return {};
  }
  return fmt::format("$.{}: {} takes {} only, or none at all", key, input.model,
                     usual);
}

bool IsTrue(const RefusalInput& input, std::string_view key) {
  const JsonValue* value = Given(input, key);
  return value != nullptr && value->IsTrue();
}

size_t CharactersIn(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

const JsonValue* Given(const RefusalInput& input, std::string_view key) {
  const JsonValue* value = input.root().Find(key);
  return value == nullptr || value->Is(JsonKind::kNull) ? nullptr : value;
}

// From gpt-5.1 on the effort may be, and mostly is, none.
bool Reasons(const RefusalInput& input) {
  if (input.card.id.find("-chat") != std::string_view::npos) return false;
  if (input.card.rule_family == RuleFamily::kOSeries ||
      input.card.id.starts_with("o1-")) {
    return true;
  }
  if (input.card.rule_family != RuleFamily::kGpt5) return false;
  if (!input.card.id.starts_with("gpt-5.")) {
    return input.card.id.starts_with("gpt-5");
  }
  const std::string_view effort = input.root().FindText("reasoning_effort");
  return !effort.empty() && effort != "none";
}

std::string TemperatureRange(const RefusalInput& input) {
  return Outside(input, "temperature", 0, 2);
}

std::string TopPRange(const RefusalInput& input) {
  return Outside(input, "top_p", 0, 1);
}

std::string PenaltyRange(const RefusalInput& input) {
  for (const std::string_view key : kPenalties) {
    const std::string found = Outside(input, key, -2, 2);
    if (!found.empty()) return found;
  }
  return {};
}

std::string TopLogprobsRange(const RefusalInput& input) {
  return Outside(input, "top_logprobs", 0, 20);
}

std::string LogitBiasRange(const RefusalInput& input) {
  const JsonValue* biases = Given(input, "logit_bias");
  if (biases == nullptr) return {};
  for (const JsonMember& bias : biases->members()) {
    if (!bias.value.Is(JsonKind::kNumber)) continue;
    const double number = NumberOf(bias.value);
    if (number >= -100 && number <= 100) continue;
    return fmt::format("$.logit_bias{}: {} is not from -100 to 100",
                       PathStep(bias.key), Quoted(bias.value.text()));
  }
  return {};
}

std::string ChoicesRange(const RefusalInput& input) {
  return Outside(input, "n", 1, 128);
}

std::string TemperatureUnsupported(const RefusalInput& input) {
  return Unusual(input, "temperature", 1);
}

std::string TopPUnsupported(const RefusalInput& input) {
  return Unusual(input, "top_p", 1);
}

std::string PenaltyUnsupported(const RefusalInput& input) {
  for (const std::string_view key : kPenalties) {
    const std::string found = Unusual(input, key, 0);
    if (!found.empty()) return found;
  }
  return {};
}

std::string LogprobsUnsupported(const RefusalInput& input) {
  if (!Reasons(input) || !IsTrue(input, "logprobs")) return {};
  return fmt::format("$.logprobs: {} does not give them", input.model);
}

std::string LogitBiasUnsupported(const RefusalInput& input) {
  const JsonValue* biases = Given(input, "logit_bias");
  if (biases == nullptr || biases->members().empty() || !Reasons(input)) {
    return {};
  }
  return fmt::format("$.logit_bias: {} does not take it", input.model);
}

std::string MaxTokensUnsupported(const RefusalInput& input) {
  const auto& taken = input.card.takes_max_tokens;
  const RuleFamily family = input.card.rule_family;
  const bool refused =
      taken.has_value()
          ? !taken->value
          : family == RuleFamily::kOSeries ||
                (family == RuleFamily::kGpt5 &&
                 input.card.id.find("-chat") == std::string_view::npos);
  if (!input.request.has_max_tokens || !refused) return {};
  return fmt::format("$.max_tokens: {} takes max_completion_tokens only",
                     input.model);
}

std::string BothOutputLimits(const RefusalInput& input) {
  if (!input.request.has_max_tokens ||
      !input.request.has_max_completion_tokens) {
    return {};
  }
  return "$.max_tokens: given beside max_completion_tokens";
}

std::string EffortUnsupported(const RefusalInput& input) {
  const RuleFamily family = input.card.rule_family;
  if (Given(input, "reasoning_effort") == nullptr ||
      (family != RuleFamily::kChatCl100k && family != RuleFamily::kChatO200k)) {
    return {};
  }
  return fmt::format("$.reasoning_effort: {} does not reason", input.model);
}

std::string ManyStops(const RefusalInput& input) {
  constexpr size_t kMost = 4;
  const JsonValue* stop = Given(input, "stop");
  if (stop == nullptr || stop->elements().size() <= kMost) return {};
  return fmt::format("$.stop: {} sequences, more than {}",
                     stop->elements().size(), kMost);
}

// o3-mini takes it, as recordings show.
std::string StopUnsupported(const RefusalInput& input) {
  const JsonValue* stop = Given(input, "stop");
  const std::string_view model = input.card.id;
  const bool refuses = model == "o3" || model.starts_with("o3-2") ||
                       model.starts_with("o4-mini");
  if (stop == nullptr || !refuses ||
      (stop->text().empty() && stop->elements().empty())) {
    return {};
  }
  return fmt::format("$.stop: {} does not take it", model);
}

std::string TopLogprobsAlone(const RefusalInput& input) {
  if (Given(input, "top_logprobs") == nullptr || IsTrue(input, "logprobs")) {
    return {};
  }
  return "$.top_logprobs: given without \"logprobs\": true";
}

std::string StreamOptionsAlone(const RefusalInput& input) {
  if (Given(input, "stream_options") == nullptr || IsTrue(input, "stream")) {
    return {};
  }
  return "$.stream_options: given without \"stream\": true";
}

std::string MetadataLimits(const RefusalInput& input) {
  constexpr size_t kMostPairs = 16;
  constexpr size_t kLongestKey = 64;
  constexpr size_t kLongestValue = 512;
  const JsonValue* metadata = Given(input, "metadata");
  if (metadata == nullptr) return {};
  if (metadata->members().size() > kMostPairs) {
    return fmt::format("$.metadata: {} pairs, more than {}",
                       metadata->members().size(), kMostPairs);
  }
  for (const JsonMember& pair : metadata->members()) {
    if (!pair.value.Is(JsonKind::kString)) {
      return fmt::format("$.metadata{}: expected a string, found {}",
                         PathStep(pair.key), JsonKindName(pair.value.kind()));
    }
    if (CharactersIn(pair.key) > kLongestKey ||
        CharactersIn(pair.value.text()) > kLongestValue) {
      return fmt::format(
          "$.metadata{}: a key has at most {} characters, a value {}",
          PathStep(pair.key.substr(0, kLongestKey)), kLongestKey,
          kLongestValue);
    }
  }
  return {};
}

std::string MetadataWithoutStore(const RefusalInput& input) {
  const JsonValue* metadata = Given(input, "metadata");
  if (metadata == nullptr || metadata->members().empty() ||
      IsTrue(input, "store")) {
    return {};
  }
  return "$.metadata: given without \"store\": true";
}

std::string AudioWithoutVoice(const RefusalInput& input) {
  if (!input.request.speaks || Given(input, "audio") != nullptr) return {};
  return "$.audio: missing; $.modalities asks for speech";
}

std::string SearchSampling(const RefusalInput& input) {
  if (input.card.id.find("-search-") == std::string_view::npos) return {};
  for (const std::string_view key :
       {"temperature", "top_p", "frequency_penalty", "presence_penalty"}) {
    if (Given(input, key) != nullptr) {
      return fmt::format("$.{}: {} does not take it", key, input.model);
    }
  }
  return {};
}

std::string FormatType(const RefusalInput& input) {
  if (input.request.response_format.kind != ResponseFormat::Kind::kOther) {
    return {};
  }
  return "$.response_format.type: types are text, json_object and json_schema";
}

std::string FormatName(const RefusalInput& input) {
  const ResponseFormat& format = input.request.response_format;
  if (format.kind != ResponseFormat::Kind::kJsonSchema ||
      IsReferenceName(format.name)) {
    return {};
  }
  return fmt::format(
      "$.response_format.json_schema.name: {} is not 1 to 64 letters, digits, "
      "underscores and hyphens",
      Quoted(format.name));
}

}  // namespace tokenfare::internal
