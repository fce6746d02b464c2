// How long a recording is, from its headers. No sample is decoded.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_AUDIO_LENGTH_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_AUDIO_LENGTH_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace tokenfare::internal {

// Milliseconds, rounded down, of `base64` in `format`: "wav" (RIFF; the size of
// its data over its byte rate) or "mp3" (MPEG audio, layer III; a sum over the
// headers of its frames, which includes the silence that encoders add at both
// ends, under 0.2 s). Nothing for other formats, and where the headers cannot
// be read. Linear in the chunks or frames, of which 8 and 4 bytes are read.
std::optional<int64_t> AudioMilliseconds(std::string_view format,
                                         std::string_view base64);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_AUDIO_LENGTH_H_
