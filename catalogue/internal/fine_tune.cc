#include "tokenfare/catalogue/internal/fine_tune.h"

#include <utility>

#include "tokenfare/catalogue/model_facts.h"

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
  ForEachFact([&](const auto& fact) {
    if (fact.of == FactOf::kBase) {
      Complete(base.*fact.member, card.*fact.member);
    }
  });
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
