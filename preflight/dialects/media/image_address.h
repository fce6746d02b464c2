// Whether the API takes the address of an image.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_ADDRESS_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_ADDRESS_H_

#include <string>
#include <string_view>

namespace tokenfare::internal {

// Why an image is not taken from there, continuing "the image"; empty where it
// is: a link by http or https, or a data URL of a PNG, JPEG, GIF or WebP, by
// what the bytes are and whatever type it states. Links are not followed.
std::string WhyNotTaken(std::string_view address);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_ADDRESS_H_
