// Messages are read as those of a chat, whose fields they share. The lists of
// an example of preferences are read one after another; the place of what was
// read then holds which list it is from.
// Sources:
// https://platform.openai.com/docs/api-reference/fine-tuning/chat-input and
// /preference-input.

#include "tokenfare/preflight/formats/fine_tuning.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kMessages = "$.messages";

// Where the lists of an example of preferences stand.
constexpr std::array<std::string_view, 3> kLists = {
    "$.input.messages", "$.preferred_output", "$.non_preferred_output"};
// In Origin::place, above the places of chats.
constexpr uint32_t kListShift = 8;

const KnownField& ChatBodyField(std::string_view name) {
  return *std::ranges::find(ChatBodyFields().fields, name, &KnownField::name);
}

// A message of an example may have a weight.
const FieldLevel& ExampleTurn() {
  static const auto* const kFields = [] {
    auto* fields = new std::vector<KnownField>(ChatTurnFields().fields.begin(),
                                               ChatTurnFields().fields.end());
    fields->push_back({"weight", nullptr, Only(JsonKind::kNumber)});
    return fields;
  }();
  static const FieldLevel level = {.fields = *kFields};
  return level;
}

const FieldLevel& ExampleBody() {
  static const auto* const kFields = new std::vector<KnownField>{
      ChatBodyField("functions"),
      {"messages", &ExampleTurn(), Only(JsonKind::kArray)},
      ChatBodyField("parallel_tool_calls"),
      ChatBodyField("tools")};
  static const FieldLevel level = {.fields = *kFields};
  return level;
}

const FieldLevel& PreferenceBody() {
  static const auto* const kFields = new std::vector<KnownField>{
      {"input", &ExampleBody(), Only(JsonKind::kObject)},
      {"non_preferred_output", &ExampleTurn(), Only(JsonKind::kArray)},
      {"preferred_output", &ExampleTurn(), Only(JsonKind::kArray)}};
  static const FieldLevel level = {.fields = *kFields};
  return level;
}

// `path` of a chat, in the list it stands in.
std::string InList(std::string_view path, size_t list) {
  if (path.starts_with(kMessages)) {
    return fmt::format("{}{}", kLists[list], path.substr(kMessages.size()));
  }
  return path.size() > 1 ? fmt::format("$.input{}", path.substr(1))
                         : std::string(path);
}

std::string PreferencePath(const Origin& origin, Field field) {
  Origin in_chat = origin;
  in_chat.place &= (1U << kListShift) - 1;
  const std::string path = ChatPath(in_chat, field);
  // What is asked of the body as a whole stands in the body.
  if (in_chat.place == static_cast<uint32_t>(ChatPlace::kBody) &&
      field != Field::kTools && field != Field::kFunctions) {
    return path;
  }
  return InList(path, origin.place >> kListShift);
}

void PutInList(size_t list, Origin& origin) {
  origin.place |= static_cast<uint32_t>(list) << kListShift;
}

void PutInList(size_t list, Turn& turn) {
  PutInList(list, turn.origin);
  for (Item& item : turn.content) PutInList(list, item.origin);
  for (Call& call : turn.calls) PutInList(list, call.origin);
  if (turn.function_call.has_value()) {
    PutInList(list, turn.function_call->origin);
  }
}

// An error or a warning of a chat, said of the list.
std::string MovedTo(size_t list, std::string_view message) {
  return message.starts_with('$') ? InList(message, list)
                                  : std::string(message);
}

// Reads the messages at `value` as the list of that number.
absl::Status ReadMessageList(const JsonValue* value, size_t list,
                             Conversation& example) {
  if (value == nullptr || value->Is(JsonKind::kNull)) {
    return BadField(kLists[list], "missing; give an array of messages");
  }
  const std::array<JsonMember, 1> members = {{{"messages", *value}}};
  // Its places count from 0.
  std::vector<Turn> before = std::exchange(example.turns, {});
  const size_t warnings = example.warnings.size();
  const absl::Status status =
      ReadChatTurns(JsonValue(JsonValue::Object(members)), example);
  if (!status.ok()) {
    return absl::Status(status.code(),
                        MovedTo(list, std::string(status.message())));
  }
  for (Turn& turn : example.turns) {
    PutInList(list, turn);
    before.push_back(std::move(turn));
  }
  example.turns = std::move(before);
  for (size_t i = warnings; i < example.warnings.size(); ++i) {
    example.warnings[i].message = MovedTo(list, example.warnings[i].message);
  }
  return absl::OkStatus();
}

