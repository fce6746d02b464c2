#include "tokenfare/preflight/formats/chat_request.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/chat_message.h"
#include "tokenfare/preflight/formats/document_kind.h"
#include "tokenfare/preflight/formats/foreign_tool.h"
#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

// The most choices that the API's reference allows.
constexpr int64_t kMostChoicesServed = 128;

// A set of JsonKinds.
constexpr unsigned Bit(JsonKind kind) {
  return 1U << static_cast<unsigned>(kind);
}
constexpr unsigned kBoolean = Bit(JsonKind::kBool);
constexpr unsigned kNumeric = Bit(JsonKind::kNumber);
constexpr unsigned kText = Bit(JsonKind::kString);
constexpr unsigned kList = Bit(JsonKind::kArray);
constexpr unsigned kRecord = Bit(JsonKind::kObject);

struct RequestField {
  std::string_view name;
  unsigned kinds;
};

// The fields of the API's reference for chat completions, null allowed for
// each. Those that change the figures are read below; the others are known so
// that a mistyped name is noticed, and checked for their type.
constexpr std::array<RequestField, 37> kRequestFieldsRead = {{
    {"audio", kRecord},
    {"frequency_penalty", kNumeric},
    {"function_call", kText | kRecord},
    {"functions", kList},
    {"logit_bias", kRecord},
    {"logprobs", kBoolean},
    {"max_completion_tokens", kNumeric},
    {"max_tokens", kNumeric},
    {"messages", kList},
    {"metadata", kRecord},
    {"modalities", kList},
    {"model", kText},
    {"moderation", kRecord},
    {"n", kNumeric},
    {"parallel_tool_calls", kBoolean},
    {"prediction", kRecord},
    {"presence_penalty", kNumeric},
    {"prompt_cache_key", kText},
    {"prompt_cache_options", kRecord},
    {"prompt_cache_retention", kText},
    {"reasoning_effort", kText},
    {"response_format", kRecord},
    {"safety_identifier", kText},
    {"seed", kNumeric},
    {"service_tier", kText},
    {"stop", kText | kList},
    {"store", kBoolean},
    {"stream", kBoolean},
    {"stream_options", kRecord},
    {"temperature", kNumeric},
    {"tool_choice", kText | kRecord},
    {"tools", kList},
    {"top_logprobs", kNumeric},
    {"top_p", kNumeric},
    {"user", kText},
    {"verbosity", kText},
    {"web_search_options", kRecord},
}};

constexpr auto kKnownFieldNames = [] {
  std::array<std::string_view, kRequestFieldsRead.size()> names;
  for (size_t i = 0; i < names.size(); ++i)
    names[i] = kRequestFieldsRead[i].name;
  return names;
}();

std::string KindNames(unsigned kinds) {
  std::string names;
  for (JsonKind kind : {JsonKind::kBool, JsonKind::kNumber, JsonKind::kString,
                        JsonKind::kArray, JsonKind::kObject}) {
    if ((kinds & Bit(kind)) == 0) continue;
    if (!names.empty()) names += " or ";
    names += JsonKindName(kind);
  }
  return names;
}

