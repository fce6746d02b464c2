#include "tokenfare/catalogue/internal/fine_tune.h"

#include <utility>

namespace tokenfare::internal {
namespace {

template <typename T>
void Complete(const std::optional<T>& from, std::optional<T>& to) {
  if (!to.has_value()) to = from;
}

ModelCard Unlisted(const ModelCard& base) {
  ModelCard card;
  card.provider = base.provider;
  card.id = "ft:" + base.id;
  card.encoding = base.encoding;
  card.rule_family = base.rule_family;
  card.notes.emplace_back(
      "No source here states what fine-tunes of this model cost: not what the "
      "model itself does.");
  return card;
}

// Limits, abilities, what images are in tokens.
ModelCard Completed(ModelCard card, const ModelCard& base) {
  Complete(base.context_window, card.context_window);
  Complete(base.max_input_tokens, card.max_input_tokens);
  Complete(base.max_output_tokens, card.max_output_tokens);
  Complete(base.input_modalities, card.input_modalities);
  Complete(base.output_modalities, card.output_modalities);
  Complete(base.endpoints, card.endpoints);
  Complete(base.tools, card.tools);
  Complete(base.structured_outputs, card.structured_outputs);
  Complete(base.reasoning, card.reasoning);
  Complete(base.takes_max_tokens, card.takes_max_tokens);
  Complete(base.knowledge_cutoff, card.knowledge_cutoff);
  if (card.image_rules.empty()) card.image_rules = base.image_rules;
  return card;
}

}  // namespace

const ModelCard& FineTuneCards::Of(size_t number, const ModelCard& base,
                                   const ModelCard* listed) const {
  return cards_[number].Get([&] {
    return Completed(listed != nullptr ? *listed : Unlisted(base), base);
  });
}

}  // namespace tokenfare::internal
