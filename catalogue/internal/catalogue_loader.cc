#include "tokenfare/catalogue/internal/catalogue_loader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/catalogue/internal/image_rule_reader.h"
#include "tokenfare/catalogue/internal/rate_card_reader.h"
#include "tokenfare/catalogue/internal/value_reader.h"
#include "tokenfare/catalogue/model_facts.h"
#include "tokenfare/json/reader.h"

namespace tokenfare::internal {
namespace {

constexpr uint64_t kCatalogueSchemaVersion = 1;

bool SameSource(const Source& a, const Source& b) {
  return a.what == b.what && a.url == b.url && a.date_hint == b.date_hint;
}

// Reads models; knows the sources that they may name.
class ModelReader {
 public:
  explicit ModelReader(const SourceNames& sources) : sources_(sources) {}

  ModelCard Read(const CheckedJson& value) const;

 private:
  std::string ReadSource(JsonObject& object) const {
    return internal::ReadSource(object, sources_);
  }
  EncodingFact ReadEncoding(const CheckedJson& value) const;
  void ReadFacts(JsonObject& model, ModelCard& card) const;
  DisplayLabels ReadDisplay(const CheckedJson& value) const;
  void ReadTextsOf(JsonObject& model, ModelCard& card) const;

  const SourceNames sources_;
};

EncodingFact ModelReader::ReadEncoding(const CheckedJson& value) const {
  JsonObject object(value);
  EncodingFact encoding;
  encoding.name = object.Required("name").Name();
  if (const std::optional<CheckedJson> assumed = object.Optional("assumed")) {
    encoding.assumed = assumed->Bool();
  }
  if (const auto reconstructed = object.Optional("reconstructed")) {
    encoding.reconstructed = reconstructed->Bool();
  }
  encoding.source = ReadSource(object);
  encoding.note = OptionalText(object, "note");
  object.RefuseOthers();
  return encoding;
}

void ModelReader::ReadFacts(JsonObject& model, ModelCard& card) const {
  ForEachFact([&](const auto& fact) {
    ReadFact(model, fact.name, sources_, card.*fact.member);
  });
  ForEachDatedFact([&](const DatedFactField& fact) {
    card.*fact.member = ReadDatedFacts(model, fact.name, sources_);
  });
}

DisplayLabels ModelReader::ReadDisplay(const CheckedJson& value) const {
  JsonObject object(value);
  DisplayLabels labels;
  labels.title = OptionalText(object, "title");
  labels.description = OptionalText(object, "description");
  labels.context_window = OptionalText(object, "context_window");
  labels.max_output = OptionalText(object, "max_output");
  labels.released = OptionalText(object, "released");
  labels.source = ReadSource(object);
  object.RefuseOthers();
  return labels;
}

void ModelReader::ReadTextsOf(JsonObject& model, ModelCard& card) const {
  if (const std::optional<CheckedJson> scores = model.Optional("benchmarks")) {
    scores->ForEach([&](const CheckedJson& value) {
      JsonObject object(value);
      card.benchmarks.push_back(
          {OptionalText(object, "group"), object.Required("name").Text(),
           OptionalText(object, "description"),
           ReadDecimal(object.Required("score")),
           object.Required("unit").Text(), ReadSource(object)});
      object.RefuseOthers();
    });
  }
  if (const std::optional<CheckedJson> guidance = model.Optional("guidance")) {
    guidance->ForEach([&](const CheckedJson& value) {
      JsonObject object(value);
      card.guidance.push_back({object.Required("question").Text(),
                               object.Required("answer").Text(),
                               ReadSource(object)});
      object.RefuseOthers();
    });
  }
  if (const std::optional<CheckedJson> differ =
          model.Optional("disagreements")) {
    differ->ForEach([&](const CheckedJson& value) {
      JsonObject object(value);
      card.disagreements.push_back(
          {object.Required("field").Text(), object.Required("text").Text()});
      object.RefuseOthers();
    });
  }
  if (const std::optional<CheckedJson> notes = model.Optional("notes")) {
    card.notes = ReadTexts(*notes);
  }
}

// Refuses what was verified before there was the model.
template <typename T>
void CheckVerified(const std::vector<T>& entries, std::string_view field,
                   Date release, const CheckedJson& value) {
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].verified >= release) continue;
    value.Refuse(fmt::format(
        "\"verified\" of {}[{}], {}, is before \"release_date\", {}", field, i,
        FormatDate(entries[i].verified), FormatDate(release)));
  }
}

