#include "tokenfare/cli/json_lines.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/support/text_encoding.h"

namespace tokenfare::cli {
namespace {

constexpr size_t kEscapeLength = 6;  // \ud83d

// The number of the escape \uXXXX at `at`, or -1 where there is none.
int32_t EscapedUnit(std::string_view json, size_t at) {
  if (json.size() - at < kEscapeLength || json[at] != '\\' ||
      json[at + 1] != 'u') {
    return -1;
  }
  const char* digits = json.data() + at + 2;
  const char* end = json.data() + at + kEscapeLength;
  uint16_t unit = 0;
  const auto [parsed, error] = std::from_chars(digits, end, unit, 16);
  return error == std::errc() && parsed == end ? unit : -1;
}

bool IsHighSurrogate(int32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(int32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

bool IsObjectOnLine(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t first = line.find_first_not_of(kBlanks);
  return first != std::string_view::npos && line[first] == '{' &&
         line[line.find_last_not_of(kBlanks)] == '}';
}

void ReplaceLoneSurrogates(char* json, size_t size) {
  const std::string_view text(json, size);
  size_t at = 0;
  while ((at = text.find('\\', at)) != std::string_view::npos) {
    const int32_t unit = EscapedUnit(text, at);
    if (IsHighSurrogate(unit) &&
        IsLowSurrogate(EscapedUnit(text, at + kEscapeLength))) {
      at += 2 * kEscapeLength;
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      std::string_view("fffd").copy(json + at + 2, 4);
      at += kEscapeLength;
    } else {
      at += 2;  // the escaped character too, which may be a backslash
    }
  }
}

JsonLines::JsonLines(std::string name, std::string content)
    : name_(std::move(name)), content_(std::move(content)) {
  // simdjson reads up to this much beyond what it parses.
  content_.reserve(content_.size() + simdjson::SIMDJSON_PADDING);
  next_ = content_.size() - internal::WithoutByteOrderMark(content_).size();
}

bool JsonLines::Next() {
  while (next_ < content_.size()) {
    begin_ = next_;
    end_ = std::min(content_.find('\n', begin_), content_.size());
    next_ = end_ + 1;
    ++number_;
    const std::string_view line(content_.data() + begin_, end_ - begin_);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) return true;
  }
  return false;
}

absl::Status JsonLines::Error(std::string_view message) const {
  return absl::InvalidArgumentError(
      fmt::format("{}: line {}: {}", name_, number_, message));
}

absl::StatusOr<simdjson::dom::object> JsonLines::Object() {
  ReplaceLoneSurrogates(content_.data() + begin_, end_ - begin_);
  simdjson::dom::element line;
  simdjson::error_code error =
      parser_.parse(content_.data() + begin_, end_ - begin_, false).get(line);
  if (error) {
    return Error(fmt::format("not JSON: {}", simdjson::error_message(error)));
  }
  simdjson::dom::object object;
  if (line.get(object)) return Error("not a JSON object");
  return object;
}

absl::StatusOr<std::string_view> JsonLines::Text() {
  absl::StatusOr<simdjson::dom::object> object = Object();
  if (!object.ok()) return object.status();
  std::string_view text;
  if (object->at_key("text").get(text)) {
    return Error(R"(no string "text"; each line is like {"text": "Hi"})");
  }
  return text;
}

absl::StatusOr<std::vector<TokenId>> JsonLines::Ids() {
  absl::StatusOr<simdjson::dom::object> object = Object();
  if (!object.ok()) return object.status();
  simdjson::dom::array array;
  if (object->at_key("ids").get(array)) {
    return Error(R"(no array "ids"; each line is like {"ids": [12194]})");
  }
  std::vector<TokenId> ids;
  for (simdjson::dom::element element : array) {
    uint64_t id = 0;
    if (element.get(id) || id > std::numeric_limits<TokenId>::max()) {
      return Error(
          fmt::format("ids[{}] is not a token id, a whole number", ids.size()));
    }
    ids.push_back(static_cast<TokenId>(id));
  }
  return ids;
}

}  // namespace tokenfare::cli
