#include "text_argument.h"

#include <string>

#include "errors.h"
#include "fmt/format.h"
#include "simdjson.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// What Python makes of UTF-16 that is not well-formed: pairs of surrogates
// become characters, single ones U+FFFD.
nb::object WithoutSurrogates(nb::handle text) {
  return text.attr("encode")("utf-16", "surrogatepass")
      .attr("decode")("utf-16", "replace");
}

}  // namespace

TextArgument::TextArgument(nb::handle text, const char* what)
    : owner_(nb::borrow(text)) {
  if (!PyUnicode_Check(text.ptr())) {
    const bool is_bytes = PyBytes_Check(text.ptr()) != 0;
    RaiseWrongType(what, "str", text,
                   is_bytes ? "; decode it, or count it with count_bytes" : "");
  }
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
      throw nb::python_error();
    PyErr_Clear();
    owner_ = WithoutSurrogates(text);
    replaced_ = true;
    bytes = PyUnicode_AsUTF8AndSize(owner_.ptr(), &size);
    if (bytes == nullptr) throw nb::python_error();
  }
  utf8_ = {bytes, static_cast<size_t>(size)};
}

TextArguments::TextArguments(nb::handle texts) {
  if (PyUnicode_Check(texts.ptr()) != 0) {
    throw nb::type_error("texts: expected a list of str, got one str");
  }
  items_ = nb::steal(PySequence_Tuple(texts.ptr()));
  if (!items_.is_valid()) throw nb::python_error();
  const Py_ssize_t size = PyTuple_Size(items_.ptr());
  utf8_.reserve(static_cast<size_t>(size));
  for (Py_ssize_t i = 0; i < size; ++i) {
    const nb::handle item = PyTuple_GetItem(items_.ptr(), i);
    if (PyUnicode_Check(item.ptr()) == 0) {
      RaiseWrongType(
          fmt::format("texts[{}]", i), "str", item,
          item.is_none() ? "; tokenfare.arrow.count keeps nulls" : "");
    }
    TextArgument text(item);
    utf8_.push_back(text.utf8());
    if (text.replaced()) replaced_.push_back(std::move(text));
  }
}

BytesArgument::BytesArgument(nb::handle data) {
  if (PyObject_GetBuffer(data.ptr(), &view_, PyBUF_SIMPLE) != 0) {
    throw nb::python_error();
  }
}

BytesArgument::~BytesArgument() { PyBuffer_Release(&view_); }

void BytesArgument::RequireUtf8() const {
  if (simdjson::validate_utf8(bytes().data(), bytes().size())) return;
  // Python says where and why.
  nb::steal(PyUnicode_DecodeUTF8(bytes().data(), view_.len, "strict"));
  throw nb::python_error();
}

}  // namespace tokenfare::python
