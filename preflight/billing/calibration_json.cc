// What was found, as a document and as an overlay of rules.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/json/writer.h"
#include "tokenfare/preflight/calibrate.h"
#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Json;

Json PeriodJson(const CalibrationPeriod& period) {
  Json json = {{"first", FormatDate(period.first)},
               {"last", FormatDate(period.last)},
               {"pairs", period.pairs},
               {"predicted", period.predicted},
               {"explained", period.explained}};
  json["constants"] = Json::array();
  for (const CalibratedConstant& constant : period.constants) {
    json["constants"].push_back({{"name", constant.name},
                                 {"in_force", constant.in_force},
                                 {"found", constant.found},
                                 {"pairs", constant.pairs}});
  }
  json["refused"] = Json::array();
  for (const CalibrationRefusal& refusal : period.refused) {
    json["refused"].push_back({{"constants", refusal.constants},
                               {"pairs", refusal.pairs},
                               {"why", refusal.why}});
  }
  return json;
}

Json RulesJson(const CalibratedRules& rules) {
  Json json = {{"endpoint", rules.endpoint},
               {"provider", rules.provider},
               {"family", rules.family},
               {"model", rules.model.empty() ? Json() : Json(rules.model)}};
  json["periods"] = Json::array();
  for (const CalibrationPeriod& period : rules.periods) {
    json["periods"].push_back(PeriodJson(period));
  }
  json["unexplained_lines"] = rules.unexplained;
  return json;
}

// The names of the constants that some period found to be another figure.
std::set<std::string> ChangedIn(const CalibratedRules& rules) {
  std::set<std::string> names;
  for (const CalibrationPeriod& period : rules.periods) {
    for (const CalibratedConstant& constant : period.constants) {
      if (constant.found != constant.in_force) names.insert(constant.name);
    }
  }
  return names;
}

Json SettingsOf(const CalibrationPeriod& period,
                const std::set<std::string>& names) {
  Json constants = Json::object();
  for (const CalibratedConstant& constant : period.constants) {
    if (names.contains(constant.name)) {
      constants[constant.name] = constant.found;
    }
  }
  return constants.empty() ? Json::object() : Json{{"constants", constants}};
}

std::string CommentOf(const CalibratedRules& rules,
                      const std::set<std::string>& names) {
  std::vector<std::string> periods;
  for (const CalibrationPeriod& period : rules.periods) {
    std::vector<std::string> shown;
    for (const CalibratedConstant& constant : period.constants) {
      if (!names.contains(constant.name)) continue;
      shown.push_back(fmt::format("{} {} in {} pairs", constant.name,
                                  constant.found, constant.pairs));
    }
    periods.push_back(
        fmt::format("from {} to {}: {}; {} of {} pairs explained",
                    FormatDate(period.first), FormatDate(period.last),
                    fmt::join(shown, ", "), period.explained, period.pairs));
  }
  return fmt::format("Calibrated by bills {}.", fmt::join(periods, "; "));
}

// The row of the overlay: whom it is about comes first.
void AddRow(const CalibratedRules& rules, Json& endpoint) {
  const std::set<std::string> names = ChangedIn(rules);
  if (names.empty()) return;
  Json row;
  const bool changed = rules.periods.size() > 1;
  if (changed) {
    row["name"] =
        fmt::format("bills of {}", FormatDate(rules.periods[1].first));
  }
  row["host"] = rules.provider;
  row["rules"] = rules.family;
  if (!rules.model.empty()) row["model"] = rules.model;
  row["comment"] = CommentOf(rules, names);
  if (changed) {
    row["last_old"] = FormatDate(rules.periods[0].last);
    row["first_new"] = FormatDate(rules.periods[1].first);
    row["before"] = SettingsOf(rules.periods[0], names);
    row["between"] = SettingsOf(rules.periods[0], names);
    row["after"] = SettingsOf(rules.periods[1], names);
    endpoint["changes"].push_back(std::move(row));
  } else {
    row["settings"] = SettingsOf(rules.periods[0], names);
    endpoint["exceptions"].push_back(std::move(row));
  }
}

}  // namespace

std::string CalibrationOverlay(const Calibration& calibration) {
  std::map<std::string, Json> endpoints;
  for (const CalibratedRules& rules : calibration.rules) {
    AddRow(rules, endpoints[rules.endpoint]);
  }
  Json json;
  json["schema_version"] = 1;
  json["comment"] = fmt::format("Written by tokenfare calibrate from {} pairs.",
                                calibration.pairs);
  for (auto& [name, rows] : endpoints) {
    if (rows.empty()) continue;
    Json endpoint = {{"endpoint", name}};
    endpoint.update(rows);
    json["endpoints"].push_back(std::move(endpoint));
  }
  if (!calibration.medians.empty()) {
    Json& medians = json["median_output_tokens"];
    for (const CalibratedMedian& median : calibration.medians) {
      medians[median.model] = median.output_tokens;
    }
  }
  return internal::DocumentText(json);
}

std::string CalibrationToJson(const Calibration& calibration) {
  Json json;
  json["schema_version"] = Calibration::kSchemaVersion;
  json["pairs"] = calibration.pairs;
  json["not_fitted"] = {{"reconstructed", calibration.reconstructed},
                        {"inexact", calibration.inexact},
                        {"encoding_assumed", calibration.encoding_assumed},
                        {"plain", calibration.plain}};
  json["rules"] = Json::array();
  for (const CalibratedRules& rules : calibration.rules) {
    json["rules"].push_back(RulesJson(rules));
  }
  json["medians"] = Json::array();
  for (const CalibratedMedian& median : calibration.medians) {
    json["medians"].push_back({{"model", median.model},
                               {"output_tokens", median.output_tokens},
                               {"pairs", median.pairs}});
  }
  return internal::DocumentText(json);
}

}  // namespace tokenfare
