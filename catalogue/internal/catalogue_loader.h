// Reads a catalogue file (data/catalogue/catalogue.schema.json).

#ifndef TOKENFARE_CATALOGUE_INTERNAL_CATALOGUE_LOADER_H_
#define TOKENFARE_CATALOGUE_INTERNAL_CATALOGUE_LOADER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/internal/value_reader.h"
#include "tokenfare/catalogue/model_card.h"

namespace tokenfare::internal {

// The content of one file, each field checked for itself; whether names clash
// is for the catalogue to say.
struct CatalogueFile {
  Sources sources;
  std::vector<ModelCard> models;
};

// `known` are sources that facts may refer to besides the file's own; the file
// may repeat one but not change it. Errors, and `ignored`, as Catalogue::Parse.
absl::StatusOr<CatalogueFile> LoadCatalogueFile(
    std::string_view json, std::string_view name, const Sources& known,
    std::vector<std::string>* ignored = nullptr);

// One model of a file, and the sources of one, as their JSON alone. For texts
// that were checked as part of their file: a fact may name any source.
absl::StatusOr<ModelCard> LoadCard(std::string_view json);
absl::StatusOr<Sources> LoadSources(std::string_view json);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_CATALOGUE_LOADER_H_
