#include "tokenfare/preflight/internal/prompt_rules.h"

#include <array>

namespace tokenfare::internal {
namespace {

PromptRules FamilyRules(RuleFamily family) {
  PromptRules rules;
  switch (family) {
    case RuleFamily::kChatCl100k:
    case RuleFamily::kChatO200k:
      break;
    case RuleFamily::kOSeries:
      rules.priming = 2;
      rules.counts_reply_format = false;
      break;
    case RuleFamily::kGpt5:
      rules.priming = 2;
      rules.per_assistant_text = 2;
      rules.per_calls = 2;
      rules.per_results = 4;
      rules.tools_message = 0;
      rules.tools_extra = 84;
      rules.counts_tool_choice = false;
      rules.counts_reply_format = false;
      break;
    case RuleFamily::kHarmony:
      // "hello" alone is 68 tokens: 61 + 3 + 1 + 1 + 2.
      rules.priming = 2;
      rules.preamble = {61, 50, 90};
      rules.message_deviation = {0, -1, 12};
      rules.why_uncertain = "the gpt-oss prompt is known from one request only";
      break;
    case RuleFamily::kNone:
    case RuleFamily::kUnknown:
      rules.preamble = {0, -3, 100};
      rules.message_deviation = {0, -3, 12};
      rules.why_uncertain =
          "the model's rules are not known; those of gpt-4o are assumed";
      break;
  }
  return rules;
}

// Snapshots that the rules of their family do not describe.
struct Deviation {
  std::string_view model_prefix;
  // Whose rules they follow otherwise.
  RuleFamily family;
  TokenBounds per_message;
  std::string_view why;
};

constexpr std::array<Deviation, 2> kDeviations = {{
    // OpenAI's cookbook ("How to count tokens", tokens_per_message = 4) and a
    // recording of four messages agree; a recording of one message does not.
    {"gpt-3.5-turbo-0301",
     RuleFamily::kChatCl100k,
     {1, 0, 1},
     "gpt-3.5-turbo-0301 takes one token more for each message by OpenAI's "
     "cookbook, which not every recording shows"},
    // One message was billed 1 more, two were billed 8 more.
    {"o1-mini",
     RuleFamily::kOSeries,
     {4, 0, 8},
     "o1-mini was billed 1 to 8 tokens more than the rules of the o-series "
     "say, unexplained"},
}};

// Base and tile of models that bill images by tiles of 512 pixels; OpenAI's
// guide "Images and vision". The longest prefix comes first.
struct TileRate {
  std::string_view model_prefix;
  int64_t base;
  int64_t tile;
};

constexpr std::array<TileRate, 11> kTileRates = {{
    {"gpt-4o-mini", 2833, 5667},
    {"gpt-4o", 85, 170},
    {"chatgpt-4o", 85, 170},
    {"gpt-4.5", 85, 170},
    {"gpt-4-", 85, 170},
    {"o1", 75, 150},
    {"o3", 75, 150},
    {"gpt-5.1", 70, 140},
    {"gpt-5-20", 70, 140},
    {"gpt-5-chat", 70, 140},
    {"computer-use", 65, 129},
}};

// A side of at most 2,048 and a short side of at most 768 pixels.
constexpr int64_t kMostTiles = 8;
// A square of 1,024 pixels.
constexpr int64_t kUsualTiles = 4;

// The most that an image costs where patches of 32 pixels are billed times a
// factor: the largest budget of patches (6,144, or 10,000 for "original" from
// gpt-5.4) times the largest factor that any edition of the guide names, and
// one for rounding. An image of 1,024 pixels square has 1,024 patches.
struct PatchLimit {
  std::string_view model_prefix;
  int64_t most_tokens;
};

constexpr std::array<PatchLimit, 8> kPatchLimits = {{
    {"gpt-4.1-mini", 9'955},
    {"gpt-4.1-nano", 15'116},
    {"o4-mini", 10'569},
    {"gpt-5-mini", 9'955},
    {"gpt-5-nano", 15'116},
    {"gpt-5.2", 9'955},
    {"gpt-5.4", 24'601},
    {"gpt-5.5", 12'001},
}};

// Elsewhere the API refuses images of over 30,000 patches, of 1.2 tokens.
constexpr int64_t kMostPatchTokens = 36'001;

const TileRate* TileRateOf(std::string_view model) {
  static constexpr TileRate kGpt41 = {"gpt-4.1", 85, 170};
  static constexpr TileRate kGpt5 = {"gpt-5", 70, 140};
  if (model == kGpt41.model_prefix || model.starts_with("gpt-4.1-20")) {
    return &kGpt41;
  }
  if (model == kGpt5.model_prefix) return &kGpt5;
  for (const TileRate& rate : kTileRates) {
    if (model.starts_with(rate.model_prefix)) return &rate;
  }
  return nullptr;
}

}  // namespace

PromptRules RulesFor(const ModelCard& card, std::string_view model,
                     Date /*as_of*/) {
  PromptRules rules = FamilyRules(card.rule_family);
  for (const Deviation& deviation : kDeviations) {
    if (!model.starts_with(deviation.model_prefix)) continue;
    rules = FamilyRules(deviation.family);
    rules.message_deviation = deviation.per_message;
    rules.why_uncertain = deviation.why;
  }
  rules.hides_system_messages =
      model.find("-search-") != std::string_view::npos;
  return rules;
}

TokenBounds ImageBounds(std::string_view model, std::string_view detail) {
  if (const TileRate* rate = TileRateOf(model)) {
    if (detail == "low") return TokenBounds::Exactly(rate->base);
    return {rate->base + kUsualTiles * rate->tile, rate->base,
            rate->base + kMostTiles * rate->tile};
  }
  constexpr int64_t kUsualPatchTokens = 1'659;
  for (const PatchLimit& limit : kPatchLimits) {
    if (model.starts_with(limit.model_prefix)) {
      return {kUsualPatchTokens, 1, limit.most_tokens};
    }
  }
  return {kUsualPatchTokens, 1, kMostPatchTokens};
}

}  // namespace tokenfare::internal
