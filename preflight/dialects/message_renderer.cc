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
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/render_prompt.h"
#include "tokenfare/preflight/internal/embedded_json.h"

namespace tokenfare::internal {
namespace {

// The calls that one assistant message made together.
struct CallGroup {
  size_t calls = 0;
  // Indexes of the messages that answer them, and which come first and last.
  std::vector<size_t> results;
  // Of each result, which of the calls it answers.
  std::vector<size_t> order;
};

struct KnownCall {
  std::string_view name;
  CallGroup* group;
  size_t index = 0;
};

// The calls of all messages, by id, and their results.
class CallBook {
 public:
  explicit CallBook(const std::vector<Message>& messages) {
    for (size_t i = 0; i < messages.size(); ++i) {
      const Message& message = messages[i];
      if (message.role == Role::kTool) {
        const auto found = calls_.find(message.tool_call_id);
        if (found != calls_.end()) {
          found->second.group->results.push_back(i);
          found->second.group->order.push_back(found->second.index);
        }
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
    size_t index = 0;
    for (const ToolCall& call : message.tool_calls) {
      calls_.insert_or_assign(call.id, KnownCall{call.name, &group, index++});
    }
  }

  std::deque<CallGroup> groups_;
  absl::flat_hash_map<std::string_view, KnownCall> calls_;
  std::vector<KnownCall> results_;
};

constexpr std::string_view kUnseenForm =
    "no recorded request shows in which form such text is";
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
  part.AllowReading(part.segments().size() - 1,
                    Joined(message, is_text, prompt), kUnseenRefusal);
  part.AddBetween(TokenBounds{0, 0, 6}, kUnseenRefusal);
}

void RenderPastAnswers(const Message& message, PromptPart& part) {
  if (message.refusal.has_value() && !message.refusal->empty()) {
    part.AddReadings({.text = *message.refusal, .alternatives = {""}},
                     kUnseenRefusal);
    part.AddBetween(TokenBounds{0, 0, 6}, kUnseenRefusal);
  }
  if (message.refers_to_audio) {
    part.AddBetween(TokenBounds{0, 0, kTokensUnbounded / 1000},
                    "the length of an earlier spoken answer is not known");
  }
}

void UseText(const Message& message, std::string_view text, PromptPart& part) {
  part.Use(Feature::kText);
  if (message.role == Role::kDeveloper) part.Use(Feature::kDeveloper);
  if (message.role == Role::kAssistant) part.Use(Feature::kAnswer);
  if (message.name.has_value()) part.Use(Feature::kName);
  if (std::count_if(message.content.begin(), message.content.end(), IsText) >
      1) {
    part.Use(Feature::kTextParts);
  }
  if (text.empty() && message.content.size() <= 1) {
    part.Use(Feature::kEmptyText);
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
  if (has_calls && (has_content || message.name.has_value())) {
    part.Use(has_content ? Feature::kCallBesideText : Feature::kNameOfCalls);
  }
  // A name beside calls counts, but no role does.
  if (has_calls && !has_content && message.name.has_value() &&
      !message.name->empty()) {
    part.AddText(prompt.Own(fmt::format(":{}", *message.name)));
  }
  if (has_content || !has_calls) {
    UseText(message, text, part);
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

void AddSegment(Segment segment, PromptPart& part) {
  if (segment.alternatives.empty()) {
    part.AddText(segment.text, segment.before);
  } else {
    part.AddReadings(std::move(segment), kUnseenForm);
  }
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
  part.Use(Feature::kResults);
  const bool escapes = input.rules.escapes_results != Known::kNo;
  Segment segment{.text = list(escapes ? kSpacedAsciiJson : kSpacedJson)};
  const bool one_form =
      std::all_of(group.results.begin(), group.results.end(), [&](size_t i) {
        return EmbeddedJson(TextOf(messages[i], prompt)).HasOneForm();
      });
  if (!one_form) {
    part.Use(escapes ? Feature::kResultsEscaped : Feature::kResultsKept);
  }
  if (!one_form && input.rules.escapes_results == Known::kUnknown) {
    segment.alternatives = {list(kSpacedJson)};
    part.AddBetween(
        TokenBounds{0, -2, 2},
        "whether results of parallel calls have characters beyond ASCII "
        "escaped, and how unusual numbers, changed about the day");
  }
  AddSegment(std::move(segment), part);
  for (size_t i = 1; i < group.results.size(); ++i) {
    if (group.results[i] == group.results[i - 1] + 1 &&
        group.order[i] > group.order[i - 1]) {
      continue;
    }
    part.AddBetween({0, -8, 8},
                    "results of parallel calls in another order than the "
                    "calls, or with messages between them, are not recorded");
    break;
  }
  if (group.results.size() != group.calls) {
    part.AddBetween(
        TokenBounds{0, -4, 8},
        "some of the parallel calls have no result, or several, which no "
        "recorded request shows");
  }
}

// A result alone: 3 + n(name of the function) + n(content).
void RenderResult(const RenderInput& input, const KnownCall& call,
                  const Message& message, Prompt& prompt, PromptPart& part) {
  part.rule = "tool-result";
  part.Use(Feature::kResult);
  part.AddFixed(input.rules.per_message + input.rules.per_results);
  part.AddText(call.group == nullptr ? message.name.value_or("function")
                                     : call.name);
  part.AddText(TextOf(message, prompt));
  if (call.group == nullptr) {
    part.AddBetween(TokenBounds{0, -4, 20},
                    "no call in the request has the result's tool_call_id");
  } else if (call.group->results.size() != 1) {
    part.AddBetween(TokenBounds{0, -4, 8}, "the call has several results");
  }
}

void RenderFunctionResult(const RenderInput& input, const Message& message,
                          Prompt& prompt, PromptPart& part) {
  part.rule = "function-result";
  part.AddFixed(input.rules.per_message);
  part.AddText(message.name.value_or(""));
  part.AddText(TextOf(message, prompt));
  part.AddBetween(TokenBounds{0, 0, 3},
                  "no recorded request shows the result of a legacy function");
}

// Messages that are probably not billed.
void AllowHidden(PromptPart& part) {
  part.AllowNothing(
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
    const bool none = first_system_ == messages_.size();
    if (none || (first_system_ > 0 && !input_.rules.appends_late)) {
      RenderSections(input_,
                     {.kind = none ? SectionPlace::Kind::kAlone
                                   : SectionPlace::Kind::kLate,
                      .own_message = true},
                     prompt_);
      first_system_ = messages_.size();
    }
    for (size_t i = 0; i < messages_.size(); ++i) RenderOne(i);
  }

 private:
  bool HasSection() const {
    const std::vector<Tool>& tools = input_.request.tools;
    return input_.request.response_format.kind ==
               ResponseFormat::Kind::kJsonSchema ||
           std::any_of(tools.begin(), tools.end(), [](const Tool& tool) {
             return tool.kind == Tool::Kind::kFunction;
           });
  }

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
      if (i == 0 && first_system_ == 0 && input_.rules.instructions &&
          HasSection()) {
        text = prompt_.Own(fmt::format("# Instructions\n\n{}", text));
      }
      RenderTextMessage(input_, message, text, prompt_, part);
    }
    if (message.role == Role::kTool &&
        !input_.rules.why_tools_uncertain.empty()) {
      part.AddBetween(TokenBounds{0, -4, 8}, input_.rules.why_tools_uncertain);
    }
    Finish(i, part);
    prompt_.parts.push_back(std::move(part));
    if (i == first_system_) {
      RenderSections(input_,
                     {.kind = i > 0 ? SectionPlace::Kind::kLate
                                    : SectionPlace::Kind::kBehindSystem,
                      .before = text},
                     prompt_);
    }
  }

  // What is uncertain in any kind of message: its text, and the family.
  void Finish(size_t i, PromptPart& part) const {
    for (const JsonValue* field : messages_[i].unknown_fields) {
      RenderUnknownField(
          input_, *field,
          "a message has a field that is not known, and may be counted",
          prompt_, part);
    }
    for (const ContentPart& content : messages_[i].content) {
      if (!content.foreign) continue;
      part.AddBetween(
          IsText(content) ? TokenBounds{0, -1, 4} : TokenBounds{0, -4, 8},
          "a content part has a form that the API's reference does "
          "not have");
    }
    if (!input_.rules.why_uncertain.empty()) {
      part.AddBetween(input_.rules.message_deviation,
                      input_.rules.why_uncertain);
    }
    const bool hidden =
        input_.rules.hides_messages || input_.request.searches_web;
    if (hidden && i + 1 < messages_.size()) AllowHidden(part);
    if (hidden && i + 1 == messages_.size()) {
      part.AddBetween({0, -6, 0}, "few requests with web search are known");
    }
  }

  const RenderInput& input_;
  Prompt& prompt_;
  const std::vector<Message>& messages_;
  const CallBook calls_;
  // The system message that takes up the sections.
  size_t first_system_;
};

}  // namespace

void RenderMessages(const RenderInput& input, Prompt& prompt) {
  MessagesRenderer(input, prompt).Render();
}

}  // namespace tokenfare::internal
