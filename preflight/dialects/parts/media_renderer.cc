// Images, speech, files, and parts of unknown types.
//
// Images follow the provider's documented rules (image_tokens.h). No rule for
// the others is documented. Four recorded requests with speech and 12 with PDFs
// (three files, one page each) agree on these:
//   speech  10 tokens for each full second, 1 for each full tenth
//   a page  212 tokens and those of its text, whatever the model; 991 since
//           2026 (data/rules)
//   either  4 tokens more where text comes before it, as if it were a message
//   of
//           its own (5 for speech to gpt-audio)

#include "tokenfare/preflight/dialects/parts/media_renderer.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/dialects/media/audio_length.h"
#include "tokenfare/preflight/dialects/media/data_url.h"
#include "tokenfare/preflight/dialects/media/image_size.h"
#include "tokenfare/preflight/dialects/media/image_tokens.h"
#include "tokenfare/preflight/dialects/media/pdf_outline.h"

namespace tokenfare::internal {
namespace {

// Tokens between a part and what else its message holds.
TokenBounds Border(const PromptRules& rules, const PromptPart& part) {
  const bool follows = !part.segments().empty() || part.fixed().high() > 0;
  // Whether the border is billed where text comes behind is not known.
  return follows ? rules.media_border : rules.media_first;
}

// Of a result of a tool, where `of_tool`.
void RenderImage(const RenderInput& input, const Item& item, bool of_tool,
                 Prompt& prompt, PromptPart& part) {
  const absl::StatusOr<ImageSize> size = ReadImageSize(item.data);
  part.Add(size.ok()
               ? CountImage(input.card, input.as_of, item.detail, *size)
               : CountImage(input.card, input.as_of, item.detail, {},
                            prompt.Own(std::string(size.status().message()))));
  part.Use(Feature::kImage);
  if (of_tool) {
    AddUncertain(input.rules.image_of_tool, part);
  }
}

void RenderAudio(const RenderInput& input, const Item& item, PromptPart& part) {
  const TokenBounds border = Border(input.rules, part);
  if (const auto length = AudioMilliseconds(item.format, item.data)) {
    const int64_t tenths = *length / 100;
    // An MP3 counts silence at its ends, up to 0.2 s, that players leave out.
    const int64_t silence = item.format == "mp3" ? 2 : 0;
    constexpr Doubt kWhy = Doubt::kSpeech;
    part.AddBetween(border, kWhy);
    part.AddBetween(
        {tenths, std::max<int64_t>(tenths - silence, 0), tenths + 1}, kWhy);
    return;
  }
  // A second has 1,000 bytes at the lowest usual rate, 8 kbit/s, and 384,000 as
  // 48 kHz stereo in 4 bytes.
  const auto bytes = static_cast<int64_t>(Base64Bytes(item.data).size());
  constexpr Doubt kWhy = Doubt::kSpeechLength;
  part.AddBetween(border, kWhy);
  part.AddBetween({bytes / 800, bytes / 38'400, bytes / 100 + 20}, kWhy);
}

// The tokens of an image that stands where none is known to.
TokenBounds BoundsOfImage(const RenderInput& input, std::string_view image) {
  const absl::StatusOr<ImageSize> size = ReadImageSize(image);
  return CountImage(input.card, input.as_of, "",
                    size.ok() ? std::optional(*size) : std::nullopt)
      .bounds();
}

// Of all PDFs with a page or more in plain sight. Their text is compressed: one
// of 3,867 bytes held 737 tokens, and more than a token a byte is beyond what
// deflated text holds that does not repeat itself.
TokenBounds PdfTokens(const TokenBounds& page, const PdfOutline& outline) {
  const int64_t text = outline.text_bytes;
  return {page.expected * outline.pages + text / 5, page.low * outline.pages,
          page.high * outline.pages + text};
}

void RenderFile(const RenderInput& input, std::string_view data,
                PromptPart& part) {
  const TokenBounds border = Border(input.rules, part);
  if (data.empty()) {
    part.AddBetween(border, input.rules.file_by_id.why);
    AddUncertain(input.rules.file_by_id, part);
    return;
  }
  const std::optional<DataUrl> url = ParseDataUrl(data);
  const Base64Bytes bytes(url.has_value() ? url->base64 : data);
  const std::optional<PdfOutline> outline = ReadPdfOutline(bytes.Decode());
  if (outline.has_value() && outline->pages > 0) {
    constexpr Doubt kWhy = Doubt::kPdfText;
    part.AddBetween(border, kWhy);
    part.AddBetween(PdfTokens(input.rules.pdf_page, *outline), kWhy);
    return;
  }
  // A page whose object is compressed takes no less than 100 bytes with its
  // content; in other files a token takes a byte or more.
  const auto size = static_cast<int64_t>(bytes.size());
  const int64_t pages = outline.has_value() ? size / 100 + 1 : 0;
  constexpr Doubt kWhy = Doubt::kFilePages;
  const TokenBounds& page = input.rules.pdf_page;
  part.AddBetween(border, kWhy);
  part.AddBetween(
      {page.expected + size / 10, 0, page.high * (pages + 1) + size}, kWhy);
}

void RenderUnknown(const RenderInput& input, const Opaque& value,
                   PromptPart& part) {
  constexpr Doubt kWhy = Doubt::kUnknownPart;
  part.AddReadings({value.text, {""}}, kWhy);
  part.AddBetween(input.rules.unknown_part, kWhy);
  for (const std::string_view image : value.images) {
    const TokenBounds tokens = BoundsOfImage(input, image);
    part.AddBetween({tokens.expected, 0, tokens.high}, kWhy);
  }
  if (value.binary_bytes == 0) return;
  part.AddBetween({value.binary_bytes / 10, 0, value.binary_bytes},
                  Doubt::kUnknownData);
}

// What tells the item from others, for the comparison with another prompt.
void AddMedia(const Item& item, PromptPart& part) {
  for (const std::string_view text :
       {item.data, item.id, item.name, item.detail, item.format}) {
    part.media.push_back(text);
  }
  if (item.opaque == nullptr) return;
  part.media.push_back(item.opaque->text);
  for (const auto* all : {&item.opaque->images, &item.opaque->binaries}) {
    part.media.insert(part.media.end(), all->begin(), all->end());
  }
}

}  // namespace

void RenderUnknownField(const RenderInput& input, const Opaque& value,
                        Doubt why, PromptPart& part) {
  part.AddReadings({.text = {}, .alternatives = {value.text}}, why);
  part.AddBetween({0, 0, value.binary_bytes}, why);
  for (const std::string_view image : value.images) {
    const TokenBounds tokens = BoundsOfImage(input, image);
    part.AddBetween({0, 0, tokens.high}, why);
  }
}

void RenderMedia(const RenderInput& input, const Item& item, Prompt& prompt,
                 PromptPart& part) {
  AddMedia(item, part);
  const bool of_tool =
      part.rule == "tool-result" || part.rule == "parallel-tool-results";
  part.rule = "media-message";
  switch (item.kind) {
    case Item::Kind::kText:
    case Item::Kind::kRefusal:
      break;
    case Item::Kind::kImage:
      RenderImage(input, item, of_tool, prompt, part);
      break;
    case Item::Kind::kAudio:
      RenderAudio(input, item, part);
      break;
    case Item::Kind::kFile:
      RenderFile(input, item.data, part);
      break;
    case Item::Kind::kUnknown:
      RenderUnknown(input, *item.opaque, part);
      break;
  }
}

void RenderUnknownFields(const RenderInput& input, Prompt& prompt) {
  if (input.conversation.unknown_fields.empty()) return;
  PromptPart part("unknown fields", input.conversation.PathOf(Origin{}),
                  "unknown-fields");
  for (const Opaque* value : input.conversation.unknown_fields) {
    RenderUnknownField(input, *value, Doubt::kUnknownFields, part);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
