// Texts of a megabyte that undo careless tokenizers, and tiktoken's counts.

#ifndef TOKENFARE_TESTS_REFERENCE_WORST_CASES_H_
#define TOKENFARE_TESTS_REFERENCE_WORST_CASES_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tokenfare::reference {

struct WorstCase {
  const char* name;
  std::string (*text)();  // about 1,000,000 bytes
  // tiktoken 0.14.0's counts. Where its pattern overflows the stack, by its
  // merge of the pieces that the pattern gives (for a run of one kind of white
  // space: the whole run, or all but the last character before a letter).
  size_t o200k_base;
  size_t cl100k_base;
  size_t p50k_base;
  size_t r50k_base;

  size_t CountIn(std::string_view encoding) const;
};

std::span<const WorstCase> WorstCases();

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_WORST_CASES_H_
