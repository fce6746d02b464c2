#include "bench/accuracy/score.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "bench/accuracy/evidence.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "simdjson.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/internal/catalogue_writer.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/support/status_message.h"

namespace tokenfare::bench {
namespace {

namespace ondemand = simdjson::ondemand;
using internal::MessageOf;

constexpr size_t kMostBytes = size_t{1} << 30;

// In the order of the table.
constexpr std::array<std::string_view, 16> kSections = {
    "text",
    "text by family",
    "text by feature",
    "text by year",
    "text by host",
    "text, repository left out",
    "media",
    "suspect",
    "responses: text",
    "responses: text by family",
    "responses: text by feature",
    "responses: text by year",
    "responses: text by host",
    "responses: text, repository left out",
    "responses: without an upper bound",
    "responses: suspect"};

constexpr std::array<std::string_view, 2> kOtherHosts = {"azure", "github"};
constexpr std::string_view kChatEndpoint = "/v1/chat/completions";
constexpr std::string_view kResponsesEndpoint = "/v1/responses";

// The member as text; empty where it is absent or null.
std::string TextOf(ondemand::object& object, std::string_view key) {
  std::string_view text;
  return object.find_field_unordered(key).get_string().get(text) ==
                 simdjson::SUCCESS
             ? std::string(text)
             : std::string();
}

std::optional<int64_t> NumberOf(ondemand::object& object,
                                std::string_view key) {
  int64_t number = 0;
  return object.find_field_unordered(key).get_int64().get(number) ==
                 simdjson::SUCCESS
             ? std::optional<int64_t>(number)
             : std::nullopt;
}

std::optional<Date> DayOf(ondemand::object& object) {
  if (const std::optional<int64_t> created = NumberOf(object, "created")) {
    return std::chrono::floor<std::chrono::days>(
        std::chrono::sys_seconds(std::chrono::seconds(*created)));
  }
  const absl::StatusOr<Date> day = ParseDate(TextOf(object, "recorded_on"));
  return day.ok() ? std::optional<Date>(*day) : std::nullopt;
}

// Chat marks such recordings; those of Responses have no upper bound in the
// readable predictor beside them.
bool IsUnsupported(std::string_view endpoint, ondemand::object& object) {
  if (endpoint == kResponsesEndpoint) {
    return !NumberOf(object, "upper").has_value();
  }
  bool unsupported = false;
  return object.find_field_unordered("unsupported")
                 .get_bool()
                 .get(unsupported) == simdjson::SUCCESS &&
         unsupported;
}

// As providers are named, for the address that answered.
std::string HostOf(std::string_view address) {
  if (address.empty() || address.ends_with("api.openai.com")) return "openai";
  for (const std::string_view host : kOtherHosts) {
    if (address.find(host) != std::string_view::npos) return std::string(host);
  }
  return std::string(address);
}

// OpenAI's models as cards of the other hosts, too.
const Catalogue& CatalogueOfHosts() {
  static const Catalogue* const catalogue = [] {
    std::vector<ModelCard> cards;
    for (const ModelCard& card : Catalogue::BuiltIn().models()) {
      if (card.provider != Catalogue::kDefaultProvider) continue;
      cards.push_back(card);
      for (const std::string_view host : kOtherHosts) {
        cards.push_back(card);
        cards.back().provider = host;
      }
    }
    return new Catalogue(*Catalogue::Parse(
        internal::WriteCatalogue(cards, Catalogue::BuiltIn().sources()),
        "hosts.json"));
  }();
  return *catalogue;
}

// Nothing where the line is no recording.
std::optional<Recording> ParseRecording(ondemand::parser& parser,
                                        const simdjson::padded_string& line) {
  ondemand::document document;
  ondemand::object object;
  ondemand::object request;
  std::string_view body;
  if (parser.iterate(line).get(document) != simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  Recording recording;
  recording.id = TextOf(object, "id");
  recording.model = TextOf(object, "response_model");
  if (recording.model.empty()) recording.model = TextOf(object, "model");
  const std::string source = TextOf(object, "source");
  recording.repository = source.substr(0, source.find(':'));
  recording.host = HostOf(TextOf(object, "host"));
  recording.category = TextOf(object, "category");
  recording.suspect = TextOf(object, "suspect");
  std::optional<int64_t> billed = NumberOf(object, "prompt_tokens");
  recording.endpoint = billed.has_value() ? kChatEndpoint : kResponsesEndpoint;
  if (!billed.has_value()) billed = NumberOf(object, "input_tokens");
  recording.unsupported = IsUnsupported(recording.endpoint, object);
  recording.created = DayOf(object);
  // Last, because reading it whole consumes it.
  if (!billed.has_value() ||
      object.find_field_unordered("request").get_object().get(request) !=
          simdjson::SUCCESS ||
      request.raw_json().get(body) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  recording.billed = *billed;
  recording.request = body;
  return recording;
}

// Whose text requests the project promises to predict without exception.
bool IsOfTargetModel(std::string_view model) {
  return model.starts_with("gpt-4o") || model.starts_with("gpt-4.1") ||
         model.starts_with("gpt-5");
}

// Their tools and reasoning are billed by rules that no recordings settle.
bool IsLeftOutOfGoal(std::string_view model) {
  return model.find("-0613") != std::string_view::npos ||
         model.starts_with("o1-preview");
}

std::string YearOf(const Recording& recording) {
  if (!recording.created.has_value()) return "no day";
  const std::chrono::year_month_day day(*recording.created);
  return fmt::format("{}", static_cast<int>(day.year()));
}

class RowsInOrder {
 public:
  Tally& At(std::string_view section, std::string_view name) {
    return tallies_[{std::string(section), std::string(name)}];
  }

  // "all ..." stands last in each section.
  std::vector<Row> Take() {
    std::vector<Row> rows;
    for (auto& [key, tally] : tallies_) {
      rows.push_back({key.first, key.second, std::move(tally)});
    }
    const auto place = [](const Row& row) {
      return std::pair(
          std::find(kSections.begin(), kSections.end(), row.section),
          row.name.starts_with("all "));
    };
    std::stable_sort(
        rows.begin(), rows.end(),
        [place](const Row& a, const Row& b) { return place(a) < place(b); });
    return rows;
  }

 private:
  std::map<std::pair<std::string, std::string>, Tally> tallies_;
};

}  // namespace

absl::StatusOr<std::vector<Recording>> ReadRecordings(const std::string& path) {
  absl::StatusOr<std::string> content = internal::ReadFile(path, kMostBytes);
  if (!content.ok()) return content.status();
  std::vector<Recording> recordings;
  ondemand::parser parser;
  size_t number = 0;
  for (size_t begin = 0; begin < content->size();) {
    const size_t end = std::min(content->find('\n', begin), content->size());
    const std::string_view line(content->data() + begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.empty()) continue;
    std::optional<Recording> recording =
        ParseRecording(parser, simdjson::padded_string(line));
    if (!recording.has_value()) {
      return absl::InvalidArgumentError(fmt::format(
          "{}: line {}: not a recording: it needs \"request\", an object, and "
          "\"prompt_tokens\" or \"input_tokens\", a number",
          path, number));
    }
    recordings.push_back(*std::move(recording));
  }
  return recordings;
}

absl::StatusOr<std::vector<Rival>> ReadRivals(const std::string& path) {
  absl::StatusOr<std::string> content = internal::ReadFile(path, kMostBytes);
  if (!content.ok()) return content.status();
  const nlohmann::ordered_json json =
      nlohmann::ordered_json::parse(*content, nullptr,
                                    /*allow_exceptions=*/false);
  std::vector<Rival> rivals;
  for (const auto& [name, predictions] : json.items()) {
    Rival& rival = rivals.emplace_back(Rival{name, {}});
    for (const auto& [id, tokens] : predictions.items()) {
      rival.tokens[id] = tokens.is_number_integer()
                             ? std::optional<int64_t>(tokens.get<int64_t>())
                             : std::nullopt;
    }
  }
  if (rivals.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: expected {{\"name\": {{\"id\": tokens}}}}, an object", path));
  }
  return rivals;
}

Prediction Predict(const Recording& recording, Date undated, bool at_its_host) {
  Prediction prediction;
  const absl::StatusOr<const ModelCard*> card =
      Catalogue::BuiltIn().Find(recording.model);
  prediction.family = card.ok()
                          ? std::string(RuleFamilyName((*card)->rule_family))
                          : "unknown model";
  CheckOptions options;
  options.as_of = recording.created.value_or(undated);
  options.model = recording.model;
  if (at_its_host &&
      std::ranges::find(kOtherHosts, recording.host) != kOtherHosts.end()) {
    options.catalogue = &CatalogueOfHosts();
    options.provider = recording.host;
  }
  const absl::StatusOr<Verdict> verdict = Check(recording.request, options);
  if (verdict.ok()) {
    prediction.input = verdict->input_tokens;
  } else {
    prediction.error = MessageOf(verdict.status());
  }
  return prediction;
}

void Tally::Add(const Recording& recording, const Prediction& prediction,
                const std::vector<Rival>& rivals) {
  ++requests;
  rival_exact.resize(rivals.size());
  rival_silent.resize(rivals.size());
  for (size_t i = 0; i < rivals.size(); ++i) {
    const auto found = rivals[i].tokens.find(recording.id);
    if (found == rivals[i].tokens.end() || !found->second.has_value()) {
      ++rival_silent[i];
    } else if (*found->second == recording.billed) {
      ++rival_exact[i];
    }
  }
  if (!prediction.input.has_value()) {
    ++refused;
    return;
  }
  const TokenRange& input = *prediction.input;
  const bool is_right = input.expected == recording.billed;
  if (is_right) ++exact;
  if (input.low <= recording.billed && recording.billed <= input.high) ++inside;
  if (input.exact) {
    ++marked_exact;
    if (!is_right) ++marked_exact_wrong;
  } else {
    widths.push_back(
        static_cast<double>(input.high - input.low) /
        static_cast<double>(std::max<int64_t>(1, recording.billed)));
  }
}

std::optional<double> Tally::MedianWidth() const {
  if (widths.empty()) return std::nullopt;
  std::vector<double> sorted = widths;
  std::sort(sorted.begin(), sorted.end());
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle]
                                : (sorted[middle - 1] + sorted[middle]) / 2;
}

namespace {

// Puts each recording into its rows.
class Scorer {
 public:
  Scorer(const std::vector<Rival>& rivals, Date undated)
      : rivals_(rivals), undated_(undated) {}

