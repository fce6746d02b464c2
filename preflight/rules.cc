// Rules of the caller's own, and reports of what is in force.

#include "tokenfare/preflight/rules.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/rule_data.h"
#include "tokenfare/preflight/rules/rule_overlay.h"
#include "tokenfare/preflight/rules/rule_set.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::EvidenceRow;
using internal::EvidenceTable;
using internal::Feature;

RuleEvidence EvidenceOf(Feature feature, const EvidenceRow& row,
                        const internal::Why& why_not_shown, Date as_of) {
  RuleEvidence evidence;
  evidence.feature = internal::FeatureName(feature);
  evidence.recordings = row.recordings;
  evidence.repositories = row.repositories;
  evidence.contradicted = row.contradicted;
  evidence.first = row.first;
  evidence.last = row.last;
  evidence.why_not_shown = why_not_shown.Text();
  evidence.old =
      row.last.has_value() && as_of - *row.last > internal::kEvidenceAges;
  return evidence;
}

std::vector<RuleEvidence> EvidenceFor(const EvidenceTable& table,
                                      const internal::EvidenceSubject& subject,
                                      Date as_of) {
  std::vector<RuleEvidence> all;
  for (size_t i = 0; i < internal::kFeatures; ++i) {
    const auto feature = static_cast<Feature>(i);
    const EvidenceRow* row = table.RowFor(feature, subject);
    if (row == nullptr) continue;
    all.push_back(
        EvidenceOf(feature, *row, table.WhyNotShown(feature, subject), as_of));
  }
  return all;
}

std::vector<RuleChange> ChangesOf(const internal::RuleData& data,
                                  const ModelCard& card, std::string_view model,
                                  std::string_view family) {
  std::vector<RuleChange> changes;
  for (const internal::ChangeRow& row : data.changes) {
    if (!row.of.Fits(card, model, family)) continue;
    changes.push_back({row.name, row.days.last_old, row.days.first_new});
  }
  return changes;
}

RuleReport ReportOf(std::string_view endpoint, const ModelMatch& model,
                    const RulesOptions& options) {
  const internal::RuleSet& set =
      internal::RulesOf(internal::OverlayOf(options.rules), endpoint);
  const internal::PromptRules rules =
      set.For(*model.card, model.name, options.as_of);
  RuleReport report;
  report.endpoint = endpoint;
  report.family = rules.family;
  report.overlay = rules.overlay;
  for (internal::NamedFigure& figure : internal::FiguresOf(rules)) {
    report.figures.push_back({std::string(figure.group),
                              std::string(figure.name), std::move(figure.value),
                              figure.why.Text()});
  }
  report.changes = ChangesOf(set.data(), *model.card, model.name, rules.family);
  const EvidenceTable& table = internal::EvidenceOf(rules, endpoint);
  report.evidence = EvidenceFor(
      table,
      internal::EvidenceSubjectOf(rules, table, *model.card, options.as_of),
      options.as_of);
  return report;
}

}  // namespace

absl::StatusOr<Rules> Rules::Parse(std::string_view json,
                                   std::string_view name) {
  absl::StatusOr<internal::RuleOverlay> overlay =
      internal::ReadRuleOverlay(json, name);
  if (!overlay.ok()) return overlay.status();
  return Rules(
      std::make_shared<const internal::RuleOverlay>(*std::move(overlay)));
}

absl::StatusOr<Rules> Rules::WithOverlay(std::string_view json,
                                         std::string_view name) const {
  absl::StatusOr<internal::RuleOverlay> overlay =
      internal::ReadRuleOverlay(json, name, overlay_.get());
  if (!overlay.ok()) return overlay.status();
  return Rules(
      std::make_shared<const internal::RuleOverlay>(*std::move(overlay)));
}

const std::map<std::string, uint64_t, std::less<>>&
Rules::median_output_tokens() const {
  return overlay_->median_output_tokens;
}

absl::StatusOr<std::vector<RuleReport>> DescribeRules(
    const RulesOptions& options) {
  const Catalogue& catalogue =
      options.catalogue == nullptr ? Catalogue::BuiltIn() : *options.catalogue;
  absl::StatusOr<ModelMatch> model = internal::FindModelOf(
      internal::ModelKind::kChat, catalogue, options.model, options.provider);
  if (!model.ok()) return model.status();
  std::vector<RuleReport> reports;
  for (const std::string_view endpoint : internal::EndpointsWithRules()) {
    reports.push_back(ReportOf(endpoint, *model, options));
  }
  return reports;
}

std::vector<FamilyEvidence> EvidenceByFamily(Date as_of, const Rules* rules) {
  std::vector<FamilyEvidence> families;
  for (const std::string_view endpoint : internal::EndpointsWithRules()) {
    const EvidenceTable& table =
        internal::RulesOf(internal::OverlayOf(rules), endpoint)
            .evidence(endpoint);
    for (const EvidenceRow& row : table.rows()) {
      if (!row.model.empty()) continue;
      if (!row.host.empty() && row.host != internal::kUsualHost) continue;
      if (families.empty() || families.back().family != row.family ||
          families.back().endpoint != endpoint) {
        families.push_back({std::string(endpoint), row.family, {}});
      }
      families.back().evidence.push_back(EvidenceOf(
          row.feature, row,
          table.WhyNotShown(row.feature, {.family = row.family, .model = ""}),
          as_of));
    }
  }
  return families;
}

}  // namespace tokenfare
