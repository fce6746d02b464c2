// The fields that the API's reference knows below the first level of a request,
// so that a mistyped name is noticed: `paramters`, `desciption`, `strct`.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_KNOWN_FIELDS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_KNOWN_FIELDS_H_

#include <cstddef>
#include <vector>

#include "tokenfare/json/value.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// Warns of each field below the fields of `root`, a request, that is not in the
// reference, up to `most` warnings, and returns the values of those that the
// prompt may hold all the same. Fields of `root` and of messages themselves are
// not looked at (chat_request.cc, chat_message.cc). In JSON Schemas, which may
// hold keywords of anybody's, only names near to a keyword are warned of, and
// none is returned: the renderers of schemas know what they did not expect.
//
// Linear in the request. Values live as long as `root`.
std::vector<const JsonValue*> FindUnknownFields(const JsonValue& root,
                                                size_t most,
                                                std::vector<Finding>& warnings);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_KNOWN_FIELDS_H_
