// What /v1/responses refuses beside what every endpoint does: items that do not
// belong together, parts in the wrong place, and fields of
// /v1/chat/completions. Each row rests on a public report of the answer, or on
// the reference.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

using TextSet = absl::flat_hash_set<std::string_view>;

// What the provider has stored may hold the other half of anything.
bool HasUnseenItems(const Conversation& conversation) {
  return !conversation.unseen.empty() ||
         std::ranges::any_of(conversation.turns, [](const Turn& turn) {
           return turn.kind == Turn::Kind::kUnknown &&
                  turn.label == "item_reference";
         });
}

std::string ResultItemAlone(const RefusalInput& input) {
  const Conversation& conversation = input.conversation;
  if (HasUnseenItems(conversation)) return {};
  TextSet calls;
  for (const Turn& turn : conversation.turns) {
    for (const Call& call : turn.calls) calls.insert(call.id);
  }
  for (const Turn& turn : conversation.turns) {
    if (turn.role != Role::kTool || calls.contains(turn.answers)) continue;
    return fmt::format("{}: no item is a call with the call_id {}",
                       PathOf(input, turn.origin, Field::kAnswers),
                       Quoted(turn.answers));
  }
  return {};
}

std::string CallItemAlone(const RefusalInput& input) {
  const Conversation& conversation = input.conversation;
  if (HasUnseenItems(conversation)) return {};
  TextSet answered;
  for (const Turn& turn : conversation.turns) {
    if (turn.role == Role::kTool) answered.insert(turn.answers);
  }
  for (const Turn& turn : conversation.turns) {
    for (const Call& call : turn.calls) {
      if (answered.contains(call.id)) continue;
      return fmt::format("{}: no item has the output of the call_id {}",
                         PathOf(input, call.origin), Quoted(call.id));
    }
  }
  return {};
}

// The ids that the provider gives to thoughts begin so.
bool IsStoredReasoning(const Turn& turn) {
  return turn.kind == Turn::Kind::kReasoning &&
         turn.stored_id.starts_with("rs_");
}

// Thoughts stand before what the model said or did then.
std::string ReasoningAlone(const RefusalInput& input) {
  const std::vector<Turn>& turns = input.conversation.turns;
  for (size_t i = 0; i < turns.size(); ++i) {
    if (!IsStoredReasoning(turns[i])) continue;
    const bool is_last = i + 1 == turns.size();
    if (!is_last && (turns[i + 1].kind != Turn::Kind::kMessage ||
                     turns[i + 1].role != Role::kUser)) {
      continue;
    }
    return fmt::format(
        "{}: the answer or call that the reasoning led to does not follow",
        PathOf(input, turns[i].origin));
  }
  return {};
}

std::string ReasoningTwice(const RefusalInput& input) {
  TextSet ids;
  for (const Turn& turn : input.conversation.turns) {
    if (!IsStoredReasoning(turn) || ids.insert(turn.stored_id).second) continue;
    return fmt::format("{}: an item before has the id {} too",
                       PathOf(input, turn.origin), Quoted(turn.stored_id));
  }
  return {};
}

std::string LongItemCallId(const RefusalInput& input) {
  constexpr size_t kLongest = 64;
  const auto too_long = [&](const Origin& origin, Field field, size_t size) {
    return fmt::format("{}: {} characters, more than {}",
                       PathOf(input, origin, field), size, kLongest);
  };
  for (const Turn& turn : input.conversation.turns) {
    for (const Call& call : turn.calls) {
      if (call.id.size() > kLongest) {
        return too_long(call.origin, Field::kId, call.id.size());
      }
    }
    if (turn.answers.size() > kLongest) {
      return too_long(turn.origin, Field::kAnswers, turn.answers.size());
    }
  }
  return {};
}

// The first part that the endpoint refuses, in answers or elsewhere.
std::string RefusedPart(const RefusalInput& input, bool in_answers) {
  for (const Turn& turn : input.conversation.turns) {
    if ((turn.role == Role::kAssistant) != in_answers) continue;
    for (const Item& item : turn.content) {
      if (item.form == Item::Form::kRefused) {
        return PathOf(input, item.origin, Field::kType);
      }
    }
  }
  return {};
}

std::string ItemPartType(const RefusalInput& input) {
  const std::string path = RefusedPart(input, /*in_answers=*/false);
  if (path.empty()) return {};
  return fmt::format(
      "{}: types are input_text, input_image, input_audio and input_file",
      path);
}

