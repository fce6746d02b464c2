// Any bytes: ids and offsets against the plain reference, and what must hold of
// ids, bytes and characters.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/verdict_invariants.h"
#include "tests/reference/encoding.h"
#include "tokenfare/tokenizer/partial_text.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

// The reference is quadratic in a piece.
constexpr size_t kMostBytes = 1024;

void CheckOffsets(const Encoding& encoding, std::string_view text) {
  const EncodedText encoded = encoding.EncodeWithOffsets(text);
  const auto tokens = reference::EncodingNamed(encoding.name()).Tokens(text);
  Require(encoded.ids.size() == tokens.size() &&
              encoded.offsets.size() == tokens.size(),
          "as many tokens as the reference has");
  for (size_t i = 0; i < tokens.size(); ++i) {
    Require(encoded.ids[i] == tokens[i].id, "the reference's ids");
    Require(encoded.offsets[i] == tokens[i].begin, "the reference's offsets");
  }
  Require(encoded.ids == encoding.Encode(text), "Encode gives the same ids");
  Require(encoded.ids.size() == encoding.Count(text), "Count is their number");
}

// The characters before each token, counted anew.
void CheckCharacterOffsets(const Encoding& encoding, std::string_view text) {
  const std::vector<TokenId> ids = encoding.Encode(text);
  const auto offsets = encoding.CharacterOffsets(ids);
  Require(offsets.ok() && offsets->size() == ids.size(), "ids are known");
  const std::string whole = *encoding.Decode(ids);
  size_t at = 0;
  for (size_t i = 0; i < ids.size(); ++i) {
    size_t characters = 0;  // that begin up to and with the token's first byte
    for (size_t b = 0; b <= at; ++b) {
      characters += (static_cast<unsigned char>(whole[b]) & 0xC0) != 0x80;
    }
    Require((*offsets)[i] == characters - 1, "offsets in characters");
    at += encoding.TokenBytes(ids[i])->size();
  }
}

void CheckBytes(const Encoding& encoding, std::string_view bytes) {
  Require(*encoding.Decode(EncodeBytes(encoding, bytes)) == bytes,
          "EncodeBytes loses no byte");
  if (bytes.empty()) return;
  const reference::Encoding& plain = reference::EncodingNamed(encoding.name());
  Require(EncodePiece(encoding, bytes) == plain.vocabulary().EncodePiece(bytes),
          "EncodePiece merges as the definition says");
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > tokenfare::kMostBytes) return 0;
  const auto encoding = tokenfare::GetEncoding("o200k_base");
  tokenfare::Require(encoding.ok(), "o200k_base is embedded");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tokenfare::CheckOffsets(**encoding, text);
  tokenfare::CheckCharacterOffsets(**encoding, text);
  tokenfare::CheckBytes(**encoding, text);
  return 0;
}
