// tokenfare.Verdict and what it is made of.

#include "tokenfare/preflight/verdict.h"

#include <optional>
#include <string>

#include "arguments.h"
#include "domains.h"
#include "fmt/format.h"
#include "money_values.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// "352", or "355 (352..360)" where that is no exact figure.
std::string TextOf(const TokenRange& range) {
  if (range.exact) return fmt::format("{}", range.expected);
  return fmt::format("{} ({}..{})", range.expected, range.low, range.high);
}

// Without the expected cost where that is a worst case.
std::string TextOf(const CostRange& cost) {
  if (cost.expected_basis == ExpectedBasis::kLimit) {
    return fmt::format("{}..{}", cost.low.ToDecimal(), cost.high.ToDecimal());
  }
  return fmt::format("{} ({}..{})", cost.expected.ToDecimal(),
                     cost.low.ToDecimal(), cost.high.ToDecimal());
}

std::string TextOf(const std::optional<bool>& fits) {
  if (!fits.has_value()) return "None";
  return *fits ? "True" : "False";
}

void BindRanges(nb::module_& module) {
  nb::class_<TokenRange>(module, "TokenRange",
                         "A count of tokens: low <= expected <= high, and the "
                         "three are equal where it is exact. `int(range)` is "
                         "`expected`.")
      .def_ro("expected", &TokenRange::expected, "The figure to expect.")
      .def_ro("low", &TokenRange::low, "The least that it can be.")
      .def_ro("high", &TokenRange::high, "The most that it can be.")
      .def_ro("exact", &TokenRange::exact,
              "Whether it is proven: by text or recorded bills.")
      .def_prop_ro(
          "basis", [](const TokenRange& self) { return BasisName(self.basis); },
          nb::sig("def basis(self) -> typing.Literal['text', 'recorded', "
                  "'inferred', 'reconstructed', 'assumed']"),
          "What it rests on, the strongest first; of a sum that of its weakest "
          "part. preflight/verdict.schema.json describes them.")
      .def("__int__", [](const TokenRange& self) { return self.expected; })
      .def("__repr__", [](nb::handle self) {
        return fmt::format("{}({})",
                           nb::cast<std::string>(self.type().attr("__name__")),
                           TextOf(nb::cast<const TokenRange&>(self)));
      });
  nb::class_<InputTokens, TokenRange>(module, "InputTokens",
                                      "The tokens of the prompt.")
      .def_ro("limit", &InputTokens::limit,
              "The model's limit on the input alone; None where no source "
              "states one.")
      .def_ro("stopped", &InputTokens::stopped,
              "Whether counting stopped at `max_input_tokens`, `deadline` or "
              "`max_work`: `expected` is a guess.")
      .def_ro("each_limit", &InputTokens::each_limit,
              "Of embeddings and completions: the model's limit on each input; "
              "`limit` is then that of all together.");
}

void BindLimitsAndCosts(nb::module_& module) {
  nb::class_<OutputTokens>(module, "OutputTokens", "What bounds the output.")
      .def_ro("limit", &OutputTokens::limit,
              "Most tokens of each choice: the request's own limit or else the "
              "model's; None where neither is known.")
      .def_ro("stated", &OutputTokens::stated, "Whether the request states it.")
      .def_ro("model_limit", &OutputTokens::model_limit, "The model's.")
      .def_ro("choices", &OutputTokens::choices,
              "Choices asked for (`n`); each may take `limit` tokens.")
      .def_ro("expected", &OutputTokens::expected,
              "Expected of each choice; None where no more is known than the "
              "limit.")
      .def("__repr__", [](const OutputTokens& self) {
        return fmt::format(
            "OutputTokens(limit={}, choices={})",
            self.limit.has_value() ? std::to_string(*self.limit) : "None",
            self.choices);
      });
  nb::class_<CostRange>(module, "CostRange", "Exact US dollars.")
      .def_ro("expected", &CostRange::expected,
              "What to expect. Where `expected_basis` is \"limit\", nothing is "
              "known of that: then it is the cost of all output.")
      .def_ro("low", &CostRange::low, "The least that it can be.")
      .def_ro("high", &CostRange::high, "The most that it can be.")
      .def_prop_ro(
          "expected_basis",
          [](const CostRange& self) {
            return ExpectedBasisName(self.expected_basis);
          },
          nb::sig("def expected_basis(self) -> typing.Literal['stated', "
                  "'calibrated', 'limit']"),
          "What the output behind `expected` rests on: "
          "`expected_output_tokens`, `median_output_tokens`, or only the "
          "limit, which makes it a worst case.")
      .def("__repr__", [](const CostRange& self) {
        return fmt::format("CostRange({})", TextOf(self));
      });
}

