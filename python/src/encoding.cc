// tokenfare._native.CoreEncoding: its tokens, and from ids to text.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core_encoding.h"
#include "domains.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/pair.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "text_argument.h"
#include "token_lists.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

TokenId EncodeSingleToken(const CoreEncoding& self, nb::handle text_or_bytes) {
  std::optional<TokenId> id;
  if (PyUnicode_Check(text_or_bytes.ptr()) != 0) {
    // Unlike TextArgument, a surrogate is an error here, as in tiktoken.
    id = self->TokenIdOf(nb::cast<std::string_view>(text_or_bytes));
  } else {
    id = self->TokenIdOf(BytesArgument(text_or_bytes).bytes());
  }
  if (!id.has_value()) {
    PyErr_SetObject(PyExc_KeyError, text_or_bytes.ptr());
    throw nb::python_error();
  }
  return *id;
}

[[noreturn]] void RaiseKeyError(const absl::Status& status) {
  PyErr_SetString(
      PyExc_KeyError,
      ("Invalid token for decoding: " + std::string(status.message())).c_str());
  throw nb::python_error();
}

nb::bytes DecodeBytes(const CoreEncoding& self, nb::handle tokens) {
  const auto text = self->Decode(TokenIdsOf(tokens));
  if (!text.ok()) {
    PyErr_SetString(PyExc_KeyError, ("Invalid token for decoding: " +
                                     std::string(text.status().message()))
                                        .c_str());
    throw nb::python_error();
  }
  return nb::bytes(text->data(), text->size());
}

nb::bytes DecodeSingleTokenBytes(const CoreEncoding& self, nb::handle token) {
  const TokenId id = TokenIdOf(token);
  const std::optional<std::string_view> bytes = self->TokenBytes(id);
  if (!bytes.has_value()) {
    PyErr_SetString(PyExc_KeyError, std::to_string(id).c_str());
    throw nb::python_error();
  }
  return nb::bytes(bytes->data(), bytes->size());
}

nb::list DecodeTokensBytes(const CoreEncoding& self, nb::handle tokens) {
  nb::list all;
  for (const nb::handle token : tokens) {
    all.append(DecodeSingleTokenBytes(self, token));
  }
  return all;
}

nb::object CharacterOffsets(const CoreEncoding& self, nb::handle tokens) {
  const auto offsets = self->CharacterOffsets(TokenIdsOf(tokens));
  if (!offsets.ok()) RaiseKeyError(offsets.status());
  return ListOf(*offsets);
}

nb::list TokenByteValues(const CoreEncoding& self) {
  nb::list values;
  for (const std::string_view token : self.unstable().sorted_tokens()) {
    values.append(nb::bytes(token.data(), token.size()));
  }
  return values;
}

// Of all ids, in their order.
nb::dict OrdinaryTokens(const CoreEncoding& self) {
  nb::dict ranks;
  for (TokenId id = 0; id < self->vocabulary_size(); ++id) {
    const std::optional<std::string_view> bytes = self->TokenBytes(id);
    if (!bytes.has_value() || self->special_tokens().TextOf(id)) continue;
    ranks[nb::bytes(bytes->data(), bytes->size())] = id;
  }
  return ranks;
}

nb::dict SpecialTokenIds(const CoreEncoding& self) {
  nb::dict ids;
  for (const SpecialToken& token : self->special_tokens().all()) {
    ids[token.text.c_str()] = token.id;
  }
  return ids;
}

void BindTokens(nb::class_<CoreEncoding>& type) {
  type.def(
      "encode_single_token", &EncodeSingleToken,
      nb::arg("text_or_bytes").none(),
      nb::sig(
          "def encode_single_token(self, text_or_bytes: str | bytes) -> int"),
      "The id of the token with exactly this text, specials included; else "
      "KeyError.");
  type.def("token_byte_values", &TokenByteValues,
           nb::sig("def token_byte_values(self) -> list[bytes]"),
           "The bytes of all ordinary tokens, sorted.");
  type.def("decode_bytes", &DecodeBytes, nb::arg("tokens").none(),
           nb::sig("def decode_bytes(self, tokens: "
                   "collections.abc.Sequence[int]) -> bytes"),
           "The bytes of the tokens, joined. KeyError for an unknown token.");
  type.def("decode_single_token_bytes", &DecodeSingleTokenBytes,
           nb::arg("token").none(),
           nb::sig("def decode_single_token_bytes(self, token: int) -> bytes"),
           "The bytes of one token, specials included. KeyError for an unknown "
           "one.");
  type.def("decode_tokens_bytes", &DecodeTokensBytes, nb::arg("tokens").none(),
           nb::sig("def decode_tokens_bytes(self, tokens: "
                   "collections.abc.Sequence[int]) -> "
                   "list[bytes]"),
           "The bytes of each token.");
  type.def("_character_offsets", &CharacterOffsets, nb::arg("tokens").none(),
           nb::sig("def _character_offsets(self, tokens: "
                   "collections.abc.Sequence[int]) -> list[int]"));
}

}  // namespace

void BindEncoding(nb::module_& module) {
  nb::class_<CoreEncoding> type(module, "CoreEncoding",
                                nb::is_weak_referenceable(),
                                "What tokenfare.Encoding is made of.");
  type.def(nb::init<std::string_view>(), nb::arg("name"),
           "A built-in encoding.");
  type.def(nb::init<std::string, std::string, nb::bytes,
                    std::vector<std::pair<std::string, TokenId>>>(),
           nb::arg("name"), nb::arg("pattern"), nb::arg("vocabulary"),
           nb::arg("special_tokens"),
           "An encoding of the user's; `vocabulary` is the content of a "
           ".tiktoken file.");
  type.def(nb::init<const CoreEncoding&>(), nb::arg("other"),
           "The same encoding.");
  type.def_prop_ro("is_built_in", &CoreEncoding::built_in,
                   "Whether the encoding is one of the package's own.");
  type.def_prop_ro(
      "name", [](const CoreEncoding& self) { return self->name(); },
      "The encoding's name.");
  type.def_prop_ro(
      "max_token_value",
      [](const CoreEncoding& self) { return self->vocabulary_size() - 1; },
      "The largest id, specials included.");
  type.def("_ordinary_tokens", &OrdinaryTokens,
           nb::sig("def _ordinary_tokens(self) -> dict[bytes, int]"));
  type.def("_special_token_ids", &SpecialTokenIds,
           nb::sig("def _special_token_ids(self) -> dict[str, int]"));
  BindCounts(type);
  BindTexts(type);
  BindTokens(type);
}

}  // namespace tokenfare::python
