// Records that LiteLLM writes.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_LITELLM_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_LITELLM_H_

#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// Its standard logging payload, `call_type` with `messages`,
// `model_parameters` and `response`, and the rows of its spend logs, which have
// `proxy_server_request` and hold much as text.
extern const RecordFormat kLiteLlmRecord;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_LITELLM_H_
