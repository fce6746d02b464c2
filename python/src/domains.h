// One binding source per domain; module.cc puts them together.

#ifndef TOKENFARE_PYTHON_SRC_DOMAINS_H_
#define TOKENFARE_PYTHON_SRC_DOMAINS_H_

#include "nanobind/nanobind.h"

namespace tokenfare::python {

// After BindPreflight.
void BindBatch(nanobind::module_& module);
void BindCalibration(nanobind::module_& module);
void BindColumns(nanobind::module_& module);
void BindData(nanobind::module_& module);
void BindEncoding(nanobind::module_& module);
void BindRegistry(nanobind::module_& module);
void BindPreflight(nanobind::module_& module);
void BindPricing(nanobind::module_& module);
// After BindPreflight and BindPricing, whose types it uses.
void BindReconcile(nanobind::module_& module);
void BindRules(nanobind::module_& module);
void BindRuleReports(nanobind::module_& module);
// After all whose types they make picklable.
void BindPickling();
void BindFilePickling(nanobind::module_& module);
// What introspection needs; core.py uses it.
void BindSignatures(nanobind::module_& module);
// Parts of BindPreflight.
void BindCheckArguments(nanobind::module_& module);
void BindVerdict(nanobind::module_& module);

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_DOMAINS_H_
