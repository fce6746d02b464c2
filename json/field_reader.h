// Reads typed values out of JSON, with errors that name the path, what stands
// there and what is expected.

#ifndef TOKENFARE_JSON_FIELD_READER_H_
#define TOKENFARE_JSON_FIELD_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/json/lazy_path.h"
#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// "$.messages[3].role: expected a string, found a number".
absl::Status WrongType(const LazyPath& path, std::string_view expected,
                       const JsonValue& found);

// An InvalidArgument of "path: what".
absl::Status BadField(const LazyPath& path, std::string_view what);

// The member `key` of `object`, whose path is `path`; null where it is absent
// or null. Other kinds than `kind` are errors.
absl::StatusOr<const JsonValue*> OptionalField(const JsonValue& object,
                                               std::string_view key,
                                               JsonKind kind,
                                               const LazyPath& path);

// OptionalField of a string.
absl::StatusOr<std::optional<std::string_view>> OptionalText(
    const JsonValue& object, std::string_view key, const LazyPath& path);

// As OptionalText, but absent, null and empty are errors.
absl::StatusOr<std::string_view> RequiredText(const JsonValue& object,
                                              std::string_view key,
                                              const LazyPath& path);

// "; "fuction" stands there" where `object` has a field whose name is near to
// `key`: the end of an error that says that `key` is missing.
std::string StandsInstead(const JsonValue& object, std::string_view key);

// OptionalField of a whole number from `least` to `most`, written without
// fraction or exponent.
absl::StatusOr<std::optional<int64_t>> OptionalInteger(const JsonValue& object,
                                                       std::string_view key,
                                                       int64_t least,
                                                       int64_t most,
                                                       const LazyPath& path);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_FIELD_READER_H_
