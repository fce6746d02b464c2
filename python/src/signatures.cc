// Lets Python add to the types of bound functions and methods, which nanobind
// makes immutable, so that inspect.signature finds `__signature__`.

#include "domains.h"
#include "nanobind/nanobind.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// type.__setattr__ refuses immutable types; what it calls does not.
void SetTypeAttribute(nb::type_object type, nb::str name, nb::object value) {
  if (PyObject_GenericSetAttr(type.ptr(), name.ptr(), value.ptr()) != 0) {
    throw nb::python_error();
  }
  PyType_Modified(reinterpret_cast<PyTypeObject*>(type.ptr()));
}

}  // namespace

void BindSignatures(nb::module_& module) {
  module.def("_set_type_attribute", &SetTypeAttribute, nb::arg("changed"),
             nb::arg("name"), nb::arg("value").none());
}

}  // namespace tokenfare::python
