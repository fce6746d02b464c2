#include "tokenfare/pricing/internal/catalogue_loader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/pricing/internal/json_reader.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

constexpr uint64_t kSchemaVersion = 1;

// What `parsed` holds, or its default after refusing `value` for its error.
template <typename T>
T ValueOrRefuse(const JsonValue& value, absl::StatusOr<T> parsed) {
  if (parsed.ok()) return *std::move(parsed);
  value.Refuse(std::string(parsed.status().message()));
  return T{};
}

// Values of the kinds that facts have. An empty text has been refused already,
// or stands for a missing field: in both cases there is an error to report.
Date ReadDate(const JsonValue& value) {
  const std::string text = value.Text();
  return text.empty() ? Date() : ValueOrRefuse(value, ParseDate(text));
}

Rate ReadRate(const JsonValue& value) {
  const std::string text = value.Text();
  return text.empty() ? Rate()
                      : ValueOrRefuse(value, Rate::ParseUsdPerMillion(text));
}

// Decimal text that is carried as it is.
std::string ReadDecimal(const JsonValue& value) {
  std::string text = value.Text();
  if (!text.empty()) ValueOrRefuse(value, Money::ParseUsd(text));
  return text;
}

// "2024-06-01" or "2024-06".
std::string ReadMonthOrDay(const JsonValue& value) {
  std::string text = value.Text();
  if (text.empty()) return text;
  if (!ParseDate(text.size() == 7 ? text + "-01" : text).ok()) {
    value.Refuse("this must be a day (YYYY-MM-DD) or a month (YYYY-MM)");
  }
  return text;
}

uint64_t ReadTokens(const JsonValue& value) { return value.PositiveNumber(); }

std::vector<std::string> ReadTexts(const JsonValue& value) {
  std::vector<std::string> texts;
  value.ForEach([&](const JsonValue& text) { texts.push_back(text.Text()); });
  return texts;
}

std::vector<std::string> ReadNames(const JsonValue& value) {
  std::vector<std::string> names;
  value.ForEach([&](const JsonValue& name) { names.push_back(name.Name()); });
  return names;
}

std::string OptionalText(JsonObject& object, std::string_view key) {
  const std::optional<JsonValue> value = object.Optional(key);
  return value ? value->Text() : "";
}

bool SameSource(const Source& a, const Source& b) {
  return a.what == b.what && a.url == b.url && a.date_hint == b.date_hint;
}

// Reads models; knows the sources that they may name.
class ModelReader {
 public:
  explicit ModelReader(const Sources& sources) : sources_(sources) {}

  ModelCard Read(const JsonValue& value) const;

 private:
  std::string ReadSource(JsonObject& object) const;
  EncodingFact ReadEncoding(const JsonValue& value) const;
  template <typename T>
  void ReadFact(JsonObject& model, std::string_view key,
                T (*read)(const JsonValue&),
                std::optional<Fact<T>>& fact) const;
  void ReadFacts(JsonObject& model, ModelCard& card) const;
  Rates ReadRates(JsonObject& object) const;
  TierRates ReadTier(const JsonValue& value) const;
  RateCard ReadRateCard(const JsonValue& value) const;
  std::vector<RateCard> ReadRateCards(const JsonValue& value) const;
  DisplayLabels ReadDisplay(const JsonValue& value) const;
  void ReadTextsOf(JsonObject& model, ModelCard& card) const;

  const Sources& sources_;
};

std::string ModelReader::ReadSource(JsonObject& object) const {
  const JsonValue value = object.Required("source");
  std::string source = value.Name();
  if (!source.empty() && !sources_.contains(source)) {
    std::vector<std::string_view> known;
    for (const auto& [name, entry] : sources_) known.push_back(name);
    value.Refuse(fmt::format("\"{}\" is not among the file's sources{}", source,
                             DidYouMean(source, known)));
  }
  return source;
}

EncodingFact ModelReader::ReadEncoding(const JsonValue& value) const {
  JsonObject object(value);
  EncodingFact encoding;
  encoding.name = object.Required("name").Name();
  if (const std::optional<JsonValue> assumed = object.Optional("assumed")) {
    encoding.assumed = assumed->Bool();
  }
  encoding.source = ReadSource(object);
  encoding.note = OptionalText(object, "note");
  object.RefuseOthers();
  return encoding;
}

