// Fails the build where the catalogue's data would not load, and else writes it
// in the form that is embedded (internal/packed_catalogue.h).
//
//   pack_catalogue OUT openai.json additions.json   loads each over the ones
//   before

#include <cstdio>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/internal/card_store.h"
#include "tokenfare/catalogue/internal/catalogue_writer.h"
#include "tokenfare/catalogue/internal/packed_catalogue.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/text.h"
#include "tokenfare/support/read_file.h"

namespace tokenfare {
namespace {

using internal::JsonMember;
using internal::JsonText;
using internal::JsonValue;
using internal::kCompactJson;

// What stands in the files, as JSON on one line: of what they give twice, the
// last.
struct Texts {
  std::map<std::string, std::string> sources;
  // By provider and id.
  std::map<std::pair<std::string, std::string>, std::string> cards;

  absl::Status Add(std::string_view json) {
    const absl::StatusOr<internal::JsonDocument> document =
        internal::JsonDocument::Parse(json, {.max_bytes = json.size(),
                                             .max_depth = 64,
                                             .max_values = json.size()});
    if (!document.ok()) return document.status();
    if (const JsonValue* found = document->root().Find("sources")) {
      for (const JsonMember& source : found->members()) {
        sources[std::string(source.key)] = JsonText(source.value, kCompactJson);
      }
    }
    for (const JsonValue& card : document->root().Find("models")->elements()) {
      cards[{std::string(card.FindText("provider")),
             std::string(card.FindText("id"))}] = JsonText(card, kCompactJson);
    }
    return absl::OkStatus();
  }
};

std::string SourcesText(const std::map<std::string, std::string>& sources) {
  std::string text;
  for (const auto& [key, value] : sources) {
    text += text.empty() ? '{' : ',';
    internal::AppendJsonString(key, kCompactJson, &text);
    text += ':' + value;
  }
  return text + '}';
}

// `catalogue`, whose texts these are. An error where it is not read back.
absl::StatusOr<std::string> PackedText(const Catalogue& catalogue,
                                       const Texts& texts) {
  const std::string sources = SourcesText(texts.sources);
  internal::PackedCatalogue packed = {
      .names = internal::NamesOf(catalogue.models()),
      .sources = sources,
      .cards = {}};
  for (const ModelCard& card : catalogue.models()) {
    packed.cards.emplace_back(texts.cards.at({card.provider, card.id}));
  }
  std::string text = internal::Pack(packed);
  std::optional<internal::PackedCatalogue> unpacked = internal::Unpack(text);
  if (unpacked.has_value()) {
    const internal::CardStore read(*std::move(unpacked));
    if (read.sources().size() == catalogue.sources().size() &&
        internal::WriteCatalogue(read.All(), read.sources()) ==
            internal::WriteCatalogue(catalogue.models(), catalogue.sources())) {
      return text;
    }
  }
  return absl::InternalError("what was packed is read back otherwise");
}

absl::StatusOr<std::string> PackFiles(std::span<char*> paths) {
  absl::StatusOr<Catalogue> catalogue =
      absl::InvalidArgumentError("usage: pack_catalogue OUT FILE...");
  Texts texts;
  for (const std::string path : paths) {
    const absl::StatusOr<std::string> json =
        internal::ReadFile(path, Catalogue::kMaxBytes);
    if (!json.ok()) return json.status();
    catalogue = path == paths.front() ? Catalogue::Parse(*json, path)
                                      : catalogue->WithOverlay(*json, path);
    if (!catalogue.ok()) return catalogue.status();
    if (absl::Status added = texts.Add(*json); !added.ok()) return added;
  }
  if (!catalogue.ok()) return catalogue.status();
  return PackedText(*catalogue, texts);
}

}  // namespace
}  // namespace tokenfare

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<size_t>(argc));
  const absl::StatusOr<std::string> text =
      tokenfare::PackFiles(arguments.subspan(argc < 2 ? argc : 2));
  if (!text.ok()) {
    fmt::print(stderr, "{}\n", std::string{text.status().message()});
    return 1;
  }
  std::ofstream file(arguments[1], std::ios::binary);
  file << *text << std::flush;
  if (file) return 0;
  fmt::print(stderr, "{}: cannot be written\n", arguments[1]);
  return 1;
}
