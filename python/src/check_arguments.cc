#include "check_arguments.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "domains.h"
#include "errors.h"
#include "money_values.h"
#include "rules_handle.h"
#include "text_argument.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

constexpr const char* kMedians = "median_output_tokens";

// A dict of names and counts; nothing for None.
std::map<std::string, uint64_t, std::less<>> MediansArgument(
    nb::handle medians) {
  std::map<std::string, uint64_t, std::less<>> by_model;
  if (medians.is_none()) return by_model;
  if (!nb::isinstance<nb::dict>(medians)) {
    RaiseWrongType(kMedians, "a dict", medians);
  }
  for (const auto& [model, tokens] : nb::cast<nb::dict>(medians)) {
    by_model[std::string(TextArgument(model, kMedians).utf8())] =
        CountArgument(tokens, kMedians);
  }
  return by_model;
}

// Seconds; nothing for None.
std::optional<std::chrono::nanoseconds> DeadlineArgument(nb::handle seconds) {
  if (seconds.is_none()) return std::nullopt;
  const double value = PyFloat_AsDouble(seconds.ptr());
  if (value == -1.0 && PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    RaiseWrongType("deadline", "a number of seconds", seconds);
  }
  if (!(value >= 0)) {
    RaiseStatus(absl::InvalidArgumentError(
        "deadline: expected a number of seconds, at least 0"));
  }
  // A year is no deadline.
  constexpr double kMostSeconds = 366.0 * 86'400;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(std::min(value, kMostSeconds)));
}

}  // namespace

CheckArguments::CheckArguments(
    nb::handle model, nb::handle service_tier, nb::handle format,
    nb::handle as_of, nb::handle provider, nb::handle cached_tokens,
    nb::handle expected_output_tokens, nb::handle median_output_tokens,
    nb::handle epochs, nb::handle previous, nb::handle regional,
    nb::handle max_input_tokens, nb::handle max_cost, nb::handle deadline,
    nb::handle max_work, nb::handle max_memory, nb::handle explain,
    nb::handle suggest, nb::handle catalogue, nb::handle rules)
    : models_(CatalogueArgument(catalogue)), rules_(RulesArgument(rules)) {
  options_.as_of = DateOrToday(as_of, "as_of");
  options_.provider = TextArgument(provider, "provider").utf8();
  options_.model = NameArgument(model, "model");
  options_.service_tier = NameArgument(service_tier, "service_tier");
  options_.format = NameArgument(format, "format");
  options_.cached_tokens = OptionalCount(cached_tokens, "cached_tokens");
  options_.expected_output_tokens =
      OptionalCount(expected_output_tokens, "expected_output_tokens");
  options_.median_output_tokens = MediansArgument(median_output_tokens);
  options_.epochs = OptionalCount(epochs, "epochs");
  if (!previous.is_none()) {
    previous_.emplace(previous, "previous");
    options_.previous = previous_->text();
  }
  options_.regional = FlagArgument(regional, "regional");
  options_.max_input_tokens =
      OptionalCount(max_input_tokens, "max_input_tokens");
  options_.max_cost = MoneyArgument(max_cost, "max_cost");
  options_.deadline = DeadlineArgument(deadline);
  options_.max_work = OptionalCount(max_work, "max_work");
  options_.max_memory = OptionalCount(max_memory, "max_memory");
  options_.explain = FlagArgument(explain, "explain");
  options_.suggest = FlagArgument(suggest, "suggest");
  options_.catalogue = &models_;
  options_.rules = PointerTo(rules_);
}

void BindCheckArguments(nb::module_& module) {
  nb::class_<CheckArguments>(module, "CheckOptions",
                             "What check and check_many take beside requests.")
      .def(nb::init<nb::handle, nb::handle, nb::handle, nb::handle, nb::handle,
                    nb::handle, nb::handle, nb::handle, nb::handle, nb::handle,
                    nb::handle, nb::handle, nb::handle, nb::handle, nb::handle,
                    nb::handle, nb::handle, nb::handle, nb::handle,
                    nb::handle>(),
           nb::kw_only(), nb::arg("model").none(),
           nb::arg("service_tier").none(), nb::arg("format").none(),
           nb::arg("as_of").none(), nb::arg("provider").none(),
           nb::arg("cached_tokens").none(),
           nb::arg("expected_output_tokens").none(),
           nb::arg("median_output_tokens").none(), nb::arg("epochs").none(),
           nb::arg("previous").none(), nb::arg("regional").none(),
           nb::arg("max_input_tokens").none(), nb::arg("max_cost").none(),
           nb::arg("deadline").none(), nb::arg("max_work").none(),
           nb::arg("max_memory").none(), nb::arg("explain").none(),
           nb::arg("suggest").none(), nb::arg("catalogue").none(),
           nb::arg("rules").none(),
           nb::sig("def __init__(self, *, model: str | None, service_tier: "
                   "str | None, format: str | None, as_of: datetime.date | "
                   "str | None, provider: str, cached_tokens: int | None, "
                   "expected_output_tokens: int | None, "
                   "median_output_tokens: dict[str, int] | None, "
                   "epochs: int | None, previous: str | bytes | bytearray | "
                   "memoryview | None, "
                   "regional: bool, max_input_tokens: int | None, max_cost: "
                   "decimal.Decimal | int | str | None, deadline: float | "
                   "None, max_work: int | None, max_memory: int | None, "
                   "explain: bool, suggest: bool, "
                   "catalogue: Catalogue | None, rules: Rules | None) -> None"),
           "See tokenfare.check.");
}

}  // namespace tokenfare::python
