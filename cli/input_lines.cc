#include "tokenfare/cli/input_lines.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tokenfare/cli/input_text.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/support/text_encoding.h"

namespace tokenfare::cli {
namespace {

using OnLine = absl::FunctionRef<absl::Status(InputLine line)>;

class LineCollector {
 public:
  LineCollector(const std::string& path, size_t most_bytes, OnLine on_line)
      : path_(path), most_bytes_(most_bytes), on_line_(on_line) {}

  absl::Status Add(std::string_view part) {
    while (!part.empty()) {
      const size_t end = part.find('\n');
      const std::string_view more = part.substr(0, end);
      Append(more);
      end_ += more.size();
      if (end == std::string_view::npos) break;
      part.remove_prefix(end + 1);
      if (const absl::Status status = EndLine(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Where the input does not end in a newline a line may be left.
  absl::Status EndLine() {
    ++number_;
    if (number_ == 1) {
      const absl::Status narrow = RefuseWideText(path_, line_);
      if (!narrow.ok()) return narrow;
      begin_ = line_.size() - internal::WithoutByteOrderMark(line_).size();
      line_.erase(0, begin_);
    }
    InputLine line = {number_, begin_, std::exchange(line_, {})};
    begin_ = ++end_;
    if (line.text.find_first_not_of(" \t\r") == std::string::npos) {
      return absl::OkStatus();
    }
    return on_line_(std::move(line));
  }

 private:
  void Append(std::string_view more) {
    line_ += more.substr(
        0, most_bytes_ + 1 - std::min(line_.size(), most_bytes_ + 1));
  }

  const std::string& path_;
  const size_t most_bytes_;
  const OnLine on_line_;
  std::string line_;
  size_t number_ = 0;
  // Of the line, in the input; what is cut off a long one counts.
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
};

}  // namespace

absl::Status ForEachLine(const std::string& path, size_t most_bytes,
                         OnLine on_line) {
  if (path != "-") {
    const absl::Status file = RefuseDirectory(path);
    if (!file.ok()) return file;
  }
  LineCollector lines(path, most_bytes, on_line);
  absl::Status ended;
  const absl::Status read = ReadInParts(path, [&](std::string_view part) {
    ended = lines.Add(part);
    return ended.ok();
  });
  if (!read.ok()) return read;
  if (!ended.ok()) return ended;
  return lines.EndLine();
}

}  // namespace tokenfare::cli
