// The rules of a provider, as data: by which constants a request becomes a
// prompt, for each family of models, model, host and day.
//
//   const RuleSet& rules = RuleSet::BuiltIn("/v1/chat/completions");
//   const PromptRules in_force = rules.For(card, "gpt-4.1-mini", day);
//
// The data are a file per endpoint (data/rules/openai_chat.json), embedded;
// data/rules/README.md says how to add a family or a change. A RuleSet is
// immutable and may be used from any number of threads.

#ifndef TOKENFARE_PREFLIGHT_RULES_RULE_SET_H_
#define TOKENFARE_PREFLIGHT_RULES_RULE_SET_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/prompt_rules.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

struct RuleData;

// The endpoints that have embedded rules.
std::span<const std::string_view> EndpointsWithRules();

class RuleSet {
 public:
  // The embedded rules of the endpoint; lives until the program ends. The first
  // call reads them, in some 0.1 ms. A test has read them: a file that does not
  // load would leave every model without rules, and so without exact figures.
  // So is every model of an endpoint that has no file.
  static const RuleSet& BuiltIn(std::string_view endpoint);

  // The rules that `json` states. The text is taken as hostile: every field is
  // checked and unknown ones are refused. Linear in the text. InvalidArgument
  // with the file's name, the JSON path and what to write.
  static absl::StatusOr<RuleSet> Parse(std::string_view json,
                                       std::string_view name);
  // The same of a bundle of data, which may be newer than the program and has
  // its own evidence; `ignored` as ReadRuleData.
  static absl::StatusOr<RuleSet> ParseOfBundle(
      std::string_view json, std::string_view name,
      std::shared_ptr<const EvidenceTable> evidence,
      std::vector<std::string>* ignored);

  // These rules with the rows of `object`, an endpoint of an overlay
  // (rule_overlay.h), over them. `name` is that of the overlay's file.
  RuleSet Over(JsonObject& object, std::string_view name) const;

  // The names of all rules, and what changed for whom.
  const RuleData& data() const { return *data_; }

  // What recordings show of these rules, which are those of `endpoint`.
  const EvidenceTable& evidence(std::string_view endpoint) const;

  // The rules in force on `as_of`. `model` is the name asked for, which may be
  // a dated snapshot of the card's model; the host is the provider that the
  // card is of. Lives as long as the rule set, and as copies of it do. Linear
  // in the rows that map models to rules, some twenty.
  PromptRules For(const ModelCard& card, std::string_view model,
                  Date as_of) const;

 private:
  explicit RuleSet(std::shared_ptr<const RuleData> data);
  // The rules of an embedded file.
  static RuleSet Load(const unsigned char* begin, const unsigned char* end);

  std::shared_ptr<const RuleData> data_;
};

// Who asks for evidence of `rules`, which are in force for the card on the day.
// `table` is their evidence. A view of all three.
EvidenceSubject EvidenceSubjectOf(const PromptRules& rules,
                                  const EvidenceTable& table,
                                  const ModelCard& card, Date day);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_RULE_SET_H_
