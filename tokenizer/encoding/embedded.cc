#include "tokenfare/tokenizer/encoding/embedded.h"

#include <bit>
#include <string>

#include "fmt/format.h"

// data/CMakeLists.txt builds the images of the encodings that this build
// carries, and defines TOKENFARE_IMAGE_... for each encoding: one of these, or
// nullptr.
extern "C" {
extern const unsigned char tokenfare_image_o200k_base[];
extern const unsigned char tokenfare_image_cl100k_base[];
extern const unsigned char tokenfare_image_p50k_base[];
extern const unsigned char tokenfare_image_r50k_base[];
}

namespace tokenfare::internal {
namespace {

static_assert(std::endian::native == std::endian::little,
              "images are laid out for little-endian machines");

constexpr std::string_view kEndOfText = "<|endoftext|>";
constexpr std::string_view kEndOfPrompt = "<|endofprompt|>";

SpecialToken Special(std::string_view text, TokenId id) {
  return {std::string(text), id};
}

std::vector<SpecialToken> R50kSpecials() {
  return {Special(kEndOfText, 50256)};
}

std::vector<SpecialToken> P50kEditSpecials() {
  return {Special(kEndOfText, 50256), Special("<|fim_prefix|>", 50281),
          Special("<|fim_middle|>", 50282), Special("<|fim_suffix|>", 50283)};
}

std::vector<SpecialToken> Cl100kSpecials() {
  return {Special(kEndOfText, 100257), Special("<|fim_prefix|>", 100258),
          Special("<|fim_middle|>", 100259), Special("<|fim_suffix|>", 100260),
          Special(kEndOfPrompt, 100276)};
}

std::vector<SpecialToken> O200kSpecials() {
  return {Special(kEndOfText, 199999), Special(kEndOfPrompt, 200018)};
}

std::vector<SpecialToken> HarmonySpecials() {
  std::vector<SpecialToken> specials = {
      Special("<|startoftext|>", 199998), Special(kEndOfText, 199999),
      Special("<|return|>", 200002),      Special("<|constrain|>", 200003),
      Special("<|channel|>", 200005),     Special("<|start|>", 200006),
      Special("<|end|>", 200007),         Special("<|message|>", 200008),
      Special("<|call|>", 200012),        Special(kEndOfPrompt, 200018)};
  const auto reserve = [&](TokenId first, TokenId last) {
    for (TokenId id = first; id <= last; ++id) {
      specials.push_back(Special(fmt::format("<|reserved_{}|>", id), id));
    }
  };
  reserve(200000, 200001);
  reserve(200004, 200004);
  reserve(200009, 200011);
  reserve(200013, 201087);
  return specials;
}

constexpr EmbeddedEncoding kEncodings[] = {
    {"gpt2", PatternFamily::kR50k, R50kSpecials, TOKENFARE_IMAGE_GPT2},
    {"r50k_base", PatternFamily::kR50k, R50kSpecials,
     TOKENFARE_IMAGE_R50K_BASE},
    {"p50k_base", PatternFamily::kR50k, R50kSpecials,
     TOKENFARE_IMAGE_P50K_BASE},
    {"p50k_edit", PatternFamily::kR50k, P50kEditSpecials,
     TOKENFARE_IMAGE_P50K_EDIT},
    {"cl100k_base", PatternFamily::kCl100k, Cl100kSpecials,
     TOKENFARE_IMAGE_CL100K_BASE},
    {"o200k_base", PatternFamily::kO200k, O200kSpecials,
     TOKENFARE_IMAGE_O200K_BASE},
    {"o200k_harmony", PatternFamily::kO200k, HarmonySpecials,
     TOKENFARE_IMAGE_O200K_HARMONY},
};

}  // namespace

std::span<const EmbeddedEncoding, kEmbeddedEncodings> EmbeddedEncodings() {
  return kEncodings;
}

}  // namespace tokenfare::internal
