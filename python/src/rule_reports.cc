// tokenfare.describe_rules and evidence_by_family, and what they give.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "data.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "money_values.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/vector.h"
#include "rules_handle.h"
#include "text_argument.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

std::optional<std::string> TextOrNone(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::vector<RuleReport> Describe(nb::handle model, nb::handle provider,
                                 nb::handle as_of, nb::handle catalogue,
                                 nb::handle rules) {
  const Catalogue models = CatalogueArgument(catalogue);
  const std::optional<Rules> own = RulesArgument(rules);
  const RulesOptions options = {
      .model = std::string(TextArgument(model, "model").utf8()),
      .provider = std::string(TextArgument(provider, "provider").utf8()),
      .as_of = DateOrToday(as_of, "as_of"),
      .catalogue = &models,
      .rules = PointerTo(own)};
  absl::StatusOr<std::vector<RuleReport>> reports = DescribeRules(options);
  if (!reports.ok()) {
    RequireProvider(models, options.provider);
    RaiseStatusOf("model", reports.status());
  }
  return *std::move(reports);
}

std::vector<FamilyEvidence> EvidenceOn(nb::handle as_of) {
  return EvidenceByFamily(DateOrToday(as_of, "as_of"), RulesInForce());
}

void BindFigure(nb::module_& module) {
  nb::class_<RuleFigure>(module, "RuleFigure", "A setting in force.")
      .def_ro("group", &RuleFigure::group,
              "\"constants\", \"forms\", \"typescript\", \"bounds\", ...")
      .def_ro("name", &RuleFigure::name, "\"message\".")
      .def_ro("value", &RuleFigure::value,
              "As text: \"3\", \"yes\", \"[0, 3, 3]\".")
      .def_prop_ro(
          "why", [](const RuleFigure& self) { return TextOrNone(self.why); },
          "Why it is not exact; None where it is.")
      .def("__repr__", [](const RuleFigure& self) {
        return fmt::format("RuleFigure({} {}={})", self.group, self.name,
                           self.value);
      });
  nb::class_<RuleChange>(module, "RuleChange", "A change of the API.")
      .def_ro("name", &RuleChange::name, "\"results_beyond_ascii\".")
      .def_ro("last_old", &RuleChange::last_old,
              "The last day on which a recording shows the old rule.")
      .def_ro("first_new", &RuleChange::first_new,
              "The first day on which one shows the new.")
      .def("__repr__", [](const RuleChange& self) {
        return fmt::format("RuleChange({}: {}, {})", self.name,
                           FormatDate(self.last_old),
                           FormatDate(self.first_new));
      });
}

void BindEvidence(nb::module_& module) {
  nb::class_<RuleEvidence>(module, "RuleEvidence",
                           "What recorded requests show of one feature.")
      .def_ro("feature", &RuleEvidence::feature, "\"tools\".")
      .def_ro("recordings", &RuleEvidence::recordings,
              "How many were billed as the rules say.")
      .def_ro("repositories", &RuleEvidence::repositories,
              "How many repositories they are from.")
      .def_ro("contradicted", &RuleEvidence::contradicted,
              "How many were billed otherwise.")
      .def_ro("first", &RuleEvidence::first,
              "The day of the oldest; None where no recording has one.")
      .def_ro("last", &RuleEvidence::last, "The day of the newest.")
      .def_prop_ro(
          "shown",
          [](const RuleEvidence& self) { return self.why_not_shown.empty(); },
          "Whether figures that rest on it may be exact.")
      .def_prop_ro(
          "why_not_shown",
          [](const RuleEvidence& self) {
            return TextOrNone(self.why_not_shown);
          },
          "Why not; None where they may.")
      .def_ro("old", &RuleEvidence::old,
              "Whether the newest is over 180 days older than the day asked "
              "about.")
      .def("__repr__", [](const RuleEvidence& self) {
        return fmt::format("RuleEvidence({}: {} recordings, {} repositories)",
                           self.feature, self.recordings, self.repositories);
      });
}

void BindReport(nb::module_& module) {
  nb::class_<RuleReport>(module, "RuleReport",
                         "The rules of one endpoint for one model on one day.")
      .def_ro("endpoint", &RuleReport::endpoint, "\"/v1/chat/completions\".")
      .def_ro("family", &RuleReport::family,
              "The models that are billed alike.")
      .def_prop_ro(
          "overlay",
          [](const RuleReport& self) { return TextOrNone(self.overlay); },
          "The file of your own that states some of them; None where none "
          "does.")
      .def_ro("figures", &RuleReport::figures, "The settings in force.")
      .def_ro("changes", &RuleReport::changes, "What changed on some day.")
      .def_ro("evidence", &RuleReport::evidence,
              "Of the features of which a recording is known.")
      .def(
          "as_dict",
          [](const RuleReport& self) -> nb::object {
            return JsonValueOf(RulesToJson({self}))["endpoints"][0];
          },
          nb::sig("def as_dict(self) -> dict[str, typing.Any]"),
          "One of the `endpoints` that `tokenfare rules MODEL --json` prints.")
      .def("__repr__", [](const RuleReport& self) {
        return fmt::format("RuleReport({}: {})", self.endpoint, self.family);
      });
}

void BindFamily(nb::module_& module) {
  nb::class_<FamilyEvidence>(
      module, "FamilyEvidence",
      "What recorded requests show of one family at one endpoint.")
      .def_ro("endpoint", &FamilyEvidence::endpoint, "\"/v1/responses\".")
      .def_ro("family", &FamilyEvidence::family,
              "The models that are billed alike.")
      .def_ro("evidence", &FamilyEvidence::evidence, "By feature.")
      .def(
          "as_dict",
          [](const FamilyEvidence& self) -> nb::object {
            return JsonValueOf(EvidenceToJson({self}))["families"][0];
          },
          nb::sig("def as_dict(self) -> dict[str, typing.Any]"),
          "One of the `families` that `tokenfare rules --json` prints.")
      .def("__repr__", [](const FamilyEvidence& self) {
        return fmt::format("FamilyEvidence({}: {})", self.endpoint,
                           self.family);
      });
}

}  // namespace

void BindRuleReports(nb::module_& module) {
  BindFigure(module);
  BindEvidence(module);
  BindReport(module);
  BindFamily(module);
  module.def("describe_rules", &Describe, nb::arg("model").none(),
             nb::kw_only(), nb::arg("provider").none(), nb::arg("as_of").none(),
             nb::arg("catalogue").none(), nb::arg("rules").none(),
             nb::sig("def describe_rules(model: str, *, provider: str, as_of: "
                     "datetime.date | str | None, catalogue: Catalogue | None, "
                     "rules: Rules | None) -> list[RuleReport]"),
             "See tokenfare.describe_rules.");
  module.def("evidence_by_family", &EvidenceOn, nb::arg("as_of").none(),
             nb::sig("def evidence_by_family(as_of: datetime.date | str | "
                     "None) -> list[FamilyEvidence]"),
             "See tokenfare.evidence_by_family.");
}

}  // namespace tokenfare::python
