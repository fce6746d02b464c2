#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/encoding_option.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_lines.h"

namespace tokenfare::cli {
namespace {

struct EncodeArguments {
  EncodingOption encoding;
  std::string file = "-";
  bool json_lines = false;
  bool allow_special = false;
};

absl::StatusOr<std::vector<TokenId>> Encode(const Encoding& encoding,
                                            std::string_view text,
                                            const EncodeArguments& options) {
  return encoding.Encode(text, options.allow_special
                                   ? SpecialTokenPolicy::AllowAll()
                                   : SpecialTokenPolicy::Ordinary());
}

// In pieces, so that the text of many ids does not lie in memory at once.
void PrintIds(const std::vector<TokenId>& ids, std::string_view separator) {
  constexpr size_t kPiece = size_t{1} << 16;
  fmt::memory_buffer buffer;
  for (size_t i = 0; i < ids.size(); ++i) {
    fmt::format_to(std::back_inserter(buffer), "{}{}", i == 0 ? "" : separator,
                   ids[i]);
    if (buffer.size() > kPiece) {
      Print({buffer.data(), buffer.size()});
      buffer.clear();
    }
  }
  Print({buffer.data(), buffer.size()});
}

int EncodeJsonLines(const Encoding& encoding, std::string content,
                    const EncodeArguments& options) {
  JsonLines lines(DisplayName(options.file), std::move(content));
  while (!PrintFailed() && lines.Next()) {
    absl::StatusOr<std::string_view> text = lines.Text();
    if (!text.ok()) return Fail(text.status());
    absl::StatusOr<std::vector<TokenId>> ids = Encode(encoding, *text, options);
    if (!ids.ok()) return Fail(lines.Error(MessageOf(ids.status())));
    Print("{\"ids\":[");
    PrintIds(*ids, ",");
    Print("]}\n");
  }
  return kExitSuccess;
}

int RunEncode(const EncodeArguments& options) {
  absl::StatusOr<const Encoding*> encoding = options.encoding.Resolve();
  if (!encoding.ok()) return Fail(encoding.status());
  absl::StatusOr<std::string> content = ReadInput(options.file);
  if (!content.ok()) return Fail(content.status());
  if (options.json_lines) {
    return EncodeJsonLines(**encoding, *std::move(content), options);
  }
  absl::StatusOr<std::vector<TokenId>> ids =
      Encode(**encoding, *content, options);
  if (!ids.ok()) return Fail(ids.status());
  PrintIds(*ids, " ");
  Print("\n");
  return kExitSuccess;
}

}  // namespace

Command AddEncodeCommand(CLI::App& app) {
  auto options = std::make_shared<EncodeArguments>();
  CLI::App* parser =
      app.add_subcommand("encode", "Print the token ids of a text");
  options->encoding.AddTo(*parser);
  parser
      ->add_option("file", options->file,
                   "The text; stdin where it is absent or -")
      ->type_name("FILE");
  parser->add_flag("--jsonl", options->json_lines,
                   "Read lines {\"text\": ...}, write lines {\"ids\": [...]}");
  parser->add_flag("--allow-special", options->allow_special,
                   "Take the text of a special token for the token");
  parser->footer(
      R"(Prints the ids on one line, separated by spaces. The whole input is the text: a
newline at its end is encoded too. Special-token text (<|endoftext|>) is plain
text unless --allow-special is given. Ill-formed UTF-8 is encoded as U+FFFD.
With --jsonl, lines must be UTF-8 and blank ones are passed over; half a
surrogate pair ("\ud83d" alone) reads as U+FFFD, as in tiktoken.

Examples:
  printf 'Hello, world!' | tokenfare encode -e o200k_base
  tokenfare encode -m gpt-4 notes.txt
  tokenfare encode --jsonl < texts.jsonl > ids.jsonl

Exit status:
  0  the text was encoded
  2  bad usage or bad input; --jsonl stops at the first bad line and names it)");
  return {parser, [options] { return RunEncode(*options); }};
}

}  // namespace tokenfare::cli