void BindFindings(nb::module_& module) {
  nb::class_<CacheUse>(module, "CacheUse",
                       "What the provider's prompt cache is expected to do.")
      .def_ro("shared_prefix_tokens", &CacheUse::shared_prefix_tokens,
              "What the prompt shares with the previous one at its beginning; "
              "None where none was given.")
      .def_ro("cached_tokens", &CacheUse::cached_tokens,
              "Of the expected input, read from the cache.")
      .def_ro("cache_write_tokens", &CacheUse::cache_write_tokens,
              "Of the expected input, written to it at a price of its own.")
      .def("__repr__", [](const CacheUse& self) {
        return fmt::format("CacheUse(cached_tokens={}, cache_write_tokens={})",
                           self.cached_tokens, self.cache_write_tokens);
      });
  nb::class_<Finding>(module, "Finding",
                      "A reason, a warning or an assumption.")
      .def_ro("code", &Finding::code,
              "For programs: \"input_limit_exceeded\". "
              "preflight/verdict.schema.json lists them.")
      .def_ro("message", &Finding::message, "For people.")
      .def("__repr__", [](const Finding& self) {
        return fmt::format("Finding({}: {})", self.code, self.message);
      });
}

void BindParts(nb::module_& module) {
  nb::class_<PromptText>(module, "PromptText",
                         "A text that a part of the request puts into the "
                         "prompt.")
      .def_ro("text", &PromptText::text, "The text.")
      .def_ro("tokens", &PromptText::tokens, "Its tokens there.")
      .def("__repr__", [](const PromptText& self) {
        return fmt::format("PromptText({} bytes, {} tokens)", self.text.size(),
                           TextOf(self.tokens));
      });
  nb::class_<PartTokens, TokenRange>(
      module, "PartTokens", "What one part of the request adds to the input.")
      .def_ro("label", &PartTokens::label, "\"messages[0] (system)\".")
      .def_ro("path", &PartTokens::path, "\"$.messages[0]\".")
      .def_ro("rule", &PartTokens::rule,
              "The rule that gave the figure: \"text-message\".")
      .def_ro("why", &PartTokens::why,
              "Why it is not exact; empty where it is.")
      .def_ro("why_code", &PartTokens::why_code,
              "The same for programs: \"model_not_recorded\". "
              "preflight/verdict.schema.json lists them.")
      .def_ro("texts", &PartTokens::texts,
              "Its texts in the order of the prompt, with explain=True.")
      .def_ro("framing", &PartTokens::framing,
              "The tokens around them, with explain=True.")
      .def("__repr__", [](const PartTokens& self) {
        return fmt::format("PartTokens({}: {})", self.label, TextOf(self));
      });
}

void BindSuggestion(nb::module_& module) {
  nb::class_<Suggestion>(module, "Suggestion",
                         "Another model of the provider that takes the request "
                         "as it is. Nothing is said of how well it answers.")
      .def_ro("model", &Suggestion::model, "Its name.")
      .def_ro("input_tokens", &Suggestion::input_tokens,
              "The input by its own encoding and rules.")
      .def_ro("cost_usd", &Suggestion::cost_usd, "What it would cost.")
      .def_ro("cheaper", &Suggestion::cheaper,
              "Whether it is expected to cost less than the model asked for.")
      .def_ro("larger", &Suggestion::larger,
              "Whether its context window is larger.")
      .def("__repr__", [](const Suggestion& self) {
        return fmt::format("Suggestion({}: {} USD)", self.model,
                           TextOf(self.cost_usd));
      });
}

