// Items of /v1/responses: messages, calls, results, and thoughts.
//
// A call that the provider stored counts as the model made it, with the kind of
// its content (" <constrain>json", 3 tokens) and compact arguments; any other
// counts as it was sent. By what the body tells them apart is a rule of the
// family: issued ids, a status, or nothing at all.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "fmt/format.h"
#include "tokenfare/preflight/conversation/call_book.h"
#include "tokenfare/preflight/dialects/openai_responses/render_responses.h"
#include "tokenfare/preflight/dialects/parts/call_text.h"
#include "tokenfare/preflight/dialects/parts/content_renderer.h"
#include "tokenfare/preflight/dialects/parts/media_renderer.h"

namespace tokenfare::internal {
namespace {

// Whether the API gave the id: "fc_" and 32, or 48 to 50, hexadecimal digits.
bool IsIssued(std::string_view id) {
  constexpr std::string_view kPrefix = "fc_";
  if (!id.starts_with(kPrefix)) return false;
  id.remove_prefix(kPrefix.size());
  return (id.size() == 32 || (id.size() >= 48 && id.size() <= 50)) &&
         id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool AllIssued(const Turn& turn) {
  return std::ranges::all_of(
      turn.calls, [](const Call& call) { return IsIssued(call.stored_id); });
}

bool IsUser(const Turn& turn) {
  return turn.kind == Turn::Kind::kMessage && turn.role == Role::kUser;
}

// Of 95 thoughts whose tokens are known (12 to 2,562), by the characters of
// their encrypted form, all are within.
TokenBounds ReasoningTokens(size_t characters) {
  const auto count = static_cast<int64_t>(characters);
  if (count == 0) return {0, 0, kAnyLength};
  const int64_t low = std::max<int64_t>(0, (count - 1'300) * 10 / 69);
  const int64_t high = std::max<int64_t>(120, (count - 600) * 10 / 49 + 1);
  return {std::clamp<int64_t>((count - 1'000) / 6, std::max<int64_t>(low, 30),
                              high),
          low, high};
}

class ItemsRenderer {
 public:
  ItemsRenderer(const RenderInput& input, Prompt& prompt)
      : input_(input),
        rules_(input.rules),
        prompt_(prompt),
        continued_(Continued(input)),
        turns_(input.earlier == nullptr ? input.conversation.turns
                                        : continued_),
        calls_(turns_),
        earlier_(turns_.size() - input.conversation.turns.size()),
        joined_(turns_.size()) {
    for (size_t i = 0; i < turns_.size(); ++i) {
      if (IsUser(turns_[i])) last_user_ = i;
      joined_[i] = AreJoined(turns_[i]);
    }
    const std::string_view context =
        input.conversation.options.reasoning_context;
    knows_context_ =
        context.empty() || context == "all_turns" || context == "current_turn";
    keeps_reasoning_ =
        context.empty() ? rules_.keeps_reasoning : context == "all_turns";
  }

  void Render() {
    const size_t first = FirstTurnLeft(turns_);
    if (first > earlier_ && turns_[earlier_].is_instructions) {
      RenderOne(earlier_);
    }
    for (size_t i = first; i < turns_.size(); ++i) {
      if (!MayRender(input_, i - first, prompt_)) return;
      RenderOne(i);
    }
  }

 private:
  // The turns that the request continues, but for their instructions, which are
  // not carried on, and its own; none where it continues no known ones.
  static std::vector<Turn> Continued(const RenderInput& input) {
    std::vector<Turn> turns;
    if (input.earlier == nullptr) return turns;
    for (const Turn& turn : input.earlier->turns) {
      if (!turn.is_instructions) turns.push_back(turn);
    }
    turns.insert(turns.end(), input.conversation.turns.begin(),
                 input.conversation.turns.end());
    return turns;
  }

  void RenderOne(size_t i) {
    const Turn& turn = turns_[i];
    if (turn.kind == Turn::Kind::kTools) {
      // Those of MCP servers stand with the other tools.
      if (turn.tool_group.empty()) RenderAddedTools(input_, turn, prompt_);
      return;
    }
    PromptPart part = PartOf(turn);
    if (i < earlier_) {
      part.label.insert(0, "previous ");
      part.Use(Feature::kContinued);
    }
    switch (turn.kind) {
      case Turn::Kind::kReasoning:
        RenderReasoning(i, part);
        break;
      case Turn::Kind::kSummary:
        part.rule = "summary";
        part.AddBetween(rules_.summary.tokens, rules_.summary.why);
        break;
      case Turn::Kind::kUnknown:
        RenderUnknownItem(turn, part);
        break;
      case Turn::Kind::kTools:
      case Turn::Kind::kMessage:
        RenderMessage(i, part);
        break;
    }
    Finish(turn, part);
    prompt_.parts.push_back(std::move(part));
  }

  PromptPart PartOf(const Turn& turn) const {
    const Conversation& conversation = input_.conversation;
    const std::string path = conversation.PathOf(turn.origin);
    const std::string label =
        turn.calls.size() > 1
            ? conversation.LabelOfRange(turn.calls.front().origin,
                                        turn.calls.back().origin)
            : std::string(LabelOf(path));
    const std::string_view what =
        turn.kind == Turn::Kind::kReasoning ? "reasoning"
        : turn.kind == Turn::Kind::kUnknown ? turn.label
        : turn.kind == Turn::Kind::kSummary ? "compaction"
                                            : RoleName(turn.role);
    return {fmt::format("{} ({})", label, what), path, "text-message"};
  }

  void RenderMessage(size_t i, PromptPart& part) {
    const Turn& turn = turns_[i];
    if (!turn.calls.empty()) {
      RenderCalls(i, part);
    } else if (turn.role == Role::kTool) {
      RenderResultItem(turn, calls_.AnsweredBy(i), part);
    } else {
      RenderText(turn, part);
    }
  }

  void RenderText(const Turn& turn, PromptPart& part) {
    const std::string_view text = TextOf(turn, prompt_);
    const auto texts = std::ranges::count_if(turn.content, &Item::IsText);
    part.Use(Feature::kText);
    if (turn.is_instructions) part.Use(Feature::kInstructions);
    if (turn.role == Role::kSystem || turn.role == Role::kDeveloper) {
      part.Use(Feature::kSystem);
    }
    if (texts > 1) part.Use(Feature::kTextParts);
    if (text.empty() && turn.content.size() <= 1) {
      part.Use(Feature::kEmptyText);
    }
    part.AddFixed(rules_.per_message);
    part.AddText(RoleName(turn.role));
    if (turn.role == Role::kAssistant) {
      part.Use(Feature::kAnswer);
      part.AddFixed(rules_.per_assistant_text);
    }
    if (turn.states_phase) {
      AddUncertain(rules_.phase, part);
    }
    part.AddText(text);
    AllowNoRefusal(input_, turn, prompt_, part);
    RenderOtherContent(input_, turn, prompt_, part);
    if (IsOfImagesOnly(turn)) {
      part.AddFixed(rules_.images_alone);
      part.Use(Feature::kImagesAlone);
    }
  }

  static bool IsOfImagesOnly(const Turn& turn) {
    return !turn.content.empty() &&
           std::ranges::all_of(turn.content, [](const Item& item) {
             return item.kind == Item::Kind::kImage;
           });
  }

  void RenderCalls(size_t i, PromptPart& part) {
    const Turn& turn = turns_[i];
    part.rule = turn.calls.size() == 1 ? "tool-call" : "parallel-tool-calls";
    if (joined_[i]) {
      part.AddFixed(rules_.parallel_calls);
      part.Use(Feature::kCallsSampled);
      RenderJoinedCalls(input_, turn, prompt_, part);
    } else {
      for (const Call& call : turn.calls) RenderOneCall(turn, call, part);
    }
    if (std::ranges::any_of(turn.calls, &Call::custom)) {
      AddUncertain(rules_.custom_call, part);
    }
    if (!rules_.why_tools_uncertain.empty()) {
      part.AddBetween(rules_.doubted_call, rules_.why_tools_uncertain);
    }
  }

  // Whether the calls of the turn are one message.
  bool AreJoined(const Turn& turn) const {
    return turn.calls.size() > 1 && rules_.joins_calls &&
           (rules_.calls_as_sampled || AllIssued(turn));
  }

  void RenderOneCall(const Turn& turn, const Call& call, PromptPart& part) {
    const bool issued = IsIssued(call.stored_id);
    const bool sampled = rules_.calls_as_sampled ||
                         (issued && rules_.sampled_by_id) ||
                         (issued && call.has_status && turn.calls.size() == 1);
    part.AddFixed(rules_.around_calls);
    if (!rules_.per_calls.why.empty()) {
      part.AddBetween(rules_.per_calls.tokens, rules_.per_calls.why);
    }
    part.Use(sampled                 ? Feature::kCallSampled
             : turn.calls.size() > 1 ? Feature::kCalls
             : issued                ? Feature::kCallStored
                                     : Feature::kCall);
    if (sampled) {
      const Uncertain& more = rules_.sampled_call;
      if (more.why.empty()) {
        part.AddFixed(more.tokens.expected);
      } else {
        part.AddBetween(more.tokens, more.why);
      }
    }
    if (sampled || issued) {
      RenderCall(call, prompt_, part);
      if (call.arguments.empty()) part.Use(Feature::kArgumentsNotJson);
      return;
    }
    part.AddText(prompt_.Own(fmt::format(" to={}", RecipientOf(call))));
    RenderArgumentsAsSent(call, part);
  }

  void RenderResultItem(const Turn& turn, const KnownCall& call,
                        PromptPart& part) {
    const bool joined =
        call.call != nullptr &&
        joined_[static_cast<size_t>(call.group->turn - turns_.data())];
    part.rule = "tool-result";
    part.Use(joined ? Feature::kResultsSampled : Feature::kResult);
    if (std::ranges::count_if(turn.content, &Item::IsText) > 1) {
      part.Use(Feature::kTextParts);
    }
    part.AddFixed(rules_.per_message +
                  (joined ? rules_.per_parallel_results : rules_.per_results));
    part.AddText(call.call == nullptr ? "functions." : NameOf(*call.call));
    part.AddText(TextOf(turn, prompt_));
    RenderOtherContent(input_, turn, prompt_, part);
    if (call.call == nullptr) {
      part.AddBetween(rules_.orphan_result.tokens, rules_.orphan_result.why);
    }
    if (!rules_.why_tools_uncertain.empty()) {
      part.AddBetween(rules_.doubted_call, rules_.why_tools_uncertain);
    }
  }

  // Many results may be of one call: its name is written once.
  std::string_view NameOf(const Call& call) {
    const auto [entry, is_new] = names_.try_emplace(&call);
    if (is_new) entry->second = prompt_.Own(RecipientOf(call));
    return entry->second;
  }

  void RenderReasoning(size_t i, PromptPart& part) {
    part.rule = "reasoning";
    const bool dropped = i < last_user_ && !keeps_reasoning_;
    if (dropped && knows_context_) {
      part.Use(Feature::kReasoningDropped);
      return;
    }
    TokenBounds tokens = ReasoningTokens(turns_[i].encrypted_characters);
    if (dropped) tokens = {0, 0, tokens.high};
    part.AddBetween(tokens, Doubt::kReasoning);
  }

  static void RenderUnknownItem(const Turn& turn, PromptPart& part) {
    part.rule = "unknown-item";
    part.AddReadings({.text = turn.opaque->text, .alternatives = {""}},
                     Doubt::kUnknownItem);
    part.AddBetween({0, 0, kAnyLength}, Doubt::kUnknownItem);
  }

  // What is uncertain in any kind of item.
  void Finish(const Turn& turn, PromptPart& part) const {
    for (const Opaque* field : turn.unknown_fields) {
      RenderUnknownField(input_, *field, Doubt::kUnknownFieldOfItem, part);
    }
    for (const Item& item : turn.content) {
      if (item.form == Item::Form::kKnown) continue;
      AddUncertain(item.IsText() ? rules_.odd_text : rules_.odd_part, part);
    }
    if (!rules_.why_uncertain.empty()) {
      part.AddBetween(rules_.message_deviation, rules_.why_uncertain);
    }
  }

  const RenderInput& input_;
  const PromptRules& rules_;
  Prompt& prompt_;
  const std::vector<Turn> continued_;
  const std::vector<Turn>& turns_;
  const CallBook calls_;
  // How many of the turns are not the request's own.
  const size_t earlier_;
  // Of each turn, whether its calls are one message.
  std::vector<bool> joined_;
  absl::flat_hash_map<const Call*, std::string_view> names_;
  // The last turn of the user.
  size_t last_user_ = 0;
  bool knows_context_ = true;
  bool keeps_reasoning_ = false;
};

}  // namespace

size_t FirstTurnLeft(const std::vector<Turn>& turns) {
  const auto last = std::ranges::find(turns.rbegin(), turns.rend(),
                                      Turn::Kind::kSummary, &Turn::kind);
  return last == turns.rend() ? 0
                              : static_cast<size_t>(turns.rend() - last) - 1;
}

void RenderResponsesTurns(const RenderInput& input, Prompt& prompt) {
  ItemsRenderer(input, prompt).Render();
}

}  // namespace tokenfare::internal
