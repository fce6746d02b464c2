// tokenfare._native.count_column and Counts: columns of text to columns of
// counts, by Arrow's PyCapsule interface.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "arrow_counts.h"
#include "core_encoding.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "interrupts.h"
#include "nanobind/nanobind.h"
#include "nanobind/ndarray.h"
#include "token_lists.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

using arrow::ColumnCounts;
using arrow::Owned;

// What Python has of the counts; shared with what has been exported.
struct Counts {
  std::shared_ptr<const ColumnCounts> shared;
};

// The names that the PyCapsule interface gives the structures.
template <typename T>
constexpr const char* kCapsuleName = nullptr;
template <>
constexpr const char* kCapsuleName<ArrowSchema> = "arrow_schema";
template <>
constexpr const char* kCapsuleName<ArrowArray> = "arrow_array";
template <>
constexpr const char* kCapsuleName<ArrowArrayStream> = "arrow_array_stream";

// Releases what no consumer has taken over.
template <typename T>
void DeleteCapsule(PyObject* capsule) {
  auto* const structure =
      static_cast<T*>(PyCapsule_GetPointer(capsule, kCapsuleName<T>));
  if (structure == nullptr) {
    PyErr_WriteUnraisable(capsule);
    return;
  }
  if (structure->release != nullptr) structure->release(structure);
  delete structure;
}

// A capsule with what `fill` makes of an empty structure.
template <typename T, typename Fill>
nb::object CapsuleOf(Fill fill) {
  auto structure = std::make_unique<T>();
  fill(*structure);
  nb::object capsule = nb::steal(
      PyCapsule_New(structure.get(), kCapsuleName<T>, &DeleteCapsule<T>));
  if (!capsule.is_valid()) {
    structure->release(structure.get());
    throw nb::python_error();
  }
  static_cast<void>(structure.release());
  return capsule;
}

// The structure in a capsule, which keeps it. Throws TypeError where the object
// is no such capsule.
template <typename T>
T& StructureIn(nb::handle capsule) {
  if (PyCapsule_IsValid(capsule.ptr(), kCapsuleName<T>) == 0) {
    RaiseWrongType("column", fmt::format("a capsule \"{}\"", kCapsuleName<T>),
                   capsule);
  }
  return *static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), kCapsuleName<T>));
}

[[noreturn]] void RaiseColumnError(const absl::Status& status) {
  if (absl::IsCancelled(status)) throw nb::python_error();
  PyObject* const type = absl::IsUnimplemented(status) ? PyExc_TypeError
                         : absl::IsOutOfRange(status)  ? PyExc_OverflowError
                         : absl::IsInternal(status)    ? PyExc_RuntimeError
                                                       : PyExc_ValueError;
  const std::string message = fmt::format(
      "column: {}",
      std::string_view(status.message().data(), status.message().size()));
  // Names and messages of others need not be UTF-8.
  const nb::object text = nb::steal(PyUnicode_DecodeUTF8(
      message.data(), static_cast<Py_ssize_t>(message.size()), "replace"));
  if (text.is_valid()) PyErr_SetObject(type, text.ptr());
  throw nb::python_error();
}

// Runs `count` without the GIL: it may wait for the producer's threads, which
// may need it.
template <typename Count>
Counts CountsOf(size_t threads, Count count) {
  Interrupts interrupts;
  const BatchOptions options = interrupts.Batch(threads);
  auto counts = [&] {
    const nb::gil_scoped_release without_gil;
    return count(options);
  }();
  if (!counts.ok()) RaiseColumnError(counts.status());
  return Counts{std::make_shared<const ColumnCounts>(*std::move(counts))};
}

Counts CountStream(const Encoding& encoding, nb::handle column,
                   size_t threads) {
  const nb::object capsule = column.attr("__arrow_c_stream__")();
  Owned<ArrowArrayStream> stream(StructureIn<ArrowArrayStream>(capsule));
  return CountsOf(threads, [&](const BatchOptions& options) {
    return arrow::CountStream(encoding, *stream.get(), options);
  });
}

