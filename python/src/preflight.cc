// tokenfare.check, and the stream behind check_many.

#include <optional>
#include <string>
#include <utility>

#include "arguments.h"
#include "check_arguments.h"
#include "domains.h"
#include "errors.h"
#include "nanobind/nanobind.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/check_many.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

Verdict CheckBody(nb::handle request, const CheckArguments& arguments) {
  const DocumentArgument document(request, "request");
  absl::StatusOr<Verdict> verdict = [&] {
    const nb::gil_scoped_release without_gil;
    return Check(document.text(), arguments.options());
  }();
  return ValueOrRaise(std::move(verdict));
}

// A CheckStream that keeps its options alive.
class BodyStream {
 public:
  BodyStream(nb::handle options, nb::handle threads, nb::handle look_ahead)
      : owner_(nb::borrow(options)),
        stream_(nb::cast<const CheckArguments&>(options).options(),
                {.threads = CountArgument(threads, "threads"),
                 .look_ahead = CountArgument(look_ahead, "look_ahead")}) {}

  bool full() const { return stream_.full(); }

  void Add(nb::handle request) {
    stream_.Add(std::string(DocumentArgument(request, "request").text()));
  }

  // A verdict or an error, beside None; None where nothing is left.
  nb::object Next() {
    std::optional<absl::StatusOr<Verdict>> verdict = [&] {
      const nb::gil_scoped_release without_gil;
      return stream_.Next();
    }();
    if (!verdict.has_value()) return nb::none();
    if (verdict->ok()) {
      return nb::make_tuple(*std::move(*verdict), nb::none());
    }
    const absl::Status& error = verdict->status();
    if (!OptionAtFault(error).empty()) RaiseStatus(error);
    return nb::make_tuple(nb::none(), ExceptionOf(error));
  }

 private:
  const nb::object owner_;
  CheckStream stream_;
};

void BindStream(nb::module_& module) {
  nb::class_<BodyStream>(module, "CheckStream",
                         "Requests in, verdicts out; see tokenfare.check_many.")
      .def(nb::init<nb::handle, nb::handle, nb::handle>(), nb::arg("options"),
           nb::arg("threads"), nb::arg("look_ahead"),
           nb::sig("def __init__(self, options: CheckOptions, threads: int, "
                   "look_ahead: int) -> None"))
      .def_prop_ro("full", &BodyStream::full,
                   "Whether `next` should come before the next `add`.")
      .def("add", &BodyStream::Add, nb::arg("request"),
           nb::sig("def add(self, request: str | bytes | bytearray | "
                   "memoryview) -> None"),
           "Adds a request.")
      .def("next", &BodyStream::Next,
           nb::sig("def next(self) -> tuple[Verdict, None] | tuple[None, "
                   "Exception] | None"),
           "The verdict on the oldest, or an error in place of it; None where "
           "none is left. Raises what is wrong with the options.");
}

}  // namespace

void BindPreflight(nb::module_& module) {
  BindVerdict(module);
  BindCheckArguments(module);
  BindStream(module);
  module.def("check", &CheckBody, nb::arg("request").none(), nb::arg("options"),
             nb::sig("def check(request: str | bytes | bytearray | memoryview, "
                     "options: CheckOptions) -> Verdict"),
             "See tokenfare.check.");
}

}  // namespace tokenfare::python
