// What the catalogue knows about one model.

#include "tokenfare/catalogue/model_card.h"

#include <optional>
#include <string>

#include "arguments.h"
#include "card_handle.h"
#include "fmt/format.h"
#include "money_values.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "tokenfare/catalogue/model_facts.h"
#include "tokenfare/catalogue/model_json.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

std::optional<DatedRates> RatesOf(const CardHandle& self,
                                  nb::handle service_tier, nb::handle as_of) {
  const ServiceTier tier = TierArgument(service_tier);
  const RateCard* const rates =
      RateCardOn(*self.card, DateOrToday(as_of, "as_of"));
  if (rates == nullptr) return std::nullopt;
  const auto found = rates->tiers.find(tier);
  if (found == rates->tiers.end()) return std::nullopt;
  return DatedRates{.tier = found->second,
                    .valid_from = rates->valid_from,
                    .verified = rates->verified,
                    .assured_until = rates->assured_until};
}

std::string TextOf(const std::optional<Rate>& rate) {
  return rate.has_value() ? rate->ToDecimal() : "None";
}

void BindRates(nb::module_& module) {
  nb::class_<Rates>(module, "Rates", "US dollars per million tokens.")
      .def_ro("input", &Rates::input, "Of input.")
      .def_ro("cached_input", &Rates::cached_input,
              "Of input that is read from the cache; None where no source "
              "states it.")
      .def_ro("cache_write", &Rates::cache_write,
              "The whole price of input that is written to the cache; None "
              "where no source states one.")
      .def_ro("output", &Rates::output, "Of output.")
      .def("__repr__", [](const Rates& self) {
        return fmt::format(
            "Rates(input={}, cached_input={}, cache_write={}, output={})",
            self.input.ToDecimal(), TextOf(self.cached_input),
            TextOf(self.cache_write), self.output.ToDecimal());
      });
  nb::class_<LongContextRates>(
      module, "LongContextRates",
      "Rates that replace the others for the whole of a long request.")
      .def_ro("above_input_tokens", &LongContextRates::above_input_tokens,
              "They apply to requests of more input tokens than this.")
      .def_ro("rates", &LongContextRates::rates, "US dollars per million.")
      .def("__repr__", [](const LongContextRates& self) {
        return fmt::format("LongContextRates(above_input_tokens={})",
                           self.above_input_tokens);
      });
}

void BindTierRates(nb::module_& module) {
  nb::class_<DatedRates>(module, "TierRates",
                         "The rates of a model at one service tier.")
      .def_prop_ro(
          "rates",
          [](const DatedRates& self) -> const Rates& {
            return self.tier.rates;
          },
          "US dollars per million tokens.")
      .def_prop_ro(
          "long_context",
          [](const DatedRates& self) -> const std::optional<LongContextRates>& {
            return self.tier.long_context;
          },
          "Those of long requests; None where they are the same.")
      .def_ro("valid_from", &DatedRates::valid_from,
              "The first day on which they are known to have held; None: "
              "release or `verified`.")
      .def_ro(
          "verified", &DatedRates::verified,
          "The latest day on which the source is known to have listed them.")
      .def_ro("assured_until", &DatedRates::assured_until,
              "The last day for which the provider promised them, as of a "
              "promotion.")
      .def_prop_ro(
          "source", [](const DatedRates& self) { return self.tier.source; },
          "A key of Catalogue.sources.")
      .def("__repr__", [](const DatedRates& self) {
        return fmt::format("TierRates(input={}, output={}, verified={})",
                           self.tier.rates.input.ToDecimal(),
                           self.tier.rates.output.ToDecimal(),
                           FormatDate(self.verified));
      });
}

// A property for a member of the card.
template <typename T>
void Member(nb::class_<CardHandle>& type, const char* name,
            T ModelCard::* member, const char* doc) {
  type.def_prop_ro(
      name,
      [member](const CardHandle& self) -> const T& {
        return self.card->*member;
      },
      doc);
}

