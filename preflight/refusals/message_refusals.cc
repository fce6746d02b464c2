#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

using Ids = absl::flat_hash_set<std::string_view>;

Ids IdsOf(const Turn& turn) {
  Ids ids;
  for (const Call& call : turn.calls) ids.insert(call.id);
  return ids;
}

// Whether the assistant's message says something else than text.
bool SaysOtherwise(const Turn& turn) {
  return !turn.calls.empty() || turn.function_call.has_value() ||
         turn.refusal.has_value() || turn.refers_to_audio;
}

// The first item for which `is_refused(turn, item)`, as the path of its field.
template <typename Predicate>
std::string FindItem(const RefusalInput& input, Predicate is_refused,
                     Field field = Field::kItself) {
  for (const Turn& turn : input.conversation.turns) {
    for (const Item& item : turn.content) {
      if (is_refused(turn, item)) return PathOf(input, item.origin, field);
    }
  }
  return {};
}

}  // namespace

// Results follow the message with their calls, with nothing else between.
std::string OrphanResult(const RefusalInput& input) {
  Ids open;
  for (const Turn& turn : input.conversation.turns) {
    if (turn.role != Role::kTool) {
      open = IdsOf(turn);
    } else if (!open.contains(turn.answers)) {
      return fmt::format("{}: {} is no call of the assistant's message before",
                         PathOf(input, turn.origin, Field::kAnswers),
                         Quoted(turn.answers));
    }
  }
  return {};
}

std::string UnansweredCall(const RefusalInput& input) {
  const std::vector<Turn>& turns = input.conversation.turns;
  for (size_t i = 0; i < turns.size(); ++i) {
    if (turns[i].calls.empty()) continue;
    Ids answered;
    for (size_t j = i + 1; j < turns.size() && turns[j].role == Role::kTool;
         ++j) {
      answered.insert(turns[j].answers);
    }
    for (const Call& call : turns[i].calls) {
      if (answered.contains(call.id)) continue;
      return fmt::format("{}: no message of role tool with its result follows",
                         PathOf(input, call.origin));
    }
  }
  return {};
}

std::string EmptyToolCalls(const RefusalInput& input) {
  for (const Turn& turn : input.conversation.turns) {
    if (!turn.lists_no_calls) continue;
    return fmt::format("{}: empty; leave it out",
                       PathOf(input, turn.origin, Field::kCalls));
  }
  return {};
}

std::string LongCallId(const RefusalInput& input) {
  constexpr size_t kLongest = 40;
  for (const Turn& turn : input.conversation.turns) {
    for (const Call& call : turn.calls) {
      if (call.id.size() <= kLongest) continue;
      return fmt::format("{}: {} characters, more than {}",
                         PathOf(input, call.origin, Field::kId), call.id.size(),
                         kLongest);
    }
  }
  return {};
}

// The pattern of the API's message: '^[^\s<|\\/>]+$'.
std::string MessageName(const RefusalInput& input) {
  constexpr size_t kLongest = 64;
  for (const Turn& turn : input.conversation.turns) {
    if (!turn.name.has_value()) continue;
    const std::string_view name = *turn.name;
    if (name.find_first_of(" \t\r\n\f\v<|\\/>") == std::string_view::npos &&
        !name.empty() && name.size() <= kLongest) {
      continue;
    }
    return fmt::format(
        "{}: {} is empty, over {} characters, or holds a blank or one of "
        "< | \\ / >",
        PathOf(input, turn.origin, Field::kName), Quoted(name), kLongest);
  }
  return {};
}

std::string NoContent(const RefusalInput& input) {
  for (const Turn& turn : input.conversation.turns) {
    if (turn.role != Role::kAssistant || SaysOtherwise(turn) ||
        !turn.lacks_content) {
      continue;
    }
    return fmt::format(
        "{}: missing from a message of the assistant without calls",
        PathOf(input, turn.origin, Field::kContent));
  }
  return {};
}

std::string EmptyContent(const RefusalInput& input) {
  for (const Turn& turn : input.conversation.turns) {
    if (turn.lacks_content || !turn.content.empty()) continue;
    return fmt::format("{}: an array without parts",
                       PathOf(input, turn.origin, Field::kContent));
  }
  return {};
}

// Bare strings are no part of the reference either, and were accepted.
std::string ContentPartType(const RefusalInput& input) {
  const std::string path = FindItem(
      input,
      [](const Turn&, const Item& item) {
        return item.form == Item::Form::kForeign;
      },
      Field::kType);
  if (path.empty()) return {};
  return fmt::format(
      "{}: types are text, image_url, input_audio, refusal, audio and "
      "file, each with the field of its name",
      path);
}

// Those of tools were accepted.
std::string ImageRole(const RefusalInput& input) {
  const std::string path =
      FindItem(input, [](const Turn& turn, const Item& item) {
        return item.kind == Item::Kind::kImage && turn.role != Role::kUser &&
               turn.role != Role::kTool;
      });
  if (path.empty()) return {};
  return fmt::format("{}: images stand in messages of the user", path);
}

std::string AudioFormat(const RefusalInput& input) {
  const std::string path = FindItem(
      input,
      [](const Turn&, const Item& item) {
        return item.kind == Item::Kind::kAudio && item.format != "wav" &&
               item.format != "mp3";
      },
      Field::kFormat);
  if (path.empty()) return {};
  return fmt::format("{}: formats are wav and mp3", path);
}

std::string SystemRole(const RefusalInput& input) {
  if (!input.card.id.starts_with("o1-mini") &&
      !input.card.id.starts_with("o1-preview")) {
    return {};
  }
  for (const Turn& turn : input.conversation.turns) {
    if (turn.role == Role::kSystem || turn.role == Role::kDeveloper) {
      return fmt::format("{}: {} takes no {} messages",
                         PathOf(input, turn.origin, Field::kRole), input.model,
                         RoleName(turn.role));
    }
  }
  return {};
}

std::string NoWordJson(const RefusalInput& input) {
  const OutputContract& output = input.conversation.output;
  if (output.kind != OutputContract::Kind::kJsonObject ||
      input.conversation.mentions_json) {
    return {};
  }
  return fmt::format("{}: json_object, and no message holds the word JSON",
                     PathOf(input, output.origin));
}

}  // namespace tokenfare::internal
