// Writes model cards as a catalogue file, the opposite of the loader.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_CATALOGUE_WRITER_H_
#define TOKENFARE_CATALOGUE_INTERNAL_CATALOGUE_WRITER_H_

#include <span>
#include <string>

#include "tokenfare/catalogue/internal/value_reader.h"
#include "tokenfare/catalogue/model_card.h"

namespace tokenfare::internal {

// A file of `cards`, of which there is at least one, with those of `sources`
// that they name. The loader reads the same cards from it. Texts must be UTF-8,
// as those of the loader are.
std::string WriteCatalogue(std::span<const ModelCard> cards,
                           const Sources& sources);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_CATALOGUE_WRITER_H_
