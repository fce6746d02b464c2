// The body of POST /v1/chat/completions, checked and typed. What the rules of
// counting need is read; everything else is only looked at for its type.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_CHAT_REQUEST_H_
#define TOKENFARE_PREFLIGHT_FORMATS_CHAT_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

enum class Role { kSystem, kDeveloper, kUser, kAssistant, kTool, kFunction };
std::string_view RoleName(Role role);

struct ContentPart {
  enum class Kind { kText, kRefusal, kImage, kAudio, kFile, kUnknown };
  Kind kind = Kind::kText;
  // Of kText and kRefusal.
  std::string_view text;
  // Where an image is (a link, a data URL), or the data of a file.
  std::string_view address = {};
  // Asked of an image; empty where none is.
  std::string_view detail = {};
  // A form that the API's reference does not have (foreign_part.h), or a bare
  // string among parts.
  bool foreign = false;
  // The whole part; null where `content` was a string.
  const JsonValue* json = nullptr;
};

struct ToolCall {
  std::string_view id;
  std::string_view name;
  // The arguments of a function (meant to be JSON), the input of a custom tool.
  std::string_view arguments;
  bool custom = false;
};

struct Message {
  Role role = Role::kUser;
  std::string path;  // "$.messages[3]"
  std::vector<ContentPart> content;
  std::optional<std::string_view> name;
  std::optional<std::string_view> refusal;
  std::vector<ToolCall> tool_calls;
  std::optional<ToolCall> function_call;
  std::string_view tool_call_id;
  // Values of fields that the rules do not know; not null.
  std::vector<const JsonValue*> unknown_fields;
  // An earlier answer in speech that the message refers to.
  bool refers_to_audio = false;
};

struct Tool {
  enum class Kind { kFunction, kCustom, kHosted };
  Kind kind = Kind::kFunction;
  std::string_view name;
  std::string_view description;
  // Null where the function takes nothing.
  const JsonValue* parameters = nullptr;
  // What the model is told about: the function's or the custom tool's own
  // object, or the whole entry of a hosted tool.
  const JsonValue* json = nullptr;
};

struct ToolChoice {
  // kOther: of a form that the rules do not know.
  enum class Kind { kUnstated, kAuto, kNone, kRequired, kNamed, kOther };
  Kind kind = Kind::kUnstated;
  std::string_view name;
  // Given as `function_call`.
  bool legacy = false;
};

struct ResponseFormat {
  enum class Kind { kText, kJsonObject, kJsonSchema, kOther };
  Kind kind = Kind::kText;
  // The schema's name, and the object that holds it.
  std::string_view name;
  const JsonValue* json = nullptr;
};

// Views and pointers belong to `document`.
struct ChatRequest {
  ChatRequest(JsonDocument parsed, const JsonValue& root)
      : document(std::move(parsed)), body(&root) {}

  const JsonValue& root() const { return *body; }

  JsonDocument document;
  // The request in the document, which may hold more (a record of a log).
  const JsonValue* body;
  std::string_view model;  // empty where there is none
  std::vector<Message> messages;
  std::vector<Tool> tools;
  // The tools were given as `functions`.
  bool legacy_functions = false;
  ToolChoice tool_choice;
  ResponseFormat response_format;
  std::optional<int64_t> max_output_tokens;
  // `max_tokens` is stated, alone or beside max_completion_tokens.
  bool has_max_tokens = false;
  bool has_max_completion_tokens = false;
  int64_t choices = 1;
  std::optional<std::string_view> service_tier;
  const JsonValue* prediction = nullptr;
  bool speaks = false;  // `modalities` asks for audio
  bool searches_web = false;
  // Only marked prefixes are kept in the prompt cache; and some are marked.
  bool explicit_cache = false;
  bool has_cache_breakpoint = false;
  // Values of fields below the first level that the reference does not know;
  // those of messages have their own.
  std::vector<const JsonValue*> unknown_fields;
  std::vector<Finding> warnings;

  // The field that limits the output, or that would.
  std::string_view OutputLimitField() const {
    return has_max_tokens && !has_max_completion_tokens
               ? "max_tokens"
               : "max_completion_tokens";
  }
};

// Errors as Check (preflight.h).
absl::StatusOr<ChatRequest> ParseChatRequest(std::string_view body,
                                             const RequestLimits& limits);

// The same of `root`, a value of `document`.
absl::StatusOr<ChatRequest> ReadChatRequest(JsonDocument document,
                                            const JsonValue& root);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_CHAT_REQUEST_H_
