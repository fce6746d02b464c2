#include "tokenfare/preflight/dialects/media/image_address.h"

#include <cstddef>
#include <optional>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/dialects/media/data_url.h"
#include "tokenfare/preflight/dialects/media/image_size.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

// https://platform.openai.com/docs/guides/images-vision: types and addresses.
constexpr std::string_view kTaken =
    "the API takes PNG, JPEG, GIF and WebP by https address or as "
    "data:image/png;base64,...";

std::string WhyDataNotTaken(std::string_view address) {
  const std::optional<DataUrl> url = ParseDataUrl(address);
  if (!url.has_value()) {
    return "is a data URL that is not of the form data:TYPE;base64,";
  }
  const Base64Bytes bytes(url->base64);
  if (HasImageHeader(bytes)) return {};
  if (bytes.size() == 0) return "is a data URL without data";
  return fmt::format("is a data URL of type {} that holds no such image",
                     Quoted(url->media_type));
}

}  // namespace

std::string WhyNotTaken(std::string_view address) {
  if (StartsIgnoringCase(address, "https://") ||
      StartsIgnoringCase(address, "http://")) {
    return {};
  }
  if (address.empty()) return "has no address";
  if (StartsIgnoringCase(address, "data:")) {
    return WhyDataNotTaken(address);
  }
  const size_t scheme = address.find("://");
  if (scheme < 20) {
    return fmt::format("has an address that begins with {}",
                       Quoted(address.substr(0, scheme + 3)));
  }
  if (HasImageHeader(Base64Bytes(address))) {
    return "is base64 without \"data:image/...;base64,\" before it";
  }
  return fmt::format("has the address {}", Quoted(address));
}

std::string WhyImagesNotTaken(const ChatRequest& request) {
  std::string first;
  size_t count = 0;
  for (const Message& message : request.messages) {
    for (size_t i = 0; i < message.content.size(); ++i) {
      const ContentPart& part = message.content[i];
      // Of those of other APIs the warning says enough.
      if (part.kind != ContentPart::Kind::kImage || part.foreign) continue;
      const std::string why = WhyNotTaken(part.address);
      if (why.empty() || count++ > 0) continue;
      first = fmt::format("{}.content[{}]: the image {}", message.path, i, why);
    }
  }
  if (count == 0) return {};
  return fmt::format("{}{}; {}", first,
                     count == 1 ? "" : fmt::format(", the first of {}", count),
                     kTaken);
}

}  // namespace tokenfare::internal
