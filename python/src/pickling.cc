// Pickling and copying of results, which go to and come from other processes.
//
// A result is a struct of plain fields; its state is the tuple of theirs, each
// by its kind. A field more or less is an error of the compiler here, but for
// the two structs with a base.

#include <cstdint>
#include <map>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "card_handle.h"
#include "domains.h"
#include "nanobind/nanobind.h"
#include "tokenfare/preflight/batch_pairs.h"
#include "tokenfare/preflight/batch_tally.h"
#include "tokenfare/preflight/calibrate.h"
#include "tokenfare/preflight/drift_report.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/preflight/request_tally.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/cost.h"

namespace tokenfare {

// What is private in a tally, for its pickle.
struct DriftTallyFields {
  using Drift = DriftTally::Drift;
  using RuleTally = DriftTally::RuleTally;

  template <typename S>
  static auto Of(S& tally) {
    auto& [pairs, models, rules, cost, unpriced] = tally;
    return std::tie(pairs, models, rules, cost, unpriced);
  }
};

struct RequestTallyFields {
  template <typename S>
  static auto Of(S& tally) {
    auto& [budget, requests, unfit, unknown, unpriced, resting_on, tokens, cost,
           most_expensive, breaks_budget] = tally;
    auto& [stated, calibrated, limit] = resting_on;
    return std::tie(budget, requests, unfit, unknown, unpriced, stated,
                    calibrated, limit, tokens, cost, most_expensive,
                    breaks_budget);
  }
};

struct BatchTallyFields {
  template <typename S>
  static auto Of(S& tally) {
    auto& [lines, bytes, inputs, models, endpoints, ids, repeated,
           repetitions] = tally;
    return std::tie(lines, bytes, inputs, models, endpoints, ids, repeated,
                    repetitions);
  }
};

}  // namespace tokenfare

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

using Drift = DriftTallyFields::Drift;
using RuleTally = DriftTallyFields::RuleTally;

template <typename S, typename T>
concept AnyConst = std::is_same_v<std::remove_const_t<S>, T>;

// The fields of a struct, as references.
#define TOKENFARE_FIELDS(STRUCT, ...) \
  template <AnyConst<STRUCT> S>       \
  auto Fields(S& whole) {             \
    auto& [__VA_ARGS__] = whole;      \
    return std::tie(__VA_ARGS__);     \
  }

TOKENFARE_FIELDS(TokenRange, expected, low, high, exact, basis)
TOKENFARE_FIELDS(OutputTokens, limit, stated, model_limit, choices, expected)
TOKENFARE_FIELDS(CacheUse, shared, cached, written)
TOKENFARE_FIELDS(CostRange, expected, low, high, basis)
TOKENFARE_FIELDS(Finding, code, message)
TOKENFARE_FIELDS(PromptText, text, tokens)
TOKENFARE_FIELDS(Suggestion, model, input, cost, cheaper, larger)
TOKENFARE_FIELDS(Verdict, as_of, model, provider, format, endpoint, custom_id,
                 encoding, input, output, window, fits, reasons, warnings,
                 refused, cost, cache, assumptions, parts, suggestions,
                 explained, tier, data_version)
TOKENFARE_FIELDS(CostNote, code, message)
TOKENFARE_FIELDS(CostBreakdown, uncached, cached, written, output, web_search,
                 total, long_context, notes)
TOKENFARE_FIELDS(PromptDetails, audio, cached, written, image, text)
TOKENFARE_FIELDS(CompletionDetails, accepted, rejected, audio, reasoning, text)
TOKENFARE_FIELDS(BilledUsage, prompt, completion, prompt_parts,
                 completion_parts)
TOKENFARE_FIELDS(ReconciledCost, billed, predicted, difference)
TOKENFARE_FIELDS(BillSource, record, endpoint, is_stream, is_reconstructed,
                 not_recorded, stated_cost_usd)
TOKENFARE_FIELDS(Reconciliation, as_of, model, requested_model, provider, tier,
                 source, predicted, usage, agreement, outside, within, cost,
                 parts, warnings)
