#include "tokenfare/catalogue/internal/litellm_merge.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/catalogue/internal/litellm_rates.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kUnstated = "-";

std::string ToText(uint64_t value) { return fmt::format("{}", value); }
std::string ToText(bool value) { return value ? "true" : "false"; }
std::string ToText(Date value) { return FormatDate(value); }
std::string ToText(const std::string& value) { return value; }
std::string ToText(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, ", "));
}
std::string ToText(const std::optional<Rate>& rate) {
  return rate.has_value() ? rate->ToDecimal() : std::string(kUnstated);
}

bool Same(const std::vector<std::string>& a,
          const std::vector<std::string>& b) {
  return std::set(a.begin(), a.end()) == std::set(b.begin(), b.end());
}
template <typename T>
bool Same(const T& a, const T& b) {
  return a == b;
}

// What a flag says that a model takes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3>
    kInputFlags = {{{"supports_vision", "image"},
                    {"supports_pdf_input", "pdf"},
                    {"supports_audio_input", "audio"}}};

// Text and what the flags add; nothing where there is no flag.
std::optional<std::vector<std::string>> InputsOf(const LitellmEntry& entry) {
  std::vector<std::string> inputs = {"text"};
  bool stated = false;
  for (const auto& [key, name] : kInputFlags) {
    const std::optional<bool> flag = entry.Flag(key);
    stated = stated || flag.has_value();
    if (flag == true) inputs.emplace_back(name);
  }
  if (!stated) return std::nullopt;
  return inputs;
}

// Adds rates in their place by day. They replace only those of the same day.
void AddRates(RateCard rates, ModelCard& card) {
  const Date from = *rates.valid_from;
  std::vector<RateCard>& cards = card.rate_cards;
  // The first need not say since when it holds, but any other must.
  const std::optional<Date> first = FirstPricedDay(card);
  if (first.has_value() && from <= *first) cards.front().valid_from = first;
  const auto next =
      std::find_if(cards.begin(), cards.end(), [from](const RateCard& other) {
        return other.valid_from.has_value() && *other.valid_from >= from;
      });
  if (next != cards.end() && *next->valid_from == from) {
    *next = std::move(rates);
  } else {
    cards.insert(next, std::move(rates));
  }
}

class LitellmMerge {
 public:
  LitellmMerge(const LitellmEntry& entry, const LitellmReading& reading,
               ModelCard& card)
      : entry_(entry),
        model_(reading.model),
        as_of_(reading.as_of),
        source_(reading.source),
        card_(card) {}

  LitellmMerged Run() {
    MergeFacts();
    MergeRates();
    return std::move(merged_);
  }

 private:
  template <typename T>
  void Merge(std::string_view field, std::string_view key,
             const std::optional<T>& theirs, std::optional<Fact<T>>& fact);
  void MergeDated(std::string_view field, std::string_view key,
                  const std::optional<std::string>& theirs,
                  std::vector<DatedFact>& facts);
  void MergeFacts();
  void MergeRates();
  void Differ(std::string field, std::string ours, std::string theirs,
              std::string source);
  bool SameTier(ServiceTier tier, const TierRates* ours,
                const TierRates& theirs);
  bool SameRates(const std::string& prefix, const Rates* ours,
                 const Rates& theirs, const std::string& source);

  const LitellmEntry& entry_;
  const std::string& model_;
  const Date as_of_;
  const std::string& source_;
  ModelCard& card_;
  LitellmMerged merged_;
};

void LitellmMerge::Differ(std::string field, std::string ours,
                          std::string theirs, std::string source) {
  merged_.changed = true;
  merged_.differences.push_back({model_, std::move(field), std::move(ours),
                                 std::move(theirs), std::move(source)});
}

