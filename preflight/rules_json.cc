// Reports of rules as JSON documents.

#include <optional>
#include <string>
#include <vector>

#include "tokenfare/json/writer.h"
#include "tokenfare/preflight/rules.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Json;

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json DayOrNull(const std::optional<Date>& day) {
  return day.has_value() ? Json(FormatDate(*day)) : Json(nullptr);
}

Json EvidenceJson(const std::vector<RuleEvidence>& all) {
  Json rows = Json::array();
  for (const RuleEvidence& evidence : all) {
    rows.push_back({{"feature", evidence.feature},
                    {"recordings", evidence.recordings},
                    {"repositories", evidence.repositories},
                    {"contradicted", evidence.contradicted},
                    {"first", DayOrNull(evidence.first)},
                    {"last", DayOrNull(evidence.last)},
                    {"shown", evidence.why_not_shown.empty()},
                    {"why_not_shown", TextOrNull(evidence.why_not_shown)},
                    {"old", evidence.old}});
  }
  return rows;
}

Json ReportJson(const RuleReport& report) {
  Json json = {{"endpoint", report.endpoint},
               {"family", report.family},
               {"overlay", TextOrNull(report.overlay)},
               {"settings", Json::object()},
               {"changes", Json::array()}};
  for (const RuleFigure& figure : report.figures) {
    json["settings"][figure.group][figure.name] = {
        {"value", figure.value}, {"why", TextOrNull(figure.why)}};
  }
  for (const RuleChange& change : report.changes) {
    json["changes"].push_back({{"name", change.name},
                               {"last_old", FormatDate(change.last_old)},
                               {"first_new", FormatDate(change.first_new)}});
  }
  json["evidence"] = EvidenceJson(report.evidence);
  return json;
}

}  // namespace

std::string RulesToJson(const std::vector<RuleReport>& reports) {
  Json json = {{"schema_version", 1}, {"endpoints", Json::array()}};
  for (const RuleReport& report : reports) {
    json["endpoints"].push_back(ReportJson(report));
  }
  return internal::DocumentText(json);
}

std::string EvidenceToJson(const std::vector<FamilyEvidence>& families) {
  Json json = {{"schema_version", 1}, {"families", Json::array()}};
  for (const FamilyEvidence& family : families) {
    json["families"].push_back({{"endpoint", family.endpoint},
                                {"family", family.family},
                                {"evidence", EvidenceJson(family.evidence)}});
  }
  return internal::DocumentText(json);
}

}  // namespace tokenfare
