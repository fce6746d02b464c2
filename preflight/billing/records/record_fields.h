// What readers of records share.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_RECORD_FIELDS_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_RECORD_FIELDS_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// Whether there is a value that says something: not null, and neither an empty
// text nor an empty object or array, be it written as text.
bool IsStated(const JsonValue* value);

// The first of the members that is stated; null where none is.
const JsonValue* FirstStated(const JsonValue& object,
                             std::initializer_list<std::string_view> keys);

// A number of tokens, which logs hold as a number or as its digits.
absl::StatusOr<int64_t> ReadTokens(const JsonValue& value,
                                   std::string_view path);

// A value that logs hold as JSON or as its text.
class JsonOrText {
 public:
  // A text that begins as an object or an array is parsed. InvalidArgument with
  // the path where it is none: such texts are often cut off. `value` must
  // outlive this.
  static absl::StatusOr<JsonOrText> Of(const JsonValue& value,
                                       std::string_view path);

  const JsonValue& value() const {
    return parsed_.has_value() ? parsed_->root() : *given_;
  }

 private:
  explicit JsonOrText(const JsonValue& given) : given_(&given) {}

  const JsonValue* given_;
  std::optional<JsonDocument> parsed_;
};

// The record of `bill` whose request is `body`, JSON that was put together.
absl::StatusOr<BillingRecord> ReconstructedRecord(std::string_view body,
                                                  RecordedBill bill);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_RECORD_FIELDS_H_
