// Messages of text, results of tools, and how messages of other parts mix them.

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "fmt/format.h"
#include "tokenfare/preflight/internal/embedded_json.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"

namespace tokenfare::internal {
namespace {

// The calls that one assistant message made together.
struct CallGroup {
  size_t calls = 0;
  // Indexes of the messages that answer them, and which come first and last.
  std::vector<size_t> results;
};

struct KnownCall {
  std::string_view name;
  CallGroup* group;
};

// The calls of all messages, by id, and their results.
class CallBook {
 public:
  explicit CallBook(const std::vector<Message>& messages) {
    for (size_t i = 0; i < messages.size(); ++i) {
      const Message& message = messages[i];
      if (message.role == Role::kTool) {
        const auto found = calls_.find(message.tool_call_id);
        if (found != calls_.end()) found->second.group->results.push_back(i);
        results_.push_back(found == calls_.end() ? KnownCall{{}, nullptr}
                                                 : found->second);
        continue;
      }
      results_.push_back({{}, nullptr});
      AddCalls(message);
    }
  }

  // The call that message i answers; its group is null where none is known.
  const KnownCall& AnsweredBy(size_t i) const { return results_[i]; }

 private:
  void AddCalls(const Message& message) {
    if (message.tool_calls.empty()) return;
    CallGroup& group = groups_.emplace_back();
    group.calls = message.tool_calls.size();
    for (const ToolCall& call : message.tool_calls) {
      calls_.insert_or_assign(call.id, KnownCall{call.name, &group});
    }
  }

