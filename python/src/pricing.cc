// Catalogue, CostBreakdown, and what makes them.

#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "card_handle.h"
#include "data.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "money_values.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "text_argument.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_cost.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

Catalogue WithOverlay(const Catalogue& self, nb::handle json, nb::handle name) {
  const DocumentArgument document(json, "json");
  const TextArgument file_name(name, "name");
  absl::StatusOr<Catalogue> catalogue = [&] {
    const nb::gil_scoped_release without_gil;
    return self.WithOverlay(document.text(), file_name.utf8());
  }();
  return ValueOrRaise(std::move(catalogue));
}

Catalogue WithOverlayFile(const Catalogue& self, nb::handle path) {
  const nb::object name = nb::module_::import_("os").attr("fsdecode")(path);
  return WithOverlay(self, FileContent(path, Catalogue::kMaxBytes), name);
}

CardHandle Find(const Catalogue& self, nb::handle model, nb::handle provider) {
  const TextArgument name(model, "model");
  const TextArgument of(provider, "provider");
  const ModelCard* const card = ValueOrRaise(self.Find(name.utf8(), of.utf8()));
  return {.catalogue = self, .card = card};
}

std::vector<CardHandle> Models(const Catalogue& self, nb::handle provider) {
  const auto of = NameArgument(provider, "provider");
  if (of.has_value()) RequireProvider(self, *of);
  std::vector<CardHandle> cards;
  for (const ModelCard& card : self.models()) {
    if (of.has_value() && card.provider != *of) continue;
    cards.push_back({.catalogue = self, .card = &card});
  }
  return cards;
}

nb::dict Sources(const Catalogue& self) {
  nb::dict sources;
  for (const auto& [key, source] : self.sources()) {
    nb::dict entry;
    entry["what"] = source.what;
    entry["url"] = source.url;
    entry["date_hint"] = source.date_hint;
    sources[nb::str(key.data(), key.size())] = entry;
  }
  return sources;
}

CostBreakdown CostOf(nb::handle model, nb::handle input, nb::handle output,
                     nb::handle cached, nb::handle written, nb::handle searches,
                     nb::handle service_tier, nb::handle regional,
                     nb::handle as_of, nb::handle provider,
                     nb::handle catalogue) {
  const Catalogue models = CatalogueArgument(catalogue);
  const std::string name(TextArgument(model, "model").utf8());
  const std::string of(TextArgument(provider, "provider").utf8());
  const ModelCard& card = CardArgument(models, name, of);
  const ServiceTier tier = TierArgument(service_tier);
  const Usage usage = {
      .input_tokens = CountArgument(input, "input_tokens"),
      .cached_input_tokens = CountArgument(cached, "cached_input_tokens"),
      .cache_write_tokens = CountArgument(written, "cache_write_tokens"),
      .output_tokens = CountArgument(output, "output_tokens"),
      .web_search_calls = OptionalCount(searches, "web_search_calls")};
  const Date day = DateOrToday(as_of, "as_of");
  return ValueOrRaise(Cost(usage, card, tier, day,
                           {.regional = FlagArgument(regional, "regional")}));
}

void BindLookups(nb::class_<Catalogue>& type) {
  type.def("find", &Find, nb::arg("model").none(),
           nb::arg("provider") = Catalogue::kDefaultProvider,
           nb::sig("def find(self, model: str, provider: str = 'openai') -> "
                   "ModelCard"),
           "The model that `model` means: an id or alias, in letters of any "
           "case, behind \"openai/\", or the name of a fine-tune. "
           "UnknownNameError, with near names, where there is none.");
  type.def("models", &Models, nb::arg("provider") = nb::none(),
           nb::sig("def models(self, provider: str | None = None) -> "
                   "list[ModelCard]"),
           "All models, or those of a provider, retired ones too, in order of "
           "provider and id.");
  type.def_prop_ro("providers", &Catalogue::providers,
                   "The providers' names, sorted.");
  type.def_prop_ro(
      "sources", &Sources,
      nb::sig("def sources(self) -> dict[str, dict[str, str]]"),
      "What the `source` of each fact means: its \"what\", \"url\" and "
      "\"date_hint\".");
  type.def("__repr__", [](const Catalogue& self) {
    return fmt::format("Catalogue({} models of {} providers)",
                       self.models().size(), self.providers().size());
  });
}

