#include "tokenfare/catalogue/internal/litellm_rates.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

struct PartialRates {
  std::optional<Rate> input;
  std::optional<Rate> cached_input;
  std::optional<Rate> cache_write;
  std::optional<Rate> output;
};

// By the input above which they apply; 0 is that of all requests.
using ByThreshold = std::map<uint64_t, PartialRates>;

struct RateField {
  std::string_view prefix;
  std::optional<Rate> PartialRates::* rate;
};

constexpr std::array<RateField, 4> kRateFields = {{
    {"input_cost_per_token", &PartialRates::input},
    {"cache_read_input_token_cost", &PartialRates::cached_input},
    {"cache_creation_input_token_cost", &PartialRates::cache_write},
    {"output_cost_per_token", &PartialRates::output},
}};

constexpr std::array<std::pair<std::string_view, ServiceTier>, 4> kTiers = {{
    {"", ServiceTier::kStandard},
    {"_batches", ServiceTier::kBatch},
    {"_flex", ServiceTier::kFlex},
    {"_priority", ServiceTier::kPriority},
}};

struct FieldName {
  const RateField* field = nullptr;
  uint64_t above = 0;
  ServiceTier tier = ServiceTier::kStandard;
};

// "input_cost_per_token_above_272k_tokens_flex". Nothing for fields of other
// kinds, such as those of speech or of longer caching.
std::optional<FieldName> ParseFieldName(std::string_view name) {
  FieldName parsed;
  for (const RateField& field : kRateFields) {
    if (name.starts_with(field.prefix)) parsed.field = &field;
  }
  if (parsed.field == nullptr) return std::nullopt;
  name.remove_prefix(parsed.field->prefix.size());
  constexpr std::string_view kAbove = "_above_";
  constexpr std::string_view kTokens = "k_tokens";
  if (name.starts_with(kAbove)) {
    name.remove_prefix(kAbove.size());
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), parsed.above);
    name.remove_prefix(static_cast<size_t>(end - name.data()));
    constexpr uint64_t kMostThousands = 1'000'000;
    if (error != std::errc() || parsed.above == 0 ||
        parsed.above > kMostThousands || !name.starts_with(kTokens)) {
      return std::nullopt;
    }
    parsed.above *= 1000;
    name.remove_prefix(kTokens.size());
  }
  for (const auto& [suffix, tier] : kTiers) {
    if (name != suffix) continue;
    parsed.tier = tier;
    return parsed;
  }
  return std::nullopt;
}

std::optional<Rates> Whole(const PartialRates& partial) {
  if (!partial.input || !partial.output) return std::nullopt;
  return Rates{*partial.input, partial.cached_input, partial.cache_write,
               *partial.output};
}

std::optional<TierRates> MakeTier(std::string_view tier,
                                  const ByThreshold& rates,
                                  const std::string& source,
                                  std::vector<std::string>& problems) {
  const auto refuse = [&](std::string_view why) {
    problems.push_back(fmt::format("tier {}: {}", tier, why));
    return std::nullopt;
  };
  const auto base = rates.find(0);
  const std::optional<Rates> whole =
      base == rates.end() ? std::nullopt : Whole(base->second);
  if (!whole) return refuse("no rate of input or of output");
  if (whole->input == Rate() && whole->output == Rate()) {
    return refuse("a price of 0 may be an unknown one");
  }
  TierRates made;
  made.rates = *whole;
  made.source = source;
  if (rates.size() > 2) return refuse("several thresholds of long context");
  if (rates.size() == 2) {
    const auto& [above, partial] = *rates.rbegin();
    const std::optional<Rates> long_rates = Whole(partial);
    if (!long_rates) return refuse("long context without input or output");
    made.long_context = LongContextRates{above, *long_rates};
  }
  return made;
}

// Whether output that is not plain text, such as audio or reasoning, has
// another rate than text.
bool HasRatesByOutput(const LitellmEntry& entry) {
  constexpr std::string_view kText = "output_cost_per_token";
  constexpr std::string_view kStart = "output_cost_per_";
  const auto text = entry.numbers.find(kText);
  const std::optional<std::string> of_text =
      text == entry.numbers.end() ? std::nullopt
                                  : ExactDecimal(text->second, 6);
  return std::any_of(
      entry.numbers.begin(), entry.numbers.end(), [&](const auto& field) {
        const auto& [name, number] = field;
        if (name == kText || !name.starts_with(kStart) ||
            !name.ends_with("_token")) {
          return false;
        }
        const std::optional<std::string> rate = ExactDecimal(number, 6);
        return rate != "0" && rate != of_text;
      });
}

}  // namespace

LitellmTiers LitellmRates(const LitellmEntry& entry,
                          const std::string& source) {
  LitellmTiers found;
  if (HasRatesByOutput(entry)) {
    found.problems.push_back(
        "a price by kind of output, of which a catalogue holds one");
    return found;
  }
  std::map<ServiceTier, ByThreshold> partial;
  for (const auto& [name, number] : entry.numbers) {
    const std::optional<FieldName> field = ParseFieldName(name);
    if (!field) continue;
    found.fields.push_back(name);
    const std::optional<std::string> decimal = ExactDecimal(number, 6);
    const absl::StatusOr<Rate> rate =
        Rate::ParseUsdPerMillion(decimal.value_or("-"));
    if (!rate.ok()) {
      found.problems.push_back(
          fmt::format("{}: {} is no exact price", name, number.substr(0, 60)));
      continue;
    }
    partial[field->tier][field->above].*field->field->rate = *rate;
  }
  for (const auto& [tier, rates] : partial) {
    std::optional<TierRates> made =
        MakeTier(ServiceTierName(tier), rates, source, found.problems);
    if (made) found.tiers[tier] = *std::move(made);
  }
  return found;
}

}  // namespace tokenfare::internal
