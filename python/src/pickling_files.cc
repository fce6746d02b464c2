// Pickling and copying of Catalogue, ModelCard and Rules. Their state is a
// file, so what they say does not depend on the version that reads it.

#include <new>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "card_handle.h"
#include "domains.h"
#include "errors.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/tuple.h"
#include "rules_handle.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/catalogue/model_json.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

nb::bytes FileOf(std::span<const ModelCard> cards, const Catalogue& catalogue) {
  const std::string file = ToCatalogueFile(cards, catalogue);
  return nb::bytes(file.data(), file.size());
}

Catalogue CatalogueOf(const nb::bytes& file) {
  const std::string_view json(file.c_str(), file.size());
  return ValueOrRaise(Catalogue::Parse(json, "pickle"));
}

bool IsBuiltIn(const Catalogue& catalogue) {
  return catalogue.models().data() == Catalogue::BuiltIn().models().data();
}

// The built-in one by name: each process has its own.
void BindCatalogue(nb::module_& module) {
  module.def("_catalogue_of", &CatalogueOf, nb::arg("file"));
  auto type = nb::borrow<nb::class_<Catalogue>>(nb::type<Catalogue>());
  type.def(
      "__reduce__",
      [](nb::handle self) {
        const auto& catalogue = nb::cast<const Catalogue&>(self);
        if (IsBuiltIn(catalogue)) {
          return nb::make_tuple(self.type(), nb::tuple());
        }
        return nb::make_tuple(
            nb::module_::import_("tokenfare._native").attr("_catalogue_of"),
            nb::make_tuple(FileOf(catalogue.models(), catalogue)));
      },
      nb::sig("def __reduce__(self) -> tuple[object, ...]"));
}

void BindCard() {
  auto type = nb::borrow<nb::class_<CardHandle>>(nb::type<CardHandle>());
  type.def("__getstate__", [](const CardHandle& self) {
    return FileOf({self.card, 1}, self.catalogue);
  });
  type.def("__setstate__", [](CardHandle& self, const nb::bytes& file) {
    Catalogue catalogue = CatalogueOf(file);
    const ModelCard* const card = catalogue.models().data();
    new (&self) CardHandle{.catalogue = std::move(catalogue), .card = card};
  });
}

void BindOwnRules() {
  auto type = nb::borrow<nb::class_<RulesHandle>>(nb::type<RulesHandle>());
  type.def("__getstate__", [](const RulesHandle& self) -> nb::object {
    return nb::make_tuple(nb::bytes(self.json.data(), self.json.size()),
                          self.name);
  });
  type.def("__setstate__", [](RulesHandle& self,
                              const std::tuple<nb::bytes, std::string>& file) {
    const auto& [json, name] = file;
    new (&self)
        RulesHandle(ParseRules(std::string(json.c_str(), json.size()), name));
  });
}

// A copy of what never changes is itself.
template <typename T>
void BindCopies() {
  auto type = nb::borrow<nb::class_<T>>(nb::type<T>());
  type.def("__copy__", [](nb::handle self) { return nb::borrow(self); });
  type.def(
      "__deepcopy__",
      [](nb::handle self, nb::handle) { return nb::borrow(self); },
      nb::arg("memo"));
}

}  // namespace

void BindFilePickling(nb::module_& module) {
  BindCatalogue(module);
  BindCard();
  BindOwnRules();
  BindCopies<Catalogue>();
  BindCopies<CardHandle>();
  BindCopies<RulesHandle>();
}

}  // namespace tokenfare::python
