// Plain text for people: numbers, columns, paragraphs. Nothing depends on the
// locale or on a terminal.

#ifndef TOKENFARE_CLI_TEXT_H_
#define TOKENFARE_CLI_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::cli {

// What stands below a heading is set in by so much.
inline constexpr size_t kIndent = 2;

// "1,047,576".
std::string Grouped(uint64_t number);

// The same for the signed counts of tokens, which are never negative.
inline std::string Tokens(int64_t tokens) {
  return Grouped(static_cast<uint64_t>(tokens));
}

// `part` of `whole` in percent, one decimal, halves up: "12.3%"; "<0.1%" for
// what rounds to nothing but is not. "-" where `whole` is 0.
std::string Percent(uint64_t part, uint64_t whole);

// `text` in lines of at most 80 columns, each after `indent` spaces; words
// longer than a line stay whole. Ends with a newline.
std::string Wrapped(std::string_view text, size_t indent);

// Rows of cells under each other, each column as wide as its widest cell.
class Table {
 public:
  // One letter a column: 'l' is left-aligned, 'r' right-aligned.
  explicit Table(std::string_view alignment) : alignment_(alignment) {}

  // At most as many cells as columns; missing ones are empty. A cell is one
  // line: control characters are escaped, newlines too.
  void AddRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // The lines, each after `indent` spaces and without blanks at its end.
  std::string ToString(size_t indent = 0) const;

 private:
  std::string alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_TEXT_H_
