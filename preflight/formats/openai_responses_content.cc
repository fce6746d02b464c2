// Content of messages, and of results of calls: a text, or a list of parts.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/preflight/formats/format.h"
#include "tokenfare/preflight/formats/openai_responses_parts.h"

namespace tokenfare::internal {
namespace {

// Every part that this version knows, by its `type`, and the field that it
// needs, where it needs one.
struct ResponsesPartType {
  std::string_view name;
  Item::Kind kind;
  std::string_view needs;
};
constexpr std::array<ResponsesPartType, 6> kResponsesPartTypes = {{
    {"input_text", Item::Kind::kText, "text"},
    {"output_text", Item::Kind::kText, "text"},
    {"refusal", Item::Kind::kRefusal, "refusal"},
    {"input_image", Item::Kind::kImage, ""},
    {"input_audio", Item::Kind::kAudio, "input_audio"},
    {"input_file", Item::Kind::kFile, ""},
}};

// What a part without a type may be meant to be.
std::string NamePart(const JsonValue& json) {
  struct Form {
    std::string_view key;
    std::string_view here;
  };
  constexpr std::string_view kImage =
      R"({"type": "input_image", "image_url": "data:image/png;base64,..."})";
  constexpr std::array<Form, 7> kForms = {{
      {"text", R"({"type": "input_text", "text": "..."})"},
      {"image_url", kImage},
      {"inline_data", kImage},
      {"inlineData", kImage},
      {"image", kImage},
      {"file_data",
       R"({"type": "input_file", "file_data": "data:...", "filename": "..."})"},
      {"file_id", R"({"type": "input_file", "file_id": "..."})"},
  }};
  for (const Form& form : kForms) {
    if (json.Find(form.key) != nullptr) {
      return fmt::format("; here it is {}", form.here);
    }
  }
  return {};
}

class ResponsesContentReader {
 public:
  ResponsesContentReader(ResponsesPlace place, Turn& turn,
                         Conversation& conversation)
      : place_(place), turn_(turn), conversation_(conversation) {}

  absl::Status Read(const JsonValue& list) {
    turn_.content.reserve(list.elements().size());
    for (const JsonValue& element : list.elements()) {
      const Origin origin =
          ResponsesOrigin(place_, turn_.origin.index, turn_.content.size());
      absl::StatusOr<Item> item = ReadPart(element, origin);
      if (!item.ok()) return item.status();
      item->origin = origin;
      turn_.content.push_back(*item);
      conversation_.has_cache_mark =
          conversation_.has_cache_mark ||
          element.Find("prompt_cache_breakpoint") != nullptr;
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<Item> ReadPart(const JsonValue& json, const Origin& origin) {
    const LazyResponsesPath path{origin};
    if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
    if (Given(json, "type") == nullptr) {
      return BadField(
          {path, "type"},
          fmt::format("missing; a string is required{}", NamePart(json)));
    }
    absl::StatusOr<std::string_view> type = RequiredText(json, "type", path);
    if (!type.ok()) return type.status();
    const auto* known =
        std::ranges::find(kResponsesPartTypes, *type, &ResponsesPartType::name);
    if (known == kResponsesPartTypes.end()) {
      return ReadUnknown(json, *type, origin);
    }
    Item item;
    item.kind = known->kind;
    if (IsRefused(*type)) item.form = Item::Form::kRefused;
    const JsonValue* body =
        known->needs.empty() ? &json : json.Find(known->needs);
    if (body == nullptr) {
      return BadField(
          {path, known->needs},
          fmt::format("missing; a part of type {} needs it{}", known->name,
                      StandsInstead(json, known->needs)));
    }
    if (item.IsText() && !body->Is(JsonKind::kString)) {
      return WrongType({path, known->needs}, "a string", *body);
    }
    if (item.kind == Item::Kind::kImage) {
      absl::Status status = CheckImage(json, path);
      if (!status.ok()) return status;
    }
    ReadBody(*body, item);
    return item;
  }

  static absl::Status CheckImage(const JsonValue& json, const LazyPath& path) {
    const JsonValue* url = Given(json, "image_url");
    if (url == nullptr && Given(json, "file_id") == nullptr) {
      return BadField({path, "image_url"},
                      fmt::format("missing; an image needs it, or a file_id{}",
                                  StandsInstead(json, "image_url")));
    }
    if (url == nullptr || url->Is(JsonKind::kString)) return absl::OkStatus();
    if (url->Is(JsonKind::kObject) && url->Find("url") != nullptr) {
      return BadField({path, "image_url"},
                      "expected a string, found an object; "
                      "/v1/chat/completions has the address in `url` and the "
                      "detail beside it, /v1/responses has both in the part");
    }
    return WrongType({path, "image_url"}, "a string", *url);
  }

  static void ReadBody(const JsonValue& body, Item& item) {
    switch (item.kind) {
      case Item::Kind::kText:
      case Item::Kind::kRefusal:
        item.text = body.text();
        break;
      case Item::Kind::kImage:
        item.data = body.FindText("image_url");
        item.id = body.FindText("file_id");
        item.detail = body.FindText("detail");
        break;
      case Item::Kind::kAudio:
        item.data = body.FindText("data");
        item.format = body.FindText("format");
        break;
      case Item::Kind::kFile:
        item.data = body.FindText("file_data");
        item.id = body.Find("file_id") != nullptr ? body.FindText("file_id")
                                                  : body.FindText("file_url");
        item.name = body.FindText("filename");
        break;
      case Item::Kind::kUnknown:
        break;
    }
  }

  Item ReadUnknown(const JsonValue& json, std::string_view type,
                   const Origin& origin) {
    if (conversation_.warnings.size() < kMostWarnings) {
      conversation_.warnings.push_back(
          {std::string(warning::kUnknownContentPart),
           fmt::format("{}: content part of unknown type {}; it is counted as "
                       "what it holds, within bounds",
                       ResponsesPath(origin), Quoted(type))});
    }
    Item item = ReadForeignPart(json, conversation_);
    // Of /v1/chat/completions.
    constexpr std::array<std::string_view, 3> kOfChat = {"text", "image_url",
                                                         "file"};
    if (std::ranges::find(kOfChat, type) != kOfChat.end()) {
      item.form = Item::Form::kRefused;
    }
    return item;
  }

  // Answers are put out, and results are put in.
  bool IsRefused(std::string_view type) const {
    return (turn_.role == Role::kAssistant && type.starts_with("input_")) ||
           (turn_.role == Role::kTool && type == "output_text");
  }

  const ResponsesPlace place_;
  Turn& turn_;
  Conversation& conversation_;
};

}  // namespace

absl::Status ReadResponsesContent(const JsonValue* json, ResponsesPlace place,
                                  Turn& turn, Conversation& conversation) {
  if (json == nullptr || json->Is(JsonKind::kNull)) {
    turn.lacks_content = true;
    return absl::OkStatus();
  }
  if (json->Is(JsonKind::kString)) {
    turn.content.push_back({.origin = turn.origin, .text = json->text()});
    return absl::OkStatus();
  }
  if (!json->Is(JsonKind::kArray)) {
    return WrongType(ResponsesPath(turn.origin, Field::kContent),
                     "a string or an array of parts", *json);
  }
  return ResponsesContentReader(place, turn, conversation).Read(*json);
}

}  // namespace tokenfare::internal
