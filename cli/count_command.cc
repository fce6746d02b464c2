#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/encoding_option.h"
#include "tokenfare/cli/input_text.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/number_option.h"
#include "tokenfare/support/text_encoding.h"
#include "tokenfare/tokenizer/stream_counter.h"

namespace tokenfare::cli {
namespace {

// Files are opened, and counted, so many at a time, or until they have so many
// bytes: those that are read lie in memory together.
constexpr size_t kFilesAtOnce = 1024;
constexpr size_t kBytesAtOnce = size_t{64} << 20;

struct CountArguments {
  EncodingOption encoding;
  std::vector<std::string> files;
  std::optional<uint64_t> threads;
};

struct FileCount {
  std::string file;
  size_t tokens;
};

// As wc: aligned, a total under more than one file, though one may have failed.
void PrintTable(std::vector<FileCount> rows, bool with_total) {
  if (with_total) {
    size_t total = 0;
    for (const FileCount& row : rows) total += row.tokens;
    rows.push_back({"total", total});
  }
  size_t width = 1;
  for (const FileCount& row : rows) {
    width = std::max(width, fmt::formatted_size("{}", row.tokens));
  }
  for (const FileCount& row : rows) {
    Print(
        fmt::format("{:>{}} {}\n", row.tokens, width, PrintableLine(row.file)));
  }
}

// What was counted, in the order of the files.
class Counts {
 public:
  Counts(const Encoding& encoding, size_t threads)
      : encoding_(encoding), threads_(threads) {}

  // Errors leave the file out.
  absl::Status Add(const std::string& file) {
    return IsStream(file) ? AddStream(file) : AddText(file);
  }

  std::vector<FileCount> Finish() {
    CountOpen();
    return std::move(rows_);
  }

 private:
  absl::Status AddText(const std::string& file) {
    absl::StatusOr<InputText> text = InputText::Open(file);
    if (!text.ok()) return text.status();
    const absl::Status narrow = RefuseWideText(file, text->view());
    if (!narrow.ok()) return narrow;
    open_bytes_ += text->view().size();
    open_.push_back({rows_.size(), *std::move(text)});
    rows_.push_back({file, 0});
    if (open_.size() >= kFilesAtOnce || open_bytes_ >= kBytesAtOnce) {
      CountOpen();
    }
    return absl::OkStatus();
  }

  // In bounded memory, unless nobody knows where it may be cut.
  absl::Status AddStream(const std::string& file) {
    StreamCounter counter(encoding_, threads_);
    absl::Status narrow;
    bool is_first = true;
    const absl::Status read = ReadInParts(file, [&](std::string_view part) {
      if (std::exchange(is_first, false)) {
        narrow = RefuseWideText(file, part);
        if (!narrow.ok()) return false;
        part = internal::WithoutByteOrderMark(part);
      }
      counter.Add(part);
      return counter.pending_bytes() <= kMostInputBytes;
    });
    if (!read.ok()) return read;
    if (!narrow.ok()) return narrow;
    if (counter.pending_bytes() > kMostInputBytes) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: larger than {} bytes, without a place to cut it",
                      DisplayName(file), kMostInputBytes));
    }
    rows_.push_back({file, counter.Finish()});
    return absl::OkStatus();
  }

  void CountOpen() {
    std::vector<std::string_view> views;
    for (const OpenFile& file : open_) {
      views.push_back(internal::WithoutByteOrderMark(file.text.view()));
    }
    const std::vector<size_t> counts = encoding_.CountBatch(views, threads_);
    for (size_t i = 0; i < counts.size(); ++i) {
      rows_[open_[i].row].tokens = counts[i];
    }
    open_.clear();
    open_bytes_ = 0;
  }

  struct OpenFile {
    size_t row;
    InputText text;
  };

  const Encoding& encoding_;
  const size_t threads_;
  std::vector<OpenFile> open_;
  size_t open_bytes_ = 0;
  std::vector<FileCount> rows_;
};

int RunCount(const CountArguments& options) {
  absl::StatusOr<const Encoding*> encoding = options.encoding.Resolve();
  if (!encoding.ok()) return Fail(encoding.status());
  const std::vector<std::string> files =
      options.files.empty() ? std::vector<std::string>{"-"} : options.files;

  Counts counts(**encoding, options.threads.value_or(0));
  int exit_status = kExitSuccess;
  for (const std::string& file : files) {
    const absl::Status added = counts.Add(file);
    if (!added.ok()) exit_status = Fail(added);
  }
  std::vector<FileCount> rows = counts.Finish();
  if (files.size() == 1 && files[0] == "-") {
    if (!rows.empty()) Print(fmt::format("{}\n", rows[0].tokens));
  } else {
    PrintTable(std::move(rows), files.size() > 1);
  }
  return exit_status;
}

}  // namespace

Command AddCountCommand(CLI::App& app) {
  auto options = std::make_shared<CountArguments>();
  CLI::App* parser =
      app.add_subcommand("count", "Count the tokens of files or of stdin");
  options->encoding.AddTo(*parser);
  parser
      ->add_option("files", options->files,
                   "Files to count; stdin where there is none or it is -")
      ->type_name("FILE");
  AddNumberOption(*parser, "--threads", options->threads,
                  "Count on up to N threads; one per processor unless given",
                  "threads", "4");
  parser->footer(
      R"(Prints each file's count and name, and a total under several files, as wc does;
for stdin alone just the number. Every byte string has a count: ill-formed UTF-8
counts as U+FFFD, and the text of a special token (<|endoftext|>) is plain text.
Small inputs take one thread; no count depends on the number. Files of 1 MiB or
more are mapped, not read: do not cut one short while it is counted. Pipes are
counted as they come and not kept, but for text without a place to cut it, such
as a run of one letter.

Examples:
  tokenfare count README.md
  tokenfare count -m gpt-4 src/*.py
  tokenfare count --threads 1 corpus.txt
  git diff | tokenfare count

Exit status:
  0  all files were counted
  2  bad usage, or a file could not be read; the others are counted)");
  return {parser, [options] { return RunCount(*options); }};
}

}  // namespace tokenfare::cli
