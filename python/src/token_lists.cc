#include "token_lists.h"

#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "errors.h"
#include "nanobind/ndarray.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// The ids of a contiguous buffer of native 32-bit unsigned integers. False
// where `tokens` is none.
bool CopyBuffer(nb::handle tokens, std::vector<TokenId>& ids) {
  if (PyObject_CheckBuffer(tokens.ptr()) == 0) return false;
  Py_buffer view;
  if (PyObject_GetBuffer(tokens.ptr(), &view, PyBUF_FORMAT | PyBUF_ND) != 0) {
    PyErr_Clear();
    return false;
  }
  const bool fits = view.ndim == 1 && view.itemsize == sizeof(TokenId) &&
                    view.format != nullptr &&
                    std::string_view(view.format) == "I";
  if (fits) {
    const auto* const first = static_cast<const TokenId*>(view.buf);
    ids.assign(first, first + view.len / view.itemsize);
  }
  PyBuffer_Release(&view);
  return fits;
}

}  // namespace

IdInts::~IdInts() {
  for (PyObject* const number : ints_) Py_XDECREF(number);
}

PyObject* IdInts::IntOf(TokenId id) {
#ifdef Py_GIL_DISABLED
  return PyLong_FromUnsignedLong(id);
#else
  if (id >= ints_.size()) ints_.resize(size_t{id} + 1);
  PyObject*& number = ints_[id];
  if (number == nullptr) number = PyLong_FromUnsignedLong(id);
  Py_XINCREF(number);
  return number;
#endif
}

nb::object IdInts::ListOf(std::span<const TokenId> ids) {
  return MakeList(ids.size(), [&](size_t i) { return IntOf(ids[i]); });
}

nb::object ListOf(std::span<const size_t> counts) {
  return MakeList(counts.size(),
                  [&](size_t i) { return PyLong_FromSize_t(counts[i]); });
}

nb::object ArrayOf(std::vector<uint32_t> values) {
  auto owned = std::make_unique<std::vector<uint32_t>>(std::move(values));
  uint32_t* const data = owned->data();
  const size_t size = owned->size();
  const nb::capsule owner(owned.release(), [](void* vector) noexcept {
    delete static_cast<std::vector<uint32_t>*>(vector);
  });
  return nb::cast(
      nb::ndarray<nb::numpy, uint32_t, nb::ndim<1>>(data, {size}, owner));
}

TokenId TokenIdOf(nb::handle token) {
  // Takes what __index__ makes an int, so NumPy's integers too.
  const nb::object number = nb::steal(PyNumber_Index(token.ptr()));
  if (!number.is_valid()) throw nb::python_error();
  const unsigned long long id = PyLong_AsUnsignedLongLong(number.ptr());
  if (PyErr_Occurred() != nullptr) throw nb::python_error();
  if (id > std::numeric_limits<TokenId>::max()) {
    PyErr_Format(PyExc_OverflowError, "token %R is no 32-bit id", number.ptr());
    throw nb::python_error();
  }
  return static_cast<TokenId>(id);
}

std::vector<TokenId> TokenIdsOf(nb::handle tokens) {
  std::vector<TokenId> ids;
  if (CopyBuffer(tokens, ids)) return ids;
  // Sets and mappings have no order, and a str is a sequence of other things.
  if (PySequence_Check(tokens.ptr()) == 0 || PyUnicode_Check(tokens.ptr())) {
    RaiseWrongType("tokens", "a sequence of int", tokens);
  }
  // A copy: converting an item may run Python code that changes the list.
  const nb::object items = nb::steal(PySequence_Tuple(tokens.ptr()));
  if (!items.is_valid()) throw nb::python_error();
  const Py_ssize_t size = PyTuple_Size(items.ptr());
  ids.reserve(static_cast<size_t>(size));
  for (Py_ssize_t i = 0; i < size; ++i) {
    ids.push_back(TokenIdOf(PyTuple_GetItem(items.ptr(), i)));
  }
  return ids;
}

}  // namespace tokenfare::python
