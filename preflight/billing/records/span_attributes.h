// The attributes of a span or a log record, whatever form they are written in.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_SPAN_ATTRIBUTES_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_SPAN_ATTRIBUTES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// Whether an object has an attribute whose name begins so: in a list of
// {"key", "value"} or an object `attributes`, or among its own members.
bool HasAttribute(const JsonValue& holder, std::string_view prefix);

class SpanAttributes {
 public:
  // Of OTLP's JSON, where values are {"stringValue": ...} and so on, of an
  // object by names, or of a flat record. Attributes of the span's events are
  // among them where the span has none of that name. The first of a name
  // counts.
  static absl::StatusOr<SpanAttributes> Of(const JsonValue& holder);

  // Null where it is not stated.
  const JsonValue* Find(std::string_view name) const;
  // The first that is stated, its text, and its path or else that of the first
  // name.
  const JsonValue* FindFirst(const std::vector<std::string_view>& names) const;
  std::string_view FirstText(const std::vector<std::string_view>& names) const;
  std::string FirstPath(const std::vector<std::string_view>& names) const;

  // $.attributes["gen_ai.request.model"], for errors.
  std::string PathOf(std::string_view name) const;

  // Messages that events of the span hold one by one, as JSON; in order.
  const std::vector<std::string>& event_messages() const {
    return event_messages_;
  }

 private:
  SpanAttributes(JsonDocument document, std::string_view base,
                 std::vector<std::string> event_messages);

  // An object by names, and its members.
  JsonDocument document_;
  absl::flat_hash_map<std::string_view, const JsonValue*> by_name_;
  std::string_view base_;
  std::vector<std::string> event_messages_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_SPAN_ATTRIBUTES_H_