absl::Status CheckFields(const JsonValue& root,
                         std::vector<Finding>& warnings) {
  for (const JsonMember& member : root.members()) {
    const auto* known = std::find_if(
        kRequestFieldsRead.begin(), kRequestFieldsRead.end(),
        [&member](const RequestField& f) { return f.name == member.key; });
    if (known == kRequestFieldsRead.end()) {
      if (warnings.size() >= kMostWarnings) continue;
      warnings.push_back(
          {std::string(warning::kUnknownField),
           fmt::format("${}: unknown field, which is not counted{}",
                       PathStep(member.key),
                       DidYouMean(member.key, kKnownFieldNames))});
      continue;
    }
    const bool is_null = member.value.Is(JsonKind::kNull);
    if (!is_null && (known->kinds & Bit(member.value.kind())) == 0) {
      return WrongType(fmt::format("$.{}", member.key), KindNames(known->kinds),
                       member.value);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadMessages(const JsonValue& root, ChatRequest& request) {
  const JsonValue* messages = root.Find("messages");
  if (messages == nullptr || messages->Is(JsonKind::kNull)) {
    const std::string name = NameDocument(root);
    return BadField("$.messages",
                    name.empty()
                        ? fmt::format("missing; give an array of messages{}",
                                      StandsInstead(root, "messages"))
                        : "missing: " + name);
  }
  if (messages->elements().empty()) {
    return BadField("$.messages", "empty; give at least one message");
  }
  request.messages.reserve(messages->elements().size());
  for (const JsonValue& element : messages->elements()) {
    absl::StatusOr<Message> message = ReadMessage(
        element, fmt::format("$.messages[{}]", request.messages.size()),
        request.warnings);
    if (!message.ok()) return message.status();
    request.messages.push_back(*std::move(message));
  }
  return absl::OkStatus();
}

// The function that `json` at `path` defines.
absl::StatusOr<Tool> ReadFunction(const JsonValue& json,
                                  const std::string& path) {
  absl::StatusOr<std::string_view> name = RequiredText(json, "name", path);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::optional<std::string_view>> description =
      OptionalText(json, "description", path);
  if (!description.ok()) return description.status();
  absl::StatusOr<const JsonValue*> parameters =
      OptionalField(json, "parameters", JsonKind::kObject, path);
  if (!parameters.ok()) return parameters.status();
  Tool tool;
  tool.name = *name;
  tool.description = description->value_or("");
  tool.parameters = *parameters;
  tool.json = &json;
  return tool;
}

absl::StatusOr<Tool> ReadTool(const JsonValue& json, const std::string& path) {
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  const JsonValue* type_field = json.Find("type");
  if (type_field == nullptr || type_field->Is(JsonKind::kNull)) {
    return BadField(
        path + ".type",
        fmt::format("missing; a string is required{}",
                    json.Find("function") != nullptr ? ", \"function\" here"
                                                     : NameForeignTool(json)));
  }
  absl::StatusOr<std::string_view> type = RequiredText(json, "type", path);
  if (!type.ok()) return type.status();
  if (*type != "function" && *type != "custom") {
    Tool hosted;
    hosted.kind = Tool::Kind::kHosted;
    hosted.name = *type;
    hosted.json = &json;
    return hosted;
  }
  absl::StatusOr<const JsonValue*> body =
      OptionalField(json, *type, JsonKind::kObject, path);
  if (!body.ok()) return body.status();
  const std::string body_path = fmt::format("{}.{}", path, *type);
  if (*body == nullptr) {
    const std::string instead = StandsInstead(json, *type);
    return BadField(
        body_path,
        fmt::format("missing; the tool needs it{}",
                    instead.empty() ? NameForeignTool(json) : instead));
  }
  absl::StatusOr<Tool> tool = ReadFunction(**body, body_path);
  if (tool.ok() && *type == "custom") tool->kind = Tool::Kind::kCustom;
  return tool;
}

// The API was seen to accept them, and which is called nobody knows.
void WarnOfRepeatedNames(ChatRequest& request) {
  absl::flat_hash_set<std::string_view> names;
  for (size_t i = 0; i < request.tools.size(); ++i) {
    const Tool& tool = request.tools[i];
    if (tool.kind == Tool::Kind::kHosted || names.insert(tool.name).second) {
      continue;
    }
    request.warnings.push_back(
        {std::string(warning::kToolNameRepeated),
         fmt::format("$.tools[{}]: another tool has the name {} too", i,
                     Quoted(tool.name))});
    return;
  }
}

absl::Status ReadTools(const JsonValue& root, ChatRequest& request) {
  const JsonValue* tools = root.Find("tools");
  if (tools != nullptr) {
    for (const JsonValue& element : tools->elements()) {
      absl::StatusOr<Tool> tool =
          ReadTool(element, fmt::format("$.tools[{}]", request.tools.size()));
      if (!tool.ok()) return tool.status();
      request.tools.push_back(*tool);
    }
    WarnOfRepeatedNames(request);
  }
  const JsonValue* functions = root.Find("functions");
  if (functions == nullptr || !request.tools.empty()) return absl::OkStatus();
  for (const JsonValue& element : functions->elements()) {
    const std::string path =
        fmt::format("$.functions[{}]", request.tools.size());
    if (!element.Is(JsonKind::kObject)) {
      return WrongType(path, "an object", element);
    }
    absl::StatusOr<Tool> tool = ReadFunction(element, path);
    if (!tool.ok()) return tool.status();
    request.tools.push_back(*tool);
  }
  request.legacy_functions = !request.tools.empty();
  return absl::OkStatus();
}

absl::Status ReadToolChoice(const JsonValue& root, ChatRequest& request) {
  const JsonValue* choice = root.Find("tool_choice");
  const bool legacy = choice == nullptr || choice->Is(JsonKind::kNull);
  if (legacy) choice = root.Find("function_call");
  if (choice == nullptr || choice->Is(JsonKind::kNull)) return absl::OkStatus();
  using Kind = ToolChoice::Kind;
  ToolChoice& read = request.tool_choice;
  read.legacy = legacy;
  if (choice->Is(JsonKind::kObject)) {
    const JsonValue* function = legacy ? choice : choice->Find("function");
    read.name = function == nullptr ? "" : function->FindText("name");
    read.kind = read.name.empty() ? Kind::kOther : Kind::kNamed;
    return absl::OkStatus();
  }
  constexpr std::array<std::string_view, 3> kNames = {"auto", "none",
                                                      "required"};
  const auto* found = std::find(kNames.begin(), kNames.end(), choice->text());
  if (found == kNames.end()) {
    return BadField(
        legacy ? "$.function_call" : "$.tool_choice",
        fmt::format("unknown choice {}{}; it is auto, none, required or an "
                    "object that names a function",
                    Quoted(choice->text()),
                    DidYouMean(choice->text(), kNames)));
  }
  constexpr std::array<Kind, 3> kKinds = {Kind::kAuto, Kind::kNone,
                                          Kind::kRequired};
  read.kind = kKinds[static_cast<size_t>(found - kNames.begin())];
  return absl::OkStatus();
}

absl::Status ReadResponseFormat(const JsonValue& root, ChatRequest& request) {
  using Kind = ResponseFormat::Kind;
  const JsonValue* format = root.Find("response_format");
  if (format == nullptr || format->Is(JsonKind::kNull)) return absl::OkStatus();
  absl::StatusOr<std::string_view> type =
      RequiredText(*format, "type", "$.response_format");
  if (!type.ok()) return type.status();
  ResponseFormat& read = request.response_format;
  read.json = format;
  if (*type == "text") {
    read.kind = Kind::kText;
  } else if (*type == "json_object") {
    read.kind = Kind::kJsonObject;
  } else if (*type == "json_schema") {
    constexpr std::string_view kPath = "$.response_format.json_schema";
    absl::StatusOr<const JsonValue*> schema = OptionalField(
        *format, "json_schema", JsonKind::kObject, "$.response_format");
    if (!schema.ok()) return schema.status();
    if (*schema == nullptr) {
      return BadField(kPath, "missing; the format json_schema needs it");
    }
    absl::StatusOr<std::string_view> name =
        RequiredText(**schema, "name", kPath);
    if (!name.ok()) return name.status();
    read.kind = Kind::kJsonSchema;
    read.name = *name;
    read.json = *schema;
  } else {
    read.kind = Kind::kOther;
  }
  return absl::OkStatus();
}

absl::Status ReadLimits(const JsonValue& root, ChatRequest& request) {
  absl::StatusOr<std::optional<int64_t>> limit =
      OptionalInteger(root, "max_completion_tokens", 1, kMaxTokenLimit, "$");
  if (!limit.ok()) return limit.status();
  absl::StatusOr<std::optional<int64_t>> old_limit =
      OptionalInteger(root, "max_tokens", 1, kMaxTokenLimit, "$");
  if (!old_limit.ok()) return old_limit.status();
  absl::StatusOr<std::optional<int64_t>> choices =
      OptionalInteger(root, "n", 1, kMaxTokenLimit, "$");
  if (!choices.ok()) return choices.status();
  if (limit->has_value() && old_limit->has_value()) {
    request.warnings.push_back(
        {std::string(warning::kBothOutputLimits),
         "$.max_tokens: max_completion_tokens is given too, and is the one "
         "that is used"});
  }
  request.has_max_tokens = old_limit->has_value();
  request.has_max_completion_tokens = limit->has_value();
  request.max_output_tokens = limit->has_value() ? *limit : *old_limit;
  request.choices = choices->value_or(1);
  if (request.choices > kMostChoicesServed) {
    request.warnings.push_back(
        {std::string(warning::kManyChoices),
         fmt::format("$.n: the API's reference allows at most {} choices",
                     kMostChoicesServed)});
  }
  return absl::OkStatus();
}

bool HasCacheBreakpoint(const ChatRequest& request) {
  const auto is_marked = [](const ContentPart& part) {
    return part.json != nullptr &&
           part.json->Find("prompt_cache_breakpoint") != nullptr;
  };
  return std::any_of(request.messages.begin(), request.messages.end(),
                     [&](const Message& message) {
                       return std::any_of(message.content.begin(),
                                          message.content.end(), is_marked);
                     });
}

void ReadRest(const JsonValue& root, ChatRequest& request) {
  request.model = root.FindText("model");
  if (const JsonValue* tier = root.Find("service_tier");
      tier != nullptr && tier->Is(JsonKind::kString)) {
    request.service_tier = tier->text();
  }
  if (const JsonValue* prediction = root.Find("prediction");
      prediction != nullptr && prediction->Is(JsonKind::kObject)) {
    request.prediction = prediction;
  }
  const JsonValue* search = root.Find("web_search_options");
  request.searches_web = search != nullptr && search->Is(JsonKind::kObject);
  if (const JsonValue* modalities = root.Find("modalities")) {
    const std::span<const JsonValue> all = modalities->elements();
    request.speaks = std::any_of(
        all.begin(), all.end(),
        [](const JsonValue& modality) { return modality.text() == "audio"; });
  }
  if (const JsonValue* cache = root.Find("prompt_cache_options")) {
    request.explicit_cache = cache->FindText("mode") == "explicit";
  }
  request.has_cache_breakpoint = HasCacheBreakpoint(request);
}

}  // namespace

absl::StatusOr<ChatRequest> ParseChatRequest(std::string_view body,
                                             const RequestLimits& limits) {
  absl::StatusOr<JsonDocument> document = JsonDocument::Parse(
      body,
      {.max_bytes = std::min(limits.body_bytes, RequestLimits::kMostBodyBytes),
       .max_depth = kMaxJsonDepth,
       .max_values = limits.json_values,
       .name_text = NameText});
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  return ReadChatRequest(*std::move(document), root);
}

absl::StatusOr<ChatRequest> ReadChatRequest(JsonDocument document,
                                            const JsonValue& root) {
  if (!root.Is(JsonKind::kObject)) {
    const std::string name = NameDocument(root);
    const absl::Status status =
        WrongType("$", "an object with model and messages", root);
    if (name.empty()) return status;
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", std::string(status.message()), name));
  }
  ChatRequest request(std::move(document), root);
  absl::Status status = CheckFields(root, request.warnings);
  if (status.ok()) status = ReadMessages(root, request);
  if (status.ok()) status = ReadTools(root, request);
  if (status.ok()) status = ReadToolChoice(root, request);
  if (status.ok()) status = ReadResponseFormat(root, request);
  if (status.ok()) status = ReadLimits(root, request);
  if (!status.ok()) return status;
  ReadRest(root, request);
  request.unknown_fields =
      FindUnknownFields(root, kMostWarnings, request.warnings);
  return request;
}

}  // namespace tokenfare::internal
