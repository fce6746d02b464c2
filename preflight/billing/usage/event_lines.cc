#include "tokenfare/preflight/billing/usage/event_lines.h"

#include <algorithm>

#include "tokenfare/support/text_encoding.h"

namespace tokenfare::internal {

EventLines::EventLines(std::string_view text)
    : rest_(WithoutByteOrderMark(text)) {}

// A line ends in CR LF, LF or CR.
std::string_view EventLines::TakeLine() {
  const size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end);
  if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
  if (!rest_.empty()) rest_.remove_prefix(1);
  ++lines_taken_;
  return line;
}

bool EventLines::Next() {
  data_.clear();
  bool has_data = false;
  while (!rest_.empty()) {
    const std::string_view line = TakeLine();
    if (line.empty()) {
      if (has_data) return true;
      continue;
    }
    constexpr std::string_view kData = "data";
    const size_t colon = std::min(line.find(':'), line.size());
    // Comments and other fields say nothing of a bill.
    if (line.substr(0, colon) != kData) continue;
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (has_data) {
      data_ += '\n';
    } else {
      line_ = lines_taken_;
    }
    data_ += value;
    has_data = true;
  }
  return has_data;
}

bool EventLines::IsLast() const {
  return rest_.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace tokenfare::internal