  void Look(const Recording& recording) {
    Seen seen{&recording, Predict(recording, undated_, /*at_its_host=*/false),
              std::nullopt};
    absl::StatusOr<internal::RequestFeatures> found =
        internal::FeaturesOf(recording.request, recording.model,
                             recording.created.value_or(undated_));
    if (found.ok()) seen.features = *std::move(found);
    evidence_[recording.endpoint].Add(recording, seen.prediction,
                                      seen.features);
    seen_.push_back(std::move(seen));
  }

  // After all were looked at.
  Score Take() {
    Score score;
    for (const auto& [endpoint, evidence] : evidence_) {
      score.evidence[endpoint] = evidence.Table();
    }
    for (const Seen& seen : seen_) {
      AddRows(seen);
      if (!seen.prediction.input.has_value() ||
          seen.prediction.input->expected != seen.recording->billed) {
        score.misses.push_back({seen.recording, seen.prediction});
      }
    }
    score.rows = rows_.Take();
    return score;
  }

 private:
  struct Seen {
    const Recording* recording;
    Prediction prediction;
    std::optional<internal::RequestFeatures> features;
  };

  void Add(const Recording& recording, const Prediction& prediction,
           std::string_view section, std::string_view name) {
    const bool responses = recording.endpoint == kResponsesEndpoint;
    rows_.At(fmt::format("{}{}", responses ? "responses: " : "", section), name)
        .Add(recording, prediction, rivals_);
  }

