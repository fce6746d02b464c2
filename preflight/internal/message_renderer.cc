// Messages of text, results of tools, and how messages of other parts mix them.

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_document.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"
#include "tokenfare/preflight/preflight.h"

namespace tokenfare::internal {
namespace {

// The calls that one assistant message made together.
struct CallGroup {
  size_t calls = 0;
  size_t results = 0;
};

struct KnownCall {
  std::string_view name;
  CallGroup* group;
};

// The calls of the messages so far, by id.
class CallBook {
 public:
  void Add(const Message& message) {
    if (message.tool_calls.empty()) return;
    CallGroup& group = groups_.emplace_back();
    group.calls = message.tool_calls.size();
    for (const ToolCall& call : message.tool_calls) {
      calls_.insert_or_assign(std::string(call.id),
                              KnownCall{call.name, &group});
    }
  }

  const KnownCall* Find(std::string_view id) const {
    const auto found = calls_.find(std::string(id));
    return found == calls_.end() ? nullptr : &found->second;
  }

 private:
  std::deque<CallGroup> groups_;
  absl::flat_hash_map<std::string, KnownCall> calls_;
};

bool IsText(const ContentPart& content) {
  return content.kind == ContentPart::Kind::kText ||
         content.kind == ContentPart::Kind::kRefusal;
}

// The text parts from `begin` on, joined, up to the first other part; `begin`
// moves behind them.
std::string_view TakeText(const Message& message, size_t& begin,
                          Prompt& prompt) {
  const size_t first = begin;
  while (begin < message.content.size() && IsText(message.content[begin])) {
    ++begin;
  }
  if (begin == first) return {};
  if (begin == first + 1) return message.content[first].text;
  std::string joined;
  for (size_t i = first; i < begin; ++i) joined += message.content[i].text;
  return prompt.Own(std::move(joined));
}

// Adds the content; true where there is any.
bool RenderContent(const RenderInput& input, const Message& message,
                   Prompt& prompt, PromptPart& part) {
  bool any = false;
  for (size_t i = 0; i < message.content.size();) {
    if (IsText(message.content[i])) {
      const std::string_view text = TakeText(message, i, prompt);
      part.AddText(text);
      any = any || !text.empty();
      continue;
    }
    RenderMedia(input, message.content[i], prompt, part);
    any = true;
    ++i;
  }
  for (const ContentPart& content : message.content) {
    if (content.kind == ContentPart::Kind::kRefusal) {
      part.MarkInexact("no request with a refusal is known");
      part.fixed += {0, -1, 4};
    }
  }
  return any;
}

void RenderTextMessage(const RenderInput& input, const Message& message,
                       Prompt& prompt, PromptPart& part) {
  const PromptRules& rules = input.rules;
  const bool has_calls =
      !message.tool_calls.empty() || message.function_call.has_value();
  const bool has_content = RenderContent(input, message, prompt, part);
  if (has_content || !has_calls) {
    part.AddFixed(rules.per_message);
    part.AddText(RoleName(message.role));
    if (message.role == Role::kAssistant) {
      part.AddFixed(rules.per_assistant_text);
    }
    if (message.name.has_value() && !message.name->empty()) {
      part.AddText(prompt.Own(fmt::format(":{}", *message.name)));
    }
  }
  if (message.refusal.has_value() && !message.refusal->empty()) {
    part.segments.push_back({*message.refusal, {""}});
    part.fixed += {0, 0, 6};
    part.MarkInexact("no request with a refusal is known");
  }
  if (message.refers_to_audio) {
    part.fixed += {0, 0, kTokensUnbounded / 1000};
    part.MarkInexact("the length of an earlier spoken answer is not known");
  }
  if (has_calls) RenderToolCalls(input, message, prompt, part);
}

// The result as the value that it is where it is JSON, and as a string in
// other readings.
void RenderOneOfSeveralResults(std::string_view content, Prompt& prompt,
                               PromptPart& part) {
  Segment segment;
  std::string quoted;
  AppendJsonString(content, kSpacedAsciiJson, &quoted);
  const std::string_view quoted_text = prompt.Own(std::move(quoted));
  absl::StatusOr<JsonDocument> parsed =
      JsonDocument::Parse(content, {.max_bytes = kMaxBodyBytes,
                                    .max_depth = kMaxJsonDepth,
                                    .max_values = kMaxJsonValues});
  if (parsed.ok()) {
    segment.text = prompt.Own(JsonText(parsed->root(), kSpacedJson));
    segment.alternatives = {
        prompt.Own(JsonText(parsed->root(), kCompactJson)),
        prompt.Own(JsonText(parsed->root(), kSpacedAsciiJson))};
  } else {
    segment.text = quoted_text;
  }
  segment.alternatives.push_back(quoted_text);
  segment.alternatives.push_back(content);
  part.segments.push_back(std::move(segment));
}

std::string_view WholeText(const Message& message, Prompt& prompt) {
  if (message.content.size() == 1) return message.content.front().text;
  std::string joined;
  for (const ContentPart& content : message.content) joined += content.text;
  return prompt.Own(std::move(joined));
}

// A result alone: 3 + n(name of the function) + n(content). Results of parallel
// calls share one message: 3 + n("multi_tool_use.parallel") + n(JSON of all).
void RenderResult(const RenderInput& input, const Message& message,
                  const CallBook& calls, Prompt& prompt, PromptPart& part) {
  part.rule = "tool-result";
  part.MarkInexact("results of tools are estimated by their text");
  part.fixed += {0, -2, 6};
  for (const ContentPart& content : message.content) {
    if (!IsText(content)) RenderMedia(input, content, prompt, part);
  }
  const std::string_view content = WholeText(message, prompt);
  const KnownCall* call = calls.Find(message.tool_call_id);
  if (call == nullptr || call->group->calls == 1) {
    part.AddFixed(input.rules.per_message + input.rules.per_results);
    part.AddText(call == nullptr ? message.name.value_or("function")
                                 : call->name);
    part.AddText(content);
    return;
  }
  if (call->group->results++ == 0) {
    part.AddFixed(input.rules.per_message + input.rules.per_results);
    part.AddText("multi_tool_use.parallel");
  }
  // A bracket or the comma that follows.
  part.AddFixed(1);
  RenderOneOfSeveralResults(content, prompt, part);
}

void RenderFunctionResult(const RenderInput& input, const Message& message,
                          Prompt& prompt, PromptPart& part) {
  part.rule = "function-result";
  part.AddFixed(input.rules.per_message);
  part.AddText(message.name.value_or(""));
  part.AddText(WholeText(message, prompt));
  part.fixed += {0, -2, 6};
  part.MarkInexact("results of functions are estimated by their text");
}

// Messages that are probably not billed.
void AllowHidden(PromptPart& part) {
  for (Segment& segment : part.segments) {
    segment.alternatives.push_back(segment.text);
    segment.text = {};
  }
  part.fixed.expected = 0;
  part.fixed.low = 0;
  part.MarkInexact(
      "models that search the web were billed for the last message only");
}

}  // namespace

void RenderMessages(const RenderInput& input, Prompt& prompt) {
  CallBook calls;
  const std::vector<Message>& messages = input.request.messages;
  const bool hidden =
      input.rules.hides_system_messages || input.request.searches_web;
  for (size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    PromptPart part;
    part.label = fmt::format("messages[{}] ({})", i, RoleName(message.role));
    part.path = message.path;
    part.rule = "text-message";
    if (message.role == Role::kTool) {
      RenderResult(input, message, calls, prompt, part);
    } else if (message.role == Role::kFunction) {
      RenderFunctionResult(input, message, prompt, part);
    } else {
      RenderTextMessage(input, message, prompt, part);
      calls.Add(message);
    }
    if (!input.rules.why_uncertain.empty()) {
      part.fixed += input.rules.message_deviation;
      part.MarkInexact(input.rules.why_uncertain);
    }
    if (hidden && i + 1 < messages.size()) AllowHidden(part);
    prompt.parts.push_back(std::move(part));
  }
}

}  // namespace tokenfare::internal
