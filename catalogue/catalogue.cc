#include "tokenfare/catalogue/catalogue.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/catalogue/internal/card_store.h"
#include "tokenfare/catalogue/internal/catalogue_loader.h"
#include "tokenfare/catalogue/internal/fine_tune.h"
#include "tokenfare/catalogue/internal/packed_catalogue.h"
#include "tokenfare/support/model_name.h"
#include "tokenfare/support/near_match.h"
#include "tokenfare/support/read_file.h"

namespace [[gnu::visibility("default")]] tokenfare {

namespace {

using internal::CardName;

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
  Data(std::vector<ModelCard> models, internal::Sources sources)
      : cards(std::move(models), std::move(sources)),
        fine_tunes(cards.size()) {}
  explicit Data(internal::PackedCatalogue packed)
      : cards(std::move(packed)), fine_tunes(cards.size()) {}

  internal::CardStore cards;
  internal::FineTuneCards fine_tunes;

  // The name itself; null where there is none.
  const CardName* Exactly(std::string_view provider,
                          std::string_view name) const;
  // The same in letters of any case, the name itself first.
  const CardName* InAnyCase(std::string_view provider,
                            std::string_view name) const;
  // The card with the prices of fine-tunes of a model, by any of its names.
  const CardName* FineTuneOf(std::string_view model, std::string_view provider,
                             const internal::ModelName& read) const;
  std::optional<ModelMatch> FineTune(std::string_view model,
                                     std::string_view provider,
                                     const internal::ModelName& read) const;
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
                       const internal::Sources& known, const CardName& clash) {
  std::vector<std::string> passed_over;
  const absl::StatusOr<internal::CatalogueFile> file =
      internal::LoadCatalogueFile(json, name, known, &passed_over);
  if (!file.ok()) return file.status();
  return absl::InvalidArgumentError(
      fmt::format("{}: {}: \"{}\" of provider \"{}\" is already the name of "
                  "a model; give each name once",
                  name, PlaceOf(file->models, clash.provider, clash.name),
                  clash.name, clash.provider));
}

}  // namespace

const CardName* Catalogue::Data::Exactly(std::string_view provider,
                                         std::string_view name) const {
  const CardName wanted{provider, name};
  const std::span<const CardName> names = cards.names();
  const auto found = std::lower_bound(names.begin(), names.end(), wanted);
  return found != names.end() && !(wanted < *found) ? &*found : nullptr;
}

const CardName* Catalogue::Data::InAnyCase(std::string_view provider,
                                           std::string_view name) const {
  if (const CardName* exact = Exactly(provider, name)) return exact;
  for (const CardName& entry : cards.names()) {
    if (entry.provider == provider &&
        internal::SameModelName(entry.name, name)) {
      return &entry;
    }
  }
  return nullptr;
}

const CardName* Catalogue::Data::FineTuneOf(
    std::string_view model, std::string_view provider,
    const internal::ModelName& read) const {
  // One fine-tune may have a price of its own.
  if (const CardName* itself = InAnyCase(provider, model)) return itself;
  const auto of = [&](std::string_view base) {
    return InAnyCase(provider, fmt::format("ft:{}", base));
  };
  if (const CardName* entry = of(read.base)) return entry;
  const CardName* base = InAnyCase(provider, read.base);
  if (base == nullptr) return nullptr;
  const ModelCard& base_card = cards.At(base->card);
  if (const CardName* entry = of(base_card.id)) return entry;
  for (const std::string& alias : base_card.aliases) {
    if (const CardName* entry = of(alias)) return entry;
  }
  return nullptr;
}

std::optional<ModelMatch> Catalogue::Data::FineTune(
    std::string_view model, std::string_view provider,
    const internal::ModelName& read) const {
  const CardName* base = InAnyCase(provider, read.base);
  const CardName* listed = FineTuneOf(model, provider, read);
  if (listed == nullptr) {
    if (base == nullptr) return std::nullopt;
    const ModelCard& card = cards.At(base->card);
    return ModelMatch{.card = &fine_tunes.Of(base->card, card, nullptr),
                      .name = base->name,
                      .fine_tuned = true};
  }
  const ModelCard& prices = cards.At(listed->card);
  if (base == nullptr) {
    return ModelMatch{.card = &prices, .name = prices.id, .fine_tuned = true};
  }
  return ModelMatch{
      .card = &fine_tunes.Of(listed->card, cards.At(base->card), &prices),
      .name = base->name,
      .fine_tuned = true};
}

Catalogue::Catalogue(std::shared_ptr<const Data> data)
    : data_(std::move(data)) {}

