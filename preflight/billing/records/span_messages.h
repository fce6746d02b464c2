// The messages of a span, as the body of a request has them.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_SPAN_MESSAGES_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_SPAN_MESSAGES_H_

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/billing/records/body_writer.h"
#include "tokenfare/preflight/billing/records/span_attributes.h"

namespace tokenfare::internal {

// Messages have `parts`, by the conventions of today, or are as OpenAI's are,
// by those before. The attributes of a message by its index
// ("gen_ai.prompt.0.content") are read as well.
class SpanMessages {
 public:
  // For /v1/responses, which has items, or else for /v1/chat/completions.
  explicit SpanMessages(bool for_responses) : for_responses_(for_responses) {}

  // Takes up what the span holds. InvalidArgument with the place where that is
  // cut off, or is no list of messages; where there is none.
  absl::Status Take(const SpanAttributes& span);

  // A system message before those that follow.
  void AddSystem(std::string_view text);

  // The list, as JSON. Call it last.
  std::string Finish() { return list_.Finish(); }

  // The elements of the list whose texts are not known as they were sent: a
  // call whose arguments were parsed, an image whose detail is not told.
  const std::vector<size_t>& changed() const { return changed_; }
  // What of the messages the span does not hold, for people.
  const std::set<std::string>& not_recorded() const { return not_recorded_; }
  // Whether a turn calls a tool, or has its result.
  bool has_calls() const { return has_calls_; }

 private:
  absl::Status TakeList(const JsonValue& messages, std::string_view path);
  absl::Status TakeIndexed(const SpanAttributes& span);
  void TakeMessage(const JsonValue& message);
  void TakePart(const JsonValue& part, std::string_view role,
                BodyWriter& content, BodyWriter& calls);
  void TakeMedia(const JsonValue& part, BodyWriter& content);
  void TakeCall(const JsonValue& part, BodyWriter& calls);
  void TakeResult(const JsonValue& part);
  void AddTurn(std::string_view json, bool is_changed);
  // A text, or the JSON of what is none, which is not as it was sent.
  std::string TextOf(const JsonValue* value, bool& is_changed);

  bool for_responses_;
  BodyWriter list_ = BodyWriter::Array();
  size_t turns_ = 0;
  std::vector<size_t> changed_;
  std::set<std::string> not_recorded_;
  bool has_calls_ = false;
  // Of the turn that is being written.
  bool is_changed_ = false;
  struct Turn {
    std::string json;
    bool is_changed;
  };
  // Those behind the turn that is being written.
  std::vector<Turn> later_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_SPAN_MESSAGES_H_
