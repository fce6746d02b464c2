// Any bytes as the content of an image, a recording or a file: the readers of
// their headers, and the rules of images.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/dialects/media/audio_length.h"
#include "tokenfare/preflight/dialects/media/image_size.h"
#include "tokenfare/preflight/dialects/media/image_tokens.h"
#include "tokenfare/preflight/dialects/media/pdf_outline.h"

namespace tokenfare {
namespace {

using internal::ImageSize;

void RequireSizeIsSane(const ImageSize& size) {
  constexpr int64_t kMost = 0x7FFFFFFF;
  Require(size.width > 0 && size.width <= kMost && size.height > 0 &&
              size.height <= kMost,
          "sides are from 1 to 2^31 - 1");
}

void RequireTokensAreSane(const std::optional<ImageSize>& size) {
  const Date day = *ParseDate("2026-08-01");
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    const internal::TokenBounds bounds =
        internal::CountImage(card, day, "", size).bounds();
    Require(bounds.low <= bounds.expected && bounds.expected <= bounds.high,
            "low <= expected <= high");
    Require(bounds.low >= 0, "an image costs something");
  }
}

void ReadImages(std::string_view base64) {
  for (std::string_view type : {"png", "jpeg", "gif", "webp"}) {
    const absl::StatusOr<ImageSize> size = internal::ReadImageSize(
        fmt::format("data:image/{};base64,{}", type, base64));
    if (!size.ok()) continue;
    RequireSizeIsSane(*size);
    RequireTokensAreSane(*size);
  }
}

void ReadOthers(std::string_view bytes, std::string_view base64) {
  for (std::string_view format : {"wav", "mp3"}) {
    const auto length = internal::AudioMilliseconds(format, base64);
    Require(length.value_or(0) >= 0, "no recording is shorter than nothing");
  }
  if (const auto outline = internal::ReadPdfOutline(bytes)) {
    const auto size = static_cast<int64_t>(bytes.size());
    Require(outline->pages >= 0 && outline->pages <= size, "pages take bytes");
    Require(outline->text_bytes >= 0 && outline->text_bytes <= size,
            "text is a part of the file");
  }
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string base64 = absl::Base64Escape({bytes.data(), bytes.size()});
  tokenfare::ReadImages(base64);
  tokenfare::ReadOthers(bytes, base64);
  // The bytes may also be what should have been base64, or an address.
  tokenfare::ReadImages(bytes);
  const absl::StatusOr<tokenfare::internal::ImageSize> size_of_link =
      tokenfare::internal::ReadImageSize(bytes);
  if (size_of_link.ok()) tokenfare::RequireSizeIsSane(*size_of_link);
  return 0;
}
