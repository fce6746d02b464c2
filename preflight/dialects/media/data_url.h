// Data URLs and the bytes that their base64 stands for, decoded only where they
// are read: the header of a 20 MB image costs a few bytes.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_DATA_URL_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_DATA_URL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tokenfare::internal {

// Random access to the bytes of a base64 text (RFC 4648, section 4; the padding
// may be missing; white space that wraps lines of at most 256 digits is left
// out). The text must outlive the object. Any text is accepted; what is not
// base64 is noticed where it is read. Constant cost, but linear for wrapped
// text.
class Base64Bytes {
 public:
  explicit Base64Bytes(std::string_view text);
  Base64Bytes(const Base64Bytes&) = delete;
  Base64Bytes& operator=(const Base64Bytes&) = delete;

  size_t size() const { return size_; }

  // The byte at `index`. Nothing beyond the end, and where the text is not
  // base64. Constant cost.
  std::optional<uint8_t> At(size_t index) const;

  // `count` bytes (1 to 8) from `index` on as a number; nothing where At gives
  // nothing for one of them.
  std::optional<uint64_t> BigEndian(size_t index, size_t count) const;
  std::optional<uint64_t> LittleEndian(size_t index, size_t count) const;

  // True where the bytes at `index` are `expected`.
  bool HasAt(size_t index, std::string_view expected) const;

  // The bytes from the beginning, up to the end or to what is not base64.
  // Linear.
  std::string Decode() const;

 private:
  std::string unwrapped_;  // empty where the text has no white space
  std::string_view text_;  // without padding
  size_t size_;
};

// Whether `text` has digits of base64, of either alphabet, padding and white
// space only, and not only words. Linear.
bool IsBase64(std::string_view text);

struct DataUrl {
  std::string_view media_type;  // "image/png", as written
  std::string_view base64;
};

// The parts of "data:image/png;base64,...", whose words may be in capitals;
// nothing for other URLs, and for
// data URLs that are not in base64.
std::optional<DataUrl> ParseDataUrl(std::string_view url);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_DATA_URL_H_
