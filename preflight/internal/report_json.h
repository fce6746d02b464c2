// Parts of the documents that preflight writes as JSON. The schemas beside
// ../verdict.schema.json describe them.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_REPORT_JSON_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_REPORT_JSON_H_

#include <vector>

#include "tokenfare/json/writer.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

Json ToJson(const std::vector<Finding>& findings);
Json ToJson(const TokenRange& range);

// `explained`: with the texts of each part.
Json ToJson(const std::vector<PartTokens>& parts, bool explained);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_REPORT_JSON_H_
