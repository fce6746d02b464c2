// The catalogue as JSON for programs. Rates are decimal strings, in USD per
// million tokens; a fact that no source states is null.

#ifndef TOKENFARE_CLI_MODEL_JSON_H_
#define TOKENFARE_CLI_MODEL_JSON_H_

#include <span>
#include <string>

#include "tokenfare/pricing/catalogue.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/model_card.h"

namespace tokenfare::cli {

// {"schema_version": 1, "as_of": ..., "models": [...], "sources": {...}}, with
// the whole card of each model, indented.
std::string ModelsToJson(std::span<const ModelCard* const> cards,
                         const Catalogue& catalogue, Date date);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_MODEL_JSON_H_
