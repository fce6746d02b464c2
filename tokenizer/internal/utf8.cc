#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare::internal {

bool IsWellFormed(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const Utf8Character character = DecodeUtf8(text, at);
    if (!character.well_formed) return false;
    at += character.length;
  }
  return true;
}

std::string RepairUtf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size() + 16);
  for (size_t at = 0; at < text.size();) {
    const Utf8Character character = DecodeUtf8(text, at);
    repaired += character.well_formed ? text.substr(at, character.length)
                                      : kReplacementUtf8;
    at += character.length;
  }
  return repaired;
}

size_t OffsetBeforeRepair(std::string_view text, size_t repaired_offset) {
  size_t at = 0;
  size_t repaired = 0;
  while (at < text.size()) {
    const Utf8Character character = DecodeUtf8(text, at);
    repaired +=
        character.well_formed ? character.length : kReplacementUtf8.size();
    if (repaired > repaired_offset) break;
    at += character.length;
  }
  return at;
}

}  // namespace tokenfare::internal
