// Token ids and counts as Python's lists and NumPy's arrays, and back.

#ifndef TOKENFARE_PYTHON_SRC_TOKEN_LISTS_H_
#define TOKENFARE_PYTHON_SRC_TOKEN_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanobind/nanobind.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::python {

// list of item(0), item(1) and so on, which are new references; or the error of
// one that is null.
template <typename Item>
nanobind::object MakeList(size_t size, Item item) {
  const auto length = static_cast<Py_ssize_t>(size);
  nanobind::object list = nanobind::steal(PyList_New(length));
  if (!list.is_valid()) throw nanobind::python_error();
  for (Py_ssize_t i = 0; i < length; ++i) {
    PyObject* const object = item(static_cast<size_t>(i));
    if (object == nullptr) throw nanobind::python_error();
    PyList_SetItem(list.ptr(), i, object);
  }
  return list;
}

// The Python ints of ids, made when they are first needed: to make an int takes
// Python longer than to find a token. 8 bytes an id of the vocabulary, and 32
// for each int. The GIL guards it; without a GIL it keeps nothing, since
// threads would wait for each other to count references. Free it with the GIL
// held.
class IdInts {
 public:
  IdInts() = default;
  ~IdInts();
  IdInts(const IdInts&) = delete;
  IdInts& operator=(const IdInts&) = delete;

  // list[int].
  nanobind::object ListOf(std::span<const TokenId> ids);

 private:
  // A new reference, or null with Python's error set.
  PyObject* IntOf(TokenId id);

  std::vector<PyObject*> ints_;  // by id; null where not needed yet
};

// list[int].
nanobind::object ListOf(std::span<const size_t> counts);

// A NumPy array of uint32 that owns `values`; nothing is copied. Imports NumPy.
// ModuleNotFoundError where there is none.
nanobind::object ArrayOf(std::vector<uint32_t> values);

// The ids of any sequence of ints; of a buffer of uint32, such as
// encode_to_numpy gives, without asking for each. Throws TypeError for what is
// no sequence of ints, OverflowError for what is no 32-bit id.
std::vector<TokenId> TokenIdsOf(nanobind::handle tokens);

// One id. Errors as TokenIdsOf.
TokenId TokenIdOf(nanobind::handle token);

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_TOKEN_LISTS_H_