Counts CountArray(const Encoding& encoding, nb::handle column, size_t threads) {
  const nb::object capsules = column.attr("__arrow_c_array__")();
  if (PyTuple_Check(capsules.ptr()) == 0 || PyTuple_Size(capsules.ptr()) != 2) {
    throw nb::type_error("column: __arrow_c_array__ gave no pair of capsules");
  }
  const nb::handle schema_capsule = PyTuple_GetItem(capsules.ptr(), 0);
  const nb::handle array_capsule = PyTuple_GetItem(capsules.ptr(), 1);
  const auto& schema = StructureIn<ArrowSchema>(schema_capsule);
  auto& array = StructureIn<ArrowArray>(array_capsule);
  return CountsOf(threads, [&](const BatchOptions& options) {
    return arrow::CountArray(encoding, schema, array, options);
  });
}

Counts CountColumn(const CoreEncoding& encoding, nb::handle column,
                   size_t threads) {
  if (nb::hasattr(column, "__arrow_c_stream__")) {
    return CountStream(*encoding, column, threads);
  }
  if (nb::hasattr(column, "__arrow_c_array__")) {
    return CountArray(*encoding, column, threads);
  }
  RaiseWrongType("column",
                 "an Arrow array of text (an object with __arrow_c_array__ or "
                 "__arrow_c_stream__)",
                 column,
                 "; pyarrow.array makes one of a list, and "
                 "Encoding.count_batch counts a list");
}

nb::object ListOf(const Counts& self) {
  const ColumnCounts& counts = *self.shared;
  return MakeList(counts.size(), [&](size_t i) {
    return counts.IsNull(i) ? nb::none().release().ptr()
                            : PyLong_FromUnsignedLong(counts.values()[i]);
  });
}

nb::object ArrayOf(const Counts& self) {
  const ColumnCounts& counts = *self.shared;
  if (counts.null_count() > 0) {
    throw nb::value_error(
        fmt::format("{} of the {} counts are null, which a NumPy array of "
                    "uint32 can't hold; drop or fill them first, as "
                    "pyarrow.array(counts).fill_null(0) does",
                    counts.null_count(), counts.size())
            .c_str());
  }
  auto owner = std::make_unique<Counts>(self);
  const nb::capsule capsule(owner.get(), [](void* held) noexcept {
    delete static_cast<Counts*>(held);
  });
  static_cast<void>(owner.release());
  return nb::cast(nb::ndarray<nb::numpy, const uint32_t, nb::ndim<1>>(
      counts.values().data(), {counts.size()}, capsule));
}

nb::object SchemaCapsule() {
  return CapsuleOf<ArrowSchema>(&arrow::ExportSchema);
}

// Values and, where rows are null, bits, both as Arrow has them.
nb::object StateOf(const Counts& self) {
  const ColumnCounts& counts = *self.shared;
  const std::span<const uint32_t> values = counts.values();
  const nb::bytes numbers(values.data(), values.size_bytes());
  if (counts.validity() == nullptr) {
    return nb::make_tuple(numbers, nb::none());
  }
  return nb::make_tuple(numbers,
                        nb::bytes(counts.validity(), (counts.size() + 7) / 8));
}

ColumnCounts CountsFrom(const nb::bytes& numbers, nb::handle validity) {
  const size_t rows = numbers.size() / sizeof(uint32_t);
  nb::bytes bits("", 0);
  if (!validity.is_none()) bits = nb::cast<nb::bytes>(validity);
  if (numbers.size() % sizeof(uint32_t) != 0 ||
      (!validity.is_none() && bits.size() != (rows + 7) / 8)) {
    throw nb::value_error("the pickle is of another version of tokenfare");
  }
  ColumnCounts counts;
  for (size_t row = 0; row < rows; ++row) {
    if (!validity.is_none() &&
        ((bits.c_str()[row / 8] >> (row % 8)) & 1) == 0) {
      counts.AppendNull();
      continue;
    }
    uint32_t value = 0;
    std::memcpy(&value, numbers.c_str() + row * sizeof(value), sizeof(value));
    static_cast<void>(counts.Append(value));  // fits: it is no wider
  }
  counts.Shrink();
  return counts;
}

