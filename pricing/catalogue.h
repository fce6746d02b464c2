// The models that Tokenfare knows, by provider and name.
//
//   const tokenfare::Catalogue& catalogue = tokenfare::Catalogue::BuiltIn();
//   absl::StatusOr<const tokenfare::ModelCard*> card =
//       catalogue.Find("gpt-4.1-mini");
//
// The data are the JSON files in data/catalogue, embedded; a file of the user's
// in the same format (data/catalogue/catalogue.schema.json) overrides and adds.
//
// A Catalogue is immutable and may be used from any number of threads. The
// cards that it returns live as long as it does, and as copies of it do: copies
// share their cards and cost nothing.

#ifndef TOKENFARE_PRICING_CATALOGUE_H_
#define TOKENFARE_PRICING_CATALOGUE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/pricing/model_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Where a fact comes from.
struct Source {
  std::string what;
  // Empty where there is none.
  std::string url;
  // When the source said so, in words.
  std::string date_hint;
};

class Catalogue {
 public:
  // The provider that a model's name means where none is given.
  static constexpr std::string_view kDefaultProvider = "openai";
  // Parse and WithOverlay refuse more.
  static constexpr size_t kMaxBytes = size_t{16} << 20;

  // The embedded catalogue; lives until the program ends. The first call parses
  // it, in about a millisecond; the build has checked it.
  static const Catalogue& BuiltIn();

  // The catalogue that `json` is. The text is taken as hostile: every field is
  // checked and unknown ones are refused. `name` stands in errors as the file's
  // name. Linear in the text. Errors:
  //   InvalidArgument    "prices.json: $.models[3].rates[0].tiers.flex.input:
  //                      ..." : the JSON path, what is wrong, what to write
  //   ResourceExhausted  over kMaxBytes
  static absl::StatusOr<Catalogue> Parse(std::string_view json,
                                         std::string_view name);

  // This catalogue with the models of `json` added. A model of the same
  // provider and id is replaced as a whole; an alias that is already another
  // model's name is an error. Errors as Parse.
  absl::StatusOr<Catalogue> WithOverlay(std::string_view json,
                                        std::string_view name) const;

  // As WithOverlay with the content of a file; NotFound where it cannot be
  // read.
  absl::StatusOr<Catalogue> WithOverlayFile(const std::string& path) const;

  // The model whose id or alias is exactly `model`. NotFound for an unknown
  // provider or model, with near matches. Logarithmic in the catalogue; an
  // error costs a comparison with every name.
  absl::StatusOr<const ModelCard*> Find(
      std::string_view model,
      std::string_view provider = kDefaultProvider) const;

  // All cards, in order of provider and id.
  std::span<const ModelCard> models() const;

  // The providers, sorted.
  std::vector<std::string_view> providers() const;

  // What the `source` of each fact refers to.
  const std::map<std::string, Source, std::less<>>& sources() const;

 private:
  struct Data;
  struct Text {
    std::string_view json;
    std::string_view name;
  };

  explicit Catalogue(std::shared_ptr<const Data> data);
  static Catalogue Empty();
  // As Parse of the first and WithOverlay of the others, without copies.
  static absl::StatusOr<Catalogue> ParseAll(std::span<const Text> texts);
  static absl::Status Add(const Text& text, Data& data);

  std::shared_ptr<const Data> data_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_PRICING_CATALOGUE_H_