template <typename T>
void ModelReader::ReadFact(JsonObject& model, std::string_view key,
                           T (*read)(const JsonValue&),
                           std::optional<Fact<T>>& fact) const {
  const std::optional<JsonValue> value = model.Optional(key);
  if (!value) return;
  JsonObject object(*value);
  fact = Fact<T>{read(object.Required("value")), ReadSource(object)};
  object.RefuseOthers();
}

void ModelReader::ReadFacts(JsonObject& model, ModelCard& card) const {
  ReadFact(model, "context_window", ReadTokens, card.context_window);
  ReadFact(model, "max_input_tokens", ReadTokens, card.max_input_tokens);
  ReadFact(model, "max_output_tokens", ReadTokens, card.max_output_tokens);
  ReadFact(model, "input_modalities", ReadTexts, card.input_modalities);
  ReadFact(model, "output_modalities", ReadTexts, card.output_modalities);
  ReadFact(model, "endpoints", ReadTexts, card.endpoints);
  ReadFact(model, "release_date", ReadDate, card.release_date);
  ReadFact(model, "deprecated", ReadDate, card.deprecated);
  ReadFact(model, "shutdown_date", ReadDate, card.shutdown_date);
  ReadFact(model, "knowledge_cutoff", ReadMonthOrDay, card.knowledge_cutoff);
  ReadFact(model, "regional_uplift", ReadDecimal, card.regional_uplift);
  ReadFact(model, "web_search_usd_per_call", ReadDecimal,
           card.web_search_usd_per_call);
}

Rates ModelReader::ReadRates(JsonObject& object) const {
  Rates rates;
  rates.input = ReadRate(object.Required("input"));
  if (const std::optional<JsonValue> rate = object.Optional("cached_input")) {
    rates.cached_input = ReadRate(*rate);
  }
  if (const std::optional<JsonValue> rate = object.Optional("cache_write")) {
    rates.cache_write = ReadRate(*rate);
  }
  rates.output = ReadRate(object.Required("output"));
  return rates;
}

TierRates ModelReader::ReadTier(const JsonValue& value) const {
  JsonObject object(value);
  TierRates tier;
  tier.source = ReadSource(object);
  tier.rates = ReadRates(object);
  if (const std::optional<JsonValue> long_context =
          object.Optional("long_context")) {
    JsonObject long_object(*long_context);
    tier.long_context = LongContextRates{
        long_object.Required("above_input_tokens").PositiveNumber(),
        ReadRates(long_object)};
    long_object.RefuseOthers();
  }
  object.RefuseOthers();
  return tier;
}

RateCard ModelReader::ReadRateCard(const JsonValue& value) const {
  JsonObject object(value);
  RateCard card;
  if (const std::optional<JsonValue> from = object.Optional("valid_from")) {
    card.valid_from = ReadDate(*from);
  }
  card.verified = ReadDate(object.Required("verified"));
  const JsonValue tiers = object.Required("tiers");
  JsonObject tiers_object(tiers);
  tiers_object.ForEach([&](std::string_view name, const JsonValue& tier) {
    absl::StatusOr<ServiceTier> parsed = ParseServiceTier(name);
    if (parsed.ok() && ServiceTierName(*parsed) == name) {
      card.tiers[*parsed] = ReadTier(tier);
    } else {
      tier.Refuse("there is no such tier; use standard, batch, flex, priority");
    }
  });
  if (card.tiers.empty()) tiers.Refuse("there must be at least one tier");
  object.RefuseOthers();
  return card;
}

std::vector<RateCard> ModelReader::ReadRateCards(const JsonValue& value) const {
  std::vector<RateCard> cards;
  value.ForEach([&](const JsonValue& entry) {
    cards.push_back(ReadRateCard(entry));
    if (cards.size() == 1) return;
    const std::optional<Date> previous = cards[cards.size() - 2].valid_from;
    const std::optional<Date> from = cards.back().valid_from;
    if (!from || (previous && *from <= *previous)) {
      entry.Refuse(
          "\"valid_from\" must be later than that of the rates before");
    }
  });
  return cards;
}

