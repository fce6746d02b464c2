// How large an image is, from its header. No pixel is decoded.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_SIZE_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_SIZE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/dialects/media/data_url.h"

namespace tokenfare::internal {

// In pixels, each from 1 to 2^31 - 1.
struct ImageSize {
  int64_t width = 0;
  int64_t height = 0;

  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

// The size that the header of the image in a data URL, or in base64 alone,
// states: PNG (IHDR), JPEG (the first SOF marker), GIF (the logical screen) or
// WebP (VP8, VP8L, VP8X). The header decides which of them it is, whatever type
// the URL states.
// Sizes are those stored: the EXIF orientation, which only exchanges the sides,
// changes no bill, as the rules treat both sides alike. What follows the header
// is not looked at, so an image cut short later has a size.
//
// Cost: constant, but for JPEG linear in the segments before the frame, which
// are skipped and not read. Any bytes may be given. InvalidArgument where the
// size cannot be told; the message goes on from "the image": "has the type
// image/bmp, which no model reads".
absl::StatusOr<ImageSize> ReadImageSize(std::string_view url);

// Whether `bytes` begin as one of these.
bool HasImageHeader(const Base64Bytes& bytes);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_SIZE_H_
