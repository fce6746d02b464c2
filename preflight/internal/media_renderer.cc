// Images, speech, files, and parts of unknown types.
//
// Images follow the provider's documented rules (image_tokens.h). No rule for
// the others is documented. Four recorded requests with speech and 12 with PDFs
// (three files, one page each) agree on these:
//   speech  10 tokens for each full second, 1 for each full tenth
//   a page  212 tokens and those of its text, whatever the model
//   either  4 tokens more where text comes before it, as if it were a message
//   of
//           its own (5 for speech to gpt-audio)

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tokenfare/preflight/internal/audio_length.h"
#include "tokenfare/preflight/internal/data_url.h"
#include "tokenfare/preflight/internal/image_size.h"
#include "tokenfare/preflight/internal/image_tokens.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/pdf_outline.h"
#include "tokenfare/preflight/internal/render_prompt.h"

namespace tokenfare::internal {
namespace {

// Tokens between a part and what else its message holds.
TokenBounds Border(const PromptPart& part) {
  const bool follows = !part.segments.empty() || part.fixed.high > 0;
  // Whether the border is billed where text comes behind is not known.
  return follows ? TokenBounds{4, 3, 5} : TokenBounds{0, 0, 5};
}

// The address is a member of `image_url`, or is it.
std::string_view Address(const JsonValue* image) {
  if (image == nullptr) return {};
  return image->Is(JsonKind::kString) ? image->text() : image->FindText("url");
}

void RenderImage(const RenderInput& input, const JsonValue& json,
                 PromptPart& part) {
  const JsonValue* image = json.Find("image_url");
  const std::string_view detail =
      image == nullptr ? std::string_view() : image->FindText("detail");
  const ImageTokens tokens = CountImage(input.card, input.as_of, detail,
                                        ReadImageSize(Address(image)));
  part.fixed += tokens.bounds;
  if (!tokens.why.empty()) part.MarkInexact(tokens.why);
}

void RenderAudio(const JsonValue& json, PromptPart& part) {
  part.fixed += Border(part);
  const JsonValue* audio = json.Find("input_audio");
  const std::string_view data =
      audio == nullptr ? std::string_view() : audio->FindText("data");
  const std::string_view format =
      audio == nullptr ? std::string_view() : audio->FindText("format");
  if (const auto length = AudioMilliseconds(format, data)) {
    const int64_t tenths = *length / 100;
    // An MP3 counts silence at its ends, up to 0.2 s, that players leave out.
    const int64_t silence = format == "mp3" ? 2 : 0;
    part.fixed += {tenths, std::max<int64_t>(tenths - silence, 0), tenths + 1};
    part.MarkInexact(
        "the rule for speech, 10 tokens a second, is known from few requests");
    return;
  }
  // A second has 1,000 bytes at the lowest usual rate, 8 kbit/s, and 384,000 as
  // 48 kHz stereo in 4 bytes.
  const auto bytes = static_cast<int64_t>(Base64Bytes(data).size());
  part.fixed += {bytes / 800, bytes / 38'400, bytes / 100 + 20};
  part.MarkInexact(
      "the length of an audio input is not readable: its tokens are bounded by "
      "its size");
}

// Of all PDFs with a page or more in plain sight. Their text is compressed: one
// of 3,867 bytes held 737 tokens, and more than a token a byte is beyond what
// deflated text holds that does not repeat itself.
TokenBounds PdfTokens(const PdfOutline& outline) {
  const int64_t text = outline.text_bytes;
  return {212 * outline.pages + text / 5, 150 * outline.pages,
          400 * outline.pages + text};
}

void RenderFile(const JsonValue& json, PromptPart& part) {
  part.fixed += Border(part);
  const JsonValue* file = json.Find("file");
  const std::string_view data =
      file == nullptr ? std::string_view() : file->FindText("file_data");
  if (data.empty()) {
    part.fixed += {1'000, 0, kTokensUnbounded / 1000};
    part.MarkInexact("a file given by id may have any length");
    return;
  }
  const std::optional<DataUrl> url = ParseDataUrl(data);
  const Base64Bytes bytes(url.has_value() ? url->base64 : data);
  const std::optional<PdfOutline> outline = ReadPdfOutline(bytes.Decode());
  if (outline.has_value() && outline->pages > 0) {
    part.fixed += PdfTokens(*outline);
    part.MarkInexact(
        "a PDF is bounded by its pages and the size of its text, which is not "
        "decompressed");
    return;
  }
  // A page whose object is compressed takes no less than 100 bytes with its
  // content; in other files a token takes a byte or more.
  const auto size = static_cast<int64_t>(bytes.size());
  const int64_t pages = outline.has_value() ? size / 100 + 1 : 0;
  part.fixed += {212 + size / 10, 0, 400 + 400 * pages + size};
  part.MarkInexact(
      "the pages of a file are not readable: its tokens are bounded by its "
      "size");
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
  if (content.json != nullptr) part.media.push_back(content.json);
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
