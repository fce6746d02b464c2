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

}  // namespace tokenfare::internal