void BindCatalogue(nb::module_& module) {
  nb::class_<Catalogue> type(module, "Catalogue", R"(The models that are known.

`Catalogue()` is the built-in one, or that of tokenfare.load_data. It never changes; `with_overlay` and
`with_overlay_file` make another. Any number of threads may use one.)");
  type.def(nb::new_([] { return Catalogue(CatalogueInForce()); }));
  type.def(
      "with_overlay", &WithOverlay, nb::arg("json").none(),
      nb::arg("name") = "catalogue",
      nb::sig("def with_overlay(self, json: str | bytes, name: str = "
              "'catalogue') -> Catalogue"),
      R"(This catalogue with the models of a JSON text added, in the format of
data/catalogue/catalogue.schema.json. A model of the same provider and id is
replaced as a whole. `name` stands in errors for the file's name. Raises
InvalidRequestError with the path of what is wrong.)");
  type.def(
      "with_overlay_file", &WithOverlayFile, nb::arg("path").none(),
      nb::sig("def with_overlay_file(self, path: str | os.PathLike[str])"
              " -> Catalogue"),
      "`with_overlay` of a file's content. OSError where it can't be read.");
  BindLookups(type);
}

void BindCost(nb::module_& module) {
  nb::class_<CostNote>(module, "CostNote",
                       "What a reader of the figures should know.")
      .def_ro("code", &CostNote::code,
              "\"cached_rate_unknown\", \"cache_write_rate_unknown\", "
              "\"long_context\", \"price_stale\", \"regional_uplift\", "
              "\"no_regional_uplift\" or \"web_search_included\".")
      .def_ro("message", &CostNote::message, "The same in words.")
      .def("__repr__", [](const CostNote& self) {
        return fmt::format("CostNote({}: {})", self.code, self.message);
      });
  nb::class_<CostBreakdown>(module, "CostBreakdown",
                            "An exact bill, in US dollars.")
      .def_ro("uncached_input", &CostBreakdown::uncached_input,
              "Of the input that was neither cached nor written.")
      .def_ro("cached_input", &CostBreakdown::cached_input,
              "Of the input that was read from the cache.")
      .def_ro("cache_write", &CostBreakdown::cache_write,
              "Of the input that was written to the cache.")
      .def_ro("output", &CostBreakdown::output, "Of the output.")
      .def_ro("web_search", &CostBreakdown::web_search,
              "The fees of web searches.")
      .def_ro("total", &CostBreakdown::total, "The exact sum of the five.")
      .def_ro("long_context", &CostBreakdown::long_context,
              "Whether the input is above the tier's long-context threshold.")
      .def_ro("notes", &CostBreakdown::notes,
              "What to know of the rates that were applied.")
      .def("__repr__", [](const CostBreakdown& self) {
        return fmt::format(
            "CostBreakdown(total={}, uncached_input={}, cached_input={}, "
            "cache_write={}, output={}, web_search={})",
            self.total.ToDecimal(), self.uncached_input.ToDecimal(),
            self.cached_input.ToDecimal(), self.cache_write.ToDecimal(),
            self.output.ToDecimal(), self.web_search.ToDecimal());
      });
}

void BindCostFunction(nb::module_& module) {
  module.def(
      "cost", &CostOf, nb::arg("model").none(), nb::kw_only(),
      nb::arg("input_tokens").none(), nb::arg("output_tokens").none(),
      nb::arg("cached_input_tokens").none(),
      nb::arg("cache_write_tokens").none(), nb::arg("web_search_calls").none(),
      nb::arg("service_tier").none(), nb::arg("regional").none(),
      nb::arg("as_of").none(), nb::arg("provider").none(),
      nb::arg("catalogue").none(),
      nb::sig(
          "def cost(model: str, *, input_tokens: int, output_tokens: int, "
          "cached_input_tokens: int, cache_write_tokens: int, "
          "web_search_calls: int | None, service_tier: str, regional: bool, "
          "as_of: datetime.date | str | None, provider: str, "
          "catalogue: Catalogue | None) -> CostBreakdown"),
      "See tokenfare.cost.");
}

}  // namespace

void BindPricing(nb::module_& module) {
  BindModelCard(module);
  BindCatalogue(module);
  BindCost(module);
  BindCostFunction(module);
}

}  // namespace tokenfare::python
