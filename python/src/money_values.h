// Exact amounts and days as Python has them: decimal.Decimal, datetime.date.

#ifndef TOKENFARE_PYTHON_SRC_MONEY_VALUES_H_
#define TOKENFARE_PYTHON_SRC_MONEY_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "nanobind/nanobind.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/money.h"

namespace tokenfare::python {

// decimal.Decimal of decimal text, which it keeps digit by digit.
nanobind::object DecimalOf(const std::string& text);

// datetime.date.
nanobind::object DateOf(Date date);

// The amount that a Decimal, an int or decimal text names; nothing for None.
// Throws TypeError for anything else, a float too, InvalidRequestError or
// LimitError for what Money::ParseUsdFreely refuses and for less than nothing.
// `what` names the argument there.
std::optional<Money> MoneyArgument(nanobind::handle amount, const char* what);

// The day that a datetime.date or "YYYY-MM-DD" names; nothing for None. Throws
// TypeError for anything else, a datetime too, since its zone decides its day.
std::optional<Date> DateArgument(nanobind::handle day, const char* what);

// The same, and today in UTC for None.
Date DateOrToday(nanobind::handle day, const char* what);

// What to_python gives, or no object and Python's error where it throws.
template <typename ToPython>
nanobind::handle ReleaseOrError(ToPython to_python) noexcept {
  try {
    return to_python().release();
  } catch (nanobind::python_error& error) {
    error.restore();
    return {};
  }
}

}  // namespace tokenfare::python

// To Python only: what arguments mean, the functions above say.
namespace nanobind::detail {

template <>
struct type_caster<tokenfare::Money> {
  NB_TYPE_CASTER(tokenfare::Money, const_name("decimal.Decimal"))
  bool from_python(handle, uint32_t, cleanup_list*) noexcept { return false; }
  static handle from_cpp(tokenfare::Money money, rv_policy,
                         cleanup_list*) noexcept {
    return tokenfare::python::ReleaseOrError(
        [&] { return tokenfare::python::DecimalOf(money.ToDecimal()); });
  }
};

template <>
struct type_caster<tokenfare::Rate> {
  NB_TYPE_CASTER(tokenfare::Rate, const_name("decimal.Decimal"))
  bool from_python(handle, uint32_t, cleanup_list*) noexcept { return false; }
  static handle from_cpp(tokenfare::Rate rate, rv_policy,
                         cleanup_list*) noexcept {
    return tokenfare::python::ReleaseOrError(
        [&] { return tokenfare::python::DecimalOf(rate.ToDecimal()); });
  }
};

template <>
struct type_caster<tokenfare::Date> {
  NB_TYPE_CASTER(tokenfare::Date, const_name("datetime.date"))
  bool from_python(handle, uint32_t, cleanup_list*) noexcept { return false; }
  static handle from_cpp(tokenfare::Date date, rv_policy,
                         cleanup_list*) noexcept {
    return tokenfare::python::ReleaseOrError(
        [&] { return tokenfare::python::DateOf(date); });
  }
};

}  // namespace nanobind::detail

#endif  // TOKENFARE_PYTHON_SRC_MONEY_VALUES_H_
