// tokenfare.Calibrator, and what it finds.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "arguments.h"
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
#include "tokenfare/preflight/calibrate.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// A Calibrator and what its options refer to. Stays where it is.
class PairCollector {
 public:
  PairCollector(nb::handle model, nb::handle as_of, nb::handle provider,
                nb::handle catalogue)
      : models_(CatalogueArgument(catalogue)),
        rules_(RulesArgument(nb::none())),
        calibrator_(OptionsOf(model, as_of, provider)) {}
  PairCollector(const PairCollector&) = delete;
  PairCollector& operator=(const PairCollector&) = delete;

  void Add(nb::handle request, nb::handle response, nb::handle number) {
    const DocumentArgument sent(request, "request");
    const DocumentArgument received(response, "response");
    Require(calibrator_.AddPair(sent.text(), received.text(),
                                CountArgument(number, "number")));
  }

  void AddRecord(nb::handle record, nb::handle number) {
    const DocumentArgument document(record, "record");
    Require(calibrator_.Add(document.text(), CountArgument(number, "number")));
  }

  Calibration Report() const { return calibrator_.Report(); }

 private:
  static void Require(const absl::Status& added) {
    if (!added.ok()) RaiseStatus(added);
  }

  ReconcileOptions OptionsOf(nb::handle model, nb::handle as_of,
                             nb::handle provider) const {
    ReconcileOptions options;
    options.as_of = DateArgument(as_of, "as_of");
    options.undated_as_of = DateOrToday(as_of, "as_of");
    options.provider = TextArgument(provider, "provider").utf8();
    options.model = NameArgument(model, "model");
    options.catalogue = &models_;
    options.rules = PointerTo(rules_);
    RequireProvider(models_, options.provider);
    return options;
  }

  const Catalogue models_;
  const std::optional<Rules> rules_;
  Calibrator calibrator_;
};

void BindCollector(nb::module_& module) {
  // As DriftTally: one thread at a time.
  nb::class_<PairCollector>(module, "PairCollector",
                            "Pairs in, a Calibration out; see "
                            "tokenfare.Calibrator.")
      .def(nb::init<nb::handle, nb::handle, nb::handle, nb::handle>(),
           nb::arg("model").none(), nb::arg("as_of").none(),
           nb::arg("provider").none(), nb::arg("catalogue").none(),
           nb::sig("def __init__(self, model: str | None, as_of: datetime.date "
                   "| str | None, provider: str, catalogue: Catalogue | None) "
                   "-> None"))
      .def("add", &PairCollector::Add, nb::arg("request"), nb::arg("response"),
           nb::arg("number").none(), nb::lock_self(),
           nb::sig("def add(self, request: str | bytes | bytearray | "
                   "memoryview, response: str | bytes | bytearray | "
                   "memoryview, number: int) -> None"))
      .def("add_record", &PairCollector::AddRecord, nb::arg("record"),
           nb::arg("number").none(), nb::lock_self(),
           nb::sig("def add_record(self, record: str | bytes | bytearray | "
                   "memoryview, number: int) -> None"))
      .def("report", &PairCollector::Report, nb::lock_self());
}

void BindConstant(nb::module_& module) {
  nb::class_<CalibratedConstant>(module, "CalibratedConstant",
                                 "A constant of the rules that some request "
                                 "uses.")
      .def_ro("name", &CalibratedConstant::name, "As \"message\".")
      .def_ro("in_force", &CalibratedConstant::in_force,
              "By the built-in rules.")
      .def_ro("found", &CalibratedConstant::found, "By the bills.")
      .def_ro("pairs", &CalibratedConstant::pairs,
              "That use it and were billed as the constants found say.")
      .def("__repr__", [](const CalibratedConstant& self) {
        return fmt::format("CalibratedConstant({}: {} to {}, pairs={})",
                           self.name, self.in_force, self.found, self.pairs);
      });
  nb::class_<CalibrationRefusal>(module, "CalibrationRefusal",
                                 "Constants of which the bills do not tell "
                                 "which one differs: none is changed.")
      .def_ro("constants", &CalibrationRefusal::constants, "Their names.")
      .def_ro("pairs", &CalibrationRefusal::pairs,
              "That need a change of one of them.")
      .def_ro("why", &CalibrationRefusal::why, "What would tell them apart.");
}

