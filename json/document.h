// Parses a JSON text whole and strictly (RFC 8259, and keys of an object must
// differ), within limits that a hostile text cannot pass.

#ifndef TOKENFARE_JSON_DOCUMENT_H_
#define TOKENFARE_JSON_DOCUMENT_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/value.h"

namespace tokenfare::internal {

struct JsonLimits {
  size_t max_bytes;
  size_t max_depth;
  size_t max_values;
  // What a text that is not JSON is instead, for the error; empty where it is
  // nothing that is known.
  std::string (*name_text)(std::string_view text) = nullptr;
};

// What is wrong with a text.
struct JsonFault {
  enum class Kind {
    kNotJson,
    kOtherEncoding,  // UTF-16 or UTF-32
    kScalar,         // neither object nor array
    kRepeatedKey,
    kOverLimit
  };
  Kind kind = Kind::kNotJson;
  std::string path;
  std::string what;
  // No line where it is of the text as a whole.
  JsonPlace place;
};

class JsonDocument {
 public:
  // The object or array that `text` is; the text may go afterwards. Linear.
  // Memory: a copy of the text, 4 bytes per JSON token, and 100 bytes or less
  // per value. A few documents' memory is kept for the next ones, under 3 MiB
  // each.
  // Errors begin with the JSON path and give line and column:
  //   InvalidArgument     not JSON, ill-formed UTF-8 (a lone surrogate escape
  //                       too), a repeated key, or neither object nor array
  //   ResourceExhausted   over a limit
  static absl::StatusOr<JsonDocument> Parse(std::string_view text,
                                            const JsonLimits& limits);
  // The same, with the fault in parts. Nothing where there is one.
  static std::optional<JsonDocument> Parse(std::string_view text,
                                           const JsonLimits& limits,
                                           JsonFault& fault);

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  // Lives as long as the document, also when that is moved.
  const JsonValue& root() const;

 private:
  struct Storage;
  struct GiveBack {
    void operator()(Storage* storage) const;
  };
  explicit JsonDocument(std::unique_ptr<Storage, GiveBack> storage);

  std::unique_ptr<Storage, GiveBack> storage_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_DOCUMENT_H_
