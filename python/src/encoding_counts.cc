// CoreEncoding: from text to counts.

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core_encoding.h"
#include "interrupts.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/string_view.h"
#include "special_arguments.h"
#include "text_argument.h"
#include "token_lists.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

size_t CountUtf8(const CoreEncoding& self, std::string_view text) {
  return WithoutGil(text,
                    [&](std::string_view utf8) { return self->Count(utf8); });
}

size_t CountBytes(const CoreEncoding& self, nb::handle data,
                  std::string_view errors) {
  const BytesArgument bytes(data);
  if (errors == "strict") {
    bytes.RequireUtf8();
  } else if (errors != "replace") {
    throw nb::value_error("errors: expected \"strict\" or \"replace\"");
  }
  return CountUtf8(self, bytes.bytes());
}

size_t Count(const CoreEncoding& self, nb::handle text, nb::handle allowed,
             nb::handle disallowed) {
  const TextArgument argument(text);
  // The defaults, for which short texts should not wait.
  if (IsEmptyTuple(allowed) && IsEmptyTuple(disallowed)) {
    return CountUtf8(self, argument.utf8());
  }
  const SpecialArguments special(*self, allowed, disallowed);
  special.RefuseOthers(argument.utf8());
  return ValueOrRefuse(WithoutGil(argument.utf8(),
                                  [&](std::string_view utf8) {
                                    return self->Count(utf8, special.policy());
                                  }),
                       special, argument.utf8());
}

size_t CountOrdinary(const CoreEncoding& self, nb::handle text) {
  return CountUtf8(self, TextArgument(text).utf8());
}

std::vector<size_t> CountAll(const CoreEncoding& self, nb::handle texts,
                             size_t threads) {
  const TextArguments arguments(texts);
  Interrupts interrupts;
  const auto counts = [&] {
    const nb::gil_scoped_release without_gil;
    return self->CountBatch(arguments.utf8(), interrupts.Batch(threads));
  }();
  if (!counts.ok()) throw nb::python_error();
  return *counts;
}

nb::object CountUpTo(const CoreEncoding& self, nb::handle text, size_t limit) {
  const TextArgument argument(text);
  const std::optional<size_t> count = WithoutGil(
      argument.utf8(),
      [&](std::string_view utf8) { return self->CountUpTo(utf8, limit); });
  if (!count.has_value()) return nb::none();
  return nb::cast(*count);
}

nb::str Truncate(const CoreEncoding& self, nb::handle text, size_t max_tokens) {
  const TextArgument argument(text);
  const std::string_view prefix = WithoutGil(
      argument.utf8(),
      [&](std::string_view utf8) { return self->Truncate(utf8, max_tokens); });
  return nb::str(prefix.data(), prefix.size());
}

}  // namespace

void BindCounts(nb::class_<CoreEncoding>& type) {
  type.def("count", &Count, nb::arg("text").none(), nb::kw_only(),
           nb::arg("allowed_special").none() = nb::make_tuple(),
           nb::arg("disallowed_special").none() = nb::make_tuple(),
           nb::sig("def count(self, text: str, *, " TOKENFARE_SPECIAL_SIGNATURE(
               "()", "()") ") -> int"),
           R"(The number of tokens of `text`, without making them.

The text of a special token counts as ordinary text unless `allowed_special`
or `disallowed_special` say otherwise, which mean what they mean for `encode`.
`count(text)` is `len(encode(text, disallowed_special=()))`.)");
  type.def("count_ordinary", &CountOrdinary, nb::arg("text").none(),
           nb::sig("def count_ordinary(self, text: str) -> int"),
           "`len(encode_ordinary(text))`, without making the tokens.");
  type.def(
      "count_bytes", &CountBytes, nb::arg("data").none(), nb::kw_only(),
      nb::arg("errors") = "strict",
      nb::sig("def count_bytes(self, data: typing_extensions.Buffer, *, "
              "errors: typing.Literal['strict', 'replace'] = 'strict') -> int"),
      R"(The number of tokens of UTF-8 text in a buffer: bytes, bytearray,
memoryview, mmap. Reads it in place; until the call returns its owner can't be
resized or closed. Ill-formed UTF-8 raises UnicodeDecodeError, or counts as
`bytes(data).decode(errors="replace")` does.)");
  type.def(
      "count_up_to", &CountUpTo, nb::arg("text").none(), nb::arg("limit"),
      nb::sig("def count_up_to(self, text: str, limit: int) -> int | None"),
      R"(`count(text)` where that is at most `limit`, otherwise None.

Stops reading soon after the limit is passed.)");
  type.def(
      "truncate", &Truncate, nb::arg("text").none(), nb::arg("max_tokens"),
      nb::sig("def truncate(self, text: str, max_tokens: int) -> str"),
      R"(The longest beginning of `text` that ends with one of the text's tokens
and between two characters, and has at most `max_tokens` tokens itself.)");
  type.def(
      "count_batch",
      [](const CoreEncoding& self, nb::handle texts, size_t threads) {
        return ListOf(CountAll(self, texts, threads));
      },
      nb::arg("texts").none(), nb::kw_only(), nb::arg("num_threads") = 0,
      nb::sig("def count_batch(self, texts: collections.abc.Iterable[str], *, "
              "num_threads: int = 0)"
              " -> list[int]"),
      R"(`count` of each text, in their order, by all processors or at most
`num_threads`. Releases the GIL once; Ctrl-C ends it. Small batches take one
thread, and a large text among small ones is shared by several.)");
  type.def(
      "count_batch_to_numpy",
      [](const CoreEncoding& self, nb::handle texts, size_t threads) {
        const std::vector<size_t> counts = CountAll(self, texts, threads);
        return ArrayOf({counts.begin(), counts.end()});
      },
      nb::arg("texts").none(), nb::kw_only(), nb::arg("num_threads") = 0,
      nb::sig("def count_batch_to_numpy(self, texts: "
              "collections.abc.Iterable[str], *, "
              "num_threads: int = 0) -> numpy.typing.NDArray[numpy.uint32]"),
      "`count_batch` as an array of uint32. Needs NumPy.");
}

}  // namespace tokenfare::python