DisplayLabels ModelReader::ReadDisplay(const JsonValue& value) const {
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
  if (const std::optional<JsonValue> scores = model.Optional("benchmarks")) {
    scores->ForEach([&](const JsonValue& value) {
      JsonObject object(value);
      card.benchmarks.push_back(
          {OptionalText(object, "group"), object.Required("name").Text(),
           OptionalText(object, "description"),
           ReadDecimal(object.Required("score")),
           object.Required("unit").Text(), ReadSource(object)});
      object.RefuseOthers();
    });
  }
  if (const std::optional<JsonValue> guidance = model.Optional("guidance")) {
    guidance->ForEach([&](const JsonValue& value) {
      JsonObject object(value);
      card.guidance.push_back({object.Required("question").Text(),
                               object.Required("answer").Text(),
                               ReadSource(object)});
      object.RefuseOthers();
    });
  }
  if (const std::optional<JsonValue> differ = model.Optional("disagreements")) {
    differ->ForEach([&](const JsonValue& value) {
      JsonObject object(value);
      card.disagreements.push_back(
          {object.Required("field").Text(), object.Required("text").Text()});
      object.RefuseOthers();
    });
  }
  if (const std::optional<JsonValue> notes = model.Optional("notes")) {
    card.notes = ReadTexts(*notes);
  }
}

// Refuses dates that contradict each other.
void CheckLifecycle(const ModelCard& card, const JsonValue& value) {
  if (!card.shutdown_date) return;
  const Date shutdown = card.shutdown_date->value;
  if (card.release_date && card.release_date->value > shutdown) {
    value.Refuse("\"release_date\" is after \"shutdown_date\"");
  }
  if (card.deprecated && card.deprecated->value > shutdown) {
    value.Refuse("\"deprecated\" is after \"shutdown_date\"");
  }
}

ModelCard ModelReader::Read(const JsonValue& value) const {
  JsonObject model(value);
  ModelCard card;
  card.provider = model.Required("provider").Name();
  card.id = model.Required("id").Name();
  if (const std::optional<JsonValue> aliases = model.Optional("aliases")) {
    card.aliases = ReadNames(*aliases);
  }
  card.encoding = ReadEncoding(model.Required("encoding"));
  const JsonValue family = model.Required("rule_family");
  if (const std::string name = family.Name(); !name.empty()) {
    card.rule_family = ValueOrRefuse(family, ParseRuleFamily(name));
  }
  ReadFacts(model, card);
  if (const std::optional<JsonValue> rates = model.Optional("rates")) {
    card.rate_cards = ReadRateCards(*rates);
  }
  if (const std::optional<JsonValue> display = model.Optional("display")) {
    card.display = ReadDisplay(*display);
  }
  ReadTextsOf(model, card);
  model.RefuseOthers();
  CheckLifecycle(card, value);
  return card;
}

void ReadSources(const JsonValue& value, const Sources& known,
                 Sources& sources) {
  JsonObject object(value);
  object.ForEach([&](std::string_view key, const JsonValue& entry) {
    JsonObject fields(entry);
    Source source;
    source.what = fields.Required("what").Text();
    source.url = OptionalText(fields, "url");
    source.date_hint = OptionalText(fields, "date_hint");
    fields.RefuseOthers();
    const auto before = known.find(key);
    if (before != known.end() && !SameSource(before->second, source)) {
      entry.Refuse(
          "the catalogue has another source of that name; choose "
          "another name");
    }
    sources[std::string(key)] = std::move(source);
  });
}

void ReadRoot(const JsonValue& root, const Sources& known,
              CatalogueFile& file) {
  JsonObject object(root);
  const JsonValue version = object.Required("schema_version");
  if (version.PositiveNumber() != kSchemaVersion) {
    version.Refuse(
        fmt::format("this program reads version {}", kSchemaVersion));
  }
  OptionalText(object, "comment");
  OptionalText(object, "$schema");
  file.sources = known;
  if (const std::optional<JsonValue> sources = object.Optional("sources")) {
    ReadSources(*sources, known, file.sources);
  }
  const ModelReader reader(file.sources);
  object.Required("models").ForEach([&](const JsonValue& model) {
    file.models.push_back(reader.Read(model));
  });
  object.RefuseOthers();
}

}  // namespace

absl::StatusOr<CatalogueFile> LoadCatalogueFile(std::string_view json,
                                                std::string_view name,
                                                const Sources& known) {
  if (json.size() > Catalogue::kMaxBytes) {
    return absl::ResourceExhaustedError(
        fmt::format("{}: a catalogue of over {} MiB is refused", name,
                    Catalogue::kMaxBytes >> 20));
  }
  CatalogueFile file;
  absl::Status status = ReadJson(
      json, name, [&](const JsonValue& root) { ReadRoot(root, known, file); });
  if (!status.ok()) return status;
  return file;
}

}  // namespace tokenfare::internal
