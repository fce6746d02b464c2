#include "check_arguments.h"

#include <cstdint>
#include <functional>
#include <map>
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

}  // namespace

CheckArguments::CheckArguments(
    nb::handle model, nb::handle service_tier, nb::handle format,
    nb::handle as_of, nb::handle provider, nb::handle cached_tokens,
    nb::handle expected_output_tokens, nb::handle median_output_tokens,
    nb::handle epochs, nb::handle previous, nb::handle regional,
    nb::handle max_input_tokens, nb::handle max_cost, nb::handle explain,
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
                    nb::handle, nb::handle>(),
           nb::kw_only(), nb::arg("model").none(),
           nb::arg("service_tier").none(), nb::arg("format").none(),
           nb::arg("as_of").none(), nb::arg("provider").none(),
           nb::arg("cached_tokens").none(),
           nb::arg("expected_output_tokens").none(),
           nb::arg("median_output_tokens").none(), nb::arg("epochs").none(),
           nb::arg("previous").none(), nb::arg("regional").none(),
           nb::arg("max_input_tokens").none(), nb::arg("max_cost").none(),
           nb::arg("explain").none(), nb::arg("suggest").none(),
           nb::arg("catalogue").none(), nb::arg("rules").none(),
           nb::sig("def __init__(self, *, model: str | None, service_tier: str "
                   "| None, format: str | None, as_of: datetime.date | str | "
                   "None, provider: str, "
                   "cached_tokens: int | None, expected_output_tokens: int | "
                   "None, median_output_tokens: dict[str, int] | None, epochs: "
                   "int | None, "
                   "previous: str | bytes | bytearray | memoryview | "
                   "None, regional: bool, max_input_tokens: int | None, "
                   "max_cost: decimal.Decimal | int | str | None, explain: "
                   "bool, suggest: bool, catalogue: Catalogue | None, rules: "
                   "Rules | None) -> None"),
           "See tokenfare.check.");
}

}  // namespace tokenfare::python
