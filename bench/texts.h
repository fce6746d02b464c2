// Texts to measure on.

#ifndef TOKENFARE_BENCH_TEXTS_H_
#define TOKENFARE_BENCH_TEXTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::bench {

struct Text {
  std::string name;
  std::string content;
};

// The texts of $TOKENFARE_SHARED/corpora, or of shared/corpora beside the
// repository. They are not the project's to redistribute; where they are
// absent, one generated text, and a note of that in the benchmark's context.
const std::vector<Text>& Texts();

// At most `most` parts of `text` of `size` bytes (a little less where a
// character would be cut), spread evenly over it; the whole text where it is
// smaller or `size` is 0. A loop over them meets new pieces as real use does.
std::vector<std::string_view> Slices(std::string_view text, size_t size,
                                     size_t most = 256);

// The count of a whole text by counts.json beside it, or nothing.
std::optional<size_t> RecordedCount(const Text& text,
                                    std::string_view encoding);

// The sum of the counts of `slices` of `text` by what is independent of the
// product: counts.json for a whole text, the plain reference otherwise.
size_t ExpectedCount(const Text& text,
                     const std::vector<std::string_view>& slices,
                     std::string_view encoding);

}  // namespace tokenfare::bench

#endif  // TOKENFARE_BENCH_TEXTS_H_
