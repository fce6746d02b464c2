// The catalogue as text for people.

#ifndef TOKENFARE_CLI_MODEL_TEXT_H_
#define TOKENFARE_CLI_MODEL_TEXT_H_

#include <span>
#include <string>

#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::cli {

// One line per model: limits, standard rates on `date`, status on `date`.
std::string ModelTable(std::span<const ModelCard* const> cards, Date date);

// Everything that `card` holds, each fact with its source.
std::string ModelText(const ModelCard& card, const Catalogue& catalogue,
                      Date date);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_MODEL_TEXT_H_