// The same for the value of a fact; None where no source states it.
template <typename T>
void Value(nb::class_<CardHandle>& type, const FactField<T>& field) {
  type.def_prop_ro(
      field.name,
      [member = field.member](const CardHandle& self) -> std::optional<T> {
        const std::optional<Fact<T>>& fact = self.card->*member;
        if (!fact.has_value()) return std::nullopt;
        return fact->value;
      },
      field.description);
}

void BindFacts(nb::class_<CardHandle>& type) {
  Member(type, "provider", &ModelCard::provider, "\"openai\".");
  Member(type, "id", &ModelCard::id, "\"gpt-4.1-mini\".");
  Member(type, "aliases", &ModelCard::aliases,
         "Other names of the same model.");
  type.def_prop_ro(
      "encoding",
      [](const CardHandle& self) { return self.card->encoding.name; },
      "The name of its encoding, \"o200k_base\".");
  type.def_prop_ro(
      "encoding_assumed",
      [](const CardHandle& self) { return self.card->encoding.assumed; },
      "Whether nothing proves the encoding.");
  type.def_prop_ro(
      "encoding_reconstructed",
      [](const CardHandle& self) { return self.card->encoding.reconstructed; },
      "Whether its vocabulary was rebuilt from outside.");
  type.def_prop_ro(
      "rule_family",
      [](const CardHandle& self) {
        return RuleFamilyName(self.card->rule_family);
      },
      "Which rules turn its requests into prompts: \"chat-o200k\".");
  ForEachFact([&](const auto& field) { Value(type, field); });
  Member(type, "notes", &ModelCard::notes, "Remarks.");
}

void BindQuestions(nb::class_<CardHandle>& type) {
  type.def(
      "rates", &RatesOf, nb::arg("service_tier") = "standard", nb::kw_only(),
      nb::arg("as_of") = nb::none(),
      nb::sig("def rates(self, service_tier: str = 'standard', *, as_of: "
              "datetime.date | str | None = None) -> TierRates | None"),
      "The rates in force at a tier on a day, today by default; None where "
      "the card has none.");
  type.def(
      "status",
      [](const CardHandle& self, nb::handle as_of) {
        return LifecycleName(
            LifecycleOn(*self.card, DateOrToday(as_of, "as_of")));
      },
      nb::arg("as_of") = nb::none(),
      nb::sig("def status(self, as_of: datetime.date | str | None = None) -> "
              "typing.Literal['unreleased', 'active', 'deprecated', 'retired', "
              "'unknown']"),
      "What a request sent on a day, today by default, would meet.");
}

void BindDocument(nb::class_<CardHandle>& type) {
  type.def(
      "as_json",
      [](const CardHandle& self, nb::handle as_of) {
        return ModelToJson(*self.card, DateOrToday(as_of, "as_of"));
      },
      nb::arg("as_of") = nb::none(),
      nb::sig("def as_json(self, as_of: datetime.date | str | None = None) -> "
              "str"),
      "`as_dict` as JSON text.");
  type.def(
      "as_dict",
      [](const CardHandle& self, nb::handle as_of) {
        return JsonValueOf(
            ModelToJson(*self.card, DateOrToday(as_of, "as_of")));
      },
      nb::arg("as_of") = nb::none(),
      nb::sig("def as_dict(self, as_of: datetime.date | str | None = None) -> "
              "dict[str, typing.Any]"),
      "The whole card with its sources, as `tokenfare models --json` prints "
      "it; rates are decimal strings. What holds on a day, today by default.");
}

}  // namespace

void BindModelCard(nb::module_& module) {
  BindRates(module);
  BindTierRates(module);
  nb::class_<CardHandle> type(
      module, "ModelCard",
      "All that the catalogue knows about one model of one provider. What no "
      "source states is None.");
  BindFacts(type);
  BindQuestions(type);
  BindDocument(type);
  type.def("__repr__", [](const CardHandle& self) {
    return fmt::format("ModelCard({}, provider={}, encoding={})", self.card->id,
                       self.card->provider, self.card->encoding.name);
  });
}

}  // namespace tokenfare::python
