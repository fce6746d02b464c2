// Messages of text, and the order of all turns and sections.

#include "tokenfare/preflight/dialects/openai_chat/message_renderer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/preflight/conversation/call_book.h"
#include "tokenfare/preflight/dialects/openai_chat/response_format_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/result_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/section_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/tool_call_renderer.h"
#include "tokenfare/preflight/dialects/parts/content_renderer.h"
#include "tokenfare/preflight/dialects/parts/media_renderer.h"

namespace tokenfare::internal {
namespace {

void UseText(const Turn& turn, std::string_view text, PromptPart& part) {
  part.Use(Feature::kText);
  if (turn.role == Role::kDeveloper) part.Use(Feature::kDeveloper);
  if (turn.role == Role::kAssistant) part.Use(Feature::kAnswer);
  if (turn.name.has_value()) part.Use(Feature::kName);
  if (std::ranges::count_if(turn.content, &Item::IsText) > 1) {
    part.Use(Feature::kTextParts);
  }
  if (text.empty() && turn.content.size() <= 1) {
    part.Use(Feature::kEmptyText);
  }
}

// Text, and what stands beside it: 3 + n(role) + n(":" + name) + n(content).
void RenderTextMessage(const RenderInput& input, const Turn& turn,
                       std::string_view text, Prompt& prompt,
                       PromptPart& part) {
  const bool has_calls = !turn.calls.empty() || turn.function_call.has_value();
  const bool has_content = turn.content.size() > 1 || !text.empty() ||
                           !std::ranges::all_of(turn.content, &Item::IsText);
  if (has_calls && (has_content || turn.name.has_value())) {
    part.Use(has_content ? Feature::kCallBesideText : Feature::kNameOfCalls);
  }
  // A name beside calls counts, but no role does.
  if (has_calls && !has_content && turn.name.has_value() &&
      !turn.name->empty()) {
    part.AddText(prompt.Own(fmt::format(":{}", *turn.name)));
  }
  if (has_content || !has_calls) {
    UseText(turn, text, part);
    part.AddFixed(input.rules.per_message);
    part.AddText(RoleName(turn.role));
    if (turn.name.has_value() && !turn.name->empty()) {
      part.AddText(prompt.Own(fmt::format(":{}", *turn.name)));
    }
    if (turn.role == Role::kAssistant) {
      part.AddFixed(input.rules.per_assistant_text);
      RenderReplyConstraint(input, /*earlier=*/true, part);
    }
    part.AddText(text);
    AllowNoRefusal(input, turn, prompt, part);
    RenderOtherContent(input, turn, prompt, part);
  }
  RenderPastAnswers(input, turn, part);
  if (has_calls) RenderToolCalls(input, turn, prompt, part);
}

// Messages that are probably not billed.
void AllowHidden(PromptPart& part) { part.AllowNothing(Doubt::kHiddenMessage); }

bool IsSystem(const Turn& turn) {
  return turn.role == Role::kSystem || turn.role == Role::kDeveloper;
}

class TurnsRenderer {
 public:
  TurnsRenderer(const RenderInput& input, Prompt& prompt)
      : input_(input),
        prompt_(prompt),
        turns_(input.conversation.turns),
        calls_(turns_),
        first_system_(static_cast<size_t>(
            std::find_if(turns_.begin(), turns_.end(), IsSystem) -
            turns_.begin())) {}

  void Render() {
    const bool none = first_system_ == turns_.size();
    if (none || (first_system_ > 0 && !input_.rules.appends_late)) {
      RenderSections(input_,
                     {.kind = none ? SectionPlace::Kind::kAlone
                                   : SectionPlace::Kind::kLate,
                      .own_message = true},
                     prompt_);
      first_system_ = turns_.size();
    }
    for (size_t i = 0; i < turns_.size(); ++i) {
      if (!MayRender(input_, i, prompt_)) return;
      RenderOne(i);
    }
  }

 private:
  void RenderOne(size_t i) {
    const Turn& turn = turns_[i];
    const KnownCall& call = calls_.AnsweredBy(i);
    const bool parallel = call.group != nullptr && call.group->calls > 1;
    // All results stand where the first does.
    if (parallel && call.group->results.front() != i) return;
    const std::string path = input_.conversation.PathOf(turn.origin);
    PromptPart part(fmt::format("{} ({})", LabelOf(path), RoleName(turn.role)),
                    path, "text-message");
    std::string_view text;
    if (parallel) {
      RenderParallelResults(input_, *call.group, prompt_, part);
      for (const size_t result : call.group->results) {
        RenderOtherContent(input_, turns_[result], prompt_, part);
      }
    } else if (turn.role == Role::kTool) {
      RenderResult(input_, call, turn, prompt_, part);
      RenderOtherContent(input_, turn, prompt_, part);
    } else if (turn.role == Role::kFunction) {
      RenderFunctionResult(input_, turn, prompt_, part);
      RenderOtherContent(input_, turn, prompt_, part);
    } else {
      text = TextOf(turn, prompt_);
      if (i == 0 && first_system_ == 0 && input_.rules.instructions &&
          HasSections(input_.conversation)) {
        text = prompt_.Own(fmt::format("# Instructions\n\n{}", text));
      }
      RenderTextMessage(input_, turn, text, prompt_, part);
    }
    if (turn.role == Role::kTool && !input_.rules.why_tools_uncertain.empty()) {
      part.AddBetween(input_.rules.doubted_call,
                      input_.rules.why_tools_uncertain);
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
    for (const Opaque* field : turns_[i].unknown_fields) {
      RenderUnknownField(input_, *field, Doubt::kUnknownFieldOfMessage, part);
    }
    for (const Item& item : turns_[i].content) {
      if (item.form == Item::Form::kKnown) continue;
      AddUncertain(
          item.IsText() ? input_.rules.odd_text : input_.rules.odd_part, part);
    }
    if (!input_.rules.why_uncertain.empty()) {
      part.AddBetween(input_.rules.message_deviation,
                      input_.rules.why_uncertain);
    }
    const bool hidden =
        input_.rules.hides_messages || input_.conversation.searches_web;
    if (hidden && i + 1 < turns_.size()) AllowHidden(part);
    if (hidden && i + 1 == turns_.size()) {
      AddUncertain(input_.rules.searching_message, part);
    }
  }

  const RenderInput& input_;
  Prompt& prompt_;
  const std::vector<Turn>& turns_;
  const CallBook calls_;
  // The system message that takes up the sections.
  size_t first_system_;
};

}  // namespace

void RenderTurns(const RenderInput& input, Prompt& prompt) {
  TurnsRenderer(input, prompt).Render();
}

}  // namespace tokenfare::internal
