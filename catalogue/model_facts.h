// The facts of a model card that have one form, described once. Whoever reads,
// writes, prints or binds cards goes through them, so a new fact is a member of
// ModelCard and a line here (and one in catalogue.schema.json, which a test
// compares).
//
//   tokenfare::ForEachFact([&](const auto& fact) {
//     if ((card.*fact.member).has_value()) Print(fact.name);
//   });

#ifndef TOKENFARE_CATALOGUE_MODEL_FACTS_H_
#define TOKENFARE_CATALOGUE_MODEL_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Whether a fine-tune, where nothing is stated of it, is as its base.
enum class FactOf { kBase, kItself };

// A std::optional<Fact<T>>. T tells the form: uint64_t tokens, a list of texts,
// bool, Date, and a string that is a month or a day.
template <typename T>
struct FactField {
  // In catalogue files, JSON and Python.
  const char* name;
  std::optional<Fact<T>> ModelCard::* member;
  // In tables for people.
  const char* label;
  const char* description;
  FactOf of = FactOf::kBase;
};

// Facts with days.
struct DatedFactField {
  const char* name;
  std::vector<DatedFact> ModelCard::* member;
  const char* label;
};

// Calls `visit` with each FactField, in the order of catalogue files.
template <typename Visit>
void ForEachFact(const Visit& visit) {
  using Texts = std::vector<std::string>;
  visit(FactField<uint64_t>{"context_window", &ModelCard::context_window,
                            "context window",
                            "Input and output together, in tokens."});
  visit(FactField<uint64_t>{"max_input_tokens", &ModelCard::max_input_tokens,
                            "max input", "Most input tokens."});
  visit(FactField<uint64_t>{"max_output_tokens", &ModelCard::max_output_tokens,
                            "max output", "Most output tokens."});
  visit(FactField<uint64_t>{"max_inputs", &ModelCard::max_inputs, "max inputs",
                            "Most inputs of one request."});
  visit(FactField<uint64_t>{
      "max_request_tokens", &ModelCard::max_request_tokens, "max request",
      "Most tokens of all inputs of one request together."});
  visit(FactField<uint64_t>{
      "max_training_tokens", &ModelCard::max_training_tokens, "max example",
      "Most tokens of one example of a fine-tuning file."});
  visit(FactField<Texts>{"input_modalities", &ModelCard::input_modalities,
                         "input", "What it takes: [\"text\", \"image\"]."});
  visit(FactField<Texts>{"output_modalities", &ModelCard::output_modalities,
                         "output", "What it gives."});
  visit(FactField<Texts>{"endpoints", &ModelCard::endpoints, "endpoints",
                         "Where it is served: [\"/v1/chat/completions\"]."});
  visit(FactField<bool>{"tools", &ModelCard::tools, "tools",
                        "Whether requests may define functions."});
  visit(FactField<bool>{"structured_outputs", &ModelCard::structured_outputs,
                        "structured outputs",
                        "Whether `response_format` may be a json_schema."});
  visit(FactField<bool>{"reasoning", &ModelCard::reasoning, "reasoning",
                        "Whether part of the output is reasoning."});
  visit(FactField<bool>{"takes_max_tokens", &ModelCard::takes_max_tokens,
                        "takes max_tokens",
                        "False where only `max_completion_tokens` is taken."});
  visit(FactField<Date>{"release_date", &ModelCard::release_date, "released",
                        "The first day.", FactOf::kItself});
  visit(FactField<Date>{"deprecated", &ModelCard::deprecated, "deprecated",
                        "When its shutdown was announced.", FactOf::kItself});
  visit(FactField<Date>{"shutdown_date", &ModelCard::shutdown_date, "shutdown",
                        "The first day on which it no longer answers.",
                        FactOf::kItself});
  visit(FactField<std::string>{
      "knowledge_cutoff", &ModelCard::knowledge_cutoff, "knowledge cutoff",
      "As the source writes it: \"2024-06-01\" or \"2024-06\"."});
}

// The same for facts with days.
template <typename Visit>
void ForEachDatedFact(const Visit& visit) {
  visit(DatedFactField{"regional_uplift", &ModelCard::regional_uplift,
                       "regional endpoints, x"});
  visit(DatedFactField{"web_search_usd_per_call",
                       &ModelCard::web_search_usd_per_call,
                       "web search, USD per call"});
  visit(DatedFactField{"training_usd_per_million_tokens",
                       &ModelCard::training_usd_per_million_tokens,
                       "training, USD per million"});
}

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_MODEL_FACTS_H_
