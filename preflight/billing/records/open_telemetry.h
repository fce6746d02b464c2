// Spans by OpenTelemetry's conventions for generative AI.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_OPEN_TELEMETRY_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_OPEN_TELEMETRY_H_

#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// A span, or a log record of an event, with attributes `gen_ai.*`: alone, flat,
// or as the only one of a call in the envelope of OTLP's JSON.
extern const RecordFormat kOpenTelemetryRecord;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_OPEN_TELEMETRY_H_
