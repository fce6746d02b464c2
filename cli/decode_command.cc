#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/encoding_option.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_lines.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

struct DecodeArguments {
  EncodingOption encoding;
  std::string file = "-";
  bool json_lines = false;
};

// Ids as `encode` prints them, or as a list pasted from elsewhere: "[1, 2]".
constexpr std::string_view kSeparators = " \t\r\n,[]";

absl::StatusOr<std::vector<TokenId>> ParseIds(std::string_view text) {
  std::vector<TokenId> ids;
  size_t at = 0;
  while ((at = text.find_first_not_of(kSeparators, at)) !=
         std::string_view::npos) {
    const size_t end =
        std::min(text.find_first_of(kSeparators, at), text.size());
    TokenId id = 0;
    const auto [parsed, error] =
        std::from_chars(text.data() + at, text.data() + end, id);
    if (error != std::errc() || parsed != text.data() + end) {
      constexpr size_t kShown = 40;
      return absl::InvalidArgumentError(fmt::format(
          "id {}: \"{}\" is not a token id; ids are whole numbers, separated "
          "by spaces",
          ids.size() + 1, text.substr(at, std::min(end - at, kShown))));
    }
    ids.push_back(id);
    at = end;
  }
  return ids;
}

// Tokens may end inside a character, which JSON cannot hold: such a line has
// U+FFFD in its text and says so.
std::string JsonLine(const std::string& bytes) {
  constexpr int kCompact = -1;
  try {
    return Json{{"text", bytes}}.dump(kCompact, ' ', false) + "\n";
  } catch (const Json::type_error&) {
    return Json{{"text", bytes}, {"lossy", true}}.dump(
               kCompact, ' ', false, Json::error_handler_t::replace) +
           "\n";
  }
}

int DecodeJsonLines(const Encoding& encoding, std::string content,
                    const std::string& name) {
  JsonLines lines(name, std::move(content));
  while (!PrintFailed() && lines.Next()) {
    absl::StatusOr<std::vector<TokenId>> ids = lines.Ids();
    if (!ids.ok()) return Fail(ids.status());
    absl::StatusOr<std::string> bytes = encoding.Decode(*ids);
    if (!bytes.ok()) {
      return Fail(lines.Error(MessageOf(bytes.status())));
    }
    Print(JsonLine(*bytes));
  }
  return kExitSuccess;
}

int RunDecode(const DecodeArguments& options) {
  absl::StatusOr<const Encoding*> encoding = options.encoding.Resolve();
  if (!encoding.ok()) return Fail(encoding.status());
  absl::StatusOr<std::string> content = ReadInput(options.file);
  if (!content.ok()) return Fail(content.status());
  const std::string name = DisplayName(options.file);
  if (options.json_lines) {
    return DecodeJsonLines(**encoding, *std::move(content), name);
  }
  absl::StatusOr<std::vector<TokenId>> ids = ParseIds(*content);
  if (!ids.ok()) {
    return Fail(fmt::format("{}: {}", name, MessageOf(ids.status())));
  }
  absl::StatusOr<std::string> bytes = (*encoding)->Decode(*ids);
  if (!bytes.ok()) {
    return Fail(fmt::format("{}: {}", name, MessageOf(bytes.status())));
  }
  Print(*bytes);
  return kExitSuccess;
}

}  // namespace

Command AddDecodeCommand(CLI::App& app) {
  auto options = std::make_shared<DecodeArguments>();
  CLI::App* parser =
      app.add_subcommand("decode", "Print the text of token ids");
  options->encoding.AddTo(*parser);
  parser
      ->add_option("file", options->file,
                   "The ids; stdin where it is absent or -")
      ->type_name("FILE");
  parser->add_flag("--jsonl", options->json_lines,
                   "Read lines {\"ids\": [...]}, write lines {\"text\": ...}");
  parser->footer(
      R"(Prints the bytes of the ids and nothing more, so that decode undoes encode byte
for byte. Ids are separated by spaces or newlines; a list such as [1, 2] is
taken too. With --jsonl, a line whose bytes are not UTF-8 (a token may end
inside a character) has U+FFFD in their place and "lossy": true.

Examples:
  tokenfare encode < notes.txt | tokenfare decode
  echo 13225 11 2375 0 | tokenfare decode -e o200k_base

Exit status:
  0  the ids were decoded
  2  bad usage, or an id that is no number or not in the encoding)");
  return {parser, [options] { return RunDecode(*options); }};
}

}  // namespace tokenfare::cli
