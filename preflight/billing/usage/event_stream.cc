// Each event is parsed and forgotten; what it says of the bill is kept. The
// last word counts: a stream may state its usage so far in every chunk, and
// that of one that was cut off is no bill.

#include "tokenfare/preflight/billing/usage/event_stream.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/billing/usage/batch_answer.h"
#include "tokenfare/preflight/billing/usage/event_lines.h"
#include "tokenfare/preflight/billing/usage/usage_fields.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/document_kind.h"
#include "tokenfare/support/text_encoding.h"

namespace tokenfare::internal {
namespace {

constexpr JsonLimits kEventLimits = {kMaxBodyBytes, kMaxJsonDepth,
                                     kMaxJsonValues, NameText};
constexpr std::string_view kDone = "[DONE]";

// What the events so far say.
struct StreamState {
  UsageRecord record;
  bool has_usage = false;
  bool has_chunks = false;
  bool has_response_events = false;
  // It ends within an event.
  bool is_cut = false;
  // It came to its end: a reason to finish, the chunk after all choices, or
  // [DONE].
  bool is_finished = false;
  // What an error in the stream says.
  std::string error;
};

bool IsChunk(const JsonValue& event) {
  return event.FindText("object") == "chat.completion.chunk" ||
         event.Find("choices") != nullptr;
}

bool IsFinished(const JsonValue& chunk) {
  const JsonValue* choices = chunk.Find("choices");
  if (choices == nullptr) return false;
  for (const JsonValue& choice : choices->elements()) {
    if (!choice.FindText("finish_reason").empty()) return true;
  }
  return false;
}

absl::Status TakeChunk(const JsonValue& chunk, StreamState& state) {
  state.has_chunks = true;
  state.record.endpoint = chunk.FindText("object") == "text_completion"
                              ? "/v1/completions"
                              : "/v1/chat/completions";
  state.is_finished = state.is_finished || IsFinished(chunk);
  absl::Status status = ReadOrigin(chunk, "model", "$", state.record);
  if (!status.ok()) return status;
  absl::StatusOr<const JsonValue*> usage =
      OptionalField(chunk, "usage", JsonKind::kObject, "$");
  if (!usage.ok()) return usage.status();
  if (*usage == nullptr) return absl::OkStatus();
  state.has_usage = true;
  const JsonValue* choices = chunk.Find("choices");
  if (choices == nullptr || choices->elements().empty()) {
    state.is_finished = true;
  }
  state.record.usage = {};
  state.record.unknown_fields.clear();
  return ReadUsage(**usage, "$.usage", state.record);
}

// The events with which a response ends.
bool IsEnd(std::string_view type) {
  return type == "response.completed" || type == "response.incomplete" ||
         type == "response.failed" || type == "response.cancelled";
}

absl::Status TakeResponseEvent(const JsonValue& event, StreamState& state) {
  state.has_response_events = true;
  if (!IsEnd(event.FindText("type"))) return absl::OkStatus();
  state.is_finished = true;
  absl::StatusOr<const JsonValue*> response =
      OptionalField(event, "response", JsonKind::kObject, "$");
  if (!response.ok()) return response.status();
  if (*response == nullptr) {
    return BadField("$.response", "missing; the event has the whole response");
  }
  absl::StatusOr<UsageRecord> record = ReadResponse(**response, "$.response");
  if (!record.ok()) return record.status();
  state.record = *std::move(record);
  state.has_usage = true;
  return absl::OkStatus();
}

absl::Status TakeEvent(const JsonValue& event, StreamState& state) {
  const std::string_view type = event.FindText("type");
  if (type == "message_start") {
    return BadField("$",
                    "a stream of Anthropic's Messages API, which is not read");
  }
  if (type.starts_with("response.")) return TakeResponseEvent(event, state);
  const JsonValue* error = event.Find("error");
  if (type == "error") error = &event;
  if (error != nullptr && !error->Is(JsonKind::kNull)) {
    const std::string_view message = error->FindText("message");
    state.error = Quoted(message.empty() ? "error" : message);
    return absl::OkStatus();
  }
  return IsChunk(event) ? TakeChunk(event, state) : absl::OkStatus();
}

// Why a stream states no bill, and what to do.
std::string WhyNoBill(const StreamState& state) {
  if (!state.error.empty()) {
    return fmt::format(
        "the stream ends in an error, {}, and does not say what was billed",
        state.error);
  }
  if (state.has_response_events) {
    return "the stream was cut off before response.completed, which has the "
           "usage: get the response by GET /v1/responses/{id}, if it was "
           "stored";
  }
  if (!state.has_chunks && !state.is_cut) {
    return "a stream of server-sent events without a chunk of "
           "/v1/chat/completions or an event of /v1/responses; give such a "
           "stream, or a response";
  }
  return state.is_finished
             ? "the stream has no usage; it has where the request sets "
               "stream_options to {\"include_usage\": true}"
             : "the stream was cut off before its end, which has the usage: "
               "what was billed is not known. Record streams to their end, and "
               "set stream_options to {\"include_usage\": true} in requests";
}

absl::Status AtLine(size_t line, const absl::Status& status) {
  return absl::Status(
      status.code(),
      fmt::format("line {}: {}", line, std::string(status.message())));
}

}  // namespace

bool IsEventStream(std::string_view text) {
  text = WithoutByteOrderMark(text);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  text.remove_prefix(first);
  for (const std::string_view start :
       {"data:", "event:", "id:", "retry:", ":"}) {
    if (text.starts_with(start)) return true;
  }
  return false;
}

absl::StatusOr<UsageRecord> ReadEventStream(std::string_view text) {
  if (text.size() > kMaxBodyBytes) {
    return absl::ResourceExhaustedError(
        fmt::format("the stream has {} bytes, more than the limit of {}",
                    text.size(), kMaxBodyBytes));
  }
  StreamState state;
  EventLines events(text);
  while (events.Next()) {
    if (events.data() == kDone) {
      state.is_finished = true;
      continue;
    }
    const absl::StatusOr<JsonDocument> event =
        JsonDocument::Parse(events.data(), kEventLimits);
    if (!event.ok()) {
      state.is_cut =
          events.IsLast() && !absl::IsResourceExhausted(event.status());
      if (state.is_cut) break;
      return AtLine(events.line(), event.status());
    }
    const absl::Status status = TakeEvent(event->root(), state);
    if (!status.ok()) return AtLine(events.line(), status);
  }
  if (!state.has_usage || !state.is_finished) {
    return absl::InvalidArgumentError(WhyNoBill(state));
  }
  state.record.is_stream = true;
  return std::move(state.record);
}

absl::StatusOr<UsageRecord> ReadResponseText(std::string_view text) {
  if (IsEventStream(text)) return ReadEventStream(text);
  const absl::StatusOr<JsonDocument> response =
      JsonDocument::Parse(text, kEventLimits);
  if (!response.ok()) return response.status();
  const JsonValue& root = response->root();
  return IsBatchAnswer(root) ? ReadBatchBill(root, "$")
                             : ReadResponse(root, "$");
}

}  // namespace tokenfare::internal
