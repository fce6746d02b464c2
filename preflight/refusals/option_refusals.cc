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

std::array<StatedNumber, 2> Penalties(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  return {{{options.frequency_penalty, Field::kFrequencyPenalty},
           {options.presence_penalty, Field::kPresencePenalty}}};
}

// A number that no machine type holds is out of every range.
double ValueOf(std::string_view text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc()) return number;
  return text.starts_with('-') ? -1e300 : 1e300;
}

// The number where the model takes `usual` only.
std::string Unusual(const RefusalInput& input, const StatedNumber& stated,
                    double usual) {
  if (stated.text.empty() || !Reasons(input) || ValueOf(stated.text) == usual) {
    return {};
  }
  return fmt::format("{}: {} takes {} only, or none at all",
                     PathOf(input, stated.field), input.model, usual);
}

size_t CharactersIn(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string Outside(const RefusalInput& input, const StatedNumber& stated,
                    double least, double most) {
  if (stated.text.empty()) return {};
  const double number = ValueOf(stated.text);
  if (number >= least && number <= most) return {};
  return fmt::format("{}: {} is not from {} to {}", PathOf(input, stated.field),
                     Quoted(stated.text), least, most);
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
  const std::string_view effort = input.conversation.options.effort;
  return !effort.empty() && effort != "none";
}

std::string TemperatureRange(const RefusalInput& input) {
  return Outside(input,
                 {input.conversation.options.temperature, Field::kTemperature},
                 0, 2);
}

std::string TopPRange(const RefusalInput& input) {
  return Outside(input, {input.conversation.options.top_p, Field::kTopP}, 0, 1);
}

std::string PenaltyRange(const RefusalInput& input) {
  for (const StatedNumber& penalty : Penalties(input)) {
    const std::string found = Outside(input, penalty, -2, 2);
    if (!found.empty()) return found;
  }
  return {};
}

std::string TopLogprobsRange(const RefusalInput& input) {
  return Outside(input,
                 {input.conversation.options.top_logprobs, Field::kTopLogprobs},
                 0, 20);
}

std::string LogitBiasRange(const RefusalInput& input) {
  const JsonValue* biases = input.conversation.options.logit_bias;
  if (biases == nullptr) return {};
  for (const JsonMember& bias : biases->members()) {
    if (!bias.value.Is(JsonKind::kNumber)) continue;
    const double number = ValueOf(bias.value.text());
    if (number >= -100 && number <= 100) continue;
    return fmt::format("{}{}: {} is not from -100 to 100",
                       PathOf(input, Field::kLogitBias), PathStep(bias.key),
                       Quoted(bias.value.text()));
  }
  return {};
}

std::string ChoicesRange(const RefusalInput& input) {
  return Outside(input, {input.conversation.options.choices, Field::kChoices},
                 1, 128);
}

std::string TemperatureUnsupported(const RefusalInput& input) {
  return Unusual(
      input, {input.conversation.options.temperature, Field::kTemperature}, 1);
}

std::string TopPUnsupported(const RefusalInput& input) {
  return Unusual(input, {input.conversation.options.top_p, Field::kTopP}, 1);
}

std::string PenaltyUnsupported(const RefusalInput& input) {
  for (const StatedNumber& penalty : Penalties(input)) {
    const std::string found = Unusual(input, penalty, 0);
    if (!found.empty()) return found;
  }
  return {};
}

std::string LogprobsUnsupported(const RefusalInput& input) {
  if (!Reasons(input) || !input.conversation.options.logprobs) return {};
  return fmt::format("{}: {} does not give them",
                     PathOf(input, Field::kLogprobs), input.model);
}

std::string LogitBiasUnsupported(const RefusalInput& input) {
  const JsonValue* biases = input.conversation.options.logit_bias;
  if (biases == nullptr || biases->members().empty() || !Reasons(input)) {
    return {};
  }
  return fmt::format("{}: {} does not take it",
                     PathOf(input, Field::kLogitBias), input.model);
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
  if (!input.conversation.output_limit.by_old_field || !refused) return {};
  return fmt::format("{}: {} takes max_completion_tokens only",
                     PathOf(input, Field::kOldOutputLimit), input.model);
}

std::string BothOutputLimits(const RefusalInput& input) {
  const StatedLimit& limit = input.conversation.output_limit;
  if (!limit.by_old_field || !limit.by_field) return {};
  return fmt::format("{}: given beside max_completion_tokens",
                     PathOf(input, Field::kOldOutputLimit));
}

std::string EffortUnsupported(const RefusalInput& input) {
  const RuleFamily family = input.card.rule_family;
  if (!input.conversation.options.states_effort ||
      (family != RuleFamily::kChatCl100k && family != RuleFamily::kChatO200k)) {
    return {};
  }
  return fmt::format("{}: {} does not reason", PathOf(input, Field::kEffort),
                     input.model);
}

std::string ManyStops(const RefusalInput& input) {
  constexpr size_t kMost = 4;
  const size_t stops = input.conversation.options.listed_stops;
  if (stops <= kMost) return {};
  return fmt::format("{}: {} sequences, more than {}",
                     PathOf(input, Field::kStop), stops, kMost);
}

// o3-mini takes it, as recordings show.
std::string StopUnsupported(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  const std::string_view model = input.card.id;
  const bool refuses = model == "o3" || model.starts_with("o3-2") ||
                       model.starts_with("o4-mini");
  if (!refuses || (!options.has_stop_text && options.listed_stops == 0)) {
    return {};
  }
  return fmt::format("{}: {} does not take it", PathOf(input, Field::kStop),
                     model);
}

std::string TopLogprobsAlone(const RefusalInput& input) {
  if (input.conversation.options.top_logprobs.empty() ||
      input.conversation.options.logprobs) {
    return {};
  }
  return fmt::format("{}: given without \"logprobs\": true",
                     PathOf(input, Field::kTopLogprobs));
}

std::string StreamOptionsAlone(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  if (!options.has_stream_options || options.stream) return {};
  return fmt::format("{}: given without \"stream\": true",
                     PathOf(input, Field::kStreamOptions));
}

std::string MetadataLimits(const RefusalInput& input) {
  constexpr size_t kMostPairs = 16;
  constexpr size_t kLongestKey = 64;
  constexpr size_t kLongestValue = 512;
  const JsonValue* metadata = input.conversation.options.metadata;
  if (metadata == nullptr) return {};
  if (metadata->members().size() > kMostPairs) {
    return fmt::format("{}: {} pairs, more than {}",
                       PathOf(input, Field::kMetadata),
                       metadata->members().size(), kMostPairs);
  }
  for (const JsonMember& pair : metadata->members()) {
    if (!pair.value.Is(JsonKind::kString)) {
      return fmt::format("{}{}: expected a string, found {}",
                         PathOf(input, Field::kMetadata), PathStep(pair.key),
                         JsonKindName(pair.value.kind()));
    }
    if (CharactersIn(pair.key) > kLongestKey ||
        CharactersIn(pair.value.text()) > kLongestValue) {
      return fmt::format("{}{}: a key has at most {} characters, a value {}",
                         PathOf(input, Field::kMetadata),
                         PathStep(pair.key.substr(0, kLongestKey)), kLongestKey,
                         kLongestValue);
    }
  }
  return {};
}

std::string MetadataWithoutStore(const RefusalInput& input) {
  const JsonValue* metadata = input.conversation.options.metadata;
  if (metadata == nullptr || metadata->members().empty() ||
      input.conversation.options.store) {
    return {};
  }
  return fmt::format("{}: given without \"store\": true",
                     PathOf(input, Field::kMetadata));
}

std::string AudioWithoutVoice(const RefusalInput& input) {
  if (!input.conversation.speaks || input.conversation.options.has_voice) {
    return {};
  }
  return fmt::format("{}: missing; {} asks for speech",
                     PathOf(input, Field::kVoice),
                     PathOf(input, Field::kModalities));
}

std::string SearchSampling(const RefusalInput& input) {
  if (input.card.id.find("-search-") == std::string_view::npos) return {};
  const Options& options = input.conversation.options;
  const std::array<StatedNumber, 4> sampling = {
      {{options.temperature, Field::kTemperature},
       {options.top_p, Field::kTopP},
       {options.frequency_penalty, Field::kFrequencyPenalty},
       {options.presence_penalty, Field::kPresencePenalty}}};
  for (const StatedNumber& stated : sampling) {
    if (stated.text.empty()) continue;
    return fmt::format("{}: {} does not take it", PathOf(input, stated.field),
                       input.model);
  }
  return {};
}

std::string FormatType(const RefusalInput& input) {
  const OutputContract& output = input.conversation.output;
  if (output.kind != OutputContract::Kind::kOther) return {};
  return fmt::format("{}: types are text, json_object and json_schema",
                     PathOf(input, output.origin, Field::kType));
}

std::string FormatName(const RefusalInput& input) {
  const OutputContract& output = input.conversation.output;
  if (output.kind != OutputContract::Kind::kJsonSchema ||
      IsReferenceName(output.name)) {
    return {};
  }
  return fmt::format(
      "{}: {} is not 1 to 64 letters, digits, underscores and hyphens",
      PathOf(input, output.origin, Field::kName), Quoted(output.name));
}

}  // namespace tokenfare::internal
