// Batch files: what their requests are together, and which answer is whose.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "money_values.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/map.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "tokenfare/preflight/batch_pairs.h"
#include "tokenfare/preflight/batch_tally.h"
#include "tokenfare/preflight/request_tally.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// No method of these classes releases the GIL, so one thread at a time is in
// them; without a GIL, nanobind's lock_self does the same.

[[noreturn]] void RaiseTooLarge() {
  RaiseStatus(absl::OutOfRangeError(
      "the total is larger than can be added up; split the file"));
}

nb::object RequestOrNone(const std::optional<RequestTally::Request>& request) {
  if (!request.has_value()) return nb::none();
  return nb::make_tuple(request->number, request->most);
}

nb::dict RestingOn(const RequestTally& self) {
  nb::dict counts;
  for (const ExpectedBasis basis :
       {ExpectedBasis::kStated, ExpectedBasis::kCalibrated,
        ExpectedBasis::kLimit}) {
    const std::string name(ExpectedBasisName(basis));
    counts[name.c_str()] = self.resting_on(basis);
  }
  return counts;
}

void BindSums(nb::class_<RequestTally>& type) {
  type.def_prop_ro("input_tokens", &RequestTally::input_tokens,
                   nb::rv_policy::copy, "Of all prompts.")
      .def_prop_ro("cost_usd", &RequestTally::cost_usd, nb::rv_policy::copy,
                   "Of those whose price is known.")
      .def_prop_ro("resting_on", &RestingOn,
                   nb::sig("def resting_on(self) -> "
                           "dict[typing.Literal['stated', 'calibrated', "
                           "'limit'], int]"),
                   "How many expected costs rest on what; see CostRange.")
      .def_prop_ro(
          "most_expensive",
          [](const RequestTally& self) {
            return RequestOrNone(self.most_expensive());
          },
          nb::sig("def most_expensive(self) -> tuple[int, decimal.Decimal] | "
                  "None"),
          "The number, from 1, of the first request that may cost the most, "
          "and how much; None where none has a price.")
      .def_prop_ro(
          "breaks_budget",
          [](const RequestTally& self) {
            return RequestOrNone(self.breaks_budget());
          },
          nb::sig("def breaks_budget(self) -> tuple[int, decimal.Decimal] | "
                  "None"),
          "The same of the first request with which all so far may cost more "
          "than the budget; the amount is its own.");
}

void BindRequestTally(nb::module_& module) {
  nb::class_<RequestTally> type(module, "RequestTally",
                                R"(What many requests cost together.

Add verdicts in the order of the requests; memory stays constant. `budget`, in US
dollars, is for all of them.)");
  type.def(
          "__init__",
          [](RequestTally* self, nb::handle budget) {
            new (self) RequestTally(MoneyArgument(budget, "budget"));
          },
          nb::arg("budget").none() = nb::none(),
          nb::sig("def __init__(self, budget: decimal.Decimal | int | str | "
                  "None = None) -> None"))
      .def(
          "add",
          [](RequestTally& self, const Verdict& verdict) {
            if (!self.Add(verdict)) RaiseTooLarge();
          },
          nb::arg("verdict"), nb::lock_self(),
          "Takes up one request. LimitError, and nothing added, where a sum is "
          "beyond 64 bits.")
      .def_prop_ro("requests", &RequestTally::requests, "How many there are.")
      .def_prop_ro("unfit", &RequestTally::unfit,
                   "Of which `fits` is not True.")
      .def_prop_ro("unknown", &RequestTally::unknown,
                   "Of these, of which it is None.")
      .def_prop_ro("unpriced", &RequestTally::unpriced,
                   "Whose price is unknown.");
  BindSums(type);
  type.def("__repr__", [](const RequestTally& self) {
    return fmt::format("RequestTally(requests={}, unfit={})", self.requests(),
                       self.unfit());
  });
}

void AddToBatch(BatchTally& self, const Verdict& verdict, nb::handle line,
                nb::handle size) {
  if (!self.Add(CountArgument(line, "line"), CountArgument(size, "size"),
                verdict)) {
    RaiseTooLarge();
  }
}

