// tokenfare._native.CoreEncoding: text to counts and ids, and back.

#include "tokenfare/tokenizer/encoding.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domains.h"
#include "errors.h"
#include "interrupts.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/pair.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/string_view.h"
#include "nanobind/stl/vector.h"
#include "special_arguments.h"
#include "text_argument.h"
#include "token_lists.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

// Where what is built in ends and what the user made begins.
class CoreEncoding {
 public:
  explicit CoreEncoding(std::string_view name)
      : encoding_(ValueOrRaise(GetEncoding(name))) {}

  CoreEncoding(
      std::string name, std::string pattern, const nb::bytes& vocabulary,
      const std::vector<std::pair<std::string, TokenId>>& special_tokens) {
    CustomEncodingSpec spec = {.name = std::move(name),
                               .vocabulary_path = "mergeable_ranks",
                               .pattern = std::move(pattern),
                               .special_tokens = {}};
    for (const auto& [text, id] : special_tokens) {
      spec.special_tokens.push_back({.text = text, .id = id});
    }
    own_ = ValueOrRaise(
        MakeEncoding(spec, {vocabulary.c_str(), vocabulary.size()}));
    encoding_ = own_.get();
  }

  const Encoding& operator*() const { return *encoding_; }
  const Encoding* operator->() const { return encoding_; }

 private:
  std::unique_ptr<const Encoding> own_;
  const Encoding* encoding_ = nullptr;
};

// Runs `work` without the GIL.
template <typename Work>
auto WithoutGil(Work work) {
  const nb::gil_scoped_release without_gil;
  return work();
}

// The result of a policy's counting or encoding, or tiktoken's error.
template <typename T>
T ValueOrRefuse(absl::StatusOr<T> result, const SpecialArguments& special,
                std::string_view text) {
  if (!result.ok()) special.Refuse(text);
  return *std::move(result);
}

size_t CountBytes(const CoreEncoding& self, nb::handle data,
                  std::string_view errors) {
  const BytesArgument bytes(data);
  if (errors == "strict") {
    bytes.RequireUtf8();
  } else if (errors != "replace") {
    throw nb::value_error("errors: expected \"strict\" or \"replace\"");
  }
  return WithoutGil([&] { return self->Count(bytes.bytes()); });
}

size_t Count(const CoreEncoding& self, nb::handle text, nb::handle allowed,
             nb::handle disallowed) {
  const TextArgument argument(text);
  const SpecialArguments special(*self, allowed, disallowed);
  special.RefuseOthers(argument.utf8());
  return ValueOrRefuse(WithoutGil([&] {
                         return self->Count(argument.utf8(), special.policy());
                       }),
                       special, argument.utf8());
}

size_t CountOrdinary(const CoreEncoding& self, nb::handle text) {
  const TextArgument argument(text);
  return WithoutGil([&] { return self->Count(argument.utf8()); });
}

std::vector<size_t> CountAll(const CoreEncoding& self, nb::handle texts,
                             size_t threads) {
  const TextArguments arguments(texts);
  Interrupts interrupts;
  auto counts = WithoutGil([&] {
    return self->CountBatch(arguments.utf8(),
                            BatchOptions{.threads = threads, .keep_going = [&] {
                                           return interrupts.None();
                                         }});
  });
  if (!counts.ok()) throw nb::python_error();
  return *std::move(counts);
}

nb::object CountUpTo(const CoreEncoding& self, nb::handle text, size_t limit) {
  const TextArgument argument(text);
  const std::optional<size_t> count =
      WithoutGil([&] { return self->CountUpTo(argument.utf8(), limit); });
  if (!count.has_value()) return nb::none();
  return nb::cast(*count);
}

nb::str Truncate(const CoreEncoding& self, nb::handle text, size_t max_tokens) {
  const TextArgument argument(text);
  const std::string_view prefix =
      WithoutGil([&] { return self->Truncate(argument.utf8(), max_tokens); });
  return nb::str(prefix.data(), prefix.size());
}

std::vector<TokenId> EncodeOrdinaryIds(const CoreEncoding& self,
                                       nb::handle text) {
  const TextArgument argument(text);
  return WithoutGil([&] { return self->Encode(argument.utf8()); });
}

