// The data that hold where a call gives no catalogue and no rules.

#ifndef TOKENFARE_PYTHON_SRC_DATA_H_
#define TOKENFARE_PYTHON_SRC_DATA_H_

#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/data_bundle.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::python {

// What tokenfare.load_data read last; null where the built-in data hold. Lives
// until the process ends, so that calls of other threads may go on with it. No
// lock.
const DataBundle* LoadedData();

// Of that, or the built-in ones.
const Catalogue& CatalogueInForce();
// Null means the embedded rules.
const Rules* RulesInForce();

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_DATA_H_