void BindCountsPickling(nb::class_<Counts>& type) {
  type.def("__getstate__", &StateOf);
  type.def("__setstate__", [](Counts& self, nb::handle saved) {
    const auto state = nb::cast<nb::tuple>(saved);
    if (state.size() != 2) {
      throw nb::value_error("the pickle is of another version of tokenfare");
    }
    auto counts = std::make_shared<const ColumnCounts>(
        CountsFrom(nb::cast<nb::bytes>(state[0]), state[1]));
    new (&self) Counts{std::move(counts)};
  });
}

void BindArrowInterface(nb::class_<Counts>& type) {
  type.def(
      "__arrow_c_schema__", [](const Counts&) { return SchemaCapsule(); },
      nb::sig("def __arrow_c_schema__(self) -> object"),
      "The type, uint32, by Arrow's PyCapsule interface.");
  type.def(
      "__arrow_c_array__",
      [](const Counts& self, nb::handle) {
        return nb::make_tuple(SchemaCapsule(),
                              CapsuleOf<ArrowArray>([&](ArrowArray& array) {
                                arrow::ExportArray(self.shared, array);
                              }));
      },
      nb::arg("requested_schema") = nb::none(),
      nb::sig("def __arrow_c_array__(self, requested_schema: object | None = "
              "None) -> tuple[object, object]"),
      "The counts by Arrow's PyCapsule interface. They are shared, not copied, "
      "and always uint32.");
  type.def(
      "__arrow_c_stream__",
      [](const Counts& self, nb::handle) {
        return CapsuleOf<ArrowArrayStream>([&](ArrowArrayStream& stream) {
          arrow::ExportStream(self.shared, stream);
        });
      },
      nb::arg("requested_schema") = nb::none(),
      nb::sig("def __arrow_c_stream__(self, requested_schema: object | None = "
              "None) -> object"),
      "The same as a stream of one array.");
}

void BindCounts(nb::module_& module) {
  nb::class_<Counts> type(module, "Counts", R"(The token counts of a column.

An Arrow array of uint32, null where the text was: pyarrow.array, polars.Series
and whatever else takes the PyCapsule interface shares its memory.)");
  type.def(
      "__len__", [](const Counts& self) { return self.shared->size(); },
      "The number of rows.");
  type.def("__repr__", [](const Counts& self) {
    return nb::str(fmt::format("<Counts of {} rows, {} null: {} tokens>",
                               self.shared->size(), self.shared->null_count(),
                               self.shared->total())
                       .c_str());
  });
  type.def_prop_ro(
      "null_count",
      [](const Counts& self) { return self.shared->null_count(); },
      "How many rows are null.");
  type.def_prop_ro(
      "total", [](const Counts& self) { return self.shared->total(); },
      "The sum of the counts. It has been made already.");
  type.def("to_pylist", &ListOf,
           nb::sig("def to_pylist(self) -> list[int | None]"),
           "A list, None where a row is null.");
  type.def(
      "to_numpy", &ArrayOf,
      nb::sig("def to_numpy(self) -> numpy.typing.NDArray[numpy.uint32]"),
      "A read-only array that shares the memory. ValueError where a row is "
      "null. Needs NumPy.");
  BindArrowInterface(type);
  BindCountsPickling(type);
}

}  // namespace

void BindColumns(nb::module_& module) {
  BindCounts(module);
  module.def("count_column", &CountColumn, nb::arg("encoding"),
             nb::arg("column").none(), nb::arg("num_threads") = 0,
             nb::sig("def count_column(encoding: CoreEncoding, column: object, "
                     "num_threads: int = 0) -> Counts"),
             "What tokenfare.arrow.count is made of.");
}

}  // namespace tokenfare::python
