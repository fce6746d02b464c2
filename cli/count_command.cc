#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/encoding_option.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/tokenizer/counter.h"

namespace tokenfare::cli {
namespace {

struct Options {
  EncodingOption encoding;
  std::vector<std::string> files;
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
    Print(fmt::format("{:>{}} {}\n", row.tokens, width, Printable(row.file)));
  }
}

int Count(const Options& options) {
  absl::StatusOr<const Encoding*> encoding = options.encoding.Resolve();
  if (!encoding.ok()) return Fail(encoding.status());
  const std::vector<std::string> files =
      options.files.empty() ? std::vector<std::string>{"-"} : options.files;

  Counter counter(**encoding);
  std::vector<FileCount> rows;
  int exit_status = kExitSuccess;
  for (const std::string& file : files) {
    absl::StatusOr<std::string> text = ReadInput(file);
    if (text.ok()) {
      rows.push_back({file, counter.Count(*text)});
    } else {
      exit_status = Fail(text.status());
    }
  }
  if (files.size() == 1 && files[0] == "-") {
    if (!rows.empty()) Print(fmt::format("{}\n", rows[0].tokens));
  } else {
    PrintTable(std::move(rows), files.size() > 1);
  }
  return exit_status;
}

}  // namespace

Command AddCountCommand(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* parser =
      app.add_subcommand("count", "Count the tokens of files or of stdin");
  options->encoding.AddTo(*parser);
  parser
      ->add_option("files", options->files,
                   "Files to count; stdin where there is none or it is -")
      ->type_name("FILE");
  parser->footer(
      R"(Prints each file's count and name, and a total under several files, as wc does;
for stdin alone just the number. Every byte string has a count: ill-formed UTF-8
counts as U+FFFD, and the text of a special token (<|endoftext|>) is plain text.

Examples:
  tokenfare count README.md
  tokenfare count -m gpt-4 src/*.py
  git diff | tokenfare count

Exit status:
  0  all files were counted
  2  bad usage, or a file could not be read; the others are counted)");
  return {parser, [options] { return Count(*options); }};
}

}  // namespace tokenfare::cli
