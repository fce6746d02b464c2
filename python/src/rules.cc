// tokenfare.Rules: a file of rules of the user's own.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "arguments.h"
#include "data.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/string.h"
#include "rules_handle.h"
#include "text_argument.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

constexpr size_t kMostMebibytes = 16;
constexpr size_t kMostBytes = kMostMebibytes << 20;

RulesHandle Parse(nb::handle json, nb::handle name) {
  const TextArgument file_name(name, "name");
  // Makes JSON of a mapping, and leaves a text as it is.
  const nb::object text = nb::module_::import_("tokenfare._request_json")
                              .attr("json_text")(json, "rules");
  const DocumentArgument document(text, "rules");
  return ParseRules(std::string(document.text()),
                    std::string(file_name.utf8()));
}

RulesHandle ParseFile(nb::handle path) {
  const nb::object name = nb::module_::import_("os").attr("fsdecode")(path);
  return Parse(FileContent(path, kMostBytes), name);
}

nb::dict Medians(const RulesHandle& self) {
  nb::dict by_model;
  for (const auto& [model, tokens] : self.rules.median_output_tokens()) {
    by_model[nb::str(model.data(), model.size())] = tokens;
  }
  return by_model;
}

void BindParsing(nb::class_<RulesHandle>& type) {
  type.def_static(
      "parse", &Parse, nb::arg("json").none(), nb::arg("name") = "rules",
      nb::sig("def parse(json: str | bytes | collections.abc.Mapping[str, "
              "typing.Any], name: str = 'rules') -> Rules"),
      R"(The rules of a JSON text, or of the mapping that one stands for, in the
format of data/rules/overlay.schema.json. `name` stands in errors, and in what
figures rest on, for the file's name. Raises InvalidRequestError with the path
of what is wrong.)");
  type.def_static("parse_file", &ParseFile, nb::arg("path").none(),
                  nb::sig("def parse_file(path: str | os.PathLike[str]) -> "
                          "Rules"),
                  "`parse` of a file's content. OSError where it can't be "
                  "read.");
}

}  // namespace

RulesHandle ParseRules(std::string json, std::string name) {
  if (json.size() > kMostBytes) {
    RaiseStatus(absl::ResourceExhaustedError(
        fmt::format("{}: over {} MiB are refused", name, kMostMebibytes)));
  }
  absl::StatusOr<Rules> rules = [&] {
    const nb::gil_scoped_release without_gil;
    const Rules* const base = RulesInForce();
    return base == nullptr ? Rules::Parse(json, name)
                           : base->WithOverlay(json, name);
  }();
  return {.rules = ValueOrRaise(std::move(rules)),
          .name = std::move(name),
          .json = std::move(json)};
}

std::optional<Rules> RulesArgument(nb::handle rules) {
  if (rules.is_none()) {
    const Rules* const in_force = RulesInForce();
    return in_force == nullptr ? std::nullopt : std::optional(*in_force);
  }
  if (!nb::isinstance<RulesHandle>(rules)) {
    RaiseWrongType("rules", "tokenfare.Rules", rules);
  }
  return nb::cast<const RulesHandle&>(rules).rules;
}

void BindRules(nb::module_& module) {
  nb::class_<RulesHandle> type(
      module, "Rules",
      R"(Rules of your own over the built-in ones, or over those of
tokenfare.load_data.

For a gateway or a host that bills otherwise; no figure that rests on them is
exact. `rules=` of check, reconcile and others takes them. They never change:
any number of threads may use one.)");
  BindParsing(type);
  type.def_ro("name", &RulesHandle::name, "The file's name.")
      .def_prop_ro("median_output_tokens", &Medians,
                   nb::sig("def median_output_tokens(self) -> dict[str, int]"),
                   "By model, the median output of one choice.")
      .def("__repr__", [](const RulesHandle& self) {
        return fmt::format("Rules({})", self.name);
      });
}

}  // namespace tokenfare::python