void BindSubject(nb::class_<Verdict>& type) {
  type.def_ro("as_of", &Verdict::as_of, "The day of prices and rules.")
      .def_ro("model", &Verdict::model, "As asked for.")
      .def_ro("provider", &Verdict::provider, "Whose listing of it.")
      .def_ro("format", &Verdict::format,
              "The format of the request: \"openai_chat\".")
      .def_ro("endpoint", &Verdict::endpoint,
              "Where it would be sent; empty for an example of a fine-tuning "
              "file.")
      .def_ro("custom_id", &Verdict::custom_id,
              "Of a line of a batch; otherwise empty.")
      .def_ro("encoding", &Verdict::encoding, "\"o200k_base\".")
      .def_prop_ro(
          "service_tier",
          [](const Verdict& self) {
            return ServiceTierName(self.service_tier);
          },
          nb::sig(
              "def service_tier(self) -> typing.Literal['standard', 'batch', "
              "'flex', 'priority']"),
          "Whose rates apply.")
      .def_ro("data_version", &Verdict::data_version,
              "Of the data that it came from: \"2026.11.29.1\".");
}

void BindFigures(nb::class_<Verdict>& type) {
  type.def_ro("fits", &Verdict::fits,
              "Whether the request fits the model and the budgets; None where "
              "that can't be known.")
      .def_ro("reasons", &Verdict::reasons,
              "Why it does not, may not, or can't be known to.")
      .def_ro("warnings", &Verdict::warnings,
              "What to know although it may fit.")
      .def_ro("refused", &Verdict::refused,
              "Codes of what the API answers with status 400, whether the "
              "request fits or not; a warning with the same code says what.")
      .def_ro("assumptions", &Verdict::assumptions,
              "What the figures take for granted.")
      .def_ro("input_tokens", &Verdict::input_tokens,
              "The tokens of the prompt.")
      .def_ro("output_tokens", &Verdict::output_tokens,
              "What bounds the output.")
      .def_ro("context_window", &Verdict::context_window,
              "Input and output together, in tokens.")
      .def_ro("cost_usd", &Verdict::cost_usd,
              "None where the price or the output limit is unknown, or the "
              "tier is unavailable.")
      .def_ro("cache", &Verdict::cache,
              "What the prompt cache is expected to do.")
      .def_ro("parts", &Verdict::parts,
              "What each part adds to the input, in the order of the prompt.")
      .def_ro("suggestions", &Verdict::suggestions,
              "With suggest=True other models, cheapest first; else None.")
      .def_ro("explained", &Verdict::explained,
              "Whether the parts hold their texts.");
}

}  // namespace

void BindVerdict(nb::module_& module) {
  BindRanges(module);
  BindLimitsAndCosts(module);
  BindFindings(module);
  BindParts(module);
  BindSuggestion(module);
  nb::class_<Verdict> type(module, "Verdict",
                           R"(What tokenfare.check finds.

True in a condition only where the request is known to fit.)");
  BindSubject(type);
  BindFigures(type);
  type.def("as_json", &VerdictToJson,
           "The document that preflight/verdict.schema.json describes, as "
           "`tokenfare check --json` prints it. Amounts are decimal strings.");
  type.def(
      "as_dict",
      [](const Verdict& self) { return JsonValueOf(VerdictToJson(self)); },
      nb::sig("def as_dict(self) -> dict[str, typing.Any]"),
      "`as_json`, parsed.");
  type.def(
      "_repr_html_",
      [](nb::handle self) {
        return nb::module_::import_("tokenfare._verdict_html")
            .attr("verdict_html")(self);
      },
      nb::sig("def _repr_html_(self) -> str"),
      "For notebooks; everything in it is escaped.");
  type.def("__bool__", [](const Verdict& self) { return self.fits == true; });
  type.def("__repr__", [](const Verdict& self) {
    return fmt::format(
        "Verdict({}: fits={}, input_tokens={}, cost_usd={})", self.model,
        TextOf(self.fits), TextOf(self.input_tokens),
        self.cost_usd.has_value() ? TextOf(*self.cost_usd) : "None");
  });
}

}  // namespace tokenfare::python
