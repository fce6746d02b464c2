// Any bytes and any limit: Truncate and CountUpTo are what their definitions
// say, found by trying every token's end. The first two bytes choose the limit
// and the encoding.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

// Trying is quadratic, so inputs are short.
constexpr size_t kMostBytes = 2048;

bool EndsCharacter(std::string_view text, size_t at) {
  return at == text.size() ||
         (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// Ill-formed parts are U+FFFD, inside of which a token may end, too.
size_t LongestByDefinition(const Encoding& encoding, std::string_view text,
                           size_t limit) {
  const EncodedText encoded = encoding.EncodeWithOffsets(text);
  const std::string repaired = *encoding.Decode(encoded.ids);
  size_t at = repaired.size();
  for (size_t i = encoded.ids.size(); i > 0; --i) {
    const size_t end =
        i == encoded.ids.size() ? text.size() : encoded.offsets[i];
    if (EndsCharacter(repaired, at) &&
        encoding.Count(text.substr(0, end)) <= limit) {
      return end;
    }
    at -= encoding.TokenBytes(encoded.ids[i - 1])->size();
  }
  return 0;
}

void CheckLimit(const Encoding& encoding, std::string_view text, size_t limit) {
  const size_t count = encoding.Count(text);
  const std::optional<size_t> up_to = encoding.CountUpTo(text, limit);
  Require(up_to.has_value() == (count <= limit), "CountUpTo knows the limit");
  Require(!up_to || *up_to == count, "CountUpTo counts");
  const std::string_view prefix = encoding.Truncate(text, limit);
  Require(prefix.data() == text.data(), "Truncate gives a view of the text");
  Require(prefix.size() == LongestByDefinition(encoding, text, limit),
          "Truncate gives the longest prefix that fits");
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > 2 + tokenfare::kMostBytes) return 0;
  static constexpr std::array kNames = {"o200k_base", "cl100k_base",
                                        "p50k_base", "r50k_base"};
  const auto encoding = tokenfare::GetEncoding(kNames[data[0] % kNames.size()]);
  tokenfare::Require(encoding.ok(), "all encodings are embedded");
  const std::string_view text(reinterpret_cast<const char*>(data) + 2,
                              size - 2);
  const size_t count = (*encoding)->Count(text);
  tokenfare::CheckLimit(**encoding, text, data[1] * (count + 1) / 255);
  return 0;
}
