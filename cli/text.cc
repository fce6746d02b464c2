#include "tokenfare/cli/text.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "fmt/format.h"
#include "tokenfare/cli/io.h"

namespace tokenfare::cli {
namespace {

constexpr size_t kLineWidth = 80;
constexpr size_t kColumnGap = 2;

// Characters, which is columns for what the catalogue holds.
size_t Width(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
      }));
}

}  // namespace

std::string Grouped(uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string Percent(uint64_t part, uint64_t whole) {
  if (whole == 0) return "-";
  const absl::uint128 permille =
      (absl::uint128(part) * 2000 + whole) / (absl::uint128(whole) * 2);
  if (permille == 0 && part > 0) return "<0.1%";
  return fmt::format("{}.{}%", Grouped(absl::Uint128Low64(permille / 10)),
                     absl::Uint128Low64(permille % 10));
}

std::string Wrapped(std::string_view text, size_t indent) {
  std::string lines(indent, ' ');
  size_t column = indent;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (column > indent && column + 1 + Width(word) > kLineWidth) {
      lines += '\n';
      lines.append(indent, ' ');
      column = indent;
    }
    if (column > indent) lines += ' ';
    lines += word;
    column += Width(word) + (column > indent ? 1 : 0);
  }
  return lines + "\n";
}

void Table::AddRow(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = PrintableLine(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::ToString(size_t indent) const {
  std::vector<size_t> widths(alignment_.size(), 0);
  for (const std::vector<std::string>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Width(row[i]));
    }
  }
  std::string lines;
  for (const std::vector<std::string>& row : rows_) {
    std::string line(indent, ' ');
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - Width(row[i]), ' ');
      if (i > 0) line.append(kColumnGap, ' ');
      line += alignment_[i] == 'r' ? padding + row[i] : row[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines += line + "\n";
  }
  return lines;
}

}  // namespace tokenfare::cli
