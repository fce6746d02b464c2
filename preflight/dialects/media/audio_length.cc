#include "tokenfare/preflight/dialects/media/audio_length.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "tokenfare/preflight/dialects/media/data_url.h"

namespace tokenfare::internal {
namespace {

// "Multimedia Programming Interface and Data Specifications 1.0": chunks of a
// name, a size and as many bytes, each at an even offset; the byte rate is the
// third field of the format.
std::optional<int64_t> WavMilliseconds(const Base64Bytes& bytes) {
  if (!bytes.HasAt(0, "RIFF") || !bytes.HasAt(8, "WAVE")) return std::nullopt;
  std::optional<uint64_t> bytes_a_second;
  for (size_t at = 12; at < bytes.size();) {
    const std::optional<uint64_t> size = bytes.LittleEndian(at + 4, 4);
    if (!size.has_value()) return std::nullopt;
    const size_t data = at + 8;
    if (bytes.HasAt(at, "fmt ")) {
      bytes_a_second = bytes.LittleEndian(data + 8, 4);
    } else if (bytes.HasAt(at, "data")) {
      if (bytes_a_second.value_or(0) == 0) return std::nullopt;
      // A recording that was streamed claims the largest size.
      const uint64_t present = std::min<uint64_t>(*size, bytes.size() - data);
      return static_cast<int64_t>(present * 1000 / *bytes_a_second);
    }
    at = data + *size + *size % 2;
  }
  return std::nullopt;
}

struct Frame {
  size_t bytes;
  uint64_t samples;
  uint64_t samples_a_second;
};

// ISO/IEC 11172-3, 2.4.1.3, and 13818-3 for half the sampling rates: sync (11
// bits), version (2), layer (2), protection (1), bit rate (4), sampling rate
// (2), padding (1). Nothing where no frame of layer III begins.
std::optional<Frame> FrameAt(const Base64Bytes& bytes, size_t at) {
  constexpr std::array<uint32_t, 16> kKbitVersion1 = {
      0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
  constexpr std::array<uint32_t, 16> kKbitVersion2 = {
      0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
  constexpr std::array<uint32_t, 4> kRates = {44'100, 48'000, 32'000, 0};
  const std::optional<uint64_t> header = bytes.BigEndian(at, 4);
  if (!header.has_value() || *header >> 21 != 0x7FF) return std::nullopt;
  const uint64_t version = *header >> 19 & 3;  // 0: 2.5, 2: 2, 3: 1
  const uint64_t layer = *header >> 17 & 3;    // 1: III
  const uint64_t bit_rate = *header >> 12 & 15;
  const uint64_t kbit =
      version == 3 ? kKbitVersion1.at(bit_rate) : kKbitVersion2.at(bit_rate);
  const uint64_t rate = kRates.at(*header >> 10 & 3) >> (version == 3   ? 0
                                                         : version == 2 ? 1
                                                                        : 2);
  if (version == 1 || layer != 1 || kbit == 0 || rate == 0) return std::nullopt;
  const uint64_t samples = version == 3 ? 1152 : 576;
  const uint64_t padding = *header >> 9 & 1;
  return Frame{samples / 8 * kbit * 1000 / rate + padding, samples, rate};
}

// Where the audio begins: behind an ID3v2 tag (its size in four digits of 7
// bits, then an optional footer as long as the head).
size_t BehindTag(const Base64Bytes& bytes) {
  constexpr size_t kHead = 10;
  if (!bytes.HasAt(0, "ID3")) return 0;
  size_t size = 0;
  for (size_t i = 6; i < kHead; ++i) {
    size = size << 7 | (bytes.At(i).value_or(0) & 0x7F);
  }
  const bool has_footer = (bytes.At(5).value_or(0) & 0x10) != 0;
  return kHead + size + (has_footer ? kHead : 0);
}

std::optional<int64_t> Mp3Milliseconds(const Base64Bytes& bytes) {
  size_t at = BehindTag(bytes);
  uint64_t samples = 0;
  uint64_t samples_a_second = 0;
  while (const std::optional<Frame> frame = FrameAt(bytes, at)) {
    samples += frame->samples;
    samples_a_second = frame->samples_a_second;
    at += frame->bytes;
  }
  // What remains is a tag at most; more means that frames were lost.
  constexpr size_t kLongestEnd = 4096;
  if (samples == 0 || at + kLongestEnd < bytes.size()) return std::nullopt;
  return static_cast<int64_t>(samples * 1000 / samples_a_second);
}

}  // namespace

std::optional<int64_t> AudioMilliseconds(std::string_view format,
                                         std::string_view base64) {
  const Base64Bytes bytes(base64);
  if (format == "wav") return WavMilliseconds(bytes);
  if (format == "mp3") return Mp3Milliseconds(bytes);
  return std::nullopt;
}

}  // namespace tokenfare::internal
