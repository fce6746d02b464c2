// What kinds of requests a model takes.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_MODEL_KIND_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_MODEL_KIND_H_

#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/conversation/plain_request.h"

namespace tokenfare::internal {

// Whether requests of the kind go to the model, as far as its card tells: one
// that takes no messages, and of which no source states the endpoints, may take
// texts of either kind.
bool Takes(const ModelCard& card, ModelKind kind);

// The error about a model that does not: InvalidArgument, and what to choose.
absl::Status WrongKind(const ModelCard& card, std::string_view asked,
                       ModelKind kind);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_MODEL_KIND_H_
