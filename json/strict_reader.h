// Strict reading of a JSON text into C++ values: every object is asked for its
// fields by name, whatever nobody asked for is refused, and errors name the
// place. Reading goes on after an error with empty values, so that the code
// that reads need not check each step; the first error is kept.
//
//   I1  A JsonObject outlives the values and objects read from it, because
//       their paths point to its own.
//   I2  Text that is returned holds no control characters but newline, so that
//       a hostile file cannot steer a terminal.

#ifndef TOKENFARE_JSON_STRICT_READER_H_
#define TOKENFARE_JSON_STRICT_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "simdjson.h"

namespace tokenfare::internal {

// A step from the root: a key, or an index where `key` is empty.
struct JsonPath {
  const JsonPath* parent = nullptr;
  std::string_view key;
  size_t index = 0;

  // "$.models[3].id".
  std::string ToString() const;
};

// The first error, with the name of the file and the path.
class JsonErrors {
 public:
  explicit JsonErrors(std::string_view file) : file_(file) {}

  void Add(const JsonPath& path, std::string_view what);
  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

 private:
  std::string file_;
  absl::Status status_;
};

// A value and its place. An absent value (after an error) reads as empty and
// gives no further error.
class CheckedJson {
 public:
  CheckedJson(std::optional<simdjson::dom::element> element, JsonPath path,
              JsonErrors& errors)
      : element_(element), path_(path), errors_(&errors) {}

  // A string that is not empty and at most 100,000 bytes (I2).
  std::string Text() const;
  // A string that names something: at most 200 bytes of visible ASCII.
  std::string Name() const;
  // A whole number from 1 to 10^12.
  uint64_t PositiveNumber() const;
  bool Bool() const;
  bool IsArray() const;
  // How many values an array has; 0 for what is none.
  size_t size() const;
  // An array of at least one value; calls `visit` with each, up to the first
  // error: a hostile file may have millions more.
  void ForEach(const std::function<void(const CheckedJson&)>& visit) const;

  void Refuse(std::string_view what) const { errors_->Add(path_, what); }
  const JsonPath& path() const { return path_; }

 private:
  friend class JsonObject;
  // Refuses a value of the wrong type, saying what it should be.
  void WrongType(std::string_view wanted) const;
  std::optional<std::string_view> String() const;

  std::optional<simdjson::dom::element> element_;
  JsonPath path_;
  JsonErrors* errors_;
};

class JsonObject {
 public:
  // Refuses a value that is not an object or has a key twice.
  explicit JsonObject(const CheckedJson& value);
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  // The field of that name; refused where it is missing.
  CheckedJson Required(std::string_view key);
  // The field of that name, if there is one.
  std::optional<CheckedJson> Optional(std::string_view key);
  // Calls `visit` with every field; none is then unknown.
  void ForEach(
      const std::function<void(std::string_view, const CheckedJson&)>& visit);
  // Refuses the fields that were not asked for. Call it last.
  void RefuseOthers();

 private:
  struct Field {
    std::string_view key;
    simdjson::dom::element value;
    bool asked = false;
  };
  CheckedJson ValueOf(const Field& field) const;
  void RefuseDuplicates() const;

  JsonPath path_;
  JsonErrors* errors_;
  bool is_object_ = false;
  // Most objects of a catalogue are small, and it has thousands.
  absl::InlinedVector<Field, 6> fields_;
  absl::InlinedVector<std::string_view, 6> asked_;
  // Where to look first: fields are mostly asked for in the order that files
  // have them.
  size_t next_ = 0;
};

// Parses `json` and calls `read` with its root. InvalidArgument, with line and
// column where known, for what is not JSON or not UTF-8; else what `read` adds
// to the errors. simdjson refuses nesting over 64 levels.
absl::Status ReadJson(std::string_view json, std::string_view file,
                      const std::function<void(const CheckedJson&)>& read);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_STRICT_READER_H_