absl::StatusOr<Catalogue> Catalogue::Overlaid(
    const Data& base, std::string_view json, std::string_view name,
    std::vector<std::string>* ignored) {
  const internal::Sources& known = base.cards.sources();
  absl::StatusOr<internal::CatalogueFile> file =
      internal::LoadCatalogueFile(json, name, known, ignored);
  if (!file.ok()) return file.status();
  const std::span<const ModelCard> before = base.cards.All();
  auto data = std::make_shared<const Data>(
      Merge({before.begin(), before.end()}, std::move(file->models)),
      std::move(file->sources));
  const std::span<const CardName> names = data->cards.names();
  const auto clash = std::adjacent_find(
      names.begin(), names.end(),
      [](const CardName& a, const CardName& b) { return !(a < b); });
  if (clash != names.end()) return NameClash(json, name, known, *clash);
  return Catalogue(std::move(data));
}

absl::StatusOr<Catalogue> Catalogue::Parse(std::string_view json,
                                           std::string_view name,
                                           std::vector<std::string>* ignored) {
  return Overlaid(Data({}, {}), json, name, ignored);
}

absl::StatusOr<Catalogue> Catalogue::WithOverlay(
    std::string_view json, std::string_view name,
    std::vector<std::string>* ignored) const {
  return Overlaid(*data_, json, name, ignored);
}

absl::StatusOr<Catalogue> Catalogue::WithOverlayFile(
    const std::string& path) const {
  absl::StatusOr<std::string> json = internal::ReadFile(path, kMaxBytes);
  if (!json.ok()) return json.status();
  return WithOverlay(*json, path);
}

absl::Status Catalogue::Unknown(std::string_view model,
                                std::string_view provider) const {
  const std::vector<std::string_view> known = providers();
  if (!std::binary_search(known.begin(), known.end(), provider)) {
    return absl::NotFoundError(fmt::format(
        "unknown provider \"{}\"{}; there are {}", provider.substr(0, 100),
        internal::DidYouMean(provider, known), fmt::join(known, ", ")));
  }
  const internal::ModelName read = internal::ReadModelName(model, provider);
  std::vector<std::string_view> names;
  std::string elsewhere;
  for (const CardName& entry : data_->cards.names()) {
    if (entry.provider == provider) names.push_back(entry.name);
    if (entry.name == read.base && entry.provider != provider) {
      elsewhere = fmt::format("; provider \"{}\" has it", entry.provider);
    }
  }
  const CardName* meant = data_->InAnyCase(provider, read.base);
  if (!read.host.empty()) {
    const std::string near =
        meant != nullptr ? fmt::format("; did you mean \"{}\"?", meant->name)
                         : internal::DidYouMean(read.base, names);
    return absl::NotFoundError(
        internal::WhyOtherHost(model, read, provider, near));
  }
  return absl::NotFoundError(fmt::format(
      "unknown model \"{}\" of provider \"{}\"{}{}{}", model.substr(0, 100),
      provider,
      read.fine_tuned
          ? fmt::format(", a fine-tune of \"{}\"", read.base.substr(0, 100))
          : "",
      elsewhere, internal::DidYouMean(read.base, names)));
}

absl::StatusOr<ModelMatch> Catalogue::Resolve(std::string_view model,
                                              std::string_view provider) const {
  const auto match = [this](const CardName& entry) {
    return ModelMatch{.card = &data_->cards.At(entry.card), .name = entry.name};
  };
  const CardName* found = data_->Exactly(provider, model);
  if (found != nullptr && !internal::IsFineTuneId(model)) return match(*found);
  const internal::ModelName read = internal::ReadModelName(model, provider);
  if (!read.host.empty()) return Unknown(model, provider);
  if (read.fine_tuned) {
    const std::optional<ModelMatch> tuned =
        data_->FineTune(model, provider, read);
    if (tuned.has_value()) return *tuned;
    return Unknown(model, provider);
  }
  found = data_->InAnyCase(provider, read.base);
  if (found != nullptr) return match(*found);
  return Unknown(model, provider);
}

absl::StatusOr<const ModelCard*> Catalogue::Find(
    std::string_view model, std::string_view provider) const {
  const absl::StatusOr<ModelMatch> found = Resolve(model, provider);
  if (!found.ok()) return found.status();
  return found->card;
}

std::span<const ModelCard> Catalogue::models() const {
  return data_->cards.All();
}

std::vector<std::string_view> Catalogue::providers() const {
  std::vector<std::string_view> names;
  for (const CardName& entry : data_->cards.names()) {
    if (names.empty() || names.back() != entry.provider) {
      names.push_back(entry.provider);
    }
  }
  return names;
}

const std::map<std::string, Source, std::less<>>& Catalogue::sources() const {
  return data_->cards.sources();
}

Catalogue Catalogue::Packed(std::string_view text) {
  std::optional<internal::PackedCatalogue> packed = internal::Unpack(text);
  assert(packed.has_value());
  if (!packed.has_value()) {
    return Catalogue(
        std::make_shared<Data>(std::vector<ModelCard>(), internal::Sources()));
  }
  return Catalogue(std::make_shared<Data>(*std::move(packed)));
}

}  // namespace tokenfare
