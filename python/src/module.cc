// tokenfare._native: the C++ library as Python sees it.

#include "domains.h"
#include "nanobind/nanobind.h"

NB_MODULE(_native, module) {
  module.doc() = "The C++ half of Tokenfare. Use the package `tokenfare`.";
  tokenfare::python::BindEncoding(module);
}
