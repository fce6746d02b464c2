// CoreEncoding: from text to ids.

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

std::vector<TokenId> EncodeUtf8(const CoreEncoding& self,
                                std::string_view text) {
  return WithoutGil(text,
                    [&](std::string_view utf8) { return self->Encode(utf8); });
}

std::vector<TokenId> EncodeIds(const CoreEncoding& self, nb::handle text,
                               nb::handle allowed, nb::handle disallowed) {
  const TextArgument argument(text);
  // The defaults, and nothing to disallow.
  if (IsEmptyTuple(allowed) && IsAll(disallowed) &&
      !self->special_tokens().Find(argument.utf8(), 0)) {
    return EncodeUtf8(self, argument.utf8());
  }
  const SpecialArguments special(*self, allowed, disallowed);
  special.RefuseOthers(argument.utf8());
  return ValueOrRefuse(WithoutGil(argument.utf8(),
                                  [&](std::string_view utf8) {
                                    return self->Encode(utf8, special.policy());
                                  }),
                       special, argument.utf8());
}

nb::object EncodeBatch(const CoreEncoding& self, nb::handle texts,
                       size_t threads, nb::handle allowed,
                       nb::handle disallowed) {
  const TextArguments arguments(texts);
  const SpecialArguments special(*self, allowed, disallowed);
  for (const std::string_view text : arguments.utf8())
    special.RefuseOthers(text);
  Interrupts interrupts;
  const auto batch = [&] {
    const nb::gil_scoped_release without_gil;
    return self->EncodeBatch(arguments.utf8(), special.policy(),
                             interrupts.Batch(threads));
  }();
  if (absl::IsCancelled(batch.status())) throw nb::python_error();
  if (!batch.ok()) special.Refuse(arguments.utf8());
  nb::list lists;
  for (const std::vector<TokenId>& ids : *batch) lists.append(self.ListOf(ids));
  return lists;
}

nb::tuple EncodeWithUnstable(const CoreEncoding& self, nb::handle text,
                             nb::handle allowed, nb::handle disallowed) {
  const TextArgument argument(text);
  const SpecialArguments special(*self, allowed, disallowed);
  special.RefuseOthers(argument.utf8());
  const UnstableTokens tokens = ValueOrRefuse(
      WithoutGil(argument.utf8(),
                 [&](std::string_view utf8) {
                   return self.unstable().Encode(utf8, special.policy());
                 }),
      special, argument.utf8());
  nb::list completions;
  for (const std::vector<TokenId>& ids : tokens.completions) {
    completions.append(self.ListOf(ids));
  }
  return nb::make_tuple(self.ListOf(tokens.stable), completions);
}

// _encode_single_piece and _encode_bytes.
nb::object EncodeSinglePiece(const CoreEncoding& self,
                             nb::handle text_or_bytes) {
  if (PyUnicode_Check(text_or_bytes.ptr()) != 0) {
    return self.ListOf(
        EncodePiece(*self, nb::cast<std::string_view>(text_or_bytes)));
  }
  return self.ListOf(EncodePiece(*self, BytesArgument(text_or_bytes).bytes()));
}

nb::object EncodeAnyBytes(const CoreEncoding& self, nb::handle data) {
  const BytesArgument bytes(data);
  return self.ListOf(WithoutGil(bytes.bytes(), [&](std::string_view data) {
    return EncodeBytes(*self, data);
  }));
}