void BindBatchTally(nb::module_& module) {
  nb::class_<BatchTally>(module, "BatchTally",
                         R"(What the lines of a Batch file are together.

Add the verdict on each line: `models` has the sums by model, and `findings` what
keeps the file from being one batch. Memory: the ids of the lines.)")
      .def(nb::init<>())
      .def("add", &AddToBatch, nb::arg("verdict"), nb::kw_only(),
           nb::arg("line").none(), nb::arg("size").none(), nb::lock_self(),
           nb::sig("def add(self, verdict: Verdict, *, line: int, size: int) "
                   "-> None"),
           "Takes up `check` of a line, its number and its size in bytes "
           "without the newline. LimitError, and nothing added to its model, "
           "where a sum is beyond 64 bits.")
      .def(
          "add_bad",
          [](BatchTally& self, nb::handle size) {
            self.AddBad(CountArgument(size, "size"));
          },
          nb::arg("size").none(), nb::lock_self(),
          nb::sig("def add_bad(self, size: int) -> None"),
          "Takes up a line that is no request: it counts for the file's size.")
      .def_prop_ro("lines", &BatchTally::lines, "Of the file, bad ones too.")
      .def_prop_ro("models", &BatchTally::models, nb::rv_policy::copy,
                   nb::lock_self(),
                   nb::sig("def models(self) -> dict[str, RequestTally]"),
                   "Sums by the model asked for.")
      .def_prop_ro("findings", &BatchTally::Findings, nb::lock_self(),
                   nb::sig("def findings(self) -> list[Finding]"),
                   R"(Why OpenAI does not take the file as one batch: codes
"custom_id_repeated", "too_many_lines", "file_too_large", "too_many_inputs",
"several_models", "several_endpoints". Empty where it does.)")
      .def("__repr__", [](const BatchTally& self) {
        return fmt::format("BatchTally(lines={}, findings={})", self.lines(),
                           self.Findings().size());
      });
}

void BindUnpaired(nb::module_& module) {
  nb::class_<UnpairedLine>(module, "UnpairedLine",
                           "A line of a batch's files that is not one of a "
                           "pair.")
      .def_prop_ro(
          "reason",
          [](const UnpairedLine& self) {
            return UnpairedReasonName(self.reason);
          },
          nb::sig("def reason(self) -> typing.Literal['failed', "
                  "'not_in_input', 'ambiguous', 'repeated_in_output', "
                  "'repeated_in_input', 'unanswered']"),
          R"("failed": an answer with an error, not billed; "not_in_input",
"ambiguous": an answer whose custom_id no request has, or several;
"repeated_in_output", "repeated_in_input": its custom_id is that of an earlier
line; "unanswered": a request without an answer.)")
      .def_prop_ro(
          "is_request",
          [](const UnpairedLine& self) { return IsOfInput(self.reason); },
          "Whether it is a line of the input; otherwise it is an answer.")
      .def_ro("line", &UnpairedLine::line, "Its number, from 1.")
      .def_ro("custom_id", &UnpairedLine::custom_id, "Its id.")
      .def_ro("detail", &UnpairedLine::detail,
              "The error, or the earlier line; may be empty.")
      .def("__repr__", [](const UnpairedLine& self) {
        return fmt::format("UnpairedLine({}: line {}, {})",
                           UnpairedReasonName(self.reason), self.line,
                           self.custom_id);
      });
}

void AddRequest(BatchPairs& self, nb::handle line, nb::handle number,
                nb::handle place) {
  const absl::Status added = self.AddInput(
      DocumentArgument(line, "line").text(), CountArgument(number, "number"),
      CountArgument(place, "place"));
  if (!added.ok()) RaiseStatus(added);
}

std::optional<uint64_t> PlaceOf(BatchPairs& self, nb::handle line,
                                nb::handle number) {
  return ValueOrRaise(self.RequestOf(DocumentArgument(line, "line").text(),
                                     CountArgument(number, "number")));
}

// Of tokenfare.BatchPairs, which reads the files.
void BindIndex(nb::module_& module) {
  nb::class_<BatchPairs>(module, "BatchIndex",
                         "Which request an answer is of; see "
                         "tokenfare.BatchPairs.")
      .def(nb::init<>())
      .def("add_input", &AddRequest, nb::arg("line"), nb::arg("number"),
           nb::arg("place"), nb::lock_self(),
           nb::sig("def add_input(self, line: bytes, number: int, place: int) "
                   "-> None"))
      .def("request_of", &PlaceOf, nb::arg("line"), nb::arg("number"),
           nb::lock_self(),
           nb::sig("def request_of(self, line: bytes, number: int) -> int | "
                   "None"))
      .def("unpaired", &BatchPairs::Unpaired, nb::lock_self())
      .def_prop_ro("requests", &BatchPairs::requests)
      .def_prop_ro("answers", &BatchPairs::answers);
}

}  // namespace

void BindBatch(nb::module_& module) {
  BindRequestTally(module);
  BindBatchTally(module);
  BindUnpaired(module);
  BindIndex(module);
}

}  // namespace tokenfare::python