void BindRulesFound(nb::module_& module) {
  nb::class_<CalibrationPeriod>(module, "CalibrationPeriod",
                                "Days in a row that were billed alike.")
      .def_ro("first", &CalibrationPeriod::first, "Day of a pair.")
      .def_ro("last", &CalibrationPeriod::last, "Day of a pair.")
      .def_ro("pairs", &CalibrationPeriod::pairs, "In these days.")
      .def_ro("predicted", &CalibrationPeriod::predicted,
              "Billed as the built-in rules say.")
      .def_ro("explained", &CalibrationPeriod::explained,
              "Billed as the constants found say, those refused included.")
      .def_ro("constants", &CalibrationPeriod::constants,
              "That some pair uses, unchanged ones too.")
      .def_ro("refused", &CalibrationPeriod::refused,
              "What could not be told apart.");
  nb::class_<CalibratedRules>(module, "CalibratedRules",
                              "What the bills of one endpoint show of models "
                              "that are billed alike.")
      .def_ro("endpoint", &CalibratedRules::endpoint,
              "As \"/v1/chat/completions\".")
      .def_ro("provider", &CalibratedRules::provider, "Whose models they are.")
      .def_ro("family", &CalibratedRules::family, "The name of their rules.")
      .def_ro("model", &CalibratedRules::model,
              "Without its day, where the models of the family differ; "
              "otherwise empty.")
      .def_ro("periods", &CalibratedRules::periods,
              "Two where the bills changed on a day.")
      .def_ro("unexplained", &CalibratedRules::unexplained,
              "The numbers of pairs that no constants explain; they were not "
              "fitted.");
  nb::class_<CalibratedMedian>(module, "CalibratedMedian",
                               "The median output of one choice.")
      .def_ro("model", &CalibratedMedian::model, "Of which model.")
      .def_ro("output_tokens", &CalibratedMedian::output_tokens, "The median.")
      .def_ro("pairs", &CalibratedMedian::pairs, "That it rests on.");
}

void BindCalibrationType(nb::module_& module) {
  nb::class_<Calibration>(module, "Calibration",
                          "What bills show; see tokenfare.Calibrator.")
      .def_ro("pairs", &Calibration::pairs, "That were added.")
      .def_ro("reconstructed", &Calibration::reconstructed,
              "Not fitted: the request was put together from a record.")
      .def_ro("inexact", &Calibration::inexact,
              "Not fitted: more of the prompt than constants is not known.")
      .def_ro("encoding_assumed", &Calibration::encoding_assumed,
              "Not fitted: no source states the model's encoding.")
      .def_ro("plain", &Calibration::plain,
              "Not fitted: no chat, so that the prompt is its text.")
      .def_ro("rules", &Calibration::rules, "By endpoint and family.")
      .def_ro("medians", &Calibration::medians,
              "By model, of those with three pairs and more.")
      .def("overlay_json", &CalibrationOverlay,
           R"(The constants and medians found, for `Rules.parse` or for a file
that `Rules.parse_file` and `--rules` take. It has no text of a request.)")
      .def("as_json", &CalibrationToJson,
           "The document that preflight/calibration.schema.json describes.")
      .def(
          "as_dict",
          [](const Calibration& self) {
            return JsonValueOf(CalibrationToJson(self));
          },
          nb::sig("def as_dict(self) -> dict[str, typing.Any]"),
          "`as_json`, parsed.")
      .def("__repr__", [](const Calibration& self) {
        return fmt::format("Calibration(pairs={}, rules={}, medians={})",
                           self.pairs, self.rules.size(), self.medians.size());
      });
}

}  // namespace

void BindCalibration(nb::module_& module) {
  BindConstant(module);
  BindRulesFound(module);
  BindCalibrationType(module);
  BindCollector(module);
}

}  // namespace tokenfare::python
