// Whether the API takes the address of an image.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_IMAGE_ADDRESS_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_IMAGE_ADDRESS_H_

#include <string>
#include <string_view>

#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/judgement/judge.h"

namespace tokenfare::internal {

// Why an image is not taken from there, continuing "the image"; empty where it
// is: a link by http or https, or a data URL of a PNG, JPEG, GIF or WebP, by
// what the bytes are and whatever type it states. Links are not followed.
std::string WhyNotTaken(std::string_view address);

// Refuses addresses that are not taken: one reason, with the first place.
void JudgeImageAddresses(const ChatRequest& request, Judge& judge);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_IMAGE_ADDRESS_H_