template <typename T>
void LitellmMerge::Merge(std::string_view field, std::string_view key,
                         const std::optional<T>& theirs,
                         std::optional<Fact<T>>& fact) {
  if (!theirs.has_value()) return;
  merged_.taken.emplace(key);
  if (fact.has_value() && Same(fact->value, *theirs)) return;
  Differ(std::string(field),
         fact.has_value() ? ToText(fact->value) : std::string(kUnstated),
         ToText(*theirs), fact.has_value() ? fact->source : "");
  fact = Fact<T>{*theirs, source_};
}

void LitellmMerge::MergeDated(std::string_view field, std::string_view key,
                              const std::optional<std::string>& theirs,
                              std::vector<DatedFact>& facts) {
  const DatedFact* in_force = FactOn(facts, as_of_);
  std::optional<Fact<std::string>> fact;
  if (in_force != nullptr) {
    fact = Fact<std::string>{in_force->value, in_force->source};
  }
  const bool changed_before = std::exchange(merged_.changed, false);
  Merge(field, key, theirs, fact);
  if (merged_.changed) {
    // What held before the day goes on holding then.
    const auto later =
        std::find_if(facts.begin(), facts.end(), [this](const DatedFact& next) {
          return next.valid_from && *next.valid_from > as_of_;
        });
    const bool first = later == facts.begin();
    if (!first && std::prev(later)->valid_from == as_of_) {
      *std::prev(later) = {fact->value, fact->source, as_of_};
    } else {
      facts.insert(later, {fact->value, fact->source,
                           first ? std::nullopt : std::optional(as_of_)});
    }
  }
  merged_.changed = merged_.changed || changed_before;
}

void LitellmMerge::MergeFacts() {
  const auto tokens = [&](std::string_view field,
                          std::optional<Fact<uint64_t>>& fact) {
    Merge(field, field, entry_.Tokens(field), fact);
  };
  const auto list = [&](std::string_view field, std::string_view key,
                        std::optional<Fact<std::vector<std::string>>>& fact) {
    Merge(field, key, entry_.List(key), fact);
  };
  const auto flag = [&](std::string_view field, std::string_view key,
                        std::optional<Fact<bool>>& fact) {
    Merge(field, key, entry_.Flag(key), fact);
  };
  tokens("max_input_tokens", card_.max_input_tokens);
  tokens("max_output_tokens", card_.max_output_tokens);
  Merge("input_modalities", "", InputsOf(entry_), card_.input_modalities);
  for (const auto& [key, name] : kInputFlags) {
    if (entry_.Flag(key).has_value()) merged_.taken.emplace(key);
  }
  list("output_modalities", "supported_output_modalities",
       card_.output_modalities);
  list("endpoints", "supported_endpoints", card_.endpoints);
  flag("tools", "supports_function_calling", card_.tools);
  flag("structured_outputs", "supports_response_schema",
       card_.structured_outputs);
  flag("reasoning", "supports_reasoning", card_.reasoning);
  Merge("shutdown_date", "deprecation_date", entry_.Day("deprecation_date"),
        card_.shutdown_date);
  constexpr std::string_view kUs = "regional_processing_uplift_multiplier_us";
  constexpr std::string_view kEu = "regional_processing_uplift_multiplier_eu";
  const std::optional<std::string> us = entry_.Decimal(kUs);
  if (us.has_value() && us == entry_.Decimal(kEu)) {
    merged_.taken.emplace(kEu);
    MergeDated("regional_uplift", kUs, us, card_.regional_uplift);
  }
  constexpr std::string_view kSearch =
      "search_context_cost_per_query.search_context_size_medium";
  MergeDated("web_search_usd_per_call", kSearch, entry_.Decimal(kSearch),
             card_.web_search_usd_per_call);
}

