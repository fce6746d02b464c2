#include "tokenfare/preflight/rules/evidence.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <tuple>
#include <utility>

extern "C" {
extern const unsigned char tokenfare_evidence_openai_chat[];
extern const unsigned char tokenfare_evidence_openai_chat_end[];
extern const unsigned char tokenfare_evidence_openai_responses[];
extern const unsigned char tokenfare_evidence_openai_responses_end[];
}

namespace tokenfare::internal {
namespace {

struct FeatureInfo {
  std::string_view name;
  // What it is, in a sentence.
  std::string_view what;
  bool of_any_model = false;
};

// In the order of Feature.
constexpr std::array<FeatureInfo, kFeatures> kFeatureInfos = {{
    {"model", "the model"},
    {"text", "a message of text"},
    {"developer", "a developer message"},
    {"system", "a system message"},
    {"answer", "an earlier text of the assistant"},
    {"text_parts", "content of several texts"},
    {"empty_text", "content without text"},
    {"name", "a name"},
    {"name_of_calls", "a name beside calls"},
    {"tools", "tools behind a system message"},
    {"tools_alone", "tools without a system message"},
    {"tools_late", "tools with a later system message"},
    {"tools_after_empty", "tools behind an empty system message"},
    {"no_description", "a function without a description"},
    {"no_descriptions", "functions without a description"},
    {"functions", "tools given as functions"},
    {"choice_none", "tool_choice none"},
    {"choice_required", "tool_choice required"},
    {"choice_required_one", "tool_choice required with a single tool"},
    {"choice_named", "a tool_choice that names a function"},
    {"choice_allowed", "a tool_choice of some tools"},
    {"call_named", "a function_call that names a function"},
    {"call", "a call"},
    {"call_beside_text", "a call beside text"},
    {"calls", "parallel calls"},
    {"call_stored", "a call with an id of the API"},
    {"call_sampled", "a call as the model made it"},
    {"calls_sampled", "parallel calls as the model made them"},
    {"no_parallel_calls", "tools that may not be called in parallel"},
    {"result", "the result of a call"},
    {"results", "results of parallel calls"},
    {"results_sampled", "results of parallel calls as the model made them"},
    {"schema", "a schema behind a system message"},
    {"schema_alone", "a schema without a system message"},
    {"schema_late", "a schema with a later system message"},
    {"schema_after_empty", "a schema behind an empty system message"},
    {"schema_with_tools", "a schema beside tools"},
    {"schema_and_answer", "an earlier answer beside a schema"},
    {"schema_and_image", "an image beside a schema"},
    {"json_object", "the response format json_object"},
    {"image", "an image"},
    {"image_beside_section", "an image beside tools or a schema"},
    {"images_alone", "a message of images only"},
    {"instructions", "instructions"},
    {"continued", "a turn that the provider has stored"},
    {"hosted_tool", "a tool of the provider"},
    {"title", "a title", true},
    {"default", "a default", true},
    {"format", "a format", true},
    {"limits", "a least or greatest number", true},
    {"reference", "a reference", true},
    {"enum_of_others", "an enum of other values than strings", true},
    {"const", "a constant", true},
    {"type_list", "a list of types", true},
    {"type_lines", "a list of types with comments", true},
    {"union", "a union", true},
    {"union_lines", "a union with comments", true},
    {"union_of_empty", "a union with an empty object", true},
    {"nested_object", "an object in an object", true},
    {"array_of_titled", "a list of items with titles", true},
    {"array_of_described", "a list of items with a description", true},
    {"array_of_commented", "a list of items with comments", true},
    {"array_of_union", "a list of a union", true},
    {"schema_strict", "`strict` inside a schema", true},
    {"schema_beyond_ascii", "a schema beyond ASCII", true},
    {"arguments_not_json", "arguments that are not JSON", true},
    {"arguments_beyond_ascii", "arguments beyond ASCII", true},
    {"results_escaped", "results beyond ASCII, escaped", true},
    {"results_kept", "results beyond ASCII, as they are", true},
    {"reasoning_dropped", "earlier thoughts", true},
}};

const FeatureInfo& InfoOf(Feature feature) {
  return kFeatureInfos[static_cast<size_t>(feature)];
}

using EvidenceKey =
    std::tuple<std::string_view, std::string_view, Feature, std::string_view>;

EvidenceKey KeyOf(const EvidenceRow& row) {
  return {row.family, row.model, row.feature, row.host};
}

// More than a tenth was billed otherwise.
bool IsContradicted(const EvidenceRow& row) {
  return row.contradicted > (row.recordings + row.contradicted) / 10;
}

Why Contradiction(const EvidenceRow& row, std::string_view of) {
  return {Doubt::kFeatureContradicted,
          of,
          {row.contradicted, row.recordings + row.contradicted},
          row.feature};
}

std::vector<EvidenceRow> LoadEvidence(const unsigned char* begin,
                                      const unsigned char* end) {
  const std::string_view json(reinterpret_cast<const char*>(begin),
                              static_cast<size_t>(end - begin));
  auto read = ReadEvidence(json, "evidence.json");
  assert(read.ok());
  return read.ok() ? *std::move(read) : std::vector<EvidenceRow>();
}

}  // namespace

const EvidenceTable& EvidenceTable::BuiltIn(std::string_view endpoint) {
  // Never destroyed: prompts may be rendered while the program ends.
  if (endpoint == "/v1/chat/completions") {
    static const auto* const chat = new EvidenceTable(LoadEvidence(
        tokenfare_evidence_openai_chat, tokenfare_evidence_openai_chat_end));
    return *chat;
  }
  if (endpoint == "/v1/responses") {
    static const auto* const responses = new EvidenceTable(
        LoadEvidence(tokenfare_evidence_openai_responses,
                     tokenfare_evidence_openai_responses_end));
    return *responses;
  }
  static const auto* const none = new EvidenceTable();
  return *none;
}

EvidenceTable::EvidenceTable(std::vector<EvidenceRow> rows)
    : rows_(std::move(rows)) {
  for (const EvidenceRow& row : rows_) {
    if (!row.host.empty() && row.host != kUsualHost &&
        std::ranges::find(other_hosts_, row.host) == other_hosts_.end()) {
      other_hosts_.push_back(row.host);
    }
  }
}

std::string_view EvidenceTable::HostOf(std::string_view provider) const {
  if (provider == kUsualHost) return kUsualHost;
  const auto found =
      std::ranges::find_if(other_hosts_, [&](const std::string& host) {
        return provider.find(host) != std::string_view::npos;
      });
  return found == other_hosts_.end() ? provider : *found;
}

const EvidenceRow* EvidenceTable::Find(std::string_view family,
                                       std::string_view model, Feature feature,
                                       std::string_view host) const {
  const EvidenceKey wanted(family, model, feature, host);
  const auto found = std::ranges::lower_bound(rows_, wanted, {}, KeyOf);
  return found != rows_.end() && KeyOf(*found) == wanted ? &*found : nullptr;
}

std::string_view FeatureName(Feature feature) { return InfoOf(feature).name; }

std::string_view FeatureInWords(Feature feature) {
  return InfoOf(feature).what;
}

bool IsOfAnyModel(Feature feature) { return InfoOf(feature).of_any_model; }

std::string_view WithoutDay(std::string_view id) {
  constexpr size_t kDay = 10;  // 2024-08-06
  if (id.size() <= kDay + 1 || id[id.size() - kDay - 1] != '-') return id;
  return ParseDate(id.substr(id.size() - kDay)).ok()
             ? id.substr(0, id.size() - kDay - 1)
             : id;
}

// Why no request to the model counts; empty where one does. One will do: its
// family has the sources.
Why EvidenceTable::WhyModelNotShown(const EvidenceSubject& subject) const {
  const EvidenceRow* row = RowFor(Feature::kModel, subject);
  if (row == nullptr || row->recordings == 0) {
    if (subject.host != kUsualHost) {
      return {Doubt::kHostNotRecorded, subject.host, {}, Feature::kModel};
    }
    return {Doubt::kModelNotRecorded, subject.model};
  }
  if (!subject.name_moves || (row->first && subject.day >= *row->first)) {
    return {};
  }
  return {Doubt::kModelRecordedLater, subject.model, {NumberOfDay(row->first)}};
}

const EvidenceRow* EvidenceTable::RowFor(Feature feature,
                                         const EvidenceSubject& subject) const {
  if (feature == Feature::kModel) {
    return Find(subject.family, subject.model, feature, subject.host);
  }
  return IsOfAnyModel(feature)
             ? Find(kAnyFamily, "", feature, "")
             : Find(subject.family, "", feature, subject.host);
}

Why EvidenceTable::WhyNotShown(Feature feature,
                               const EvidenceSubject& subject) const {
  if (feature == Feature::kModel) return WhyModelNotShown(subject);
  const bool of_any_model = IsOfAnyModel(feature);
  const std::string_view of = of_any_model ? "any model" : subject.family;
  const EvidenceRow* row = RowFor(feature, subject);
  const bool elsewhere = !of_any_model && subject.host != kUsualHost;
  const Why too_few = {Doubt::kHostNotRecorded, subject.host, {}, feature};
  if (row == nullptr || row->recordings == 0) {
    return elsewhere ? too_few
                     : Why(Doubt::kFeatureNotRecorded, of, {}, feature);
  }
  if (IsContradicted(*row)) return Contradiction(*row, of);
  const EvidenceRow* own =
      Find(subject.family, subject.model, feature, subject.host);
  if (own != nullptr && IsContradicted(*own)) {
    return Contradiction(*own, subject.model);
  }
  if (row->repositories >= kSourcesNeeded &&
      row->recordings >= kRecordingsNeeded) {
    return {};
  }
  if (elsewhere) return too_few;
  return {row->repositories < kSourcesNeeded ? Doubt::kFeatureOfOneSource
                                             : Doubt::kFeatureRarelyRecorded,
          of,
          {row->recordings},
          feature};
}

}  // namespace tokenfare::internal
