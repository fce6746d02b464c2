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

#ifndef TOKENFARE_CATALOGUE_CATALOGUE_H_
#define TOKENFARE_CATALOGUE_CATALOGUE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/catalogue/model_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Where a fact comes from.
struct Source {
  std::string what;
  // Empty where there is none.
  std::string url;
  // When the source said so, in words.
  std::string date_hint;
};

// The model that a name means.
struct ModelMatch {
  // Of a fine-tune, what is known of that: its own price, or none.
  const ModelCard* card = nullptr;
  // The id or alias of the catalogue that is meant, which may be a dated
  // snapshot; of a fine-tune, that of its base. Lives as long as `card`.
  std::string_view name;
  bool fine_tuned = false;
};

class Catalogue {
 public:
  // The provider that a model's name means where none is given.
  static constexpr std::string_view kDefaultProvider = "openai";
  // Parse and WithOverlay refuse more.
  static constexpr size_t kMaxBytes = size_t{16} << 20;

  // The embedded catalogue; lives until the program ends. The first call reads
  // its names; a card is read when it is first asked for. The build has checked
  // all of it.
  static const Catalogue& BuiltIn();

  // The catalogue that `json` is. The text is taken as hostile: every field is
  // checked and unknown ones are refused. `name` stands in errors as the file's
  // name. Linear in the text. Errors:
  //   InvalidArgument    "prices.json: $.models[3].rates[0].tiers.flex.input:
  //                      ..." : the JSON path, what is wrong, what to write
  //   ResourceExhausted  over kMaxBytes
  // With `ignored` the text may be of a later version of the format: unknown
  // fields of a card, a source or the file, which say more of a model, are
  // passed over and their places appended, at most 100. Those of a price, an
  // image rule or a fact are refused all the same.
  static absl::StatusOr<Catalogue> Parse(
      std::string_view json, std::string_view name,
      std::vector<std::string>* ignored = nullptr);

  // This catalogue with the models of `json` added. A model of the same
  // provider and id is replaced as a whole; an alias that is already another
  // model's name is an error. Errors as Parse.
  absl::StatusOr<Catalogue> WithOverlay(
      std::string_view json, std::string_view name,
      std::vector<std::string>* ignored = nullptr) const;

  // As WithOverlay with the content of a file; NotFound where it cannot be
  // read.
  absl::StatusOr<Catalogue> WithOverlayFile(const std::string& path) const;

  // The model that `model` means: the one whose id or alias it is, and else
  //   in letters of another case: "GPT-4.1-Mini";
  //   behind the provider's own name: "openai/gpt-4.1-mini";
  //   a fine-tune, by the name of its base:
  //   "ft:gpt-4.1-mini-2025-04-14:acme::x" is the card
  //   "ft:gpt-4.1-mini-2025-04-14", and where there is none, a card like that
  //   of the base without prices, since those of fine-tunes differ.
  // NotFound, with near matches, for an unknown provider or model, and for a
  // model at another host ("azure/gpt-4o"), where prices are others.
  // Logarithmic in the catalogue for an id or alias; anything else costs a
  // comparison with every name.
  absl::StatusOr<ModelMatch> Resolve(
      std::string_view model,
      std::string_view provider = kDefaultProvider) const;

  // The card of Resolve.
  absl::StatusOr<const ModelCard*> Find(
      std::string_view model,
      std::string_view provider = kDefaultProvider) const;

  // All cards, in order of provider and id. Of the embedded ones the first call
  // reads those that nobody has asked for.
  std::span<const ModelCard> models() const;

  // The providers, sorted.
  std::vector<std::string_view> providers() const;

  // What the `source` of each fact refers to.
  const std::map<std::string, Source, std::less<>>& sources() const;

 private:
  struct Data;

  explicit Catalogue(std::shared_ptr<const Data> data);
  // Of a text of the build (internal/packed_catalogue.h), which outlives it.
  static Catalogue Packed(std::string_view text);
  static absl::StatusOr<Catalogue> Overlaid(const Data& base,
                                            std::string_view json,
                                            std::string_view name,
                                            std::vector<std::string>* ignored);
  // Why `model` means none.
  absl::Status Unknown(std::string_view model, std::string_view provider) const;

  std::shared_ptr<const Data> data_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_CATALOGUE_H_
