#include "tokenfare/catalogue/litellm.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/catalogue/internal/catalogue_writer.h"
#include "tokenfare/catalogue/internal/litellm_merge.h"
#include "tokenfare/catalogue/internal/litellm_reader.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::LitellmEntry;

// A name that a catalogue takes.
bool IsName(std::string_view text) {
  constexpr size_t kLongestName = 200;
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

// Whether the loader takes the card's days.
bool InOrder(const ModelCard& card) {
  for (const RateCard& rates : card.rate_cards) {
    if (card.release_date && rates.verified < card.release_date->value) {
      return false;
    }
  }
  if (!card.shutdown_date) return true;
  const Date last = card.shutdown_date->value;
  return (!card.release_date || card.release_date->value <= last) &&
         (!card.deprecated || card.deprecated->value <= last);
}

// What the model is wherever it runs: how it counts, and its window. Not what a
// host decides: prices, limits, days.
void TakeModelFacts(const ModelCard& model, ModelCard& card) {
  card.encoding = model.encoding;
  card.rule_family = model.rule_family;
  card.context_window = model.context_window;
  card.reasoning = model.reasoning;
  card.image_rules = model.image_rules;
}

class Importer {
 public:
  Importer(const Catalogue& ours, const LitellmOptions& options)
      : ours_(ours),
        options_(options),
        source_("litellm_" + FormatDate(options.as_of)) {}

  void Take(const LitellmEntry& entry);
  // NotFound where nothing of the provider was taken.
  absl::StatusOr<LitellmImport> Finish();

 private:
  void Skip(std::string model, std::string why) {
    import_.skipped.push_back({std::move(model), std::move(why)});
  }
  // A provider's card of exactly that id or alias, as the catalogue lists it;
  // null where there is none.
  const ModelCard* Listed(std::string_view provider, std::string_view id) const;
  // OpenAI's card of a model that another host lists under the same name, maybe
  // behind its region or vendor ("eu/gpt-4.1-mini"); null where there is none.
  const ModelCard* AtOpenAi(std::string_view id) const;
  // The card of a model that ours lacks.
  ModelCard NewCard(const LitellmEntry& entry, const std::string& id) const;
  // Lays the entry over the card.
  void Merge(const LitellmEntry& entry, const std::string& id,
             const ModelCard* ours);

  const Catalogue& ours_;
  const LitellmOptions& options_;
  const std::string source_;
  LitellmImport import_;
  std::vector<ModelCard> cards_;
  std::set<std::string> seen_;
  std::map<std::string, std::vector<std::string>, std::less<>> dropped_;
};

const ModelCard* Importer::Listed(std::string_view provider,
                                  std::string_view id) const {
  for (const ModelCard& card : ours_.models()) {
    if (card.provider != provider) continue;
    if (card.id == id || std::find(card.aliases.begin(), card.aliases.end(),
                                   id) != card.aliases.end()) {
      return &card;
    }
  }
  return nullptr;
}

const ModelCard* Importer::AtOpenAi(std::string_view id) const {
  if (const size_t slash = id.rfind('/'); slash != std::string_view::npos) {
    id.remove_prefix(slash + 1);
  }
  return Listed(Catalogue::kDefaultProvider, id);
}

ModelCard Importer::NewCard(const LitellmEntry& entry,
                            const std::string& id) const {
  ModelCard card;
  card.provider = options_.provider;
  card.id = id;
  if (const ModelCard* model = AtOpenAi(id)) {
    TakeModelFacts(*model, card);
    return card;
  }
  card.encoding.source = source_;
  if (options_.encoding_of) card.encoding.name = options_.encoding_of(id);
  if (card.encoding.name.empty()) {
    card.encoding.name = "o200k_base";
    card.encoding.assumed = true;
    card.encoding.note = "no source states it; this one stands in";
  } else {
    card.encoding.note = "by the name of the model";
    if (ours_.sources().contains("tiktoken")) card.encoding.source = "tiktoken";
  }
  const std::string mode = entry.Text("mode");
  card.rule_family = mode == "chat" || mode == "responses"
                         ? RuleFamily::kUnknown
                         : RuleFamily::kNone;
  return card;
}

void Importer::Merge(const LitellmEntry& entry, const std::string& id,
                     const ModelCard* ours) {
  ModelCard card = ours != nullptr ? *ours : NewCard(entry, id);
  internal::LitellmMerged merged = internal::MergeLitellm(
      entry, {.model = id, .as_of = options_.as_of, .source = source_}, card);
  for (std::string& problem : merged.problems) Skip(id, std::move(problem));
  for (const std::string& field : entry.fields) {
    const bool is_taken = field == "litellm_provider" || field == "mode" ||
                          merged.taken.contains(field);
    if (!is_taken) dropped_[field].push_back(id);
  }
  if (ours != nullptr) {
    std::move(merged.differences.begin(), merged.differences.end(),
              std::back_inserter(import_.differences));
  }
  if (!InOrder(card)) return Skip(id, "its days contradict ours");
  if (ours == nullptr) {
    import_.added.push_back(id);
    cards_.push_back(std::move(card));
    return;
  }
  ++import_.compared;
  if (!merged.changed) return;
  if (ours->id == id) {
    cards_.push_back(std::move(card));
  } else {
    Skip(id, fmt::format("a name of {}, whose card it would change", ours->id));
  }
}

void Importer::Take(const LitellmEntry& entry) {
  if (entry.name == "sample_spec" ||
      entry.Text("litellm_provider") != options_.provider) {
    return;
  }
  constexpr std::array<std::string_view, 4> kModes = {
      "chat", "responses", "completion", "embedding"};
  const std::string mode = entry.Text("mode");
  if (std::find(kModes.begin(), kModes.end(), mode) == kModes.end()) {
    return Skip(entry.name, fmt::format("of mode \"{}\"", mode.substr(0, 60)));
  }
  std::string id = entry.name;
  if (id.starts_with(options_.provider + "/")) {
    id.erase(0, options_.provider.size() + 1);
  }
  if (!IsName(id)) return Skip(entry.name, "no name that a catalogue takes");
  if (!seen_.insert(id).second) return Skip(entry.name, "given twice");
  Merge(entry, id, Listed(options_.provider, id));
}

absl::StatusOr<LitellmImport> Importer::Finish() {
  if (seen_.empty()) {
    return absl::NotFoundError(fmt::format(
        "there is no text model of provider \"{}\"; give LiteLLM's name of one",
        options_.provider.substr(0, 60)));
  }
  for (const ModelCard& card : ours_.models()) {
    if (card.provider == options_.provider && !seen_.contains(card.id)) {
      import_.missing.push_back(card.id);
    }
  }
  for (auto& [field, models] : dropped_) {
    import_.dropped.push_back({field, std::move(models)});
  }
  if (cards_.empty()) return std::move(import_);
  internal::Sources sources = ours_.sources();
  sources[source_] = {"LiteLLM's model_prices_and_context_window.json", "",
                      "as of " + FormatDate(options_.as_of)};
  import_.catalogue = internal::WriteCatalogue(cards_, sources);
  return std::move(import_);
}

}  // namespace

absl::StatusOr<LitellmImport> ImportLitellm(std::string_view json,
                                            std::string_view name,
                                            const Catalogue& ours,
                                            const LitellmOptions& options) {
  if (json.size() > Catalogue::kMaxBytes) {
    return absl::ResourceExhaustedError(fmt::format(
        "{}: over {} MiB are refused", name, Catalogue::kMaxBytes >> 20));
  }
  const absl::StatusOr<std::vector<LitellmEntry>> entries =
      internal::ReadLitellm(json, name);
  if (!entries.ok()) return entries.status();
  Importer importer(ours, options);
  for (const LitellmEntry& entry : *entries) importer.Take(entry);
  absl::StatusOr<LitellmImport> import = importer.Finish();
  if (!import.ok()) {
    return absl::NotFoundError(
        fmt::format("{}: {}", name, std::string(import.status().message())));
  }
  // What was written is what the loader takes.
  if (!import->catalogue.empty()) {
    const absl::Status loads =
        ours.WithOverlay(import->catalogue, name).status();
    if (!loads.ok()) return loads;
  }
  return import;
}

}  // namespace tokenfare
