// Any bytes and any limit: Truncate and CountUpTo are what their definitions
// say, found by trying every token's end: in o200k_base, and with each built-in
// pattern and a few tokens that join white space and characters in odd ways.
// The first two bytes choose the encoding and the limit.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tests/custom/tiktoken_lines.h"
#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/registry.h"
#include "tokenfare/tokenizer/split/builtin_patterns.h"

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

std::shared_ptr<const Encoding> SmallEncoding(internal::PatternFamily family) {
  std::string lines = ByteLines();
  TokenId id = 256;
  for (const char* token :
       {"\n ", " \t", "\t\n ", "  ", "    ", "\xC2\xA0", " \xC2", "\n\n", " x",
        "'s", "AB", "\xE4\xB8", "\xE4\xB8\xAD",
        "\xAD"
        "A",
        "\t\xC2\xA0", "\xEF\xBF\xBD", "x\xEF", "ab", "aba"}) {
    lines += TiktokenLine(token, id++);
  }
  auto encoding =
      MakeEncoding({.name = "small",
                    .vocabulary_path = "",
                    .pattern = std::string(internal::PatternText(family)),
                    .special_tokens = {}},
                   lines);
  Require(encoding.ok(), "the small encoding loads");
  return *std::move(encoding);
}

const Encoding& EncodingBy(uint8_t choice) {
  using internal::PatternFamily;
  static const std::array small = {SmallEncoding(PatternFamily::kR50k),
                                   SmallEncoding(PatternFamily::kCl100k),
                                   SmallEncoding(PatternFamily::kO200k)};
  const size_t place = choice % (small.size() + 1);
  return place < small.size() ? *small[place] : **GetEncoding("o200k_base");
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > 2 + tokenfare::kMostBytes) return 0;
  const tokenfare::Encoding& encoding = tokenfare::EncodingBy(data[0]);
  const std::string_view text(reinterpret_cast<const char*>(data) + 2,
                              size - 2);
  const size_t count = encoding.Count(text);
  tokenfare::CheckLimit(encoding, text, data[1] * (count + 1) / 255);
  return 0;
}
