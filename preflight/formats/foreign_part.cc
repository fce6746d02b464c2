#include "tokenfare/preflight/formats/foreign_part.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/media/data_url.h"
#include "tokenfare/preflight/dialects/media/image_size.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

enum class Data { kNone, kImage, kPdf, kOther };

Data DataOf(const Base64Bytes& bytes, Data otherwise) {
  if (HasImageHeader(bytes)) return Data::kImage;
  return bytes.HasAt(0, "%PDF-") ? Data::kPdf : otherwise;
}

// Base64 without its data URL is known by what it holds, or by its length:
// words of any language have blanks or characters beyond ASCII.
Data DataIn(std::string_view text) {
  constexpr size_t kShortest = 24;
  constexpr size_t kSurelyNoText = 512;
  if (const std::optional<DataUrl> url = ParseDataUrl(text)) {
    return DataOf(Base64Bytes(url->base64), Data::kOther);
  }
  if (text.size() < kShortest ||
      !IsBase64(text.substr(0, std::min(text.size(), kSurelyNoText)))) {
    return Data::kNone;
  }
  return DataOf(Base64Bytes(text),
                text.size() < kSurelyNoText ? Data::kNone : Data::kOther);
}

// The first string in `value`, at any depth, for which `is_wanted(key, text)`;
// empty where there is none.
template <typename Predicate>
std::string_view FindString(std::string_view key, const JsonValue& value,
                            Predicate is_wanted) {
  if (value.Is(JsonKind::kString)) {
    return is_wanted(key, value.text()) ? value.text() : std::string_view();
  }
  for (const JsonValue& element : value.elements()) {
    const std::string_view found = FindString(key, element, is_wanted);
    if (found.data() != nullptr) return found;
  }
  for (const JsonMember& member : value.members()) {
    const std::string_view found =
        FindString(member.key, member.value, is_wanted);
    if (found.data() != nullptr) return found;
  }
  return {};
}

std::string_view FindData(const JsonValue& json, Data wanted) {
  return FindString({}, json, [wanted](std::string_view, std::string_view s) {
    return DataIn(s) == wanted;
  });
}

bool HasMediaType(const JsonValue& json, std::string_view prefix) {
  const auto is_type = [prefix](std::string_view, std::string_view text) {
    return text.size() < 100 && StartsIgnoringCase(text, prefix);
  };
  return FindString({}, json, is_type).data() != nullptr;
}

bool IsLink(std::string_view text) { return text.find("://") < 10; }

std::string_view FindLink(const JsonValue& json) {
  return FindString({}, json, [](std::string_view, std::string_view text) {
    return IsLink(text);
  });
}

std::string_view FindDetail(const JsonValue& json) {
  return FindString({}, json, [](std::string_view key, std::string_view) {
    return key == "detail";
  });
}

bool Names(std::string_view type, std::string_view what) {
  return ContainsIgnoringCase(type, what);
}

// The data of a file, empty but not null where it is elsewhere; null where
// there is no file. A document may also hold its text as it is.
std::string_view FindFile(const JsonValue& json, std::string_view type) {
  const std::string_view pdf = FindData(json, Data::kPdf);
  if (pdf.data() != nullptr) return pdf;
  if (!Names(type, "document") && !Names(type, "file")) return {};
  const std::string_view data = FindData(json, Data::kOther);
  if (data.data() != nullptr) return data;
  const bool elsewhere =
      FindLink(json).data() != nullptr ||
      FindString({}, json, [](std::string_view key, std::string_view) {
        return key == "file_id" || key == "fileId";
      }).data() != nullptr;
  return elsewhere ? std::string_view("") : std::string_view();
}

// Results of tools hold other parts.
bool HoldsParts(const JsonValue& json) {
  const JsonValue* content = json.Find("content");
  return content != nullptr && content->Is(JsonKind::kArray);
}

