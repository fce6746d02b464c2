#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

using Ids = absl::flat_hash_set<std::string_view>;

Ids IdsOf(const Message& message) {
  Ids ids;
  for (const ToolCall& call : message.tool_calls) ids.insert(call.id);
  return ids;
}

// Whether the assistant's message says something else than text.
bool SaysOtherwise(const Message& message) {
  return !message.tool_calls.empty() || message.function_call.has_value() ||
         message.refusal.has_value() || message.refers_to_audio;
}

const JsonValue* FieldOf(const RefusalInput& input, size_t message,
                         std::string_view key) {
  return input.root().Find("messages")->elements()[message].Find(key);
}

// The first part of content for which `is_refused(message, part)`, as a path.
template <typename Predicate>
std::string FindPart(const RefusalInput& input, Predicate is_refused) {
  for (const Message& message : input.request.messages) {
    for (size_t i = 0; i < message.content.size(); ++i) {
      if (!is_refused(message, message.content[i])) continue;
      return fmt::format("{}.content[{}]", message.path, i);
    }
  }
  return {};
}

bool HoldsWord(const JsonValue& value, std::string_view word) {
  if (ContainsIgnoringCase(value.text(), word)) return true;
  for (const JsonValue& element : value.elements()) {
    if (HoldsWord(element, word)) return true;
  }
  for (const JsonMember& member : value.members()) {
    if (ContainsIgnoringCase(member.key, word) ||
        HoldsWord(member.value, word)) {
      return true;
    }
  }
  return false;
}

}  // namespace

// Results follow the message with their calls, with nothing else between.
std::string OrphanResult(const RefusalInput& input) {
  Ids open;
  for (const Message& message : input.request.messages) {
    if (message.role != Role::kTool) {
      open = IdsOf(message);
    } else if (!open.contains(message.tool_call_id)) {
      return fmt::format(
          "{}.tool_call_id: {} is no call of the assistant's message before",
          message.path, Quoted(message.tool_call_id));
    }
  }
  return {};
}

std::string UnansweredCall(const RefusalInput& input) {
  const auto& messages = input.request.messages;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].tool_calls.empty()) continue;
    Ids answered;
    for (size_t j = i + 1;
         j < messages.size() && messages[j].role == Role::kTool; ++j) {
      answered.insert(messages[j].tool_call_id);
    }
    for (size_t c = 0; c < messages[i].tool_calls.size(); ++c) {
      if (answered.contains(messages[i].tool_calls[c].id)) continue;
      return fmt::format(
          "{}.tool_calls[{}]: no message of role tool with its result follows",
          messages[i].path, c);
    }
  }
  return {};
}

std::string EmptyToolCalls(const RefusalInput& input) {
  for (size_t i = 0; i < input.request.messages.size(); ++i) {
    const JsonValue* calls = FieldOf(input, i, "tool_calls");
    if (calls != nullptr && calls->Is(JsonKind::kArray) &&
        calls->elements().empty()) {
      return fmt::format("{}.tool_calls: empty; leave it out",
                         input.request.messages[i].path);
    }
  }
  return {};
}

std::string LongCallId(const RefusalInput& input) {
  constexpr size_t kLongest = 40;
  for (const Message& message : input.request.messages) {
    for (size_t i = 0; i < message.tool_calls.size(); ++i) {
      const size_t size = message.tool_calls[i].id.size();
      if (size <= kLongest) continue;
      return fmt::format("{}.tool_calls[{}].id: {} characters, more than {}",
                         message.path, i, size, kLongest);
    }
  }
  return {};
}

// The pattern of the API's message: '^[^\s<|\\/>]+$'.
std::string MessageName(const RefusalInput& input) {
  constexpr size_t kLongest = 64;
  for (const Message& message : input.request.messages) {
    if (!message.name.has_value()) continue;
    const std::string_view name = *message.name;
    if (name.find_first_of(" \t\r\n\f\v<|\\/>") == std::string_view::npos &&
        !name.empty() && name.size() <= kLongest) {
      continue;
    }
    return fmt::format(
        "{}.name: {} is empty, over {} characters, or holds a blank or one of "
        "< | \\ / >",
        message.path, Quoted(name), kLongest);
  }
  return {};
}

std::string NoContent(const RefusalInput& input) {
  for (size_t i = 0; i < input.request.messages.size(); ++i) {
    const Message& message = input.request.messages[i];
    if (message.role != Role::kAssistant || SaysOtherwise(message)) continue;
    const JsonValue* content = FieldOf(input, i, "content");
    if (content == nullptr || content->Is(JsonKind::kNull)) {
      return fmt::format(
          "{}.content: missing from a message of the assistant without calls",
          message.path);
    }
  }
  return {};
}

std::string EmptyContent(const RefusalInput& input) {
  for (size_t i = 0; i < input.request.messages.size(); ++i) {
    const JsonValue* content = FieldOf(input, i, "content");
    if (content != nullptr && content->Is(JsonKind::kArray) &&
        content->elements().empty()) {
      return fmt::format("{}.content: an array without parts",
                         input.request.messages[i].path);
    }
  }
  return {};
}

// Bare strings are no part of the reference either, and were accepted.
std::string ContentPartType(const RefusalInput& input) {
  const std::string path =
      FindPart(input, [](const Message&, const ContentPart& part) {
        return part.foreign && part.json != nullptr;
      });
  if (path.empty()) return {};
  return fmt::format(
      "{}.type: types are text, image_url, input_audio, refusal, audio and "
      "file, each with the field of its name",
      path);
}

// Those of tools were accepted.
std::string ImageRole(const RefusalInput& input) {
  const std::string path =
      FindPart(input, [](const Message& message, const ContentPart& part) {
        return part.kind == ContentPart::Kind::kImage &&
               message.role != Role::kUser && message.role != Role::kTool;
      });
  if (path.empty()) return {};
  return fmt::format("{}: images stand in messages of the user", path);
}

std::string AudioFormat(const RefusalInput& input) {
  const std::string path =
      FindPart(input, [](const Message&, const ContentPart& part) {
        if (part.kind != ContentPart::Kind::kAudio || part.json == nullptr) {
          return false;
        }
        const JsonValue* audio = part.json->Find("input_audio");
        const std::string_view format = audio->FindText("format");
        return format != "wav" && format != "mp3";
      });
  if (path.empty()) return {};
  return fmt::format("{}.input_audio.format: formats are wav and mp3", path);
}

std::string SystemRole(const RefusalInput& input) {
  if (!input.card.id.starts_with("o1-mini") &&
      !input.card.id.starts_with("o1-preview")) {
    return {};
  }
  for (const Message& message : input.request.messages) {
    if (message.role == Role::kSystem || message.role == Role::kDeveloper) {
      return fmt::format("{}.role: {} takes no {} messages", message.path,
                         input.model, RoleName(message.role));
    }
  }
  return {};
}

std::string NoWordJson(const RefusalInput& input) {
  if (input.request.response_format.kind != ResponseFormat::Kind::kJsonObject ||
      HoldsWord(*input.root().Find("messages"), "json")) {
    return {};
  }
  return "$.response_format: json_object, and no message holds the word JSON";
}

}  // namespace tokenfare::internal
