#include "errors.h"

#include <optional>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

struct ErrorKind {
  const char* exception;
  const char* code;
};

ErrorKind KindOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kNotFound:
      return {.exception = "UnknownNameError", .code = "not_found"};
    case absl::StatusCode::kFailedPrecondition:
      return {.exception = "UnknownPriceError", .code = "failed_precondition"};
    case absl::StatusCode::kResourceExhausted:
      return {.exception = "LimitError", .code = "resource_exhausted"};
    case absl::StatusCode::kOutOfRange:
      return {.exception = "LimitError", .code = "out_of_range"};
    default:
      return {.exception = "InvalidRequestError", .code = "invalid_argument"};
  }
}

// "$.messages[3].content" of "response: $.messages[3].content: missing".
std::optional<std::string> JsonPathIn(std::string_view message) {
  const size_t begin = message.find('$');
  if (begin == std::string_view::npos) return std::nullopt;
  // In "the cost is $5: ..." it is no path.
  if (begin > 0 && !message.substr(0, begin).ends_with(": ")) {
    return std::nullopt;
  }
  const std::string_view rest = message.substr(begin);
  const size_t end = rest.find(": ");
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(rest.substr(0, end));
}

}  // namespace

nb::object ExceptionOf(const absl::Status& status) {
  const std::string message(status.message());
  const ErrorKind kind = KindOf(status.code());
  const nb::object type =
      nb::module_::import_("tokenfare.errors").attr(kind.exception);
  return type(message, kind.code, JsonPathIn(message));
}

void RaiseStatus(const absl::Status& status) {
  const nb::object error = ExceptionOf(status);
  PyErr_SetObject(error.type().ptr(), error.ptr());
  throw nb::python_error();
}

void RaiseStatusOf(std::string_view argument, const absl::Status& status) {
  const std::string message(status.message());
  RaiseStatus({status.code(), fmt::format("{}: {}", argument, message)});
}

void RaiseWrongType(std::string_view what, std::string_view expected,
                    nb::handle value, std::string_view hint) {
  throw nb::type_error(fmt::format("{}: expected {}, got {}{}", what, expected,
                                   nb::type_name(value.type()).c_str(), hint)
                           .c_str());
}

}  // namespace tokenfare::python