std::vector<TokenId> EncodeIds(const CoreEncoding& self, nb::handle text,
                               nb::handle allowed, nb::handle disallowed) {
  const TextArgument argument(text);
  const SpecialArguments special(*self, allowed, disallowed);
  special.RefuseOthers(argument.utf8());
  return ValueOrRefuse(WithoutGil([&] {
                         return self->Encode(argument.utf8(), special.policy());
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
  const auto batch = WithoutGil([&] {
    return self->EncodeBatch(
        arguments.utf8(), special.policy(),
        BatchOptions{.threads = threads,
                     .keep_going = [&] { return interrupts.None(); }});
  });
  if (absl::IsCancelled(batch.status())) throw nb::python_error();
  if (!batch.ok()) {
    for (const std::string_view text : arguments.utf8()) {
      if (!self->Count(text, special.policy()).ok()) special.Refuse(text);
    }
  }
  nb::list lists;
  for (const std::vector<TokenId>& ids : *batch) lists.append(ListOf(ids));
  return lists;
}

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

nb::bytes DecodeBytes(const CoreEncoding& self, nb::handle tokens) {
  const std::vector<TokenId> ids = TokenIdsOf(tokens);
  const auto text = WithoutGil([&] { return self->Decode(ids); });
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
  for (const TokenId id : TokenIdsOf(tokens)) {
    const std::optional<std::string_view> bytes = self->TokenBytes(id);
    if (!bytes.has_value()) {
      PyErr_SetString(PyExc_KeyError, std::to_string(id).c_str());
      throw nb::python_error();
    }
    all.append(nb::bytes(bytes->data(), bytes->size()));
  }
  return all;
}

// Of all ids, in their order.
nb::dict OrdinaryTokens(const CoreEncoding& self) {
  nb::dict ranks;
  for (TokenId id = 0; id < self->vocabulary_size(); ++id) {
    const std::optional<std::string_view> bytes = self->TokenBytes(id);
    if (!bytes.has_value() || self->TokenIdOf(*bytes) != id) continue;
    if (self->special_tokens().TextOf(id) == bytes) continue;
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

// What several signatures share.
#define TOKENFARE_SPECIAL_SIGNATURE(allowed, disallowed)         \
  "allowed_special: Literal['all'] | Collection[str] = " allowed \
  ", "                                                           \
  "disallowed_special: Literal['all'] | Collection[str] = " disallowed

void BindCounting(nb::class_<CoreEncoding>& type) {
  type.def("count", &Count, nb::arg("text"), nb::kw_only(),
           nb::arg("allowed_special") = nb::make_tuple(),
           nb::arg("disallowed_special") = nb::make_tuple(),
           nb::sig("def count(self, text: str, *, " TOKENFARE_SPECIAL_SIGNATURE(
               "()", "()") ") -> int"),
           R"(The number of tokens of `text`, without making them.

The text of a special token counts as ordinary text unless `allowed_special`
or `disallowed_special` say otherwise, which mean what they mean for `encode`.
`count(text)` is `len(encode(text, disallowed_special=()))`.)");
  type.def("count_ordinary", &CountOrdinary, nb::arg("text"),
           nb::sig("def count_ordinary(self, text: str) -> int"),
           "`len(encode_ordinary(text))`, without making the tokens.");
  type.def("count_bytes", &CountBytes, nb::arg("data"), nb::kw_only(),
           nb::arg("errors") = "strict",
           nb::sig("def count_bytes(self, data: Buffer, *, "
                   "errors: Literal['strict', 'replace'] = 'strict') -> int"),
           R"(The number of tokens of UTF-8 text in a buffer: bytes, bytearray,
memoryview, mmap. Reads it in place; until the call returns its owner can't be
resized or closed. Ill-formed UTF-8 raises UnicodeDecodeError, or counts as
`bytes(data).decode(errors="replace")` does.)");
  type.def(
      "count_up_to", &CountUpTo, nb::arg("text"), nb::arg("limit"),
      nb::sig("def count_up_to(self, text: str, limit: int) -> int | None"),
      R"(`count(text)` where that is at most `limit`, otherwise None.

Stops reading soon after the limit is passed.)");
  type.def(
      "truncate", &Truncate, nb::arg("text"), nb::arg("max_tokens"),
      nb::sig("def truncate(self, text: str, max_tokens: int) -> str"),
      R"(The longest beginning of `text` that ends with one of the text's tokens
and between two characters, and has at most `max_tokens` tokens itself.)");
  type.def(
      "count_batch",
      [](const CoreEncoding& self, nb::handle texts, size_t threads) {
        return ListOf(CountAll(self, texts, threads));
      },
      nb::arg("texts"), nb::kw_only(), nb::arg("num_threads") = 0,
      nb::sig(
          "def count_batch(self, texts: Iterable[str], *, num_threads: int = 0)"
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
      nb::arg("texts"), nb::kw_only(), nb::arg("num_threads") = 0,
      nb::sig("def count_batch_to_numpy(self, texts: Iterable[str], *, "
              "num_threads: int = 0) -> numpy.typing.NDArray[numpy.uint32]"),
      "`count_batch` as an array of uint32. Needs NumPy.");
}

void BindEncodingText(nb::class_<CoreEncoding>& type) {
  type.def(
      "encode_ordinary",
      [](const CoreEncoding& self, nb::handle text) {
        return ListOf(EncodeOrdinaryIds(self, text));
      },
      nb::arg("text"),
      nb::sig("def encode_ordinary(self, text: str) -> list[int]"),
      "The tokens of `text`, special tokens in it taken as ordinary text.");
  type.def(
      "encode",
      [](const CoreEncoding& self, nb::handle text, nb::handle allowed,
         nb::handle disallowed) {
        return ListOf(EncodeIds(self, text, allowed, disallowed));
      },
      nb::arg("text"), nb::kw_only(),
      nb::arg("allowed_special") = nb::make_tuple(),
      nb::arg("disallowed_special") = "all",
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
      nb::arg("text"), nb::kw_only(),
      nb::arg("allowed_special") = nb::make_tuple(),
      nb::arg("disallowed_special") = "all",
      nb::sig("def encode_to_numpy(self, text: str, "
              "*, " TOKENFARE_SPECIAL_SIGNATURE(
                  "()", "'all'") ") -> numpy.typing.NDArray[numpy.uint32]"),
      "`encode` as an array of uint32, which is not copied. Needs NumPy.");
  type.def("encode_batch", &EncodeBatch, nb::arg("text"), nb::kw_only(),
           nb::arg("num_threads") = 8,
           nb::arg("allowed_special") = nb::make_tuple(),
           nb::arg("disallowed_special") = "all",
           nb::sig("def encode_batch(self, text: Iterable[str], *, "
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
      nb::arg("text"), nb::kw_only(), nb::arg("num_threads") = 8,
      nb::sig("def encode_ordinary_batch(self, text: Iterable[str], *, "
              "num_threads: int = 8) -> list[list[int]]"),
      "`encode_ordinary` of each text, in their order, by several threads.");
  type.def(
      "encode_single_token", &EncodeSingleToken, nb::arg("text_or_bytes"),
      nb::sig(
          "def encode_single_token(self, text_or_bytes: str | bytes) -> int"),
      "The id of the token with exactly this text, specials included; else "
      "KeyError.");
}

void BindDecoding(nb::class_<CoreEncoding>& type) {
  type.def("decode_bytes", &DecodeBytes, nb::arg("tokens"),
           nb::sig("def decode_bytes(self, tokens: Sequence[int]) -> bytes"),
           "The bytes of the tokens, joined. KeyError for an unknown token.");
  type.def("decode_single_token_bytes", &DecodeSingleTokenBytes,
           nb::arg("token"),
           nb::sig("def decode_single_token_bytes(self, token: int) -> bytes"),
           "The bytes of one token, specials included. KeyError for an unknown "
           "one.");
  type.def("decode_tokens_bytes", &DecodeTokensBytes, nb::arg("tokens"),
           nb::sig("def decode_tokens_bytes(self, tokens: Sequence[int]) -> "
                   "list[bytes]"),
           "The bytes of each token.");
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
  BindCounting(type);
  BindEncodingText(type);
  BindDecoding(type);
  module.def(
      "encoding_names", [] { return EncodingNames(); },
      "The names of the built-in encodings.");
  module.def(
      "pattern_of",
      [](std::string_view name) { return ValueOrRaise(PatternOf(name)); },
      nb::arg("encoding_name"),
      "The splitting pattern of a built-in encoding.");
}

}  // namespace tokenfare::python
