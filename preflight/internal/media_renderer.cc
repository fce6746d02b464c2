// Images, speech, files, and parts of unknown types: bounds only.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"

namespace tokenfare::internal {
namespace {

// The bytes that base64 text stands for, without a data URL's head.
int64_t DecodedBytes(std::string_view data) {
  const size_t comma = data.substr(0, 200).find(',');
  if (data.starts_with("data:") && comma != std::string_view::npos) {
    data.remove_prefix(comma + 1);
  }
  return static_cast<int64_t>(data.size() / 4 * 3);
}

void RenderImage(const RenderInput& input, const JsonValue& json,
                 PromptPart& part) {
  const JsonValue* image = json.Find("image_url");
  const std::string_view detail =
      image == nullptr ? std::string_view() : image->FindText("detail");
  part.fixed += ImageBounds(input.model, detail);
  part.MarkInexact("the size of an image is not read: its tokens are bounded");
}

// Speech was billed at 10 tokens a second. A second has 1,000 bytes at the
// lowest usual rate, 8 kbit/s, and 384,000 as 48 kHz stereo in 4 bytes.
void RenderAudio(const JsonValue& json, PromptPart& part) {
  const JsonValue* audio = json.Find("input_audio");
  const int64_t bytes =
      audio == nullptr ? 0 : DecodedBytes(audio->FindText("data"));
  const bool wav = audio != nullptr && audio->FindText("format") == "wav";
  part.fixed +=
      {bytes / (wav ? 3'200 : 800) + 2, bytes / 38'400, bytes / 100 + 20};
  part.MarkInexact(
      "the length of an audio input is not read: its tokens are bounded by its "
      "size");
}

// A page costs its text and an image of it. No bound is proved: a file is
// compressed. The smallest recorded one took 0.4 tokens a byte.
void RenderFile(const JsonValue& json, PromptPart& part) {
  const JsonValue* file = json.Find("file");
  const std::string_view data =
      file == nullptr ? std::string_view() : file->FindText("file_data");
  if (data.empty()) {
    part.fixed += {1'000, 0, kTokensUnbounded / 1000};
    part.MarkInexact("a file given by id may have any length");
    return;
  }
  const int64_t bytes = DecodedBytes(data);
  part.fixed +=
      {std::min<int64_t>(bytes / 2, 1'000) + bytes / 50, 0, 4'000 + 8 * bytes};
  part.MarkInexact(
      "the pages of a file are not read: its tokens are bounded by its size");
}

void RenderUnknown(const JsonValue& json, Prompt& prompt, PromptPart& part) {
  part.segments.push_back({prompt.Own(JsonText(json, kCompactJson)), {""}});
  part.fixed += {0, 0, 50};
  part.MarkInexact("a content part of unknown type is bounded by its text");
}

}  // namespace

void RenderMedia(const RenderInput& input, const ContentPart& content,
                 Prompt& prompt, PromptPart& part) {
  part.rule = "media-message";
  switch (content.kind) {
    case ContentPart::Kind::kText:
    case ContentPart::Kind::kRefusal:
      break;
    case ContentPart::Kind::kImage:
      RenderImage(input, *content.json, part);
      break;
    case ContentPart::Kind::kAudio:
      RenderAudio(*content.json, part);
      break;
    case ContentPart::Kind::kFile:
      RenderFile(*content.json, part);
      break;
    case ContentPart::Kind::kUnknown:
      RenderUnknown(*content.json, prompt, part);
      break;
  }
}

}  // namespace tokenfare::internal
