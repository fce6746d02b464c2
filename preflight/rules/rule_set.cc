// Settings are applied one over the other: the rules that a model's row names,
// then what changed by the day, then the exceptions that fit.

#include "tokenfare/preflight/rules/rule_set.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "tokenfare/preflight/rules/rule_data.h"

extern "C" {
extern const unsigned char tokenfare_rules_openai_chat[];
extern const unsigned char tokenfare_rules_openai_chat_end[];
extern const unsigned char tokenfare_rules_openai_responses[];
extern const unsigned char tokenfare_rules_openai_responses_end[];
}

namespace tokenfare::internal {
namespace {

// For want of any rules; exact for nothing.
PromptRules NoRules() {
  return {.why_tools_uncertain = Doubt::kRulesNotLoaded,
          .preamble = {0, -3, 100},
          .message_deviation = {0, -3, 12},
          .why_uncertain = Doubt::kRulesNotLoaded};
}

// The changes and exceptions that fit, of the embedded file or of the overlay;
// whether there are any. Those of an overlay come last, so that its changes win
// over embedded exceptions, too.
bool ApplyRows(const RuleData& data, const ModelCard& card,
               std::string_view model, Date as_of, bool of_overlay,
               PromptRules& rules) {
  bool applied = false;
  for (const ChangeRow& change : data.changes) {
    if (change.of_overlay != of_overlay ||
        !change.of.Fits(card, model, rules.family)) {
      continue;
    }
    Apply(change.On(as_of), rules);
    applied = true;
  }
  for (const RuleException& exception : data.exceptions) {
    if (exception.of_overlay != of_overlay ||
        !exception.of.Fits(card, model, rules.family)) {
      continue;
    }
    Apply(exception.settings, rules);
    applied = true;
  }
  return applied;
}

}  // namespace

std::span<const std::string_view> EndpointsWithRules() {
  static constexpr std::array<std::string_view, 2> kEndpoints = {
      "/v1/chat/completions", "/v1/responses"};
  return kEndpoints;
}

RuleSet::RuleSet(std::shared_ptr<const RuleData> data)
    : data_(std::move(data)) {}

absl::StatusOr<RuleSet> RuleSet::Parse(std::string_view json,
                                       std::string_view name) {
  auto data = std::make_shared<RuleData>();
  absl::Status status = ReadRuleData(json, name, *data);
  if (!status.ok()) return status;
  return RuleSet(std::move(data));
}

absl::StatusOr<RuleSet> RuleSet::ParseOfBundle(
    std::string_view json, std::string_view name,
    std::shared_ptr<const EvidenceTable> evidence,
    std::vector<std::string>* ignored) {
  auto data = std::make_shared<RuleData>();
  data->evidence = std::move(evidence);
  absl::Status status = ReadRuleData(json, name, *data, ignored);
  if (!status.ok()) return status;
  return RuleSet(std::move(data));
}

RuleSet RuleSet::Load(const unsigned char* begin, const unsigned char* end) {
  const std::string_view json(reinterpret_cast<const char*>(begin),
                              static_cast<size_t>(end - begin));
  absl::StatusOr<RuleSet> read = Parse(json, "rules.json");
  assert(read.ok());
  return read.ok() ? *std::move(read)
                   : RuleSet(std::make_shared<const RuleData>());
}

const RuleSet& RuleSet::BuiltIn(std::string_view endpoint) {
  // Never destroyed: prompts may be rendered while the program ends.
  if (endpoint == "/v1/chat/completions") {
    static const RuleSet* const chat = new RuleSet(
        Load(tokenfare_rules_openai_chat, tokenfare_rules_openai_chat_end));
    return *chat;
  }
  if (endpoint == "/v1/responses") {
    static const RuleSet* const responses =
        new RuleSet(Load(tokenfare_rules_openai_responses,
                         tokenfare_rules_openai_responses_end));
    return *responses;
  }
  static const RuleSet* const none =
      new RuleSet(std::make_shared<const RuleData>());
  return *none;
}

RuleSet RuleSet::Over(JsonObject& object, std::string_view name) const {
  auto data = std::make_shared<RuleData>();
  data->base = data_;
  data->evidence = data_->evidence;
  data->overlay = name;
  data->endpoint = data_->endpoint;
  data->all = data_->all;
  data->moving_names = data_->moving_names;
  data->rules = data_->rules;
  data->models = data_->models;
  data->changes = data_->changes;
  data->exceptions = data_->exceptions;
  data->unshown = data_->unshown;
  ReadOverlayRows(object, *data);
  return RuleSet(std::move(data));
}

const EvidenceTable& RuleSet::evidence(std::string_view endpoint) const {
  return data_->evidence == nullptr ? EvidenceTable::BuiltIn(endpoint)
                                    : *data_->evidence;
}

PromptRules RuleSet::For(const ModelCard& card, std::string_view model,
                         Date as_of) const {
  if (data_->rules.empty()) return NoRules();
  size_t chosen = 0;
  for (const ModelRow& row : data_->models) {
    if (row.of.Fits(card, model, "")) chosen = row.rules;
  }
  const RuleEntry& entry = data_->rules[chosen];
  PromptRules rules;
  rules.family = entry.name;
  rules.unshown = &data_->unshown;
  const RuleData& embedded = *BuiltIn(data_->endpoint).data_;
  Apply((data_->all.empty() ? embedded : *data_).all, rules);
  const std::vector<std::string>& moving =
      (data_->moving_names.empty() ? embedded : *data_).moving_names;
  rules.name_moves = std::ranges::find(moving, model) != moving.end();
  rules.evidence = data_->evidence.get();
  Apply(entry.settings, rules);
  ApplyRows(*data_, card, model, as_of, /*of_overlay=*/false, rules);
  const bool of_overlay =
      ApplyRows(*data_, card, model, as_of, /*of_overlay=*/true, rules);
  if (of_overlay || entry.of_overlay) rules.overlay = data_->overlay;
  return rules;
}

EvidenceSubject EvidenceSubjectOf(const PromptRules& rules,
                                  const EvidenceTable& table,
                                  const ModelCard& card, Date day) {
  return {.family = rules.family,
          .model = WithoutDay(card.id),
          .name_moves = rules.name_moves,
          .day = day,
          .host = table.HostOf(card.provider)};
}

}  // namespace tokenfare::internal
