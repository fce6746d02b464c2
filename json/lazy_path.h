// Where in a document something stands, written out only where a message needs
// it: a path per value would cost more than to read the values.

#ifndef TOKENFARE_JSON_LAZY_PATH_H_
#define TOKENFARE_JSON_LAZY_PATH_H_

#include <concepts>
#include <string>
#include <string_view>

#include "tokenfare/json/place.h"

namespace tokenfare::internal {

// Of a format's own kinds of places: what can write its path.
template <typename Place>
concept WritesPath = requires(const Place& place) {
  { place.Write() } -> std::same_as<std::string>;
};

// A view of 40 bytes: what it is made from outlives it. It lives on the stack
// of whoever reads.
class LazyPath {
 public:
  // A path that is written already.
  template <std::convertible_to<std::string_view> Text>
  LazyPath(const Text& written)  // NOLINT(google-explicit-constructor)
      : text_(written) {}
  template <WritesPath Place>
  LazyPath(const Place& place)  // NOLINT(google-explicit-constructor)
      : above_(&place), write_above_([](const void* above) {
          return static_cast<const Place*>(above)->Write();
        }) {}
  // The member `key` of what `parent` leads to.
  LazyPath(const LazyPath& parent, std::string_view key)
      : above_(&parent),
        write_above_([](const void* above) {
          return static_cast<const LazyPath*>(above)->Write();
        }),
        text_(key) {}

  // "$.tools[0].function".
  std::string Write() const {
    if (write_above_ == nullptr) return std::string(text_);
    if (text_.empty()) return write_above_(above_);
    return write_above_(above_) + PathStep(text_);
  }

 private:
  const void* above_ = nullptr;
  std::string (*write_above_)(const void* above) = nullptr;
  std::string_view text_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_LAZY_PATH_H_
