// What was said so far: turns and their items.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_TURN_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_TURN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenfare/preflight/conversation/origin.h"
#include "tokenfare/preflight/conversation/tools.h"

namespace tokenfare::internal {

enum class Role : uint8_t {
  kSystem,
  kDeveloper,
  kUser,
  kAssistant,
  kTool,
  kFunction
};
// "system": the word that prompts have for it.
std::string_view RoleName(Role role);

// Something in the body that no rule knows, as far as its tokens can be
// bounded.
struct Opaque {
  // Its text: compact JSON with "" for what is no text.
  std::string_view text;
  // The images left out, as base64 or data URLs.
  std::vector<std::string_view> images;
  // The other base64 and data URLs left out, and about the bytes in them.
  std::vector<std::string_view> binaries;
  int64_t binary_bytes = 0;
};

struct Item {
  enum class Kind : uint8_t {
    kText,
    kRefusal,
    kImage,
    kAudio,
    kFile,
    kUnknown
  };
  enum class Form : uint8_t {
    kKnown,
    kForeign,   // the endpoint's reference does not have it
    kBareText,  // nor a text that stands alone where an object should
    kRefused,   // the endpoint was seen to refuse it
  };
  Kind kind = Kind::kText;
  Form form = Form::kKnown;
  Origin origin = {};
  // Of kText and kRefusal.
  std::string_view text = {};
  // An image's link or data URL, an audio's base64, a file's base64 or data
  // URL: empty where it lies elsewhere.
  std::string_view data = {};
  // Of a file.
  std::string_view id = {};
  std::string_view name = {};
  // Asked of an image; empty where none is.
  std::string_view detail = {};
  // Of audio: "wav".
  std::string_view format = {};
  // What is known of kUnknown, and what else of foreign items that are no text;
  // otherwise null.
  const Opaque* opaque = nullptr;

  bool IsText() const { return kind == Kind::kText || kind == Kind::kRefusal; }
};

struct Call {
  Origin origin = {};
  std::string_view id = {};
  std::string_view name = {};
  // The arguments of a function (meant to be JSON), the input of a custom tool.
  std::string_view arguments = {};
  bool custom = false;
  // The namespace of the function's name; empty where the body states none.
  std::string_view name_space = {};
  // Of formats in which a call is stored with an id of its own: that id, and
  // whether the body has the call's status as the provider stored it.
  std::string_view stored_id = {};
  bool has_status = false;
};

// One message, or the result of one call: where a body has results of several
// calls in one place, each is a turn of its own. Other turns have no role that
// means anything.
struct Turn {
  enum class Kind : uint8_t {
    kMessage,
    kReasoning,  // what the model thought before an answer or a call
    kTools,      // tools that are made known here, `tools`
    kSummary,    // stands for all turns before it
    kUnknown,    // what no rule knows: `label` says what, `opaque` its text
  };
  Kind kind = Kind::kMessage;
  Role role = Role::kUser;
  // The body has no content at all, which is not the same as an empty list.
  bool lacks_content = false;
  // The body has a list of calls without any.
  bool lists_no_calls = false;
  // Refers to an earlier answer in speech, which is not in the body.
  bool refers_to_audio = false;
  // Instructions that the body states apart from its messages.
  bool is_instructions = false;
  // An answer that the body says is the last, or comes before a call.
  bool states_phase = false;
  Origin origin = {};
  std::optional<std::string_view> name = {};
  std::vector<Item> content = {};
  // A refusal that stands beside the content.
  std::optional<std::string_view> refusal = {};
  // Several are parallel.
  std::vector<Call> calls = {};
  // A call of the time before tools.
  std::optional<Call> function_call = {};
  // The id of the call whose result this is; of kTool only.
  std::string_view answers = {};
  // Values of fields that no rule knows; not null.
  std::vector<const Opaque*> unknown_fields = {};
  // Of kTools: the group that the tools belong to, and the tools.
  std::string_view tool_group = {};
  std::vector<Tool> tools = {};
  // Of kReasoning: the id under which the provider stored it; empty where the
  // body has none.
  std::string_view stored_id = {};
  // Of kReasoning: the characters of the thoughts in their encrypted form; 0
  // where the body has them not.
  size_t encrypted_characters = 0;
  // Of kUnknown: its type in the body, and all that the body says of it.
  std::string_view label = {};
  const Opaque* opaque = nullptr;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_TURN_H_
