#include "tokenfare/preflight/dialects/media/image_size.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/dialects/media/data_url.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

absl::Status BadImage(std::string_view what) {
  return absl::InvalidArgumentError(std::string(what));
}

absl::Status CutShort(std::string_view format) {
  return BadImage(
      fmt::format("is a {} whose header is cut short or not base64", format));
}

// The size, where both sides were read and make sense.
absl::StatusOr<ImageSize> Size(std::string_view format,
                               std::optional<uint64_t> width,
                               std::optional<uint64_t> height) {
  if (!width.has_value() || !height.has_value()) return CutShort(format);
  constexpr uint64_t kMost = std::numeric_limits<int32_t>::max();
  if (*width == 0 || *height == 0 || *width > kMost || *height > kMost) {
    return BadImage(fmt::format("is a {} that claims {} x {} pixels", format,
                                *width, *height));
  }
  return ImageSize{static_cast<int64_t>(*width), static_cast<int64_t>(*height)};
}

// PNG, third edition, 5.2 and 11.2.1: the signature; a chunk's length and type;
// width and height.
constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";

absl::StatusOr<ImageSize> PngSize(const Base64Bytes& bytes) {
  if (bytes.size() < 24) return CutShort("PNG");
  constexpr std::string_view kHeader("\0\0\0\x0dIHDR", 8);
  if (!bytes.HasAt(8, kHeader)) {
    return BadImage("is a PNG that does not begin with its header");
  }
  return Size("PNG", bytes.BigEndian(16, 4), bytes.BigEndian(20, 4));
}

// GIF89a, 17 and 18: signature, version, the logical screen's width and height.
absl::StatusOr<ImageSize> GifSize(const Base64Bytes& bytes) {
  return Size("GIF", bytes.LittleEndian(6, 2), bytes.LittleEndian(8, 2));
}

// ITU-T T.81, table B.1: markers that begin a frame. C4, C8 and CC are others.
bool BeginsFrame(uint64_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
         marker != 0xCC;
}

