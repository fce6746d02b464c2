// Writes the body of a request from the fields of a record.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_BODY_WRITER_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_BODY_WRITER_H_

#include <string>
#include <string_view>

#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// An object or an array as JSON text. Values of a record are well-formed, and
// so is what is written.
class BodyWriter {
 public:
  static BodyWriter Object() { return {'{', '}'}; }
  static BodyWriter Array() { return {'[', ']'}; }

  // Members of an object.
  void Add(std::string_view key, const JsonValue& value);
  void AddText(std::string_view key, std::string_view text);
  void AddJson(std::string_view key, std::string_view json);
  // Elements of an array.
  void Add(const JsonValue& value);
  void AddJson(std::string_view json);

  bool empty() const { return text_.size() == 1; }
  // The whole of it. Call it last.
  std::string Finish();

 private:
  BodyWriter(char open, char close) : text_(1, open), close_(close) {}
  void Separate();
  void Key(std::string_view key);

  std::string text_;
  char close_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_BODY_WRITER_H_
