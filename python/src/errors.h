// absl::Status as Python exceptions.

#ifndef TOKENFARE_PYTHON_SRC_ERRORS_H_
#define TOKENFARE_PYTHON_SRC_ERRORS_H_

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nanobind/nanobind.h"

namespace tokenfare::python {

// The exception of tokenfare.errors that `status`, which is not OK, stands for:
// its message, its code and the JSON path that the message begins with.
// Requires the GIL.
nanobind::object ExceptionOf(const absl::Status& status);

// Throws it.
[[noreturn]] void RaiseStatus(const absl::Status& status);

// The same of an argument, whose name stands before the message.
[[noreturn]] void RaiseStatusOf(std::string_view argument,
                                const absl::Status& status);

// Throws TypeError: "what: expected EXPECTED, got the type of `value`", and
// then `hint`, which begins with its own punctuation.
[[noreturn]] void RaiseWrongType(std::string_view what,
                                 std::string_view expected,
                                 nanobind::handle value,
                                 std::string_view hint = "");

// The value of `result`, or its error as RaiseStatus.
template <typename T>
T ValueOrRaise(absl::StatusOr<T> result) {
  if (!result.ok()) RaiseStatus(result.status());
  return *std::move(result);
}

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_ERRORS_H_
