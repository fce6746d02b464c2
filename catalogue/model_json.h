// The catalogue as JSON for programs. Rates are decimal strings, in USD per
// million tokens; a fact that no source states is null.

#ifndef TOKENFARE_CATALOGUE_MODEL_JSON_H_
#define TOKENFARE_CATALOGUE_MODEL_JSON_H_

#include <span>
#include <string>

#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {

// The whole card, indented, ending in a newline, with what holds on `date`: its
// "status", and which rates and rules are "in_force" or "stale".
std::string ModelToJson(const ModelCard& card, Date date);

// {"schema_version": 1, "as_of": ..., "models": [...], "sources": {...}}, with
// the cards as ModelToJson writes them and the catalogue's sources.
std::string ModelsToJson(std::span<const ModelCard* const> cards,
                         const Catalogue& catalogue, Date date);

// A catalogue file of `cards`, of which there is at least one, with those of
// the catalogue's sources that they name. Catalogue::Parse reads the same cards
// from it.
std::string ToCatalogueFile(std::span<const ModelCard> cards,
                            const Catalogue& catalogue);

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_MODEL_JSON_H_