  void AddRows(const Seen& seen) {
    const Recording& recording = *seen.recording;
    const bool responses = recording.endpoint == kResponsesEndpoint;
    if (!recording.suspect.empty()) {
      return Add(recording, seen.prediction, "suspect", "all suspect");
    }
    if (recording.unsupported) {
      const std::string_view section =
          responses ? "without an upper bound" : "media";
      Add(recording, seen.prediction, section, recording.category);
      return Add(recording, seen.prediction, section,
                 responses ? "all of these" : "all media");
    }
    AddText(seen, responses);
  }

  void AddText(const Seen& seen, bool responses) {
    const Recording& recording = *seen.recording;
    const Prediction& prediction = seen.prediction;
    Add(recording, prediction, "text", recording.category);
    Add(recording, prediction, "text", "all text");
    if (!responses && !IsLeftOutOfGoal(recording.model)) {
      Add(recording, prediction, "text",
          "all text but of -0613 and o1-preview");
    }
    Add(recording, prediction, "text by year", YearOf(recording));
    Add(recording, Predict(recording, undated_, /*at_its_host=*/true),
        "text by host", recording.host);
    Add(recording, prediction, "text by family", prediction.family);
    if (IsOfTargetModel(recording.model)) {
      Add(recording, prediction, "text by family",
          "all gpt-4o*, gpt-4.1*, gpt-5*");
    }
    if (seen.features.has_value()) {
      for (const internal::Feature feature : seen.features->features) {
        Add(recording, prediction, "text by feature",
            internal::FeatureName(feature));
      }
    }
    const Prediction left =
        evidence_.at(recording.endpoint)
            .WithoutItsSource(recording, prediction, seen.features);
    for (const std::string_view name : {std::string_view(recording.repository),
                                        std::string_view("all left out")}) {
      Add(recording, left, "text, repository left out", name);
    }
  }

  const std::vector<Rival>& rivals_;
  const Date undated_;
  std::vector<Seen> seen_;
  std::map<std::string, Evidence> evidence_;
  RowsInOrder rows_;
};

}  // namespace

Score ScoreOf(const std::vector<Recording>& recordings,
              const std::vector<Rival>& rivals, Date undated) {
  Scorer scorer(rivals, undated);
  for (const Recording& recording : recordings) scorer.Look(recording);
  return scorer.Take();
}

}  // namespace tokenfare::bench