bool LitellmMerge::SameRates(const std::string& prefix, const Rates* ours,
                             const Rates& theirs, const std::string& source) {
  const std::array<
      std::pair<const char*, std::optional<Rate> (*)(const Rates&)>, 4>
      kRates = {{
          {"input", [](const Rates& r) { return std::optional(r.input); }},
          {"cached_input", [](const Rates& r) { return r.cached_input; }},
          {"cache_write", [](const Rates& r) { return r.cache_write; }},
          {"output", [](const Rates& r) { return std::optional(r.output); }},
      }};
  bool same = true;
  for (const auto& [name, rate] : kRates) {
    const std::optional<Rate> our_rate =
        ours == nullptr ? std::nullopt : rate(*ours);
    const std::optional<Rate> their_rate = rate(theirs);
    if (our_rate == their_rate) continue;
    same = false;
    Differ(prefix + name, ToText(our_rate), ToText(their_rate), source);
  }
  return same;
}

bool LitellmMerge::SameTier(ServiceTier tier, const TierRates* ours,
                            const TierRates& theirs) {
  const std::string name(ServiceTierName(tier));
  const std::string source = ours == nullptr ? "" : ours->source;
  bool same = SameRates(name + ".", ours == nullptr ? nullptr : &ours->rates,
                        theirs.rates, source);
  const LongContextRates* our_long =
      ours != nullptr && ours->long_context ? &*ours->long_context : nullptr;
  const LongContextRates* their_long =
      theirs.long_context ? &*theirs.long_context : nullptr;
  const auto threshold = [](const LongContextRates* rates) {
    return rates == nullptr ? std::string(kUnstated)
                            : ToText(rates->above_input_tokens);
  };
  if (threshold(our_long) != threshold(their_long)) {
    same = false;
    Differ(name + ".long_context.above_input_tokens", threshold(our_long),
           threshold(their_long), source);
  }
  if (their_long != nullptr) {
    same = SameRates(name + ".long_context.",
                     our_long == nullptr ? nullptr : &our_long->rates,
                     their_long->rates, source) &&
           same;
  }
  return same;
}

void LitellmMerge::MergeRates() {
  LitellmTiers theirs = LitellmRates(entry_, source_);
  merged_.taken.insert(theirs.fields.begin(), theirs.fields.end());
  for (std::string& problem : theirs.problems)
    merged_.problems.push_back(std::move(problem));
  if (theirs.tiers.empty()) return;
  const RateCard* in_force = RateCardOn(card_, as_of_);
  if (in_force == nullptr) {
    for (const auto& [tier, rates] : theirs.tiers) {
      SameTier(tier, nullptr, rates);
    }
    AddRates({.valid_from = as_of_,
              .verified = as_of_,
              .assured_until = std::nullopt,
              .tiers = std::move(theirs.tiers)},
             card_);
    return;
  }
  const bool changed_before = merged_.changed;
  RateCard merged = *in_force;
  bool same = true;
  for (const auto& [tier, of_tier] : theirs.tiers) {
    const auto ours = merged.tiers.find(tier);
    if (SameTier(tier, ours == merged.tiers.end() ? nullptr : &ours->second,
                 of_tier)) {
      continue;
    }
    same = false;
    merged.tiers[tier] = of_tier;
  }
  const bool whole = merged.tiers.size() == theirs.tiers.size();
  if (same) {
    // They confirm ours, as far as every tier is among them.
    RateCard& ours = card_.rate_cards[static_cast<size_t>(
        in_force - card_.rate_cards.data())];
    if (!whole) return;
    // Without a release the first day known is that of the first reading.
    if (!card_.release_date) {
      card_.rate_cards.front().valid_from = FirstPricedDay(card_);
    }
    ours.verified = std::max(ours.verified, as_of_);
    return;
  }
  if (as_of_ < in_force->verified) {
    merged_.changed = changed_before;
    merged_.problems.push_back(
        "its prices are older than the catalogue's, which were verified on " +
        FormatDate(in_force->verified));
    return;
  }
  merged.valid_from = as_of_;
  merged.assured_until.reset();
  if (whole) merged.verified = as_of_;
  AddRates(std::move(merged), card_);
}

}  // namespace

LitellmMerged MergeLitellm(const LitellmEntry& entry,
                           const LitellmReading& reading, ModelCard& card) {
  return LitellmMerge(entry, reading, card).Run();
}

}  // namespace tokenfare::internal
