// Unicode properties as tiktoken's regex engine has them, for tests.

#ifndef TOKENFARE_TESTS_REFERENCE_UNICODE_CLASSES_H_
#define TOKENFARE_TESTS_REFERENCE_UNICODE_CLASSES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::reference {

struct CodePointRange {
  char32_t first;
  char32_t last;  // included
};

class UnicodeClasses {
 public:
  // Reads data/unicode/code_points.ranges, what tiktoken itself matched. Ends
  // the program where the file is not as it should be.
  explicit UnicodeClasses(const std::string& path);

  // The ranges of a property: a category such as "Lu", or "White_Space".
  const std::vector<CodePointRange>& Ranges(const std::string& property) const;

  bool Has(const std::string& property, char32_t code_point) const;

  // The inside of an RE2 character class that matches exactly these properties,
  // ranges spelled out, since RE2's own tables may be of another version.
  std::string InsideOfClass(const std::vector<std::string>& properties) const;

 private:
  std::map<std::string, std::vector<CodePointRange>> ranges_;
};

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_UNICODE_CLASSES_H_
