#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/encoding_option.h"
#include "tokenfare/cli/input_text.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/number_option.h"

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
    Print(fmt::format("{:>{}} {}\n", row.tokens, width, Printable(row.file)));
  }
}

struct OpenFiles {
  std::vector<std::string> names;
  std::vector<InputText> texts;
};

// Opens files from `next` on and moves it beyond them. Those that cannot be
// opened are reported, and turn `exit_status` to failure.
OpenFiles OpenSome(const std::vector<std::string>& files, size_t& next,
                   int& exit_status) {
  OpenFiles open;
  size_t bytes = 0;
  for (; next < files.size() && open.names.size() < kFilesAtOnce &&
         bytes < kBytesAtOnce;
       ++next) {
    absl::StatusOr<InputText> text = InputText::Open(files[next]);
    if (!text.ok()) {
      exit_status = Fail(text.status());
      continue;
    }
    open.names.push_back(files[next]);
    open.texts.push_back(*std::move(text));
    bytes += open.texts.back().view().size();
  }
  return open;
}

std::vector<std::string_view> Views(const std::vector<InputText>& texts) {
  std::vector<std::string_view> views;
  for (const InputText& text : texts) views.push_back(text.view());
  return views;
}

int Count(const CountArguments& options) {
  absl::StatusOr<const Encoding*> encoding = options.encoding.Resolve();
  if (!encoding.ok()) return Fail(encoding.status());
  const std::vector<std::string> files =
      options.files.empty() ? std::vector<std::string>{"-"} : options.files;

  std::vector<FileCount> rows;
  int exit_status = kExitSuccess;
  for (size_t next = 0; next < files.size();) {
    const OpenFiles open = OpenSome(files, next, exit_status);
    const std::vector<size_t> counts =
        (*encoding)->CountBatch(Views(open.texts), options.threads.value_or(0));
    for (size_t i = 0; i < counts.size(); ++i) {
      rows.push_back({open.names[i], counts[i]});
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
  auto options = std::make_shared<CountArguments>();
  CLI::App* parser =
      app.add_subcommand("count", "Count the tokens of files or of stdin");
  options->encoding.AddTo(*parser);
  parser
      ->add_option("files", options->files,
                   "Files to count; stdin where there is none or it is -")
      ->type_name("FILE");
  AddNumberOption(*parser, "--threads", options->threads,
                  "Count on up to N threads; one a processor unless given",
                  "threads", "4");
  parser->footer(
      R"(Prints each file's count and name, and a total under several files, as wc does;
for stdin alone just the number. Every byte string has a count: ill-formed UTF-8
counts as U+FFFD, and the text of a special token (<|endoftext|>) is plain text.
Small inputs take one thread; no count depends on the number. Files of 1 MiB or
more are mapped, not read: do not cut one short while it is counted.

Examples:
  tokenfare count README.md
  tokenfare count -m gpt-4 src/*.py
  tokenfare count --threads 1 corpus.txt
  git diff | tokenfare count

Exit status:
  0  all files were counted
  2  bad usage, or a file could not be read; the others are counted)");
  return {parser, [options] { return Count(*options); }};
}

}  // namespace tokenfare::cli
