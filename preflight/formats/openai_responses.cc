// Checks the fields of a body of Responses, and reads it part by part.

#include "tokenfare/preflight/formats/openai_responses.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/preflight/formats/openai_responses_parts.h"

namespace tokenfare::internal {
namespace {

// What the provider has stored and sends along.
void ReadUnseen(const JsonValue& root, Conversation& conversation) {
  struct Stored {
    std::string_view key;
    ResponsesPlace place;
    std::string_view what;
    bool is_turns;
  };
  constexpr std::array<Stored, 3> kStored = {{
      {"previous_response_id", ResponsesPlace::kPreviousResponse,
       "the turns before it", true},
      {"conversation", ResponsesPlace::kConversation, "the turns before it",
       true},
      {"prompt", ResponsesPlace::kPrompt, "the stored prompt", false},
  }};
  for (const Stored& stored : kStored) {
    if (Given(root, stored.key) == nullptr) continue;
    conversation.unseen.push_back(
        {ResponsesOrigin(stored.place), stored.what, stored.is_turns});
  }
}

// Instructions are a system message in front of all.
void ReadInstructions(const JsonValue& root, Conversation& conversation) {
  const std::string_view text = root.FindText("instructions");
  if (text.empty()) return;
  Turn& turn = conversation.turns.emplace_back();
  turn.role = Role::kSystem;
  turn.is_instructions = true;
  turn.origin = ResponsesOrigin(ResponsesPlace::kInstructions);
  turn.content.push_back({.origin = turn.origin, .text = text});
}

// Returns the turn of each item.
absl::StatusOr<std::vector<size_t>> ReadInput(const JsonValue& root,
                                              Conversation& conversation) {
  const JsonValue* input = Given(root, "input");
  if (input == nullptr) {
    if (!conversation.unseen.empty()) return std::vector<size_t>();
    return BadField("$.input", "missing; give a string or an array of items" +
                                   StandsInstead(root, "input"));
  }
  if (input->Is(JsonKind::kArray)) {
    if (input->elements().empty() && conversation.unseen.empty()) {
      return BadField("$.input", "empty; give at least one item");
    }
    return ReadResponsesItems(*input, conversation);
  }
  Turn& turn = conversation.turns.emplace_back();
  turn.origin = ResponsesOrigin(ResponsesPlace::kInput);
  turn.content.push_back({.origin = turn.origin, .text = input->text()});
  return std::vector<size_t>();
}

absl::Status ReadOutputLimit(const JsonValue& root,
                             Conversation& conversation) {
  absl::StatusOr<std::optional<int64_t>> limit =
      OptionalInteger(root, "max_output_tokens", 1, kMaxTokenLimit, "$");
  if (!limit.ok()) return limit.status();
  StatedLimit& output = conversation.output_limit;
  output.tokens = *limit;
  output.field = "max_output_tokens";
  output.by_field = limit->has_value();
  return absl::OkStatus();
}

void ReadOptions(const JsonValue& root, Conversation& conversation) {
  conversation.model = root.FindText("model");
  if (const JsonValue* tier = Given(root, "service_tier")) {
    conversation.service_tier = tier->text();
  }
  if (const JsonValue* cache = Given(root, "prompt_cache_options")) {
    conversation.explicit_cache = cache->FindText("mode") == "explicit";
  }
  Options& options = conversation.options;
  options.temperature = NumberOf(root, "temperature");
  options.top_p = NumberOf(root, "top_p");
  options.top_logprobs = NumberOf(root, "top_logprobs");
  options.metadata = Given(root, "metadata");
  options.stream = IsTrue(root, "stream");
  options.store = !IsFalse(root, "store");
  options.has_stream_options = Given(root, "stream_options") != nullptr;
  options.states_parallel_calls = Given(root, "parallel_tool_calls") != nullptr;
  options.forbids_parallel_calls = IsFalse(root, "parallel_tool_calls");
  const JsonValue* tools = Given(root, "tools");
  options.has_tools = tools != nullptr;
  options.lists_no_tools = tools != nullptr && tools->elements().empty();
  if (const JsonValue* reasoning = Given(root, "reasoning")) {
    options.effort = reasoning->FindText("effort");
    options.states_effort = Given(*reasoning, "effort") != nullptr;
    options.reasoning_context = reasoning->FindText("context");
    options.reasoning_mode = reasoning->FindText("mode");
  }
}

// What bodies of /v1/chat/completions name otherwise.
void ReadMovedField(const JsonValue& root, Options& options) {
  struct Moved {
    std::string_view from;
    std::string_view to;
  };
  constexpr std::array<Moved, 5> kMoved = {{
      {"reasoning_effort", "reasoning.effort"},
      {"response_format", "text.format"},
      {"max_tokens", "max_output_tokens"},
      {"max_completion_tokens", "max_output_tokens"},
      {"verbosity", "text.verbosity"},
  }};
  for (const Moved& moved : kMoved) {
    if (Given(root, moved.from) == nullptr) continue;
    options.moved_field = moved.from;
    options.moved_to = moved.to;
    return;
  }
}

void AddUnknownItemFields(const std::vector<UnknownField>& fields,
                          const std::vector<size_t>& turn_of_item,
                          Conversation& conversation) {
  for (const UnknownField& field : fields) {
    const Opaque* opaque = &ReadOpaque(*field.value, conversation);
    if (field.turn == UnknownField::kNoTurn) {
      conversation.unknown_fields.push_back(opaque);
    } else {
      conversation.turns[turn_of_item[field.turn]].unknown_fields.push_back(
          opaque);
    }
  }
}

absl::StatusOr<Conversation> ReadResponses(JsonDocument document,
                                           const JsonValue& root) {
  Conversation conversation;
  conversation.dialect = Conversation::Dialect::kResponses;
  conversation.write_path = ResponsesPath;
  conversation.documents.push_back(std::move(document));
  absl::StatusOr<std::vector<UnknownField>> unknown =
      CheckFields(root, ResponsesBodyFields(), ResponsesItemFields(),
                  conversation.warnings);
  if (!unknown.ok()) return unknown.status();
  ReadUnseen(root, conversation);
  ReadInstructions(root, conversation);
  absl::StatusOr<std::vector<size_t>> turn_of_item =
      ReadInput(root, conversation);
  if (!turn_of_item.ok()) return turn_of_item.status();
  absl::Status status = ReadResponsesTools(root, conversation);
  if (status.ok()) status = ReadResponsesToolChoice(root, conversation);
  if (status.ok()) status = ReadResponsesTextFormat(root, conversation);
  if (status.ok()) status = ReadOutputLimit(root, conversation);
  if (!status.ok()) return status;
  ReadOptions(root, conversation);
  ReadMovedField(root, conversation.options);
  AddUnknownItemFields(*unknown, *turn_of_item, conversation);
  if (conversation.output.kind == OutputContract::Kind::kJsonObject) {
    const JsonValue* input = root.Find("input");
    const JsonValue* instructions = root.Find("instructions");
    conversation.mentions_json =
        (input != nullptr && HoldsWord(*input, "json")) ||
        (instructions != nullptr && HoldsWord(*instructions, "json"));
  }
  return conversation;
}

// Bodies of embeddings, which have an `input` too, are known before these.
bool IsResponses(const JsonValue& root) {
  // The last are of no other request, and stay where the first are mistyped.
  constexpr std::array<std::string_view, 8> kFields = {
      "input",        "instructions", "previous_response_id",
      "conversation", "reasoning",    "max_output_tokens",
      "text",         "truncation"};
  const JsonValue* prompt = root.Find("prompt");
  const bool stored = prompt != nullptr && prompt->Is(JsonKind::kObject);
  return (stored || std::ranges::any_of(kFields,
                                        [&](std::string_view key) {
                                          return root.Find(key) != nullptr;
                                        })) &&
         root.Find("messages") == nullptr && root.Find("object") == nullptr &&
         root.Find("output") == nullptr;
}

}  // namespace

constinit const Format kOpenAiResponses = {
    .name = "openai_responses",
    .endpoint = "/v1/responses",
    .model_kind = ModelKind::kChat,
    .is_body = IsResponses,
    .read = ReadResponses,
    .read_response = ReadResponsesOutput};

}  // namespace tokenfare::internal