  std::deque<CallGroup> groups_;
  absl::flat_hash_map<std::string_view, KnownCall> calls_;
  std::vector<KnownCall> results_;
};

constexpr std::string_view kUnseenRefusal =
    "no recorded request shows a refusal";

bool IsText(const ContentPart& content) {
  return content.kind == ContentPart::Kind::kText ||
         content.kind == ContentPart::Kind::kRefusal;
}

// All parts that `is_text` takes for text, joined.
template <typename Predicate>
std::string_view Joined(const Message& message, Predicate is_text,
                        Prompt& prompt) {
  const auto texts =
      std::count_if(message.content.begin(), message.content.end(), is_text);
  if (texts == 0) return {};
  if (texts == 1) {
    return std::find_if(message.content.begin(), message.content.end(), is_text)
        ->text;
  }
  std::string joined;
  for (const ContentPart& content : message.content) {
    if (is_text(content)) joined += content.text;
  }
  return prompt.Own(std::move(joined));
}

std::string_view TextOf(const Message& message, Prompt& prompt) {
  return Joined(message, IsText, prompt);
}

// `text` without what looks like a special token ("<|endoftext|>"), or nothing
// where there is none. Linear.
std::optional<std::string> WithoutSpecialTokens(std::string_view text) {
  constexpr std::string_view kBegin = "<|";
  constexpr std::string_view kEnd = "|>";
  std::string kept;
  size_t kept_up_to = 0;
  for (size_t begin = text.find(kBegin); begin != std::string_view::npos;) {
    const size_t name = begin + kBegin.size();
    const size_t end = std::min(
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", name),
        text.size());
    if (end > name && text.substr(end).starts_with(kEnd)) {
      kept += text.substr(kept_up_to, begin - kept_up_to);
      kept_up_to = end + kEnd.size();
    }
    begin = text.find(kBegin, end);
  }
  if (kept_up_to == 0) return std::nullopt;
  kept += text.substr(kept_up_to);
  return kept;
}

// Special tokens in a text are ordinary text, as is expected, or left out, or
// one token each.
void AllowSpecialTokens(Prompt& prompt, PromptPart& part) {
  for (Segment& segment : part.segments) {
    std::optional<std::string> rest = WithoutSpecialTokens(segment.text);
    if (!rest.has_value()) continue;
    segment.alternatives.push_back(prompt.Own(*std::move(rest)));
    part.MarkInexact(
        "no recorded request shows how text that looks like a special token is "
        "billed");
  }
}

void RenderOtherContent(const RenderInput& input, const Message& message,
                        Prompt& prompt, PromptPart& part) {
  for (const ContentPart& content : message.content) {
    if (!IsText(content)) RenderMedia(input, content, prompt, part);
  }
}

// The text just added may lack its refusals, which stand as parts of their own.
void AllowNoRefusal(const Message& message, Prompt& prompt, PromptPart& part) {
  const auto refusals =
      std::count_if(message.content.begin(), message.content.end(),
                    [](const ContentPart& content) {
                      return content.kind == ContentPart::Kind::kRefusal;
                    });
  if (refusals == 0) return;
  const auto is_text = [](const ContentPart& content) {
    return content.kind == ContentPart::Kind::kText;
  };
  part.segments.back().alternatives = {Joined(message, is_text, prompt)};
  part.fixed += {0, 0, 6};
  part.MarkInexact(kUnseenRefusal);
}

void RenderPastAnswers(const Message& message, PromptPart& part) {
  if (message.refusal.has_value() && !message.refusal->empty()) {
    part.segments.push_back({.text = *message.refusal, .alternatives = {""}});
    part.fixed += {0, 0, 6};
    part.MarkInexact(kUnseenRefusal);
  }
  if (message.refers_to_audio) {
    part.fixed += {0, 0, kTokensUnbounded / 1000};
    part.MarkInexact("the length of an earlier spoken answer is not known");
  }
}

// Text, and what stands beside it: 3 + n(role) + n(":" + name) + n(content).
void RenderTextMessage(const RenderInput& input, const Message& message,
                       std::string_view text, Prompt& prompt,
                       PromptPart& part) {
  const bool has_calls =
      !message.tool_calls.empty() || message.function_call.has_value();
  const bool has_content =
      message.content.size() > 1 || !text.empty() ||
      !std::all_of(message.content.begin(), message.content.end(), IsText);
  if (has_content || !has_calls) {
    part.AddFixed(input.rules.per_message);
    part.AddText(RoleName(message.role));
    if (message.name.has_value() && !message.name->empty()) {
      part.AddText(prompt.Own(fmt::format(":{}", *message.name)));
    }
    if (message.role == Role::kAssistant) {
      part.AddFixed(input.rules.per_assistant_text);
      RenderReplyConstraint(input, /*earlier=*/true, part);
    }
    part.AddText(text);
    AllowNoRefusal(message, prompt, part);
    RenderOtherContent(input, message, prompt, part);
  }
  RenderPastAnswers(message, part);
  if (has_calls) RenderToolCalls(input, message, prompt, part);
}

// Results of parallel calls are one JSON list: those that are JSON as such, the
// others as strings.
std::string ListOfResults(const std::vector<Message>& messages,
                          const std::vector<size_t>& results,
                          const JsonTextStyle& style, Prompt& prompt) {
  std::string text = "[";
  std::string_view separator;
  for (const size_t i : results) {
    text += std::exchange(separator, style.comma);
    const std::string_view content = TextOf(messages[i], prompt);
    const EmbeddedJson json(content);
    if (json.IsJson()) {
      text += json.Text(style);
    } else {
      AppendJsonString(content, style, &text);
    }
  }
  text += ']';
  return text;
}

void RenderParallelResults(const RenderInput& input, const CallGroup& group,
                           Prompt& prompt, PromptPart& part) {
  const std::vector<Message>& messages = input.request.messages;
  part.rule = "parallel-tool-results";
  part.label = fmt::format("messages[{}..{}] (tool)", group.results.front(),
                           group.results.back());
  part.AddFixed(input.rules.per_message + input.rules.per_results);
  part.AddText("multi_tool_use.parallel");
  const auto list = [&](const JsonTextStyle& style) {
    return prompt.Own(ListOfResults(messages, group.results, style, prompt));
  };
  const bool escapes = input.rules.escapes_results != Known::kNo;
  Segment segment{.text = list(escapes ? kSpacedAsciiJson : kSpacedJson)};
  const bool one_form =
      std::all_of(group.results.begin(), group.results.end(), [&](size_t i) {
        return EmbeddedJson(TextOf(messages[i], prompt)).HasOneForm();
      });
  if (!one_form && input.rules.escapes_results == Known::kUnknown) {
    segment.alternatives = {list(kSpacedJson)};
    part.fixed += {0, -2, 2};
    part.MarkInexact(
        "whether results of parallel calls have characters beyond ASCII "
        "escaped, and how unusual numbers, is not known for the model");
  }
  part.segments.push_back(std::move(segment));
  if (group.results.size() != group.calls) {
    part.fixed += {0, -4, 8};
    part.MarkInexact(
        "some of the parallel calls have no result, or several, which no "
        "recorded request shows");
  }
}

// A result alone: 3 + n(name of the function) + n(content).
void RenderResult(const RenderInput& input, const KnownCall& call,
                  const Message& message, Prompt& prompt, PromptPart& part) {
  part.rule = "tool-result";
  part.AddFixed(input.rules.per_message + input.rules.per_results);
  part.AddText(call.group == nullptr ? message.name.value_or("function")
                                     : call.name);
  part.AddText(TextOf(message, prompt));
  if (call.group == nullptr) {
    part.fixed += {0, -4, 20};
    part.MarkInexact("no call in the request has the result's tool_call_id");
  } else if (call.group->results.size() != 1) {
    part.fixed += {0, -4, 8};
    part.MarkInexact("the call has several results");
  }
}

void RenderFunctionResult(const RenderInput& input, const Message& message,
                          Prompt& prompt, PromptPart& part) {
  part.rule = "function-result";
  part.AddFixed(input.rules.per_message);
  part.AddText(message.name.value_or(""));
  part.AddText(TextOf(message, prompt));
  part.fixed += {0, 0, 3};
  part.MarkInexact("no recorded request shows the result of a legacy function");
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

bool IsSystem(const Message& message) {
  return message.role == Role::kSystem || message.role == Role::kDeveloper;
}

class MessagesRenderer {
 public:
  MessagesRenderer(const RenderInput& input, Prompt& prompt)
      : input_(input),
        prompt_(prompt),
        messages_(input.request.messages),
        calls_(messages_),
        first_system_(static_cast<size_t>(
            std::find_if(messages_.begin(), messages_.end(), IsSystem) -
            messages_.begin())) {}

  void Render() {
    if (first_system_ == messages_.size()) {
      RenderSections(input_, {.own_message = true}, prompt_);
    }
    for (size_t i = 0; i < messages_.size(); ++i) RenderOne(i);
  }

 private:
  void RenderOne(size_t i) {
    const Message& message = messages_[i];
    const KnownCall& call = calls_.AnsweredBy(i);
    const bool parallel = call.group != nullptr && call.group->calls > 1;
    // All results stand where the first does.
    if (parallel && call.group->results.front() != i) return;
    PromptPart part(fmt::format("messages[{}] ({})", i, RoleName(message.role)),
                    message.path, "text-message");
    std::string_view text;
    if (parallel) {
      RenderParallelResults(input_, *call.group, prompt_, part);
      for (const size_t result : call.group->results) {
        RenderOtherContent(input_, messages_[result], prompt_, part);
      }
    } else if (message.role == Role::kTool) {
      RenderResult(input_, call, message, prompt_, part);
      RenderOtherContent(input_, message, prompt_, part);
    } else if (message.role == Role::kFunction) {
      RenderFunctionResult(input_, message, prompt_, part);
      RenderOtherContent(input_, message, prompt_, part);
    } else {
      text = TextOf(message, prompt_);
      RenderTextMessage(input_, message, text, prompt_, part);
    }
    if (message.role == Role::kTool &&
        !input_.rules.why_tools_uncertain.empty()) {
      part.fixed += {0, -4, 8};
      part.MarkInexact(input_.rules.why_tools_uncertain);
    }
    Finish(i, part);
    prompt_.parts.push_back(std::move(part));
    if (i == first_system_) {
      RenderSections(input_, {.before = text, .late = i > 0}, prompt_);
    }
  }

  // What is uncertain in any kind of message: its text, and the family.
  void Finish(size_t i, PromptPart& part) const {
    AllowSpecialTokens(prompt_, part);
    if (!input_.rules.why_uncertain.empty()) {
      part.fixed += input_.rules.message_deviation;
      part.MarkInexact(input_.rules.why_uncertain);
    }
    const bool hidden =
        input_.rules.hides_messages || input_.request.searches_web;
    if (hidden && i + 1 < messages_.size()) AllowHidden(part);
  }

  const RenderInput& input_;
  Prompt& prompt_;
  const std::vector<Message>& messages_;
  const CallBook calls_;
  const size_t first_system_;
};

}  // namespace

void RenderMessages(const RenderInput& input, Prompt& prompt) {
  MessagesRenderer(input, prompt).Render();
}

}  // namespace tokenfare::internal
