#include "money_values.h"

#include <chrono>
#include <cstdlib>
#include <string_view>

#include "absl/status/status.h"
#include "errors.h"
#include "text_argument.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

nb::object TypeOf(const char* module, const char* name) {
  return nb::module_::import_(module).attr(name);
}

// The digits of a Decimal without an exponent; its own text where it has none
// such, for Money to refuse.
std::string PlainText(nb::handle decimal, const char* what) {
  if (!nb::cast<bool>(decimal.attr("is_finite")())) {
    return nb::str(decimal).c_str();
  }
  if (!nb::cast<bool>(decimal.attr("__bool__")())) return "0";
  // Farther from the point than Money reaches. The plain text could be of any
  // length.
  constexpr long kFar = 64;
  if (std::labs(nb::cast<long>(decimal.attr("adjusted")())) > kFar) {
    RaiseStatusOf(what, absl::OutOfRangeError(
                            "more dollars, or smaller parts of one, than can "
                            "be counted exactly (10^20, and 18 decimals)"));
  }
  std::string text = nb::str(decimal.attr("__format__")("f")).c_str();
  // Sums of Decimals keep zeros that say nothing.
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

std::string AmountText(nb::handle amount, const char* what) {
  if (PyUnicode_Check(amount.ptr()) != 0) {
    return std::string(TextArgument(amount, what).utf8());
  }
  if (PyLong_Check(amount.ptr()) != 0 && PyBool_Check(amount.ptr()) == 0) {
    return PlainText(TypeOf("decimal", "Decimal")(amount), what);
  }
  if (nb::isinstance(amount, TypeOf("decimal", "Decimal"))) {
    return PlainText(amount, what);
  }
  RaiseWrongType(what, "Decimal, int or str", amount,
                 PyFloat_Check(amount.ptr()) != 0
                     ? "; a float is no exact amount of money: write "
                       "Decimal(\"0.05\") or \"0.05\""
                     : "");
}

}  // namespace

nb::object DecimalOf(const std::string& text) {
  return TypeOf("decimal", "Decimal")(text.c_str());
}

nb::object DateOf(Date date) {
  const std::chrono::year_month_day day(date);
  return TypeOf("datetime", "date")(static_cast<int>(day.year()),
                                    static_cast<unsigned>(day.month()),
                                    static_cast<unsigned>(day.day()));
}

std::optional<Money> MoneyArgument(nb::handle amount, const char* what) {
  if (amount.is_none()) return std::nullopt;
  const absl::StatusOr<Money> money =
      Money::ParseUsdFreely(AmountText(amount, what));
  if (!money.ok()) RaiseStatusOf(what, money.status());
  if (*money < Money::Zero()) {
    RaiseStatusOf(what, absl::InvalidArgumentError("expected no less than 0"));
  }
  return *money;
}

std::optional<Date> DateArgument(nb::handle day, const char* what) {
  if (day.is_none()) return std::nullopt;
  std::string text;
  if (PyUnicode_Check(day.ptr()) != 0) {
    text = TextArgument(day, what).utf8();
  } else if (nb::isinstance(day, TypeOf("datetime", "date")) &&
             !nb::isinstance(day, TypeOf("datetime", "datetime"))) {
    text = nb::str(day.attr("isoformat")()).c_str();
  } else {
    RaiseWrongType(what, "datetime.date or \"YYYY-MM-DD\"", day);
  }
  const absl::StatusOr<Date> date = ParseDate(text);
  if (!date.ok()) RaiseStatusOf(what, date.status());
  return *date;
}

Date DateOrToday(nb::handle day, const char* what) {
  return DateArgument(day, what).value_or(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

}  // namespace tokenfare::python
