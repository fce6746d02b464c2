// All that the catalogue knows about one model of one provider. A fact that no
// source states is absent, never zero or guessed.

#ifndef TOKENFARE_CATALOGUE_MODEL_CARD_H_
#define TOKENFARE_CATALOGUE_MODEL_CARD_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/image_rule.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/rate_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

// A statement and whose it is: a key of Catalogue::sources().
template <typename T>
struct Fact {
  T value;
  std::string source;
};

// A statement that holds from a day on, as decimal text.
struct DatedFact {
  std::string value;
  std::string source;
  // The first day; nothing where the source does not say.
  std::optional<Date> valid_from;
};

// Which rules turn a request of the model into its prompt. The names in
// brackets are those of the data file and of RuleFamilyName.
enum class RuleFamily {
  kNone,        // [none] takes no messages: embeddings, completions
  kChatCl100k,  // [chat-cl100k] gpt-3.5-turbo, gpt-4, gpt-4-turbo
  kChatO200k,   // [chat-o200k] gpt-4o, gpt-4.1, gpt-4.5
  kOSeries,     // [o-series] o1, o3, o4
  kGpt5,        // [gpt-5] gpt-5 and later
  kHarmony,     // [harmony] gpt-oss
  kUnknown,     // [unknown] takes messages, by rules that are not known
};

std::string_view RuleFamilyName(RuleFamily family);
// NotFound for an unknown name, with the near ones.
absl::StatusOr<RuleFamily> ParseRuleFamily(std::string_view name);

struct EncodingFact {
  // "o200k_base"; not necessarily one that this build has.
  std::string name;
  // Nothing proves it: a count with it is never exact.
  bool assumed = false;
  // The vocabulary is not the provider's file, but was rebuilt from outside: a
  // count with it is never exact.
  bool reconstructed = false;
  std::string source;
  // How the source knows: "prefix gpt-4.1-".
  std::string note;

  // Counts with it may be exact.
  bool proven() const { return !assumed && !reconstructed; }
};

// Sources that differ, and so how far to trust the fact that was chosen.
struct Disagreement {
  // "context_window", "standard.input".
  std::string field;
  // Who says what, in words.
  std::string text;
};

// A published score, as its source prints it.
struct BenchmarkScore {
  // "Coding & Engineering"; empty for the aggregates.
  std::string group;
  std::string name;         // "LiveCodeBench"
  std::string description;  // "Live coding problems"
  std::string score;        // exact decimal text, "48.3"
  std::string unit;         // "%" or "/100"
  std::string source;
};

struct Guidance {
  std::string question;
  std::string answer;
  std::string source;
};

// The provider's own listing where it writes figures for people. Only for
// display: verdicts use the exact facts.
struct DisplayLabels {
  std::string title;           // "GPT-4.1 Mini"
  std::string description;     // a paragraph
  std::string context_window;  // "1M"
  std::string max_output;      // "32.8K"
  std::string released;        // "Apr 14, 2025"
  std::string source;
};

struct ModelCard {
  std::string provider;  // "openai"
  std::string id;        // "gpt-4.1-mini"
  // Other names of the same model: dated snapshots, aliases.
  std::vector<std::string> aliases;

  EncodingFact encoding;
  RuleFamily rule_family = RuleFamily::kUnknown;

  // Input and output together, in tokens.
  std::optional<Fact<uint64_t>> context_window;
  std::optional<Fact<uint64_t>> max_input_tokens;
  std::optional<Fact<uint64_t>> max_output_tokens;
  // Of models whose requests hold several inputs that they read apart from each
  // other (embeddings), where max_input_tokens is of each: the most inputs, and
  // the most tokens of all together, in one request.
  std::optional<Fact<uint64_t>> max_inputs;
  std::optional<Fact<uint64_t>> max_request_tokens;
  // The most tokens of one example that the model is fine-tuned with.
  std::optional<Fact<uint64_t>> max_training_tokens;

