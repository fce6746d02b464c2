// The names of encodings, and the table of models.

#include "tokenfare/tokenizer/registry.h"

#include <span>
#include <string_view>

#include "data.h"
#include "domains.h"
#include "errors.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "text_argument.h"
#include "tokenfare/preflight/model_encoding.h"
#include "tokenfare/tokenizer/custom_encoding.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

nb::dict DictOf(std::span<const ModelEncoding> models) {
  nb::dict dict;
  for (const ModelEncoding& entry : models) {
    dict[nb::cast(entry.model)] = entry.encoding;
  }
  return dict;
}

}  // namespace

void BindRegistry(nb::module_& module) {
  module.def(
      "encoding_names", [] { return EncodingNames(); },
      "The names of the built-in encodings.");
  module.def(
      "pattern_of",
      [](std::string_view name) { return ValueOrRaise(PatternOf(name)); },
      nb::arg("encoding_name"),
      "The splitting pattern of a built-in encoding.");
  module.def(
      "encoding_name_of",
      [](nb::handle model) {
        return ValueOrRaise(EncodingNameOf(
            TextArgument(model, "model_name").utf8(), CatalogueInForce()));
      },
      nb::arg("model_name").none(),
      nb::sig("def encoding_name_of(model_name: str) -> str"),
      "The encoding of a model by the catalogue, or else by tiktoken's table. "
      "UnknownNameError, with near names.");
  module.def(
      "models_by_name", [] { return DictOf(ModelsByName()); },
      nb::sig("def models_by_name() -> dict[str, str]"),
      "The encoding of each model, as tiktoken's table has it.");
  module.def(
      "models_by_prefix", [] { return DictOf(ModelsByPrefix()); },
      nb::sig("def models_by_prefix() -> dict[str, str]"),
      "The encoding of each prefix of a model's name, in order.");
}

}  // namespace tokenfare::python
