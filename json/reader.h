// Strict reading of a JSON text into C++ values: every object is asked for its
// fields by name, whatever nobody asked for is refused, and errors name the
// place. Reading goes on after an error with empty values, so that the code
// that reads need not check each step; the first error is kept.
//
//   I1  A JsonObject outlives the values and objects read from it, because
//       their paths point to its own.
//   I2  Text that is returned holds no control characters but newline, so that
//       a hostile file cannot steer a terminal.

#ifndef TOKENFARE_JSON_READER_H_
#define TOKENFARE_JSON_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/json/step.h"
#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// The first error, with the name of the file and the path.
class JsonErrors {
 public:
  // `ignored` as ReadJson has it.
  explicit JsonErrors(std::string_view file,
                      std::vector<std::string>* ignored = nullptr)
      : file_(file), ignored_(ignored) {}

  void Add(const JsonStep& step, std::string_view what);
  // Whether fields that say only more may be unknown; Ignore lists one.
  bool ignores() const { return ignored_ != nullptr; }
  void Ignore(const JsonStep& step);
  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

 private:
  std::string file_;
  absl::Status status_;
  std::vector<std::string>* ignored_;
};

// A value and its place. An absent value (after an error) reads as empty and
// gives no further error.
class CheckedJson {
 public:
  // `value` is null where it is absent.
  CheckedJson(const JsonValue* value, JsonStep step, JsonErrors& errors)
      : value_(value), step_(step), errors_(&errors) {}

  // A string that is not empty and at most 100,000 bytes (I2).
  std::string Text() const;
  // A string that names something: at most 200 bytes of visible ASCII.
  std::string Name() const;
  // A whole number from 1 to 10^12.
  uint64_t PositiveNumber() const;
  // A whole number from -10^12 to 10^12.
  int64_t Integer() const;
  bool Bool() const;
  bool IsArray() const;
  bool IsNull() const;
  // How many values an array has; 0 for what is none.
  size_t size() const;
  // An array of at least one value; calls `visit` with each, up to the first
  // error: a hostile file may have millions more.
  void ForEach(absl::FunctionRef<void(const CheckedJson&)> visit) const;

  // The value as JSON on one line; empty where it is absent.
  std::string Compact() const;

  void Refuse(std::string_view what) const { errors_->Add(step_, what); }
  // Passes the value over, where ReadJson was told so; otherwise refuses it.
  void IgnoreOrRefuse(std::string_view what) const;

 private:
  friend class JsonObject;
  // Whether the value is of the kind. Refuses any other, saying what it should
  // be; an absent one is of no kind.
  bool Is(JsonKind kind, std::string_view wanted) const;
  int64_t NumberFrom(int64_t least) const;
  bool IsText() const { return Is(JsonKind::kString, "a string"); }

  const JsonValue* value_;
  JsonStep step_;
  JsonErrors* errors_;
};

class JsonObject {
 public:
  // Refuses a value that is not an object.
  explicit JsonObject(const CheckedJson& value);
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  // The field of that name; refused where it is missing.
  CheckedJson Required(std::string_view key);
  // The field of that name, if there is one.
  std::optional<CheckedJson> Optional(std::string_view key);
  // Calls `visit` with every field; none is then unknown.
  void ForEach(
      absl::FunctionRef<void(std::string_view, const CheckedJson&)> visit);
  // Refuses the fields that were not asked for. Call it last.
  void RefuseOthers();
  // The same of an object where a later version may say more, which changes
  // nothing of what is read: where ReadJson was told so they are listed and
  // passed over.
  void IgnoreOthers();

 private:
  CheckedJson ValueOf(const JsonMember& member) const;

  JsonStep step_;
  JsonErrors* errors_;
  bool is_object_ = false;
  JsonValue::Object members_;
  // By member, whether it was asked for. Most objects of a catalogue are small,
  // and it has thousands.
  absl::InlinedVector<bool, 24> asked_;
  absl::InlinedVector<std::string_view, 6> names_asked_;
  // Where to look first: fields are mostly asked for in the order that files
  // have them.
  size_t next_ = 0;
};

// The text of the field `key`; empty where the field is missing.
std::string OptionalText(JsonObject& object, std::string_view key);

// What `parsed` holds, or its default after refusing `value` for its error.
template <typename T>
T ValueOrRefuse(const CheckedJson& value, absl::StatusOr<T> parsed) {
  if (parsed.ok()) return *std::move(parsed);
  value.Refuse(std::string(parsed.status().message()));
  return T{};
}

// Parses `json` and calls `read` with its root, an object or array.
// InvalidArgument, with line and column where known, for what is not JSON or
// not UTF-8, repeats a key or nests over 64 levels; else what `read` adds to
// the errors. With `ignored` the text may be of a later version: paths that
// JsonObject::IgnoreOthers passes over are appended, at most 100.
absl::Status ReadJson(std::string_view json, std::string_view file,
                      absl::FunctionRef<void(const CheckedJson&)> read,
                      std::vector<std::string>* ignored = nullptr);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_READER_H_
