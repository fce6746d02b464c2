// Reads `image_rules` of a model.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_IMAGE_RULE_READER_H_
#define TOKENFARE_CATALOGUE_INTERNAL_IMAGE_RULE_READER_H_

#include <vector>

#include "tokenfare/catalogue/image_rule.h"
#include "tokenfare/catalogue/internal/value_reader.h"
#include "tokenfare/json/reader.h"

namespace tokenfare::internal {

std::vector<ImageRule> ReadImageRules(const CheckedJson& value,
                                      const SourceNames& sources);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_IMAGE_RULE_READER_H_
