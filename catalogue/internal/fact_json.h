// Values of facts as JSON, the same in catalogue files and in documents.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_FACT_JSON_H_
#define TOKENFARE_CATALOGUE_INTERNAL_FACT_JSON_H_

#include "tokenfare/json/writer.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

template <typename T>
Json FactValueJson(const T& value) {
  return value;
}
inline Json FactValueJson(Date value) { return FormatDate(value); }

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_FACT_JSON_H_
