// tokenfare.reconcile, and the report over many pairs.

#include "tokenfare/preflight/reconcile.h"

#include <optional>
#include <string>

#include "arguments.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "money_values.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "rules_handle.h"
#include "text_argument.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/drift_report.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

int64_t ToleranceArgument(nb::handle count, int64_t most, const char* what) {
  const uint64_t value = CountArgument(count, what);
  if (value > static_cast<uint64_t>(most)) {
    RaiseStatus(absl::InvalidArgumentError(
        fmt::format("{}: expected at most {}", what, most)));
  }
  return static_cast<int64_t>(value);
}

// What both functions take beside the documents.
struct Arguments {
  nb::handle model;
  nb::handle service_tier;
  nb::handle as_of;
  nb::handle provider;
  nb::handle regional;
  nb::handle tolerance_tokens;
  nb::handle tolerance_per_million;
  nb::handle catalogue;
  nb::handle rules;
};

class Options {
 public:
  explicit Options(const Arguments& arguments)
      : models_(CatalogueArgument(arguments.catalogue)),
        rules_(RulesArgument(arguments.rules)) {
    options_.as_of = DateArgument(arguments.as_of, "as_of");
    options_.undated_as_of = DateOrToday(arguments.as_of, "as_of");
    options_.provider = TextArgument(arguments.provider, "provider").utf8();
    options_.model = NameArgument(arguments.model, "model");
    options_.service_tier =
        NameArgument(arguments.service_tier, "service_tier");
    options_.regional = FlagArgument(arguments.regional, "regional");
    constexpr int64_t kMillion = 1'000'000;
    options_.tolerance = {
        .tokens = ToleranceArgument(arguments.tolerance_tokens, kMaxTokenLimit,
                                    "tolerance_tokens"),
        .per_million = ToleranceArgument(arguments.tolerance_per_million,
                                         kMillion, "tolerance_per_million")};
    options_.catalogue = &models_;
    options_.rules = PointerTo(rules_);
  }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  const ReconcileOptions& operator*() const { return options_; }

 private:
  Catalogue models_;
  std::optional<Rules> rules_;
  ReconcileOptions options_;
};

Reconciliation ReconcilePair(nb::handle request, nb::handle response,
                             nb::handle model, nb::handle service_tier,
                             nb::handle as_of, nb::handle provider,
                             nb::handle regional, nb::handle tolerance_tokens,
                             nb::handle tolerance_per_million,
                             nb::handle catalogue, nb::handle rules) {
  const DocumentArgument sent(request, "request");
  const DocumentArgument received(response, "response");
  const Options options({model, service_tier, as_of, provider, regional,
                         tolerance_tokens, tolerance_per_million, catalogue,
                         rules});
  absl::StatusOr<Reconciliation> pair = [&] {
    const nb::gil_scoped_release without_gil;
    return Reconcile(sent.text(), received.text(), *options);
  }();
  return ValueOrRaise(std::move(pair));
}

Reconciliation ReconcileLine(nb::handle record, nb::handle model,
                             nb::handle service_tier, nb::handle as_of,
                             nb::handle provider, nb::handle regional,
                             nb::handle tolerance_tokens,
                             nb::handle tolerance_per_million,
                             nb::handle catalogue, nb::handle rules) {
  const DocumentArgument document(record, "record");
  const Options options({model, service_tier, as_of, provider, regional,
                         tolerance_tokens, tolerance_per_million, catalogue,
                         rules});
  absl::StatusOr<Reconciliation> pair = [&] {
    const nb::gil_scoped_release without_gil;
    return ReconcileRecord(document.text(), *options);
  }();
  return ValueOrRaise(std::move(pair));
}

void BindUsage(nb::module_& module) {
  nb::class_<PromptDetails>(module, "PromptDetails",
                            "Parts of the prompt's tokens; None where the "
                            "response does not say.")
      .def_ro("audio", &PromptDetails::audio, "Of audio.")
      .def_ro("cached", &PromptDetails::cached, "Read from the cache.")
      .def_ro("cache_write", &PromptDetails::cache_write, "Written to it.")
      .def_ro("image", &PromptDetails::image, "Of images.")
      .def_ro("text", &PromptDetails::text, "Of text.");
  nb::class_<CompletionDetails>(module, "CompletionDetails",
                                "Parts of the completion's tokens; None where "
                                "the response does not say.")
      .def_ro("accepted_prediction", &CompletionDetails::accepted_prediction,
              "Of the prediction, taken.")
      .def_ro("rejected_prediction", &CompletionDetails::rejected_prediction,
              "Of the prediction, not taken and billed all the same.")
      .def_ro("audio", &CompletionDetails::audio, "Of audio.")
      .def_ro("reasoning", &CompletionDetails::reasoning, "Of reasoning.")
      .def_ro("text", &CompletionDetails::text, "Of text.");
}