bool IsAnswer(const Turn& turn) { return turn.role == Role::kAssistant; }

// Answers are what is learned.
absl::Status CheckAnswers(const Conversation& example, size_t begin,
                          std::string_view path) {
  if (std::any_of(example.turns.begin() + static_cast<ptrdiff_t>(begin),
                  example.turns.end(), IsAnswer)) {
    return absl::OkStatus();
  }
  return BadField(path,
                  "there is no message of the assistant, and its answers "
                  "are what is learned");
}

absl::Status CheckWeights(const JsonValue& messages, std::string_view path) {
  size_t index = 0;
  for (const JsonValue& message : messages.elements()) {
    const JsonValue* weight = message.Find("weight");
    if (weight != nullptr && weight->Is(JsonKind::kNumber) &&
        weight->text() != "0" && weight->text() != "1") {
      return BadField(fmt::format("{}[{}].weight", path, index),
                      fmt::format("{} is neither 0 nor 1", weight->text()));
    }
    ++index;
  }
  return absl::OkStatus();
}

absl::Status ReadSupervised(const JsonValue& root, Conversation& example) {
  example.write_path = ChatPath;
  absl::StatusOr<std::vector<UnknownField>> unknown =
      CheckFields(root, ExampleBody(), ExampleTurn(), example.warnings);
  if (!unknown.ok()) return unknown.status();
  absl::Status status = ReadChatTurns(root, example);
  if (status.ok()) status = CheckAnswers(example, 0, kMessages);
  if (status.ok()) status = CheckWeights(*root.Find("messages"), kMessages);
  if (status.ok()) status = ReadChatTools(root, example);
  if (!status.ok()) return status;
  for (const UnknownField& field : *unknown) {
    example.unknown_fields.push_back(&ReadOpaque(*field.value, example));
  }
  return absl::OkStatus();
}

absl::Status ReadPreference(const JsonValue& root, Conversation& example) {
  example.write_path = PreferencePath;
  // A turn's field is named by its own list, so none is looked for.
  constexpr FieldLevel kNoList = {};
  absl::StatusOr<std::vector<UnknownField>> unknown =
      CheckFields(root, PreferenceBody(), kNoList, example.warnings);
  if (!unknown.ok()) return unknown.status();
  const JsonValue* input = root.Find("input");
  if (input == nullptr || !input->Is(JsonKind::kObject)) {
    return BadField("$.input", "missing; give an object with messages");
  }
  TrainingExample& training = *example.training;
  training.has_preference = true;
  absl::Status status = ReadMessageList(input->Find("messages"), 0, example);
  if (!status.ok()) return status;
  training.input_turns = example.turns.size();
  for (size_t list = 1; list < kLists.size(); ++list) {
    const size_t begin = example.turns.size();
    status = ReadMessageList(root.Find(kLists[list].substr(2)), list, example);
    if (status.ok()) status = CheckAnswers(example, begin, kLists[list]);
    if (!status.ok()) return status;
  }
  status = ReadChatTools(*input, example);
  if (!status.ok()) {
    return absl::Status(status.code(),
                        MovedTo(0, std::string(status.message())));
  }
  for (const UnknownField& field : *unknown) {
    example.unknown_fields.push_back(&ReadOpaque(*field.value, example));
  }
  return absl::OkStatus();
}

bool HasPreference(const JsonValue& root) {
  return root.Find("preferred_output") != nullptr ||
         root.Find("non_preferred_output") != nullptr;
}

absl::StatusOr<Conversation> ReadExample(JsonDocument document,
                                         const JsonValue& root) {
  Conversation example;
  example.documents.push_back(std::move(document));
  example.training.emplace();
  example.output_limit.by_default = 0;
  const absl::Status status = HasPreference(root)
                                  ? ReadPreference(root, example)
                                  : ReadSupervised(root, example);
  if (!status.ok()) return status;
  return example;
}

}  // namespace

// Supervised examples have the fields of a chat, and may be one: only those of
// preferences are known by their fields.
constinit const Format kFineTuning = {.name = "fine_tuning",
                                      .endpoint = "",
                                      .model_kind = ModelKind::kTraining,
                                      .is_body = HasPreference,
                                      .read = ReadExample};

}  // namespace tokenfare::internal
