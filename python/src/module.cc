// tokenfare._native: the C++ library as Python sees it.

#include "domains.h"
#include "nanobind/nanobind.h"

NB_MODULE(_native, module) {
  // The encodings of tokenfare.registry live until the interpreter ends.
  nanobind::set_leak_warnings(false);
  module.doc() = "The C++ half of Tokenfare. Use the package `tokenfare`.";
  module.def(
      "version", [] { return TOKENFARE_VERSION; }, "The version of Tokenfare.");
  tokenfare::python::BindEncoding(module);
  tokenfare::python::BindRegistry(module);
  tokenfare::python::BindColumns(module);
  tokenfare::python::BindData(module);
  tokenfare::python::BindPricing(module);
  tokenfare::python::BindRules(module);
  tokenfare::python::BindPreflight(module);
  tokenfare::python::BindReconcile(module);
  tokenfare::python::BindBatch(module);
  tokenfare::python::BindCalibration(module);
  tokenfare::python::BindRuleReports(module);
  tokenfare::python::BindPickling();
  tokenfare::python::BindFilePickling(module);
  tokenfare::python::BindSignatures(module);
}
