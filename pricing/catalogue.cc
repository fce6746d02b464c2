#include "tokenfare/pricing/catalogue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/pricing/internal/catalogue_loader.h"
#include "tokenfare/support/near_match.h"
#include "tokenfare/support/read_file.h"

namespace tokenfare {

// Not in an unnamed namespace: Catalogue::Data, which is in none, holds it.
namespace internal {

// A name of a card. The views are into the card.
struct CatalogueIndexEntry {
  std::string_view provider;
  std::string_view name;
  size_t card = 0;

  bool operator<(const CatalogueIndexEntry& other) const {
    return std::pair(provider, name) < std::pair(other.provider, other.name);
  }
};

}  // namespace internal

namespace {

using IndexEntry = internal::CatalogueIndexEntry;

bool SameModel(const ModelCard& a, const ModelCard& b) {
  return a.provider == b.provider && a.id == b.id;
}

bool ModelBefore(const ModelCard& a, const ModelCard& b) {
  return std::tie(a.provider, a.id) < std::tie(b.provider, b.id);
}

// The models of `base`, which are in order, that `file` does not replace, and
// those of `file`, in order of provider and id. Cards are large, so each moves
// once only.
std::vector<ModelCard> Merge(std::vector<ModelCard> base,
                             std::vector<ModelCard> file) {
  std::vector<ModelCard*> order;
  order.reserve(file.size());
  for (ModelCard& card : file) order.push_back(&card);
  std::sort(order.begin(), order.end(),
            [](const auto* a, const auto* b) { return ModelBefore(*a, *b); });

  std::vector<ModelCard> models;
  models.reserve(base.size() + file.size());
  auto next = order.begin();
  for (ModelCard& card : base) {
    while (next != order.end() && ModelBefore(**next, card)) {
      models.push_back(std::move(**next++));
    }
    const bool replaced = next != order.end() && SameModel(card, **next);
    if (!replaced) models.push_back(std::move(card));
  }
  while (next != order.end()) models.push_back(std::move(**next++));
  return models;
}

}  // namespace

struct Catalogue::Data {
  internal::Sources sources;
  // Neither changes once the catalogue is made; the index points into models.
  std::vector<ModelCard> models;
  std::vector<IndexEntry> index;
};

namespace {

// Where the file gives `name` to the model of that provider, for messages. A
// name that is given twice is found at its last place.
std::string PlaceOf(std::span<const ModelCard> file, std::string_view provider,
                    std::string_view name) {
  for (size_t i = file.size(); i-- > 0;) {
    const ModelCard& card = file[i];
    if (card.provider != provider) continue;
    for (size_t j = card.aliases.size(); j-- > 0;) {
      if (card.aliases[j] == name) {
        return fmt::format("$.models[{}].aliases[{}]", i, j);
      }
    }
    if (card.id == name) return fmt::format("$.models[{}].id", i);
  }
  return "$.models";
}

// The error of a file that gives a name twice, or one that another model has.
// Loaded again for its place: its cards are in order by now.
absl::Status NameClash(std::string_view json, std::string_view name,
                       const internal::Sources& known,
                       const IndexEntry& clash) {
  const absl::StatusOr<internal::CatalogueFile> file =
      internal::LoadCatalogueFile(json, name, known);
  if (!file.ok()) return file.status();
  return absl::InvalidArgumentError(
      fmt::format("{}: {}: \"{}\" of provider \"{}\" is already the name of "
                  "a model; give each name once",
                  name, PlaceOf(file->models, clash.provider, clash.name),
                  clash.name, clash.provider));
}

std::vector<IndexEntry> MakeIndex(const std::vector<ModelCard>& models) {
  std::vector<IndexEntry> index;
  for (size_t i = 0; i < models.size(); ++i) {
    index.push_back({models[i].provider, models[i].id, i});
    for (const std::string& alias : models[i].aliases) {
      index.push_back({models[i].provider, alias, i});
    }
  }
  std::sort(index.begin(), index.end());
  return index;
}

}  // namespace

Catalogue::Catalogue(std::shared_ptr<const Data> data)
    : data_(std::move(data)) {}

absl::Status Catalogue::Add(const Text& text, Data& data) {
  absl::StatusOr<internal::CatalogueFile> file =
      internal::LoadCatalogueFile(text.json, text.name, data.sources);
  if (!file.ok()) return file.status();
  data.models = Merge(std::move(data.models), std::move(file->models));
  data.index = MakeIndex(data.models);
  const auto clash = std::adjacent_find(
      data.index.begin(), data.index.end(),
      [](const IndexEntry& a, const IndexEntry& b) { return !(a < b); });
  if (clash != data.index.end()) {
    return NameClash(text.json, text.name, data.sources, *clash);
  }
  data.sources = std::move(file->sources);
  return absl::OkStatus();
}

absl::StatusOr<Catalogue> Catalogue::ParseAll(std::span<const Text> texts) {
  auto data = std::make_shared<Data>();
  for (const Text& text : texts) {
    const absl::Status status = Add(text, *data);
    if (!status.ok()) return status;
  }
  return Catalogue(std::move(data));
}

absl::StatusOr<Catalogue> Catalogue::Parse(std::string_view json,
                                           std::string_view name) {
  const Text text = {json, name};
  return ParseAll({&text, 1});
}

absl::StatusOr<Catalogue> Catalogue::WithOverlay(std::string_view json,
                                                 std::string_view name) const {
  auto data = std::make_shared<Data>(Data{data_->sources, data_->models, {}});
  const absl::Status status = Add({json, name}, *data);
  if (!status.ok()) return status;
  return Catalogue(std::move(data));
}

absl::StatusOr<Catalogue> Catalogue::WithOverlayFile(
    const std::string& path) const {
  absl::StatusOr<std::string> json = internal::ReadFile(path, kMaxBytes);
  if (!json.ok()) return json.status();
  return WithOverlay(*json, path);
}

absl::StatusOr<const ModelCard*> Catalogue::Find(
    std::string_view model, std::string_view provider) const {
  const IndexEntry wanted{provider, model};
  const auto found =
      std::lower_bound(data_->index.begin(), data_->index.end(), wanted);
  if (found != data_->index.end() && !(wanted < *found)) {
    return &data_->models[found->card];
  }

  const std::vector<std::string_view> known = providers();
  if (!std::binary_search(known.begin(), known.end(), provider)) {
    return absl::NotFoundError(fmt::format(
        "unknown provider \"{}\"{}; there are {}", provider.substr(0, 100),
        internal::DidYouMean(provider, known), fmt::join(known, ", ")));
  }
  std::vector<std::string_view> names;
  std::string elsewhere;
  for (const IndexEntry& entry : data_->index) {
    if (entry.provider == provider) names.push_back(entry.name);
    if (entry.name == model) {
      elsewhere = fmt::format("; provider \"{}\" has it", entry.provider);
    }
  }
  return absl::NotFoundError(fmt::format(
      "unknown model \"{}\" of provider \"{}\"{}{}", model.substr(0, 100),
      provider, elsewhere, internal::DidYouMean(model, names)));
}

std::span<const ModelCard> Catalogue::models() const { return data_->models; }

std::vector<std::string_view> Catalogue::providers() const {
  std::vector<std::string_view> names;
  for (const ModelCard& card : data_->models) {
    if (names.empty() || names.back() != card.provider) {
      names.push_back(card.provider);
    }
  }
  return names;
}

const std::map<std::string, Source, std::less<>>& Catalogue::sources() const {
  return data_->sources;
}

Catalogue Catalogue::Empty() { return Catalogue(std::make_shared<Data>()); }

}  // namespace tokenfare
