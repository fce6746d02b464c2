#include "tests/reference/worst_cases.h"

#include <cstdint>
#include <cstdlib>

#include "tests/reference/utf8.h"

namespace tokenfare::reference {
namespace {

constexpr size_t kBytes = 1'000'000;
constexpr std::string_view kPunctuation = "!#$%&*+,-.:;<=>?@^_`|~";

std::string Repeated(std::string_view unit, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += unit;
  return text;
}

// `length` characters, each by `character` from the upper bits of Knuth's
// linear congruential generator, which any language can repeat.
template <typename Character>
std::string Random(uint64_t seed, size_t length, Character character) {
  std::string text;
  for (size_t i = 0; i < length; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    text += EncodeUtf8(static_cast<char32_t>(character(seed >> 33)));
  }
  return text;
}

const WorstCase kCases[] = {
    {"one_letter", [] { return std::string(kBytes, 'a'); }, 125'000, 125'000,
     250'000, 250'000},
    {"carets", [] { return std::string(kBytes, '^'); }, 125'000, 250'000,
     250'000, 250'000},
    {"spaces", [] { return std::string(kBytes, ' '); }, 7'813, 7'813, 62'500,
     1'000'000},
    {"spaces_then_letter", [] { return std::string(kBytes, ' ') + "a"; }, 7'814,
     7'814, 62'501, 1'000'000},
    {"newlines", [] { return std::string(kBytes, '\n'); }, 62'500, 31'250,
     500'000, 500'000},
    {"line_ends", [] { return Repeated("\r\n", kBytes / 2); }, 125'000, 125'000,
     1'000'000, 1'000'000},
    {"tabs", [] { return std::string(kBytes, '\t'); }, 62'500, 62'500,
     1'000'000, 1'000'000},
    {"nuls", [] { return std::string(kBytes, '\0'); }, 500'000, 1'000'000,
     1'000'000, 1'000'000},
    {"digits", [] { return std::string(kBytes, '1'); }, 333'334, 333'334,
     250'000, 250'000},
    {"letters_apart", [] { return Repeated("a ", kBytes / 2); }, 500'001,
     500'001, 500'001, 500'001},
    {"one_cjk", [] { return Repeated("\xE4\xB8\xAD", kBytes / 3); }, 333'333,
     333'333, 333'333, 333'333},
    {"random_letters",
     [] { return Random(1, kBytes, [](uint64_t x) { return 'a' + x % 26; }); },
     519'315, 540'918, 596'213, 596'213},
    {"random_capitals",
     [] { return Random(3, kBytes, [](uint64_t x) { return 'A' + x % 26; }); },
     571'117, 593'075, 641'406, 641'406},
    {"random_cjk",
     [] {
       return Random(2, kBytes / 3,
                     [](uint64_t x) { return 0x4E00 + x % 0x5200; });
     },
     640'744, 785'627, 906'050, 906'050},
    {"random_cyrillic",
     [] {
       return Random(5, kBytes / 2, [](uint64_t x) { return 0x430 + x % 32; });
     },
     363'750, 438'290, 731'900, 731'900},
    {"random_punctuation",
     [] {
       return Random(4, kBytes, [](uint64_t x) -> uint64_t {
         return kPunctuation[x % kPunctuation.size()];
       });
     },
     719'855, 710'648, 863'535, 863'535},
};

}  // namespace

size_t WorstCase::CountIn(std::string_view encoding) const {
  if (encoding == "o200k_base") return o200k_base;
  if (encoding == "cl100k_base") return cl100k_base;
  if (encoding == "p50k_base") return p50k_base;
  if (encoding == "r50k_base") return r50k_base;
  std::abort();
}

std::span<const WorstCase> WorstCases() { return kCases; }

}  // namespace tokenfare::reference
