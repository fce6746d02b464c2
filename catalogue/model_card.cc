#include "tokenfare/catalogue/model_card.h"

#include <array>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/support/near_match.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

struct FamilyName {
  RuleFamily family;
  std::string_view name;
};

constexpr std::array<FamilyName, 7> kFamilyNames = {{
    {RuleFamily::kNone, "none"},
    {RuleFamily::kChatCl100k, "chat-cl100k"},
    {RuleFamily::kChatO200k, "chat-o200k"},
    {RuleFamily::kOSeries, "o-series"},
    {RuleFamily::kGpt5, "gpt-5"},
    {RuleFamily::kHarmony, "harmony"},
    {RuleFamily::kUnknown, "unknown"},
}};

// The last of `entries`, which are in order, that is valid on `date`.
template <typename T>
const T* LastValid(const std::vector<T>& entries, Date date) {
  const T* valid = nullptr;
  for (const T& entry : entries) {
    if (!entry.valid_from || *entry.valid_from <= date) valid = &entry;
  }
  return valid;
}

}  // namespace

std::string_view RuleFamilyName(RuleFamily family) {
  for (const FamilyName& entry : kFamilyNames) {
    if (entry.family == family) return entry.name;
  }
  return "";
}

absl::StatusOr<RuleFamily> ParseRuleFamily(std::string_view name) {
  std::vector<std::string_view> known;
  for (const FamilyName& entry : kFamilyNames) {
    if (entry.name == name) return entry.family;
    known.push_back(entry.name);
  }
  return absl::NotFoundError(fmt::format("unknown rule family \"{}\"{}",
                                         name.substr(0, 60),
                                         internal::DidYouMean(name, known)));
}

std::optional<Date> FirstPricedDay(const ModelCard& card) {
  if (card.rate_cards.empty()) return std::nullopt;
  const RateCard& first = card.rate_cards.front();
  if (first.valid_from) return first.valid_from;
  return card.release_date ? card.release_date->value : first.verified;
}

const RateCard* RateCardOn(const ModelCard& card, Date date) {
  const std::optional<Date> first = FirstPricedDay(card);
  if (!first || date < *first) return nullptr;
  return LastValid(card.rate_cards, date);
}

const DatedFact* FactOn(const std::vector<DatedFact>& facts, Date date) {
  return LastValid(facts, date);
}

bool SearchesAlways(const ModelCard& card) {
  // "Using web search in Chat Completions: the model always retrieves
  // information from the web before responding": OpenAI's guide "Web search".
  return card.rule_family != RuleFamily::kNone &&
         (card.id.find("-search-preview") != std::string::npos ||
          card.id.find("-search-api") != std::string::npos);
}

const ImageRule* ImageRuleOn(const ModelCard& card, Date date) {
  return LastValid(card.image_rules, date);
}

const ImageRule* PossibleImageRuleOn(const ModelCard& card, Date date) {
  const ImageRule* rule = ImageRuleOn(card, date);
  if (rule == nullptr || rule == &card.image_rules.back()) return nullptr;
  return date > rule->verified ? rule + 1 : nullptr;
}

std::string_view LifecycleName(Lifecycle lifecycle) {
  switch (lifecycle) {
    case Lifecycle::kUnreleased:
      return "unreleased";
    case Lifecycle::kActive:
      return "active";
    case Lifecycle::kDeprecated:
      return "deprecated";
    case Lifecycle::kRetired:
      return "retired";
    case Lifecycle::kUnknown:
      return "unknown";
  }
  return "";
}

Lifecycle LifecycleOn(const ModelCard& card, Date date) {
  if (card.shutdown_date && date >= card.shutdown_date->value) {
    return Lifecycle::kRetired;
  }
  if (card.release_date && date < card.release_date->value) {
    return Lifecycle::kUnreleased;
  }
  if (card.deprecated ? date >= card.deprecated->value
                      : card.shutdown_date.has_value()) {
    return Lifecycle::kDeprecated;
  }
  // Nothing is said against the model; only its release says that it answers.
  return card.release_date ? Lifecycle::kActive : Lifecycle::kUnknown;
}

bool RetiresSoon(const ModelCard& card, Date date) {
  if (!card.shutdown_date) return false;
  const Date shutdown = card.shutdown_date->value;
  return date < shutdown && shutdown - date <= kRetiresSoonWithin;
}

}  // namespace tokenfare