// Refuses dates that contradict each other.
void CheckLifecycle(const ModelCard& card, const CheckedJson& value) {
  if (card.release_date) {
    CheckVerified(card.rate_cards, "rates", card.release_date->value, value);
    CheckVerified(card.image_rules, "image_rules", card.release_date->value,
                  value);
  }
  if (!card.shutdown_date) return;
  const Date shutdown = card.shutdown_date->value;
  if (card.release_date && card.release_date->value > shutdown) {
    value.Refuse("\"release_date\" is after \"shutdown_date\"");
  }
  if (card.deprecated && card.deprecated->value > shutdown) {
    value.Refuse("\"deprecated\" is after \"shutdown_date\"");
  }
}

ModelCard ModelReader::Read(const CheckedJson& value) const {
  JsonObject model(value);
  ModelCard card;
  card.provider = model.Required("provider").Name();
  card.id = model.Required("id").Name();
  if (const std::optional<CheckedJson> aliases = model.Optional("aliases")) {
    card.aliases = ReadNames(*aliases);
  }
  card.encoding = ReadEncoding(model.Required("encoding"));
  const CheckedJson family = model.Required("rule_family");
  if (const std::string name = family.Name(); !name.empty()) {
    card.rule_family = ValueOrRefuse(family, ParseRuleFamily(name));
  }
  ReadFacts(model, card);
  if (const std::optional<CheckedJson> rates = model.Optional("rates")) {
    card.rate_cards = ReadRateCards(*rates, sources_);
  }
  if (const std::optional<CheckedJson> rules = model.Optional("image_rules")) {
    card.image_rules = ReadImageRules(*rules, sources_);
  }
  if (const std::optional<CheckedJson> display = model.Optional("display")) {
    card.display = ReadDisplay(*display);
  }
  ReadTextsOf(model, card);
  model.IgnoreOthers();
  CheckLifecycle(card, value);
  return card;
}

void ReadSources(const CheckedJson& value, const Sources& known,
                 Sources& sources) {
  JsonObject object(value);
  object.ForEach([&](std::string_view key, const CheckedJson& entry) {
    JsonObject fields(entry);
    Source source;
    source.what = fields.Required("what").Text();
    source.url = OptionalText(fields, "url");
    source.date_hint = OptionalText(fields, "date_hint");
    fields.IgnoreOthers();
    const auto before = known.find(key);
    if (before != known.end() && !SameSource(before->second, source)) {
      entry.Refuse(
          "the catalogue has another source of that name; choose "
          "another name");
    }
    sources[std::string(key)] = std::move(source);
  });
}

void ReadRoot(const CheckedJson& root, const Sources& known,
              CatalogueFile& file) {
  JsonObject object(root);
  const CheckedJson version = object.Required("schema_version");
  if (version.PositiveNumber() != kCatalogueSchemaVersion) {
    version.Refuse(
        fmt::format("this program reads version {}", kCatalogueSchemaVersion));
  }
  OptionalText(object, "comment");
  OptionalText(object, "$schema");
  file.sources = known;
  if (const std::optional<CheckedJson> sources = object.Optional("sources")) {
    ReadSources(*sources, known, file.sources);
  }
  const ModelReader reader{SourceNames(file.sources)};
  const CheckedJson models = object.Required("models");
  // More than real files have; a hostile one claims room for millions.
  file.models.reserve(std::min<size_t>(models.size(), 1024));
  models.ForEach([&](const CheckedJson& model) {
    file.models.push_back(reader.Read(model));
  });
  object.IgnoreOthers();
}

}  // namespace

absl::StatusOr<CatalogueFile> LoadCatalogueFile(
    std::string_view json, std::string_view name, const Sources& known,
    std::vector<std::string>* ignored) {
  if (json.size() > Catalogue::kMaxBytes) {
    return absl::ResourceExhaustedError(
        fmt::format("{}: a catalogue of over {} MiB is refused", name,
                    Catalogue::kMaxBytes >> 20));
  }
  CatalogueFile file;
  absl::Status status = ReadJson(
      json, name, [&](const CheckedJson& root) { ReadRoot(root, known, file); },
      ignored);
  if (!status.ok()) return status;
  return file;
}

absl::StatusOr<ModelCard> LoadCard(std::string_view json) {
  ModelCard card;
  absl::Status status =
      ReadJson(json, "the catalogue", [&](const CheckedJson& root) {
        card = ModelReader(SourceNames::Any()).Read(root);
      });
  if (!status.ok()) return status;
  return card;
}

absl::StatusOr<Sources> LoadSources(std::string_view json) {
  Sources sources;
  absl::Status status = ReadJson(
      json, "the catalogue",
      [&](const CheckedJson& root) { ReadSources(root, Sources(), sources); });
  if (!status.ok()) return status;
  return sources;
}

}  // namespace tokenfare::internal