TOKENFARE_FIELDS(Rates, input, cached_input, cache_write, output)
TOKENFARE_FIELDS(LongContextRates, above_input_tokens, rates)
TOKENFARE_FIELDS(TierRates, rates, long_context, source)
TOKENFARE_FIELDS(DatedRates, tier, valid_from, verified, assured_until)
TOKENFARE_FIELDS(PairCounts, total, matching, inside_bounds, drifting,
                 past_tolerance)
TOKENFARE_FIELDS(DriftReport::Cost, predicted, billed, difference)
TOKENFARE_FIELDS(Drift, parts, tokens, difference)
TOKENFARE_FIELDS(RuleTally, pairs, drifts, models)
TOKENFARE_FIELDS(RequestTally::Request, number, most)
TOKENFARE_FIELDS(UnpairedLine, reason, line, custom_id, detail)
TOKENFARE_FIELDS(CalibratedConstant, name, in_force, found, pairs)
TOKENFARE_FIELDS(CalibrationRefusal, constants, pairs, why)
TOKENFARE_FIELDS(CalibrationPeriod, first, last, pairs, predicted, explained,
                 constants, refused)
TOKENFARE_FIELDS(CalibratedRules, endpoint, provider, family, model, periods,
                 unexplained)
TOKENFARE_FIELDS(CalibratedMedian, model, output_tokens, pairs)
TOKENFARE_FIELDS(Calibration, pairs, reconstructed, inexact, encoding_assumed,
                 plain, rules, medians)
TOKENFARE_FIELDS(RuleFigure, group, name, setting, why)
TOKENFARE_FIELDS(RuleChange, name, last_old, first_new)
TOKENFARE_FIELDS(RuleEvidence, feature, recordings, repositories, contradicted,
                 first, last, why_not_shown, old)
TOKENFARE_FIELDS(RuleReport, endpoint, family, overlay, figures, changes,
                 evidence)
TOKENFARE_FIELDS(FamilyEvidence, endpoint, family, evidence)

#undef TOKENFARE_FIELDS

template <typename Base, typename S>
auto& BaseOf(S& whole) {
  return static_cast<std::conditional_t<std::is_const_v<S>, const Base, Base>&>(
      whole);
}

template <AnyConst<InputTokens> S>
auto Fields(S& whole) {
  return std::tie(BaseOf<TokenRange>(whole), whole.limit, whole.stopped,
                  whole.each_limit);
}

template <AnyConst<PartTokens> S>
auto Fields(S& whole) {
  return std::tie(BaseOf<TokenRange>(whole), whole.label, whole.path,
                  whole.rule, whole.why, whole.why_code, whole.texts,
                  whole.framing);
}

template <AnyConst<DriftTally> S>
auto Fields(S& whole) {
  return DriftTallyFields::Of(whole);
}

template <AnyConst<RequestTally> S>
auto Fields(S& whole) {
  return RequestTallyFields::Of(whole);
}

template <AnyConst<BatchTally> S>
auto Fields(S& whole) {
  return BatchTallyFields::Of(whole);
}

// Those that change: other threads may be adding to one.
template <typename T>
concept Tally =
    std::is_same_v<T, DriftTally> || std::is_same_v<T, RequestTally> ||
    std::is_same_v<T, BatchTally>;

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
struct IsMap : std::false_type {};
template <typename K, typename V>
struct IsMap<std::map<K, V>> : std::true_type {};

template <typename T>
nb::object StateOf(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return nb::cast(value);
  } else if constexpr (std::is_enum_v<T>) {
    return nb::cast(static_cast<int64_t>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    // Need not be well-formed UTF-8.
    return nb::bytes(value.data(), value.size());
  } else if constexpr (std::is_same_v<T, Money> || std::is_same_v<T, Rate>) {
    return nb::str(value.ToDecimal().c_str());
  } else if constexpr (std::is_same_v<T, Date>) {
    return nb::cast(int64_t{value.time_since_epoch().count()});
  } else if constexpr (IsOptional<T>::value) {
    return value.has_value() ? StateOf(*value) : nb::none();
  } else if constexpr (IsVector<T>::value ||
                       std::is_same_v<T, std::set<std::string>>) {
    nb::list list;
    for (const auto& item : value) list.append(StateOf(item));
    return list;
  } else if constexpr (IsMap<T>::value) {
    nb::list list;
    for (const auto& [key, item] : value) {
      list.append(nb::make_tuple(StateOf(key), StateOf(item)));
    }
    return list;
  } else {
    return std::apply(
        [](const auto&... field) -> nb::object {
          return nb::make_tuple(StateOf(field)...);
        },
        Fields(value));
  }
}

