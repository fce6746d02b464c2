// What an Encoding is made of, checked and immutable.

#ifndef TOKENFARE_TOKENIZER_ENCODING_ENCODING_PARTS_H_
#define TOKENFARE_TOKENIZER_ENCODING_ENCODING_PARTS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tokenfare/tokenizer/machine/cpu_path.h"
#include "tokenfare/tokenizer/special_tokens.h"
#include "tokenfare/tokenizer/split/splitter.h"
#include "tokenfare/tokenizer/tables/aligned_bytes.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

class EncodingParts {
 public:
  // With an image that lives as long as the program.
  EncodingParts(std::string name, const unsigned char* image, CpuPath cpu_path,
                std::unique_ptr<const Splitter> splitter,
                SpecialTokens special_tokens)
      : name_(std::move(name)),
        image_(image),
        cpu_path_(cpu_path),
        splitter_(std::move(splitter)),
        special_tokens_(std::move(special_tokens)) {}

  // With an image of its own.
  EncodingParts(std::string name, AlignedBytes image, CpuPath cpu_path,
                std::unique_ptr<const Splitter> splitter,
                SpecialTokens special_tokens)
      : name_(std::move(name)),
        own_image_(std::move(image)),
        image_(own_image_->data()),
        cpu_path_(cpu_path),
        splitter_(std::move(splitter)),
        special_tokens_(std::move(special_tokens)) {}

  const std::string& name() const { return name_; }
  const Image& image() const { return image_; }
  // What its text is counted by.
  CpuPath cpu_path() const { return cpu_path_; }
  const Splitter& splitter() const { return *splitter_; }
  const SpecialTokens& special_tokens() const { return special_tokens_; }

 private:
  std::string name_;
  std::optional<AlignedBytes> own_image_;
  Image image_;
  CpuPath cpu_path_;
  std::unique_ptr<const Splitter> splitter_;
  SpecialTokens special_tokens_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_ENCODING_PARTS_H_