void BindBill(nb::module_& module) {
  nb::class_<BilledUsage>(module, "BilledUsage", "The `usage` of a response.")
      .def_ro("prompt_tokens", &BilledUsage::prompt_tokens, "The input.")
      .def_ro("completion_tokens", &BilledUsage::completion_tokens,
              "The output.")
      .def_ro("prompt", &BilledUsage::prompt, "Parts of the input.")
      .def_ro("completion", &BilledUsage::completion, "Parts of the output.")
      .def("__repr__", [](const BilledUsage& self) {
        return fmt::format(
            "BilledUsage(prompt_tokens={}, completion_tokens={})",
            self.prompt_tokens, self.completion_tokens);
      });
  nb::class_<ReconciledCost>(module, "ReconciledCost", "Exact US dollars.")
      .def_ro("billed", &ReconciledCost::billed,
              "The bill: all of `usage` at the rates of the served tier.")
      .def_ro("predicted", &ReconciledCost::predicted,
              "The same, had the prompt the predicted size.")
      .def_ro("difference", &ReconciledCost::difference,
              "The bill less the prediction.")
      .def("__repr__", [](const ReconciledCost& self) {
        return fmt::format("ReconciledCost(billed={}, predicted={})",
                           self.billed.total.ToDecimal(),
                           self.predicted.ToDecimal());
      });
}

void BindSource(nb::module_& module) {
  nb::class_<BillSource>(module, "BillSource", "Where a bill was found.")
      .def_ro("endpoint", &BillSource::endpoint,
              "Whose response it is, as \"/v1/responses\"; None where it does "
              "not say.")
      .def_ro("is_stream", &BillSource::is_stream,
              "Whether the response is a stream of events.")
      .def_prop_ro(
          "record",
          [](const BillSource& self) { return RecordKindName(self.record); },
          nb::sig("def record(self) -> typing.Literal['pair', 'litellm', "
                  "'langfuse', 'open_telemetry']"),
          "How the request and its bill were written.")
      .def_ro("is_reconstructed", &BillSource::is_reconstructed,
              "Whether the request was put together from a record: no "
              "prediction is exact then.")
      .def_ro("not_recorded", &BillSource::not_recorded,
              "What of a reconstructed request the record does not hold, "
              "although there may have been some.")
      .def_ro("stated_cost_usd", &BillSource::stated_cost_usd,
              "The cost that the record states, as it is written there.");
}

void BindSubject(nb::class_<Reconciliation>& type) {
  type.def_ro("as_of", &Reconciliation::as_of, "The day of prices and rules.")
      .def_ro("model", &Reconciliation::model, "The model that answered.")
      .def_ro("requested_model", &Reconciliation::requested_model,
              "The model asked for; empty where the request names none.")
      .def_ro("provider", &Reconciliation::provider, "Whose listing of it.")
      .def_prop_ro(
          "service_tier",
          [](const Reconciliation& self) {
            return ServiceTierName(self.service_tier);
          },
          nb::sig(
              "def service_tier(self) -> typing.Literal['standard', 'batch', "
              "'flex', 'priority']"),
          "The tier that served the request.")
      .def_ro("source", &Reconciliation::source, "Where the bill was found.");
}

void BindFindings(nb::class_<Reconciliation>& type) {
  type.def_ro("predicted", &Reconciliation::predicted,
              "The prompt's tokens as predicted.")
      .def_ro("usage", &Reconciliation::usage, "What was billed.")
      .def_prop_ro(
          "agreement",
          [](const Reconciliation& self) {
            return AgreementName(self.agreement);
          },
          nb::sig(
              "def agreement(self) -> typing.Literal['match', 'inside_bounds', "
              "'drift']"),
          "Whether the bill is the expected figure, within the bounds, or "
          "outside.")
      .def_prop_ro("difference", &Reconciliation::Difference,
                   "Billed less expected prompt tokens.")
      .def_ro("outside", &Reconciliation::outside,
              "By how much the bill is above the upper bound, or, negative, "
              "below the lower one; 0 within.")
      .def_ro("within_tolerance", &Reconciliation::within_tolerance,
              "Whether it is outside by no more than was allowed.")
      .def_ro("cost_usd", &Reconciliation::cost_usd,
              "None where a price is unknown; a warning says which.")
      .def_ro("parts", &Reconciliation::parts,
              "What each part adds to the prediction.")
      .def_ro("warnings", &Reconciliation::warnings,
              "What to know of the figures.");
}

