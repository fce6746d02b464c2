#include "arguments.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "data.h"
#include "errors.h"
#include "text_argument.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

void RequireOk(const char* what, const absl::Status& status) {
  if (!status.ok()) RaiseStatusOf(what, status);
}

}  // namespace

uint64_t CountArgument(nb::handle count, const char* what) {
  const nb::object number = nb::steal(PyNumber_Index(count.ptr()));
  if (!number.is_valid()) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw nb::python_error();
    PyErr_Clear();
    RaiseWrongType(what, "int", count);
  }
  const unsigned long long value = PyLong_AsUnsignedLongLong(number.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    RequireOk(what, absl::InvalidArgumentError(
                        "expected a whole number from 0 to 2^64 - 1"));
  }
  return value;
}

std::optional<uint64_t> OptionalCount(nb::handle count, const char* what) {
  if (count.is_none()) return std::nullopt;
  return CountArgument(count, what);
}

bool FlagArgument(nb::handle flag, const char* what) {
  if (PyBool_Check(flag.ptr()) == 0) {
    RaiseWrongType(what, "bool", flag);
  }
  return flag.is(nb::handle(Py_True));
}

std::optional<std::string> NameArgument(nb::handle name, const char* what) {
  if (name.is_none()) return std::nullopt;
  return std::string(TextArgument(name, what).utf8());
}

Catalogue CatalogueArgument(nb::handle catalogue) {
  if (catalogue.is_none()) return CatalogueInForce();
  if (!nb::isinstance<Catalogue>(catalogue)) {
    RaiseWrongType("catalogue", "tokenfare.Catalogue", catalogue);
  }
  return nb::cast<const Catalogue&>(catalogue);
}

const ModelCard& CardArgument(const Catalogue& catalogue,
                              std::string_view model,
                              std::string_view provider) {
  const absl::StatusOr<const ModelCard*> card = catalogue.Find(model, provider);
  if (!card.ok()) {
    RequireProvider(catalogue, provider);
    RaiseStatusOf("model", card.status());
  }
  return **card;
}

void RequireProvider(const Catalogue& catalogue, std::string_view provider) {
  const std::vector<std::string_view> known = catalogue.providers();
  if (std::find(known.begin(), known.end(), provider) == known.end()) {
    RequireOk("provider", catalogue.Find("", provider).status());
  }
}

ServiceTier TierArgument(nb::handle name) {
  const absl::StatusOr<ServiceTier> tier =
      ParseServiceTier(TextArgument(name, "service_tier").utf8());
  RequireOk("service_tier", tier.status());
  return *tier;
}

DocumentArgument::DocumentArgument(nb::handle document, const char* what)
    : owner_(nb::borrow(document)) {
  if (PyUnicode_Check(document.ptr()) != 0) {
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_AsUTF8AndSize(document.ptr(), &size);
    if (utf8 == nullptr) throw nb::python_error();
    text_ = {utf8, static_cast<size_t>(size)};
    return;
  }
  if (PyObject_CheckBuffer(document.ptr()) == 0) {
    RaiseWrongType(what, "JSON in a str or bytes", document);
  }
  if (PyBytes_Check(document.ptr()) != 0) {
    text_ = {PyBytes_AsString(document.ptr()),
             static_cast<size_t>(PyBytes_Size(document.ptr()))};
    return;
  }
  copy_ = BytesArgument(document).bytes();
  text_ = copy_;
}

nb::object FileContent(nb::handle path, size_t most) {
  const nb::object file = nb::module_::import_("io").attr("open")(path, "rb");
  nb::object content;
  try {
    content = file.attr("read")(most + 1);
  } catch (nb::python_error&) {
    file.attr("close")();
    throw;
  }
  file.attr("close")();
  return content;
}

nb::object JsonValueOf(const std::string& document) {
  return nb::module_::import_("json").attr("loads")(
      nb::str(document.data(), document.size()));
}

}  // namespace tokenfare::python