// TEM, and the restart markers: no segment follows.
bool StandsAlone(uint64_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

// T.81, B.1.1 and B.2.2: a marker is 0xFF (repeated at will) and a code; its
// segment begins with its length, in which the two bytes of the length count. A
// frame's: length, precision, height, width.
absl::StatusOr<ImageSize> JpegSize(const Base64Bytes& bytes) {
  constexpr uint64_t kStartOfScan = 0xDA;
  constexpr uint64_t kEndOfImage = 0xD9;
  size_t at = 2;
  while (true) {
    if (at < bytes.size() && bytes.At(at) != 0xFF) {
      return BadImage("is a JPEG with no marker where one has to stand");
    }
    while (bytes.At(at) == 0xFF) ++at;
    const std::optional<uint8_t> marker = bytes.At(at++);
    if (!marker.has_value()) return CutShort("JPEG");
    if (StandsAlone(*marker)) continue;
    if (BeginsFrame(*marker)) {
      return Size("JPEG", bytes.BigEndian(at + 5, 2),
                  bytes.BigEndian(at + 3, 2));
    }
    if (*marker == kStartOfScan || *marker == kEndOfImage) {
      return BadImage("is a JPEG without a frame before its data");
    }
    const std::optional<uint64_t> length = bytes.BigEndian(at, 2);
    if (!length.has_value()) return CutShort("JPEG");
    if (*length < 2) return BadImage("is a JPEG with a segment of no length");
    at += *length;
  }
}

// RFC 9649: 2.5 (VP8: RFC 6386, 9.1: a frame tag of 3 bytes, a start code, 14
// bits for each side), 2.6 (VP8L: a signature, 14 bits for each side less 1)
// and 2.7 (VP8X: flags in 4 bytes, 24 bits for each side less 1).
absl::StatusOr<ImageSize> WebpSize(const Base64Bytes& bytes) {
  constexpr size_t kData = 20;
  constexpr uint64_t kSide = 0x3FFF;
  if (bytes.HasAt(12, "VP8X")) {
    std::optional<uint64_t> width = bytes.LittleEndian(kData + 4, 3);
    std::optional<uint64_t> height = bytes.LittleEndian(kData + 7, 3);
    if (width.has_value()) ++*width;
    if (height.has_value()) ++*height;
    return Size("WebP", width, height);
  }
  if (bytes.HasAt(12, "VP8L")) {
    const std::optional<uint64_t> sides = bytes.LittleEndian(kData + 1, 4);
    if (!sides.has_value()) return CutShort("WebP");
    if (bytes.At(kData) != 0x2F) {
      return BadImage("is a WebP without the signature of its data");
    }
    return Size("WebP", (*sides & kSide) + 1, (*sides >> 14 & kSide) + 1);
  }
  if (bytes.HasAt(12, "VP8 ")) {
    const std::optional<uint64_t> sides = bytes.LittleEndian(kData + 6, 4);
    if (!sides.has_value()) return CutShort("WebP");
    if (!bytes.HasAt(kData + 3, "\x9d\x01\x2a")) {
      return BadImage("is a WebP without the start code of its frame");
    }
    return Size("WebP", *sides & kSide, *sides >> 16 & kSide);
  }
  if (bytes.size() < kData) return CutShort("WebP");
  return BadImage("is a WebP that does not begin with a known chunk");
}

struct ImageFormat {
  std::string_view media_type;
  bool (*recognizes)(const Base64Bytes&);
  absl::StatusOr<ImageSize> (*size)(const Base64Bytes&);
};

bool IsPng(const Base64Bytes& bytes) { return bytes.HasAt(0, kPngSignature); }

bool IsJpeg(const Base64Bytes& bytes) { return bytes.HasAt(0, "\xff\xd8\xff"); }

bool IsGif(const Base64Bytes& bytes) {
  return bytes.HasAt(0, "GIF87a") || bytes.HasAt(0, "GIF89a");
}

bool IsWebp(const Base64Bytes& bytes) {
  return bytes.HasAt(0, "RIFF") && bytes.HasAt(8, "WEBP");
}

constexpr std::array<ImageFormat, 5> kImageFormats = {{
    {"image/png", IsPng, PngSize},
    {"image/jpeg", IsJpeg, JpegSize},
    {"image/jpg", IsJpeg, JpegSize},
    {"image/gif", IsGif, GifSize},
    {"image/webp", IsWebp, WebpSize},
}};

const ImageFormat* FormatOf(const Base64Bytes& bytes) {
  const auto* found =
      std::find_if(kImageFormats.begin(), kImageFormats.end(),
                   [&](const ImageFormat& f) { return f.recognizes(bytes); });
  return found == kImageFormats.end() ? nullptr : found;
}

}  // namespace

bool HasImageHeader(const Base64Bytes& bytes) {
  return FormatOf(bytes) != nullptr;
}

absl::StatusOr<ImageSize> ReadImageSize(std::string_view url) {
  if (!StartsIgnoringCase(url, "data:")) {
    const Base64Bytes bytes(url);
    const ImageFormat* format = FormatOf(bytes);
    if (format != nullptr) return format->size(bytes);
    return BadImage("is a link, which is never followed");
  }
  const std::optional<DataUrl> parsed = ParseDataUrl(url);
  if (!parsed.has_value()) {
    return BadImage("is a data URL that is not of the form data:TYPE;base64,");
  }
  const Base64Bytes bytes(parsed->base64);
  if (const ImageFormat* format = FormatOf(bytes)) return format->size(bytes);
  for (const ImageFormat& format : kImageFormats) {
    if (!EqualsIgnoringCase(format.media_type, parsed->media_type)) {
      continue;
    }
    return BadImage(
        fmt::format("says {} but does not begin as one", format.media_type));
  }
  return BadImage(fmt::format("has the type {}, whose size is not read",
                              Quoted(parsed->media_type)));
}

}  // namespace tokenfare::internal
