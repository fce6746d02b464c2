// What one record of a log holds: a request, and what it was billed.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_BILLING_RECORD_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_BILLING_RECORD_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/document_kind.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

inline constexpr JsonLimits kRecordLimits = {kMaxBodyBytes, kMaxJsonDepth,
                                             kMaxJsonValues, NameText};

// A bill, and what is known of the request beside its body.
struct RecordedBill {
  UsageRecord billed;
  RecordKind kind = RecordKind::kPair;
  // The body was put together from the fields of a record, and may differ from
  // what was sent.
  bool is_reconstructed = false;
  // What the record does not hold although the request may have had it:
  // "tools". The prompt may be larger then.
  std::vector<std::string> not_recorded;
  // The turns whose texts are not known as they were sent.
  std::vector<size_t> changed_turns;
  // Who answered, as the record names it, and where it says so; may be empty.
  std::string provider;
  std::string provider_path;
  // The cost that the record states, as it is written there; may be empty.
  std::string stated_cost;
  std::vector<Finding> warnings;
};

struct BillingRecord {
  // Holds the body of the request.
  JsonDocument document;
  // In `document`.
  const JsonValue* request;
  RecordedBill bill;
  // Where errors say that they found something: the path of the request, and of
  // the bill.
  std::string_view request_place;
  std::string_view bill_place;
};

// A kind of record: all that is particular to it stands in its own file and a
// row of read_record.cc.
struct RecordFormat {
  RecordKind kind;
  // Whether an object is one, as far as a few fields tell.
  bool (*is_record)(const JsonValue& root);
  // Errors are InvalidArgument with the place in the record.
  absl::StatusOr<BillingRecord> (*read)(JsonDocument document);
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_BILLING_RECORD_H_
