// Reads `image_rules` of a model.

#ifndef TOKENFARE_PRICING_INTERNAL_IMAGE_RULE_READER_H_
#define TOKENFARE_PRICING_INTERNAL_IMAGE_RULE_READER_H_

#include <vector>

#include "tokenfare/pricing/image_rule.h"
#include "tokenfare/pricing/internal/json_reader.h"
#include "tokenfare/pricing/internal/value_reader.h"

namespace tokenfare::internal {

std::vector<ImageRule> ReadImageRules(const CheckedJson& value,
                                      const Sources& sources);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PRICING_INTERNAL_IMAGE_RULE_READER_H_