  std::optional<Fact<std::vector<std::string>>> input_modalities;
  std::optional<Fact<std::vector<std::string>>> output_modalities;
  // "/v1/chat/completions", or with its method as the source prints it.
  std::optional<Fact<std::vector<std::string>>> endpoints;
  // Whether requests may define functions.
  std::optional<Fact<bool>> tools;
  // Whether `response_format` may be a `json_schema`.
  std::optional<Fact<bool>> structured_outputs;
  // Whether part of the output is reasoning, which is billed and not shown.
  std::optional<Fact<bool>> reasoning;
  // False where `max_tokens` is refused and only `max_completion_tokens` taken.
  std::optional<Fact<bool>> takes_max_tokens;

  std::optional<Fact<Date>> release_date;
  // When the shutdown was announced. May be unknown while the shutdown is not.
  std::optional<Fact<Date>> deprecated;
  // The first day on which the model no longer answers.
  std::optional<Fact<Date>> shutdown_date;
  // As the source writes it: "2024-06-01" or "2024-06".
  std::optional<Fact<std::string>> knowledge_cutoff;

  // In order of valid_from; empty where no source states prices. Use
  // RateCardOn.
  std::vector<RateCard> rate_cards;
  // In order of valid_from; empty where no source states what images cost. Use
  // ImageRuleOn.
  std::vector<ImageRule> image_rules;
  // The factor on every rate at regional endpoints, decimal text: "1.1". Before
  // the first day of the first there was none. In order of valid_from, as
  // those below; use FactOn.
  std::vector<DatedFact> regional_uplift;
  // USD per web search call, decimal text: "0.025". Unknown before the first
  // day of the first.
  std::vector<DatedFact> web_search_usd_per_call;
  // USD per million tokens that the model is fine-tuned with, decimal text:
  // "25". Unknown before the first day of the first.
  std::vector<DatedFact> training_usd_per_million_tokens;

  std::optional<DisplayLabels> display;
  std::vector<BenchmarkScore> benchmarks;
  std::vector<Guidance> guidance;
  std::vector<Disagreement> disagreements;
  // Remarks for readers of the card.
  std::vector<std::string> notes;
};

// A shutdown is worth a warning so many days before it.
inline constexpr std::chrono::days kRetiresSoonWithin{60};

// The first day on which a price of the model is known: that from which its
// first rates are valid, or where they do not say so, its release, or else the
// day on which they were verified. Nothing where the card has no rates.
std::optional<Date> FirstPricedDay(const ModelCard& card);

// The rates in force on `date`, the latest that are valid from a day not after
// it. Null where the card has none, and before FirstPricedDay. Lives as long as
// `card`.
const RateCard* RateCardOn(const ModelCard& card, Date date);

// The fact in force on `date`, the latest that is valid from a day not after
// it. Null where there is none. Lives as long as `facts`.
const DatedFact* FactOn(const std::vector<DatedFact>& facts, Date date);

// Whether every request to the model searches the web, and pays for it, as
// those to OpenAI's search models do ("gpt-4o-search-preview",
// "gpt-5-search-api"), whatever they ask for.
bool SearchesAlways(const ModelCard& card);

// The rule for images in force on `date`, as RateCardOn.
const ImageRule* ImageRuleOn(const ModelCard& card, Date date);

// The next rule, where it may hold already: `date` is after the last day on
// which the rule in force is known to. Null otherwise.
const ImageRule* PossibleImageRuleOn(const ModelCard& card, Date date);

// What a request sent on a date would meet.
enum class Lifecycle {
  kUnreleased,  // before release_date
  kActive,      // released, with no shutdown announced by then
  kDeprecated,  // its shutdown is announced, or announced on an unknown day
  kRetired,     // on shutdown_date and after
  kUnknown,     // no source states a day that tells
};

// "unreleased", "active", "deprecated", "retired", "unknown".
std::string_view LifecycleName(Lifecycle lifecycle);

Lifecycle LifecycleOn(const ModelCard& card, Date date);

// Whether the model still answers on `date` and shuts down within
// kRetiresSoonWithin of it.
bool RetiresSoon(const ModelCard& card, Date date);

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_MODEL_CARD_H_
