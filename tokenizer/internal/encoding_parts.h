// What an Encoding is made of, checked and immutable.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_ENCODING_PARTS_H_
#define TOKENFARE_TOKENIZER_INTERNAL_ENCODING_PARTS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tokenfare/tokenizer/internal/aligned_bytes.h"
#include "tokenfare/tokenizer/internal/image.h"
#include "tokenfare/tokenizer/internal/splitter.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare::internal {

class EncodingParts {
 public:
  // With an image that lives as long as the program.
  EncodingParts(std::string name, const unsigned char* image,
                std::unique_ptr<const Splitter> splitter,
                SpecialTokens special_tokens)
      : name_(std::move(name)),
        image_(image),
        splitter_(std::move(splitter)),
        special_tokens_(std::move(special_tokens)) {}

  // With an image of its own.
  EncodingParts(std::string name, AlignedBytes image,
                std::unique_ptr<const Splitter> splitter,
                SpecialTokens special_tokens)
      : name_(std::move(name)),
        own_image_(std::move(image)),
        image_(own_image_->data()),
        splitter_(std::move(splitter)),
        special_tokens_(std::move(special_tokens)) {}

  const std::string& name() const { return name_; }
  const Image& image() const { return image_; }
  const Splitter& splitter() const { return *splitter_; }
  const SpecialTokens& special_tokens() const { return special_tokens_; }

 private:
  std::string name_;
  std::optional<AlignedBytes> own_image_;
  Image image_;
  std::unique_ptr<const Splitter> splitter_;
  SpecialTokens special_tokens_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_ENCODING_PARTS_H_
