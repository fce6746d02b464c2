#include "tests/reference/unicode_classes.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "fmt/format.h"

namespace tokenfare::reference {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << what << '\n';
  std::abort();
}

// "41" or "41-5A".
CodePointRange ParseRange(const std::string& word) {
  size_t used = 0;
  const char32_t first = std::stoul(word, &used, 16);
  if (used == word.size()) return {first, first};
  if (word[used] != '-') Fail("not a range of code points: " + word);
  return {first, static_cast<char32_t>(
                     std::stoul(word.substr(used + 1), nullptr, 16))};
}

}  // namespace

UnicodeClasses::UnicodeClasses(const std::string& path) {
  std::ifstream file(path);
  if (!file) Fail(path + " cannot be opened");
  std::vector<CodePointRange>* section = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    if (line.starts_with("[")) {
      section = &ranges_[line.substr(1, line.size() - 2)];
    } else if (section != nullptr) {
      std::istringstream words(line);
      for (std::string word; words >> word;) {
        section->push_back(ParseRange(word));
      }
    }
  }
}

const std::vector<CodePointRange>& UnicodeClasses::Ranges(
    const std::string& property) const {
  const auto found = ranges_.find(property);
  if (found == ranges_.end()) Fail("no Unicode property " + property);
  return found->second;
}

bool UnicodeClasses::Has(const std::string& property,
                         char32_t code_point) const {
  const std::vector<CodePointRange>& ranges = Ranges(property);
  return std::any_of(
      ranges.begin(), ranges.end(), [code_point](const CodePointRange& range) {
        return range.first <= code_point && code_point <= range.last;
      });
}

std::string UnicodeClasses::InsideOfClass(
    const std::vector<std::string>& properties) const {
  std::string inside;
  for (const std::string& property : properties) {
    for (const CodePointRange& range : Ranges(property)) {
      inside += fmt::format("\\x{{{:X}}}-\\x{{{:X}}}",
                            static_cast<uint32_t>(range.first),
                            static_cast<uint32_t>(range.last));
    }
  }
  return inside;
}

}  // namespace tokenfare::reference
