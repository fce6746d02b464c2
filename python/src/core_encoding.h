// What the binding sources of encodings share.

#ifndef TOKENFARE_PYTHON_SRC_CORE_ENCODING_H_
#define TOKENFARE_PYTHON_SRC_CORE_ENCODING_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "errors.h"
#include "nanobind/nanobind.h"
#include "special_arguments.h"
#include "token_lists.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/partial_text.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::python {

// Where what is built in ends and what the user made begins.
class CoreEncoding {
 public:
  explicit CoreEncoding(std::string_view name)
      : built_in_(true),
        // Lives as long as the program.
        encoding_(ValueOrRaise(GetEncoding(name)), [](const Encoding*) {}) {}

  CoreEncoding(
      std::string name, std::string pattern, const nanobind::bytes& vocabulary,
      const std::vector<std::pair<std::string, TokenId>>& special_tokens) {
    CustomEncodingSpec spec = {.name = std::move(name),
                               .vocabulary_path = "mergeable_ranks",
                               .pattern = std::move(pattern),
                               .special_tokens = {}};
    for (const auto& [text, id] : special_tokens) {
      spec.special_tokens.push_back({.text = text, .id = id});
    }
    encoding_ = ValueOrRaise(
        MakeEncoding(spec, {vocabulary.c_str(), vocabulary.size()}));
  }

  const Encoding& operator*() const { return *encoding_; }
  const Encoding* operator->() const { return encoding_.get(); }

  bool built_in() const { return built_in_; }

  // list[int].
  nanobind::object ListOf(std::span<const TokenId> ids) const {
    return ints_->ListOf(ids);
  }

  // Made when it is first asked for, which costs a tenth of a second.
  const UnstableEncoder& unstable() const {
    std::call_once(unstable_->made,
                   [&] { unstable_->encoder.emplace(*encoding_); });
    return *unstable_->encoder;
  }

 private:
  struct LazyUnstableEncoder {
    std::once_flag made;
    std::optional<UnstableEncoder> encoder;
  };

  bool built_in_ = false;
  std::shared_ptr<const Encoding> encoding_;
  std::shared_ptr<IdInts> ints_ = std::make_shared<IdInts>();
  std::shared_ptr<LazyUnstableEncoder> unstable_ =
      std::make_shared<LazyUnstableEncoder>();
};

// Calls work(text), without the GIL, which is taken back once. Not for texts so
// short that they take a microsecond: with other threads at work it may take 5
// ms until the GIL comes back (hashlib does the same).
template <typename Work>
auto WithoutGil(std::string_view text, Work work) {
  constexpr size_t kShort = 2048;
  if (text.size() < kShort) return work(text);
  const nanobind::gil_scoped_release without_gil;
  return work(text);
}

// The result of a policy's counting or encoding, or tiktoken's error.
template <typename T>
T ValueOrRefuse(absl::StatusOr<T> result, const SpecialArguments& special,
                std::string_view text) {
  if (!result.ok()) special.Refuse({&text, 1});
  return *std::move(result);
}

// What several signatures share.
#define TOKENFARE_SPECIAL_SIGNATURE(allowed, disallowed)                      \
  "allowed_special: typing.Literal['all'] | collections.abc.Collection[str] " \
  "= " allowed                                                                \
  ", "                                                                        \
  "disallowed_special: typing.Literal['all'] | "                              \
  "collections.abc.Collection[str] = " disallowed

// The methods of CoreEncoding, by what they give.
void BindCounts(nanobind::class_<CoreEncoding>& type);
void BindTexts(nanobind::class_<CoreEncoding>& type);

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_CORE_ENCODING_H_