std::string AnswerPartType(const RefusalInput& input) {
  const std::string path = RefusedPart(input, /*in_answers=*/true);
  if (path.empty()) return {};
  return fmt::format("{}: types in answers are output_text and refusal", path);
}

std::string SmallOutputLimit(const RefusalInput& input) {
  constexpr int64_t kLeast = 16;
  const StatedLimit& limit = input.conversation.output_limit;
  if (!limit.tokens.has_value() || *limit.tokens >= kLeast) return {};
  return fmt::format("{}: {} is less than {}",
                     PathOf(input, Field::kOutputLimit), *limit.tokens, kLeast);
}

std::string StateTwice(const RefusalInput& input) {
  const std::vector<Unseen>& unseen = input.conversation.unseen;
  const auto first = std::ranges::find_if(unseen, &Unseen::is_turns);
  if (first == unseen.end()) return {};
  const auto second =
      std::find_if(std::next(first), unseen.end(),
                   [](const Unseen& other) { return other.is_turns; });
  if (second == unseen.end()) return {};
  return fmt::format("{}: given beside {}, which says the same",
                     PathOf(input, first->origin),
                     PathOf(input, second->origin));
}

std::string MovedField(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  if (options.moved_field.empty()) return {};
  return fmt::format("{}{}: of /v1/chat/completions; it is {} here",
                     PathOf(input, Origin{}), PathStep(options.moved_field),
                     options.moved_to);
}

std::string FunctionName(const RefusalInput& input) {
  constexpr std::string_view kTaken =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  for (const Tool& tool : input.conversation.tools) {
    if (tool.kind != Tool::Kind::kFunction ||
        tool.name.find_first_not_of(kTaken) == std::string_view::npos) {
      continue;
    }
    return fmt::format(
        "{}: {} holds other characters than letters, digits, _ and -",
        PathOf(input, tool.origin, Field::kName), Quoted(tool.name));
  }
  return {};
}

// The context may be stored.
std::string NoWordJsonInItems(const RefusalInput& input) {
  return HasUnseenItems(input.conversation) ? std::string() : NoWordJson(input);
}

#define TOKENFARE_GITHUB(thread) "https://github.com/" thread

constexpr RefusalRow kResponsesRows[] = {
    {"tool_result_without_call",
     TOKENFARE_GITHUB("microsoft/vscode/issues/320060"), ResultItemAlone,
     kAnyModel},
    {"tool_call_without_result", TOKENFARE_GITHUB("openai/codex/issues/620"),
     CallItemAlone, kAnyModel},
    {"reasoning_without_item", TOKENFARE_GITHUB("vercel/ai/issues/7099"),
     ReasoningAlone, kAnyModel},
    {"reasoning_repeated",
     TOKENFARE_GITHUB("continuedev/continue/issues/10723"), ReasoningTwice,
     kAnyModel},
    {"tool_call_id_too_long", TOKENFARE_GITHUB("decolua/9router/issues/393"),
     LongItemCallId, kAnyModel},
    {"content_part_type",
     TOKENFARE_GITHUB("MervinPraison/PraisonAI/issues/3934"), ItemPartType,
     kAnyModel},
    {"answer_part_type", TOKENFARE_GITHUB("jeremychone/rust-genai/pull/119"),
     AnswerPartType, kAnyModel},
    {"max_output_tokens_too_small",
     TOKENFARE_GITHUB("vectorize-io/hindsight/issues/58"), SmallOutputLimit},
    {"state_given_twice",
     "https://platform.openai.com/docs/api-reference/responses/create",
     StateTwice},
    {"parameter_moved", TOKENFARE_GITHUB("lobehub/lobehub/issues/8116"),
     MovedField},
    {"tool_name", TOKENFARE_GITHUB("openai/openai-dotnet/issues/441"),
     FunctionName, kAnyModel},
    {"temperature_unsupported", TOKENFARE_GITHUB("modxcms/modAI/issues/84"),
     TemperatureUnsupported},
    {"top_p_unsupported",
     "https://platform.openai.com/docs/guides/latest-model", TopPUnsupported},
    {"reasoning_effort_unsupported",
     TOKENFARE_GITHUB("RageAgainstThePixel/OpenAI-DotNet/issues/500"),
     EffortUnsupported},
    {"json_not_mentioned",
     "https://platform.openai.com/docs/guides/structured-outputs",
     NoWordJsonInItems, kAnyModel},
};

#undef TOKENFARE_GITHUB

}  // namespace

std::span<const RefusalRow> ResponsesRefusalTable() { return kResponsesRows; }

}  // namespace tokenfare::internal