void BindReconciliation(nb::module_& module) {
  nb::class_<Reconciliation> type(module, "Reconciliation",
                                  "A bill against its prediction.");
  BindSubject(type);
  BindFindings(type);
  type.def("as_json", &ReconciliationToJson,
           "The document that preflight/reconciliation.schema.json describes, "
           "as `tokenfare reconcile --json` prints it.")
      .def(
          "as_dict",
          [](const Reconciliation& self) {
            return JsonValueOf(ReconciliationToJson(self));
          },
          nb::sig("def as_dict(self) -> dict[str, typing.Any]"),
          "`as_json`, parsed.")
      .def("__repr__", [](const Reconciliation& self) {
        return fmt::format("Reconciliation({}: {}, billed={}, expected={})",
                           self.model, AgreementName(self.agreement),
                           self.usage.prompt_tokens, self.predicted.expected);
      });
}

void BindDriftTally(nb::module_& module) {
  // No method releases the GIL: one thread at a time is in it. Without a GIL,
  // nanobind's lock_self does the same.
  nb::class_<DriftTally>(module, "DriftTally",
                         R"(What many reconciled pairs have in common.

Add pairs one by one, then ask for the report: how many drift, of which models,
and which rule of the prompt most likely broke.)")
      .def(nb::init<>())
      .def("add", &DriftTally::Add, nb::arg("pair"), nb::lock_self(),
           "Takes up one pair.")
      .def(
          "as_json",
          [](const DriftTally& self) {
            return DriftReportToJson(self.Report());
          },
          nb::lock_self(),
          "The report of preflight/drift_report.schema.json, as JSON.")
      .def(
          "as_dict",
          [](const DriftTally& self) {
            return JsonValueOf(DriftReportToJson(self.Report()));
          },
          nb::lock_self(),
          nb::sig("def as_dict(self) -> dict[str, typing.Any]"),
          "`as_json`, parsed.");
}

// What the signatures of both functions end with.
#define TOKENFARE_RECONCILE_SIGNATURE                                        \
  "*, model: str | None, service_tier: str | None, as_of: datetime.date | "  \
  "str | None, provider: str, regional: bool, tolerance_tokens: int, "       \
  "tolerance_per_million: int, catalogue: Catalogue | None, rules: Rules | " \
  "None) -> "                                                                \
  "Reconciliation"

}  // namespace

void BindReconcile(nb::module_& module) {
  BindUsage(module);
  BindBill(module);
  BindSource(module);
  BindReconciliation(module);
  BindDriftTally(module);
  module.def("reconcile", &ReconcilePair, nb::arg("request").none(),
             nb::arg("response").none(), nb::kw_only(), nb::arg("model").none(),
             nb::arg("service_tier").none(), nb::arg("as_of").none(),
             nb::arg("provider").none(), nb::arg("regional").none(),
             nb::arg("tolerance_tokens").none(),
             nb::arg("tolerance_per_million").none(),
             nb::arg("catalogue").none(), nb::arg("rules").none(),
             nb::sig("def reconcile(request: str | bytes | bytearray | "
                     "memoryview, response: str | bytes | bytearray | "
                     "memoryview, " TOKENFARE_RECONCILE_SIGNATURE),
             "See tokenfare.reconcile.");
  module.def("reconcile_record", &ReconcileLine, nb::arg("record").none(),
             nb::kw_only(), nb::arg("model").none(),
             nb::arg("service_tier").none(), nb::arg("as_of").none(),
             nb::arg("provider").none(), nb::arg("regional").none(),
             nb::arg("tolerance_tokens").none(),
             nb::arg("tolerance_per_million").none(),
             nb::arg("catalogue").none(), nb::arg("rules").none(),
             nb::sig("def reconcile_record(record: str | bytes | bytearray | "
                     "memoryview, " TOKENFARE_RECONCILE_SIGNATURE),
             "See tokenfare.reconcile_record.");
}

}  // namespace tokenfare::python
