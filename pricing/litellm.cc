#include "tokenfare/pricing/litellm.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/pricing/internal/catalogue_writer.h"
#include "tokenfare/pricing/internal/litellm_rates.h"
#include "tokenfare/pricing/internal/litellm_reader.h"

namespace tokenfare {
namespace {

using internal::LitellmEntry;

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

// A name that a catalogue takes.
bool IsName(std::string_view text) {
  constexpr size_t kLongestName = 200;
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

// Whether the loader takes the card's days.
bool InOrder(const ModelCard& card) {
  for (const RateCard& rates : card.rate_cards) {
    if (card.release_date && rates.verified < card.release_date->value) {
      return false;
    }
  }
  if (!card.shutdown_date) return true;
  const Date last = card.shutdown_date->value;
  return (!card.release_date || card.release_date->value <= last) &&
         (!card.deprecated || card.deprecated->value <= last);
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

// What the model is wherever it runs: how it counts, and its window. Not what a
// host decides: prices, limits, days.
void TakeModelFacts(const ModelCard& model, ModelCard& card) {
  card.encoding = model.encoding;
  card.rule_family = model.rule_family;
  card.context_window = model.context_window;
  card.reasoning = model.reasoning;
  card.image_rules = model.image_rules;
}

class Importer {
 public:
  Importer(const Catalogue& ours, const LitellmOptions& options)
      : ours_(ours),
        options_(options),
        source_("litellm_" + FormatDate(options.as_of)) {}

  void Take(const LitellmEntry& entry);
  // NotFound where nothing of the provider was taken.
  absl::StatusOr<LitellmImport> Finish();

 private:
  void Skip(std::string model, std::string why) {
    import_.skipped.push_back({std::move(model), std::move(why)});
  }
  // A provider's card of exactly that id or alias, as the catalogue lists it;
  // null where there is none.
  const ModelCard* Listed(std::string_view provider, std::string_view id) const;
  // OpenAI's card of a model that another host lists under the same name, maybe
  // behind its region or vendor ("eu/gpt-4.1-mini"); null where there is none.
  const ModelCard* AtOpenAi(std::string_view id) const;
  // The card to lay over: ours, or a new one. Sets `ours_card_`.
  ModelCard Begin(const LitellmEntry& entry, const std::string& id);
  template <typename T>
  void Merge(std::string_view field, std::string_view key,
             const std::optional<T>& theirs, std::optional<Fact<T>>& fact);
  void MergeDated(std::string_view field, std::string_view key,
                  const std::optional<std::string>& theirs,
                  std::vector<DatedFact>& facts);
  void MergeFacts(const LitellmEntry& entry, ModelCard& card);
  void MergeRates(const LitellmEntry& entry, ModelCard& card);
  void NoteDropped(const LitellmEntry& entry);
  void Differ(std::string field, std::string ours, std::string theirs,
              std::string source);
  bool SameTier(ServiceTier tier, const TierRates* ours,
                const TierRates& theirs);
  bool SameRates(const std::string& prefix, const Rates* ours,
                 const Rates& theirs, const std::string& source);

  const Catalogue& ours_;
  const LitellmOptions& options_;
  const std::string source_;
  LitellmImport import_;
  std::vector<ModelCard> cards_;
  std::set<std::string> seen_;
  // Of the entry that is being taken: null where ours lacks the model.
  const ModelCard* ours_card_ = nullptr;
  bool changed_ = false;
  std::string model_;
  // Its fields that were taken.
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, std::vector<std::string>, std::less<>> dropped_;
};

void Importer::Differ(std::string field, std::string ours, std::string theirs,
                      std::string source) {
  changed_ = true;
  if (ours_card_ == nullptr) return;
  import_.differences.push_back({model_, std::move(field), std::move(ours),
                                 std::move(theirs), std::move(source)});
}

template <typename T>
void Importer::Merge(std::string_view field, std::string_view key,
                     const std::optional<T>& theirs,
                     std::optional<Fact<T>>& fact) {
  if (!theirs.has_value()) return;
  taken_.emplace(key);
  if (fact.has_value() && Same(fact->value, *theirs)) return;
  Differ(std::string(field),
         fact.has_value() ? ToText(fact->value) : std::string(kUnstated),
         ToText(*theirs), fact.has_value() ? fact->source : "");
  fact = Fact<T>{*theirs, source_};
}

void Importer::MergeDated(std::string_view field, std::string_view key,
                          const std::optional<std::string>& theirs,
                          std::vector<DatedFact>& facts) {
  const DatedFact* in_force = FactOn(facts, options_.as_of);
  std::optional<Fact<std::string>> fact;
  if (in_force != nullptr) {
    fact = Fact<std::string>{in_force->value, in_force->source};
  }
  const bool changed_before = std::exchange(changed_, false);
  Merge(field, key, theirs, fact);
  if (changed_) {
    // What held before the day goes on holding then.
    const auto later =
        std::find_if(facts.begin(), facts.end(), [this](const DatedFact& next) {
          return next.valid_from && *next.valid_from > options_.as_of;
        });
    const bool first = later == facts.begin();
    if (!first && std::prev(later)->valid_from == options_.as_of) {
      *std::prev(later) = {fact->value, fact->source, options_.as_of};
    } else {
      facts.insert(later,
                   {fact->value, fact->source,
                    first ? std::nullopt : std::optional(options_.as_of)});
    }
  }
  changed_ = changed_ || changed_before;
}

void Importer::MergeFacts(const LitellmEntry& entry, ModelCard& card) {
  const auto tokens = [&](std::string_view field,
                          std::optional<Fact<uint64_t>>& fact) {
    Merge(field, field, entry.Tokens(field), fact);
  };
  const auto list = [&](std::string_view field, std::string_view key,
                        std::optional<Fact<std::vector<std::string>>>& fact) {
    Merge(field, key, entry.List(key), fact);
  };
  const auto flag = [&](std::string_view field, std::string_view key,
                        std::optional<Fact<bool>>& fact) {
    Merge(field, key, entry.Flag(key), fact);
  };
  tokens("max_input_tokens", card.max_input_tokens);
  tokens("max_output_tokens", card.max_output_tokens);
  Merge("input_modalities", "", InputsOf(entry), card.input_modalities);
  for (const auto& [key, name] : kInputFlags) {
    if (entry.Flag(key).has_value()) taken_.emplace(key);
  }
  list("output_modalities", "supported_output_modalities",
       card.output_modalities);
  list("endpoints", "supported_endpoints", card.endpoints);
  flag("tools", "supports_function_calling", card.tools);
  flag("structured_outputs", "supports_response_schema",
       card.structured_outputs);
  flag("reasoning", "supports_reasoning", card.reasoning);
  Merge("shutdown_date", "deprecation_date", entry.Day("deprecation_date"),
        card.shutdown_date);
  constexpr std::string_view kUs = "regional_processing_uplift_multiplier_us";
  constexpr std::string_view kEu = "regional_processing_uplift_multiplier_eu";
  const std::optional<std::string> us = entry.Decimal(kUs);
  if (us.has_value() && us == entry.Decimal(kEu)) {
    taken_.emplace(kEu);
    MergeDated("regional_uplift", kUs, us, card.regional_uplift);
  }
  constexpr std::string_view kSearch =
      "search_context_cost_per_query.search_context_size_medium";
  MergeDated("web_search_usd_per_call", kSearch, entry.Decimal(kSearch),
             card.web_search_usd_per_call);
}

bool Importer::SameRates(const std::string& prefix, const Rates* ours,
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

bool Importer::SameTier(ServiceTier tier, const TierRates* ours,
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

void Importer::MergeRates(const LitellmEntry& entry, ModelCard& card) {
  internal::LitellmTiers theirs = internal::LitellmRates(entry, source_);
  taken_.insert(theirs.fields.begin(), theirs.fields.end());
  for (std::string& problem : theirs.problems) Skip(model_, std::move(problem));
  if (theirs.tiers.empty()) return;
  const RateCard* in_force = RateCardOn(card, options_.as_of);
  if (in_force == nullptr) {
    for (const auto& [tier, rates] : theirs.tiers) {
      SameTier(tier, nullptr, rates);
    }
    AddRates({.valid_from = options_.as_of,
              .verified = options_.as_of,
              .assured_until = std::nullopt,
              .tiers = std::move(theirs.tiers)},
             card);
    return;
  }
  const bool changed_before = changed_;
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
    RateCard& ours =
        card.rate_cards[static_cast<size_t>(in_force - card.rate_cards.data())];
    if (!whole) return;
    // Without a release the first day known is that of the first reading.
    if (!card.release_date) {
      card.rate_cards.front().valid_from = FirstPricedDay(card);
    }
    ours.verified = std::max(ours.verified, options_.as_of);
    return;
  }
  if (options_.as_of < in_force->verified) {
    changed_ = changed_before;
    return Skip(model_,
                "its prices are older than the catalogue's, which were "
                "verified on " +
                    FormatDate(in_force->verified));
  }
  merged.valid_from = options_.as_of;
  merged.assured_until.reset();
  if (whole) merged.verified = options_.as_of;
  AddRates(std::move(merged), card);
}

const ModelCard* Importer::Listed(std::string_view provider,
                                  std::string_view id) const {
  for (const ModelCard& card : ours_.models()) {
    if (card.provider != provider) continue;
    if (card.id == id || std::find(card.aliases.begin(), card.aliases.end(),
                                   id) != card.aliases.end()) {
      return &card;
    }
  }
  return nullptr;
}

const ModelCard* Importer::AtOpenAi(std::string_view id) const {
  if (const size_t slash = id.rfind('/'); slash != std::string_view::npos) {
    id.remove_prefix(slash + 1);
  }
  return Listed(Catalogue::kDefaultProvider, id);
}

ModelCard Importer::Begin(const LitellmEntry& entry, const std::string& id) {
  ours_card_ = Listed(options_.provider, id);
  if (ours_card_ != nullptr) return *ours_card_;
  ModelCard card;
  card.provider = options_.provider;
  card.id = id;
  if (const ModelCard* model = AtOpenAi(id)) {
    TakeModelFacts(*model, card);
    return card;
  }
  card.encoding.source = source_;
  if (options_.encoding_of) card.encoding.name = options_.encoding_of(id);
  if (card.encoding.name.empty()) {
    card.encoding.name = "o200k_base";
    card.encoding.assumed = true;
    card.encoding.note = "no source states it; this one stands in";
  } else {
    card.encoding.note = "by the name of the model";
    if (ours_.sources().contains("tiktoken")) card.encoding.source = "tiktoken";
  }
  const std::string mode = entry.Text("mode");
  card.rule_family = mode == "chat" || mode == "responses"
                         ? RuleFamily::kUnknown
                         : RuleFamily::kNone;
  return card;
}

void Importer::NoteDropped(const LitellmEntry& entry) {
  for (const std::string& field : entry.fields) {
    if (!taken_.contains(field)) dropped_[field].push_back(model_);
  }
}

void Importer::Take(const LitellmEntry& entry) {
  if (entry.name == "sample_spec" ||
      entry.Text("litellm_provider") != options_.provider) {
    return;
  }
  constexpr std::array<std::string_view, 4> kModes = {
      "chat", "responses", "completion", "embedding"};
  const std::string mode = entry.Text("mode");
  if (std::find(kModes.begin(), kModes.end(), mode) == kModes.end()) {
    return Skip(entry.name, fmt::format("of mode \"{}\"", mode.substr(0, 60)));
  }
  std::string id = entry.name;
  if (id.starts_with(options_.provider + "/")) {
    id.erase(0, options_.provider.size() + 1);
  }
  if (!IsName(id)) return Skip(entry.name, "no name that a catalogue takes");
  if (!seen_.insert(id).second) return Skip(entry.name, "given twice");
  model_ = id;
  changed_ = false;
  ModelCard card = Begin(entry, id);
  taken_ = {"litellm_provider", "mode"};
  MergeFacts(entry, card);
  MergeRates(entry, card);
  NoteDropped(entry);
  if (!InOrder(card)) return Skip(id, "its days contradict ours");
  if (ours_card_ == nullptr) {
    import_.added.push_back(id);
  } else {
    ++import_.compared;
  }
  if (ours_card_ != nullptr && ours_card_->id != id) {
    if (changed_) {
      Skip(id, fmt::format("a name of {}, whose card it would change",
                           ours_card_->id));
    }
    return;
  }
  if (changed_ || ours_card_ == nullptr) cards_.push_back(std::move(card));
}

absl::StatusOr<LitellmImport> Importer::Finish() {
  if (seen_.empty()) {
    return absl::NotFoundError(fmt::format(
        "there is no text model of provider \"{}\"; give LiteLLM's name of one",
        options_.provider.substr(0, 60)));
  }
  for (const ModelCard& card : ours_.models()) {
    if (card.provider == options_.provider && !seen_.contains(card.id)) {
      import_.missing.push_back(card.id);
    }
  }
  for (auto& [field, models] : dropped_) {
    import_.dropped.push_back({field, std::move(models)});
  }
  if (cards_.empty()) return std::move(import_);
  internal::Sources sources = ours_.sources();
  sources[source_] = {"LiteLLM's model_prices_and_context_window.json", "",
                      "as of " + FormatDate(options_.as_of)};
  import_.catalogue = internal::WriteCatalogue(cards_, sources);
  return std::move(import_);
}

}  // namespace

absl::StatusOr<LitellmImport> ImportLitellm(std::string_view json,
                                            std::string_view name,
                                            const Catalogue& ours,
                                            const LitellmOptions& options) {
  if (json.size() > Catalogue::kMaxBytes) {
    return absl::ResourceExhaustedError(fmt::format(
        "{}: over {} MiB are refused", name, Catalogue::kMaxBytes >> 20));
  }
  const absl::StatusOr<std::vector<LitellmEntry>> entries =
      internal::ReadLitellm(json, name);
  if (!entries.ok()) return entries.status();
  Importer importer(ours, options);
  for (const LitellmEntry& entry : *entries) importer.Take(entry);
  absl::StatusOr<LitellmImport> import = importer.Finish();
  if (!import.ok()) {
    return absl::NotFoundError(
        fmt::format("{}: {}", name, std::string(import.status().message())));
  }
  // What was written is what the loader takes.
  if (!import->catalogue.empty()) {
    const absl::Status loads =
        ours.WithOverlay(import->catalogue, name).status();
    if (!loads.ok()) return loads;
  }
  return import;
}

}  // namespace tokenfare
