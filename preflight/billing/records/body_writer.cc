#include "tokenfare/preflight/billing/records/body_writer.h"

#include <utility>

#include "tokenfare/json/text.h"

namespace tokenfare::internal {

void BodyWriter::Separate() {
  if (!empty()) text_ += ',';
}

void BodyWriter::Key(std::string_view key) {
  Separate();
  AppendJsonString(key, kCompactJson, &text_);
  text_ += ':';
}

void BodyWriter::Add(std::string_view key, const JsonValue& value) {
  Key(key);
  text_ += JsonText(value, kCompactJson);
}

void BodyWriter::AddText(std::string_view key, std::string_view text) {
  Key(key);
  AppendJsonString(text, kCompactJson, &text_);
}

void BodyWriter::AddJson(std::string_view key, std::string_view json) {
  Key(key);
  text_ += json;
}

void BodyWriter::Add(const JsonValue& value) {
  Separate();
  text_ += JsonText(value, kCompactJson);
}

void BodyWriter::AddJson(std::string_view json) {
  Separate();
  text_ += json;
}

std::string BodyWriter::Finish() {
  text_ += close_;
  return std::move(text_);
}

}  // namespace tokenfare::internal
