// Writes the image of a compact vocabulary:
//
//   tokenfare_build_image VOCABULARY.vocab OUTPUT.image

#include <cstdio>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/tokenizer/tables/image_builder.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {
namespace {

constexpr size_t kMaxFileBytes = size_t{64} << 20;

absl::Status BuildImageFile(const std::string& vocabulary_path,
                            const std::string& image_path) {
  const auto file = ReadFile(vocabulary_path, kMaxFileBytes);
  if (!file.ok()) return file.status();
  const auto vocabulary = ReadCompactVocabulary(*file);
  if (!vocabulary.ok()) return vocabulary.status();
  const auto image = BuildImage(*vocabulary);
  if (!image.ok()) return image.status();
  std::ofstream output(image_path, std::ios::binary);
  output.write(reinterpret_cast<const char*>(image->data()),
               static_cast<std::streamsize>(image->size()));
  output.close();
  if (!output) return absl::UnknownError("cannot write " + image_path);
  return absl::OkStatus();
}

}  // namespace
}  // namespace tokenfare::internal

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s VOCABULARY.vocab OUTPUT.image\n", argv[0]);
    return 2;
  }
  const absl::Status status =
      tokenfare::internal::BuildImageFile(argv[1], argv[2]);
  if (!status.ok()) {
    std::fprintf(stderr, "%s: %s\n", argv[1], status.ToString().c_str());
    return 1;
  }
  return 0;
}