// Appends the text of `value` to `json`, and what is no text to `opaque`.
void AppendText(const JsonValue& value, std::string& json, Opaque& opaque) {
  std::string_view separator;
  switch (value.kind()) {
    case JsonKind::kString: {
      const Data data = DataIn(value.text());
      if (data == Data::kImage) opaque.images.push_back(value.text());
      if (data == Data::kPdf || data == Data::kOther) {
        opaque.binaries.push_back(value.text());
        opaque.binary_bytes +=
            static_cast<int64_t>(value.text().size() / 4 * 3);
      }
      AppendJsonString(data == Data::kNone ? value.text() : "", kCompactJson,
                       &json);
      break;
    }
    case JsonKind::kArray:
      json += '[';
      for (const JsonValue& element : value.elements()) {
        json += separator;
        separator = ",";
        AppendText(element, json, opaque);
      }
      json += ']';
      break;
    case JsonKind::kObject:
      json += '{';
      for (const JsonMember& member : value.members()) {
        json += separator;
        separator = ",";
        AppendJsonString(member.key, kCompactJson, &json);
        json += ':';
        AppendText(member.value, json, opaque);
      }
      json += '}';
      break;
    case JsonKind::kNull:
    case JsonKind::kBool:
    case JsonKind::kNumber:
      json += JsonText(value, kCompactJson);
      break;
  }
}

}  // namespace

Item ReadForeignPart(const JsonValue& json, Conversation& owner) {
  Item item;
  item.form = Item::Form::kForeign;
  const std::string_view type = json.FindText("type");
  const JsonValue* text = json.Find("text");
  if (text != nullptr && text->Is(JsonKind::kString)) {
    item.text = text->text();
    return item;
  }
  item.kind = Item::Kind::kUnknown;
  item.opaque = &ReadOpaque(json, owner);
  if (HoldsParts(json)) return item;
  const std::string_view image = FindData(json, Data::kImage);
  if (image.data() != nullptr || Names(type, "image") ||
      HasMediaType(json, "image/")) {
    item.kind = Item::Kind::kImage;
    item.data = image.data() != nullptr ? image : FindLink(json);
    item.detail = FindDetail(json);
    return item;
  }
  item.data = FindFile(json, type);
  if (item.data.data() != nullptr) item.kind = Item::Kind::kFile;
  return item;
}

std::string NameForeignPart(const JsonValue& json) {
  struct Form {
    std::string_view key;
    std::string_view api;
    std::string_view instead;
  };
  constexpr std::string_view kImage =
      R"({"type": "image_url", "image_url": {"url": "data:image/png;base64,..."}})";
  constexpr std::string_view kText = R"({"type": "text", "text": "..."})";
  constexpr std::string_view kFile =
      R"({"type": "file", "file": {"file_data": "data:...", "filename": "..."}})";
  constexpr std::array<Form, 11> kForms = {{
      {"inline_data", "Gemini's API", kImage},
      {"inlineData", "Gemini's API", kImage},
      {"file_data", "Gemini's API", kFile},
      {"fileData", "Gemini's API", kFile},
      {"functionCall", "Gemini's API", "`tool_calls` in the message"},
      {"functionResponse", "Gemini's API", "a message of role tool"},
      {"toolUse", "Bedrock's Converse API", "`tool_calls` in the message"},
      {"toolResult", "Bedrock's Converse API", "a message of role tool"},
      {"image", "Bedrock's Converse API", kImage},
      {"document", "Bedrock's Converse API", kFile},
      {"text", "Gemini's or Bedrock's API", kText},
  }};
  for (const Form& form : kForms) {
    if (json.Find(form.key) == nullptr) continue;
    return fmt::format("; a part of {} has that form, and here it is {}",
                       form.api, form.instead);
  }
  return {};
}

const Opaque& ReadOpaque(const JsonValue& json, Conversation& owner) {
  Opaque& opaque = owner.opaques.emplace_back();
  std::string text;
  AppendText(json, text, opaque);
  opaque.text = owner.Own(std::move(text));
  return opaque;
}

}  // namespace tokenfare::internal
