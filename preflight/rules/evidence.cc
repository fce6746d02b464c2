#include "tokenfare/preflight/rules/evidence.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <tuple>

#include "fmt/format.h"

extern "C" {
extern const unsigned char tokenfare_evidence_openai_chat[];
extern const unsigned char tokenfare_evidence_openai_chat_end[];
}

namespace tokenfare::internal {
namespace {

struct FeatureInfo {
  std::string_view name;
  // What it is, in a sentence.
  std::string_view what;
  Deviation deviation;
  bool of_any_model = false;
};

// In the order of Feature. The deviations are as wide as what was seen when a
// rule was wrong: a token or two for a border, the message around a section,
// the 24 tokens that hidden prompts of new models began with.
constexpr std::array<FeatureInfo, kFeatures> kFeatureInfos = {{
    {"model", "the model", {-3, 24}},
    {"text", "a message of text", {-1, 3}},
    {"developer", "a developer message", {-1, 3}},
    {"answer", "an earlier text of the assistant", {-2, 3}},
    {"text_parts", "content of several texts", {-2, 3}},
    {"empty_text", "content without text", {-1, 3}},
    {"name", "a name", {-1, 2}},
    {"name_of_calls", "a name beside calls", {-8, 2}},
    {"tools", "tools behind a system message", {-4, 8}},
    {"tools_alone", "tools without a system message", {-4, 8}},
    {"tools_late", "tools with a later system message", {-6, 8}},
    {"tools_after_empty", "tools behind an empty system message", {-4, 4}},
    {"no_description", "a function without a description", {-2, 2}},
    {"no_descriptions", "functions without a description", {-2, 2}},
    {"functions", "tools given as functions", {-4, 8}},
    {"choice_none", "tool_choice none", {-2, 4}},
    {"choice_required", "tool_choice required", {-1, 4}},
    {"choice_named", "a tool_choice that names a function", {-5, 12}},
    {"call_named", "a function_call that names a function", {-5, 4}},
    {"call", "a call", {-4, 8}},
    {"call_beside_text", "a call beside text", {-4, 8}},
    {"calls", "parallel calls", {-6, 8}},
    {"result", "the result of a call", {-4, 8}},
    {"results", "results of parallel calls", {-6, 8}},
    {"schema", "a schema behind a system message", {-4, 8}},
    {"schema_alone", "a schema without a system message", {-4, 8}},
    {"schema_late", "a schema with a later system message", {-6, 8}},
    {"schema_after_empty", "a schema behind an empty system message", {-4, 4}},
    {"schema_with_tools", "a schema beside tools", {-6, 8}},
    {"schema_and_answer", "an earlier answer beside a schema", {-6, 6}},
    {"json_object", "the response format json_object", {-1, 4}},
    {"image", "an image", {-4, 8}},
    {"image_beside_section", "an image beside tools or a schema", {-4, 4}},
    {"title", "a title", {-2, 2}, true},
    {"default", "a default", {-2, 2}, true},
    {"format", "a format", {-2, 2}, true},
    {"reference", "a reference", {-2, 2}, true},
    {"enum_of_others", "an enum of other values than strings", {-2, 2}, true},
    {"const", "a constant", {-2, 2}, true},
    {"type_list", "a list of types", {-2, 2}, true},
    {"type_lines", "a list of types with comments", {-2, 2}, true},
    {"union", "a union", {-2, 2}, true},
    {"union_lines", "a union with comments", {-2, 2}, true},
    {"union_of_empty", "a union with an empty object", {-2, 3}, true},
    {"nested_object", "an object in an object", {-2, 2}, true},
    {"array_of_titled", "a list of items with titles", {-2, 2}, true},
    {"array_of_described", "a list of items with a description", {-2, 2}, true},
    {"array_of_commented", "a list of items with comments", {-2, 2}, true},
    {"array_of_union", "a list of a union", {-2, 2}, true},
    {"schema_strict", "`strict` inside a schema", {-4, 2}, true},
    {"schema_beyond_ascii", "a schema beyond ASCII", {-8, 8}, true},
    {"arguments_not_json", "arguments that are not JSON", {-4, 8}, true},
    {"arguments_beyond_ascii", "arguments beyond ASCII", {-4, 8}, true},
    {"results_escaped", "results beyond ASCII, escaped", {-2, 2}, true},
    {"results_kept", "results beyond ASCII, as they are", {-2, 2}, true},
}};

const FeatureInfo& InfoOf(Feature feature) {
  return kFeatureInfos[static_cast<size_t>(feature)];
}

// Names that have stood for more than one snapshot, by OpenAI's pages of models
// and deprecations. gpt-3.5-turbo was the snapshot of June 2023 until February
// 2024, which bills calls otherwise.
bool Moves(std::string_view name) {
  constexpr std::array<std::string_view, 8> kMoving = {"chatgpt-4o-latest",
                                                       "gpt-3.5-turbo",
                                                       "gpt-3.5-turbo-16k",
                                                       "gpt-4",
                                                       "gpt-4-turbo-preview",
                                                       "gpt-4-turbo",
                                                       "gpt-4o",
                                                       "gpt-4o-audio-preview"};
  return std::find(kMoving.begin(), kMoving.end(), name) != kMoving.end();
}

using EvidenceKey = std::tuple<std::string_view, std::string_view, Feature>;

EvidenceKey KeyOf(const EvidenceRow& row) {
  return {row.family, row.model, row.feature};
}

// More than a tenth was billed otherwise.
bool IsContradicted(const EvidenceRow& row) {
  return row.contradicted > (row.recordings + row.contradicted) / 10;
}

std::string Contradiction(const EvidenceRow& row, std::string_view what,
                          std::string_view of) {
  return fmt::format(
      "{} of {} recorded requests with {} to {} were billed otherwise",
      row.contradicted, row.recordings + row.contradicted, what, of);
}

std::string DayText(const std::optional<Date>& day) {
  return day.has_value() ? FormatDate(*day) : "an unknown day";
}

}  // namespace

std::span<const EvidenceRow> EvidenceTable() {
  // Never destroyed: prompts may be rendered while the program ends.
  static const auto* const rows = [] {
    const std::string_view json(
        reinterpret_cast<const char*>(tokenfare_evidence_openai_chat),
        static_cast<size_t>(tokenfare_evidence_openai_chat_end -
                            tokenfare_evidence_openai_chat));
    auto read = ReadEvidence(json, "openai_chat.evidence.json");
    assert(read.ok());
    return new std::vector<EvidenceRow>(read.ok() ? *std::move(read)
                                                  : std::vector<EvidenceRow>());
  }();
  return *rows;
}

const EvidenceRow* FindEvidence(std::string_view family, std::string_view model,
                                Feature feature) {
  const std::span<const EvidenceRow> rows = EvidenceTable();
  const EvidenceKey wanted(family, model, feature);
  const auto found = std::ranges::lower_bound(rows, wanted, {}, KeyOf);
  return found != rows.end() && KeyOf(*found) == wanted ? &*found : nullptr;
}

std::string_view FeatureName(Feature feature) { return InfoOf(feature).name; }

bool IsOfAnyModel(Feature feature) { return InfoOf(feature).of_any_model; }

Deviation DeviationOf(Feature feature) { return InfoOf(feature).deviation; }

std::string_view WithoutDay(std::string_view id) {
  constexpr size_t kDay = 10;  // 2024-08-06
  if (id.size() <= kDay + 1 || id[id.size() - kDay - 1] != '-') return id;
  return ParseDate(id.substr(id.size() - kDay)).ok()
             ? id.substr(0, id.size() - kDay - 1)
             : id;
}

namespace {

// Why no request to the model counts; empty where one does. One will do: its
// family has the sources.
std::string WhyModelNotShown(const EvidenceSubject& subject) {
  const EvidenceRow* row =
      FindEvidence(subject.family, subject.model, Feature::kModel);
  if (row == nullptr || row->recordings == 0) {
    return fmt::format("no recorded request to {} shows any request",
                       subject.model);
  }
  if (!Moves(subject.name) || (row->first && subject.day >= *row->first)) {
    return {};
  }
  return fmt::format("the first recorded request to {} is of {}", subject.model,
                     DayText(row->first));
}

}  // namespace

std::string WhyNotShown(Feature feature, const EvidenceSubject& subject) {
  if (feature == Feature::kModel) return WhyModelNotShown(subject);
  const bool any = IsOfAnyModel(feature);
  const std::string_view of = any ? "any model" : subject.family;
  const std::string_view what = InfoOf(feature).what;
  const EvidenceRow* row =
      FindEvidence(any ? kAnyFamily : subject.family, "", feature);
  if (row == nullptr || row->recordings == 0) {
    return fmt::format("no recorded request to {} shows {}", of, what);
  }
  if (IsContradicted(*row)) return Contradiction(*row, what, of);
  const EvidenceRow* own = FindEvidence(subject.family, subject.model, feature);
  if (own != nullptr && IsContradicted(*own)) {
    return Contradiction(*own, what, subject.model);
  }
  if (row->repositories < kSourcesNeeded) {
    return fmt::format(
        "recorded requests of one source only show {} to {}: {} of them", what,
        of, row->recordings);
  }
  if (row->recordings < kRecordingsNeeded) {
    return fmt::format("only {} recorded requests show {} to {}",
                       row->recordings, what, of);
  }
  return {};
}

}  // namespace tokenfare::internal
