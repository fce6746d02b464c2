// Reads `rates` of a model.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_RATE_CARD_READER_H_
#define TOKENFARE_CATALOGUE_INTERNAL_RATE_CARD_READER_H_

#include <vector>

#include "tokenfare/catalogue/internal/value_reader.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::internal {

std::vector<RateCard> ReadRateCards(const CheckedJson& value,
                                    const SourceNames& sources);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_RATE_CARD_READER_H_
