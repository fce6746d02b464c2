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