[[noreturn]] void RaiseForeign() {
  throw nb::value_error("the pickle is of another version of tokenfare");
}

template <typename T>
T ParsedOrForeign(absl::StatusOr<T> parsed) {
  if (!parsed.ok()) RaiseForeign();
  return *std::move(parsed);
}

template <typename T>
void Load(nb::handle state, T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    value = nb::cast<T>(state);
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(nb::cast<int64_t>(state));
  } else if constexpr (std::is_same_v<T, std::string>) {
    const auto bytes = nb::cast<nb::bytes>(state);
    value.assign(bytes.c_str(), bytes.size());
  } else if constexpr (std::is_same_v<T, Money>) {
    value = ParsedOrForeign(Money::ParseUsd(nb::cast<nb::str>(state).c_str()));
  } else if constexpr (std::is_same_v<T, Rate>) {
    value = ParsedOrForeign(
        Rate::ParseUsdPerMillion(nb::cast<nb::str>(state).c_str()));
  } else if constexpr (std::is_same_v<T, Date>) {
    value = Date(std::chrono::days(nb::cast<int32_t>(state)));
  } else if constexpr (IsOptional<T>::value) {
    value.reset();
    if (!state.is_none()) Load(state, value.emplace());
  } else if constexpr (IsVector<T>::value) {
    for (nb::handle item : nb::cast<nb::list>(state)) {
      Load(item, value.emplace_back());
    }
  } else if constexpr (std::is_same_v<T, std::set<std::string>>) {
    for (nb::handle item : nb::cast<nb::list>(state)) {
      std::string text;
      Load(item, text);
      value.insert(std::move(text));
    }
  } else if constexpr (IsMap<T>::value) {
    for (nb::handle item : nb::cast<nb::list>(state)) {
      const auto entry = nb::cast<nb::tuple>(item);
      if (entry.size() != 2) RaiseForeign();
      typename T::key_type key;
      Load(entry[0], key);
      Load(entry[1], value[std::move(key)]);
    }
  } else {
    const auto tuple = nb::cast<nb::tuple>(state);
    auto fields = Fields(value);
    if (tuple.size() != std::tuple_size_v<decltype(fields)>) RaiseForeign();
    std::apply([&, i = size_t{0}](
                   auto&... field) mutable { (Load(tuple[i++], field), ...); },
               fields);
  }
}

template <typename T>
void BindOne() {
  auto type = nb::borrow<nb::class_<T>>(nb::type<T>());
  if constexpr (Tally<T>) {
    type.def(
        "__getstate__", [](const T& self) { return StateOf(self); },
        nb::lock_self());
  } else {
    type.def("__getstate__", [](const T& self) { return StateOf(self); });
  }
  type.def("__setstate__", [](T& self, nb::handle state) {
    T value;
    Load(state, value);
    new (&self) T(std::move(value));
  });
}

template <typename... T>
void BindEach() {
  (BindOne<T>(), ...);
}

}  // namespace

void BindPickling() {
  BindEach<TokenRange, InputTokens, OutputTokens, CacheUse, CostRange, Finding,
           PromptText, PartTokens, Suggestion, Verdict, CostNote, CostBreakdown,
           PromptDetails, CompletionDetails, BilledUsage, BillSource,
           ReconciledCost, Reconciliation, Rates, LongContextRates, DatedRates,
           DriftTally, RequestTally, BatchTally, UnpairedLine,
           CalibratedConstant, CalibrationRefusal, CalibrationPeriod,
           CalibratedRules, CalibratedMedian, Calibration, RuleFigure,
           RuleChange, RuleEvidence, RuleReport, FamilyEvidence>();
}

}  // namespace tokenfare::python
