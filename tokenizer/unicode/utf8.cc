#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {

size_t CharacterBefore(std::string_view text, size_t end) {
  for (size_t at = end - 1;; --at) {
    if (!IsContinuation(text[at])) {
      return at + DecodeUtf8(text, at).length == end ? at : end - 1;
    }
    if (at == 0 || end - at == 4) return end - 1;
  }
}

size_t WellFormedPrefix(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const Utf8Character character = DecodeUtf8(text, at);
    if (!character.well_formed) break;
    at += character.length;
  }
  return at;
}

void AppendRepaired(std::string_view text, std::string& repaired) {
  size_t begin = 0;  // of what is well-formed
  for (size_t at = 0; at < text.size();) {
    const Utf8Character character = DecodeUtf8(text, at);
    if (!character.well_formed) {
      repaired += text.substr(begin, at - begin);
      repaired += kReplacementUtf8;
      begin = at + character.length;
    }
    at += character.length;
  }
  repaired += text.substr(begin);
}

std::string RepairUtf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size() + 16);
  AppendRepaired(text, repaired);
  return repaired;
}

size_t RepairedOffsets::Before(size_t repaired_offset) {
  while (at_ < text_.size()) {
    const Utf8Character character = DecodeUtf8(text_, at_);
    const size_t length =
        character.well_formed ? character.length : kReplacementUtf8.size();
    if (repaired_ + length > repaired_offset) {
      return at_ + (character.well_formed ? repaired_offset - repaired_ : 0);
    }
    repaired_ += length;
    at_ += character.length;
  }
  return at_;
}

}  // namespace tokenfare::internal
