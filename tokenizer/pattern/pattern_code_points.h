// Sets of code points, as the classes of a pattern need them.

#ifndef TOKENFARE_TOKENIZER_PATTERN_PATTERN_CODE_POINTS_H_
#define TOKENFARE_TOKENIZER_PATTERN_PATTERN_CODE_POINTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/data/unicode/property_ranges.inc"

namespace tokenfare::internal {

// An immutable set of Unicode scalar values. Surrogates are never members: they
// have no UTF-8, so no text holds one. Operations are linear in the number of
// ranges (about 700 for \p{L}) but for Of and Union, which sort.
class CodePointSet {
 public:
  CodePointSet() = default;
  static CodePointSet Of(std::span<const CodePointRange> ranges);
  static CodePointSet Range(uint32_t first, uint32_t last);
  static CodePointSet One(uint32_t code_point) {
    return Range(code_point, code_point);
  }
  static CodePointSet All() { return Range(0, 0x10FFFF); }
  // The set that \p{NAME} matches in tiktoken, or nothing for a name that our
  // tables lack. Knows general categories, White_Space and a few scripts.
  static std::optional<CodePointSet> Property(std::string_view name);
  static CodePointSet WhiteSpace();  // \s
  static CodePointSet Word();        // \w

  CodePointSet Union(const CodePointSet& other) const;
  CodePointSet Intersection(const CodePointSet& other) const;
  CodePointSet Difference(const CodePointSet& other) const;
  CodePointSet Complement() const;

  // Logarithmic in the number of ranges.
  bool Contains(uint32_t code_point) const;
  bool Intersects(const CodePointSet& other) const;
  bool empty() const { return ranges_.empty(); }

  // Ascending and apart.
  std::span<const CodePointRange> ranges() const { return ranges_; }

  friend bool operator==(const CodePointSet& a, const CodePointSet& b);

 private:
  std::vector<CodePointRange> ranges_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_PATTERN_PATTERN_CODE_POINTS_H_