void BindPartialText(nb::class_<CoreEncoding>& type) {
  type.def(
      "encode_with_unstable", &EncodeWithUnstable, nb::arg("text").none(),
      nb::kw_only(), nb::arg("allowed_special").none() = nb::make_tuple(),
      nb::arg("disallowed_special").none() = "all",
      nb::sig("def encode_with_unstable(self, text: str, "
              "*, " TOKENFARE_SPECIAL_SIGNATURE(
                  "()", "'all'") ") -> tuple[list[int], list[list[int]]]"),
      R"(The tokens that stay whatever comes after `text`, and the sequences of
tokens that may follow those, sorted.)");
  type.def("_encode_single_piece", &EncodeSinglePiece,
           nb::arg("text_or_bytes").none(),
           nb::sig("def _encode_single_piece(self, text_or_bytes: str | bytes)"
                   " -> list[int]"),
           "The tokens of the text taken for one piece, without splitting it.");
  type.def("_encode_bytes", &EncodeAnyBytes, nb::arg("text").none(),
           nb::sig("def _encode_bytes(self, text: bytes) -> list[int]"),
           "The tokens of bytes that may end inside a character.");
}

}  // namespace

void BindTexts(nb::class_<CoreEncoding>& type) {
  type.def(
      "encode_ordinary",
      [](const CoreEncoding& self, nb::handle text) {
        return self.ListOf(EncodeUtf8(self, TextArgument(text).utf8()));
      },
      nb::arg("text").none(),
      nb::sig("def encode_ordinary(self, text: str) -> list[int]"),
      "The tokens of `text`, special tokens in it taken as ordinary text.");
  type.def(
      "encode",
      [](const CoreEncoding& self, nb::handle text, nb::handle allowed,
         nb::handle disallowed) {
        return self.ListOf(EncodeIds(self, text, allowed, disallowed));
      },
      nb::arg("text").none(), nb::kw_only(),
      nb::arg("allowed_special").none() = nb::make_tuple(),
      nb::arg("disallowed_special").none() = "all",
      nb::sig("def encode(self, text: str, *, " TOKENFARE_SPECIAL_SIGNATURE(
          "()", "'all'") ") -> list[int]"),
      R"(The tokens of `text`.

Where the text holds the text of a special token, that is the token if it is
in `allowed_special`, a ValueError if it is in `disallowed_special`, and
ordinary text otherwise. "all" allows all; "all" of `disallowed_special`, the
default, disallows all that are not allowed.)");
  type.def(
      "encode_to_numpy",
      [](const CoreEncoding& self, nb::handle text, nb::handle allowed,
         nb::handle disallowed) {
        return ArrayOf(EncodeIds(self, text, allowed, disallowed));
      },
      nb::arg("text").none(), nb::kw_only(),
      nb::arg("allowed_special").none() = nb::make_tuple(),
      nb::arg("disallowed_special").none() = "all",
      nb::sig("def encode_to_numpy(self, text: str, "
              "*, " TOKENFARE_SPECIAL_SIGNATURE(
                  "()", "'all'") ") -> numpy.typing.NDArray[numpy.uint32]"),
      "`encode` as an array of uint32, which is not copied. Needs NumPy.");
  type.def(
      "encode_batch", &EncodeBatch, nb::arg("text").none(), nb::kw_only(),
      nb::arg("num_threads") = 8,
      nb::arg("allowed_special").none() = nb::make_tuple(),
      nb::arg("disallowed_special").none() = "all",
      nb::sig("def encode_batch(self, text: collections.abc.Iterable[str], *, "
              "num_threads: int = 8, " TOKENFARE_SPECIAL_SIGNATURE(
                  "()", "'all'") ") -> list[list[int]]"),
      "`encode` of each text, in their order, by several threads. Ctrl-C "
      "ends it.");
  type.def(
      "encode_ordinary_batch",
      [](const CoreEncoding& self, nb::handle texts, size_t threads) {
        return EncodeBatch(self, texts, threads, nb::make_tuple(),
                           nb::make_tuple());
      },
      nb::arg("text").none(), nb::kw_only(), nb::arg("num_threads") = 8,
      nb::sig("def encode_ordinary_batch(self, text: "
              "collections.abc.Iterable[str], *, "
              "num_threads: int = 8) -> list[list[int]]"),
      "`encode_ordinary` of each text, in their order, by several threads.");
  BindPartialText(type);
}

}  // namespace tokenfare::python
