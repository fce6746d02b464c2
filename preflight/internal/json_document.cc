#include "tokenfare/preflight/internal/json_document.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "simdjson.h"
#include "tokenfare/preflight/internal/json_place.h"

namespace tokenfare::internal {

namespace ondemand = simdjson::ondemand;

struct JsonDocument::Storage {
  simdjson::padded_string text;
  // Holds the unescaped strings.
  ondemand::parser parser;
  JsonValue root;
};

namespace {

// Objects with fewer members are searched, larger ones are hashed.
constexpr size_t kFewMembers = 16;

absl::Status FaultAt(std::string_view text, size_t offset,
                     std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}, at {}",
                                                JsonPathAt(text, offset), what,
                                                LineAndColumn(text, offset)));
}

// What to say about an error that simdjson found before it could say where, and
// about the others at `offset`.
absl::Status Fault(std::string_view text, simdjson::error_code error,
                   size_t offset) {
  switch (error) {
    case simdjson::EMPTY:
      return absl::InvalidArgumentError(
          "$: the body is empty; a JSON object is expected");
    case simdjson::UTF8_ERROR:
      return FaultAt(text, FirstIllFormedByte(text),
                     "ill-formed UTF-8; write JSON as UTF-8");
    case simdjson::UNESCAPED_CHARS:
      return FaultAt(text, FirstStringFault(text),
                     "a control character in a string; write it escaped, such "
                     "as \\n or \\u0000");
    case simdjson::UNCLOSED_STRING:
      return FaultAt(text, FirstStringFault(text),
                     "a string without its closing quote");
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return FaultAt(text, text.size(),
                     "the text ends before its last array or object does");
    case simdjson::MEMALLOC:
      return absl::ResourceExhaustedError("$: out of memory");
    default:
      return FaultAt(text, offset,
                     "not JSON; a value, comma, colon, key or closing bracket "
                     "is missing or misplaced");
  }
}

// As RFC 8259, section 6.
bool IsJsonNumber(std::string_view s) {
  const auto take_digits = [&s] {
    const size_t end = std::min(s.find_first_not_of("0123456789"), s.size());
    s.remove_prefix(end);
    return end > 0;
  };
  if (s.starts_with('-')) s.remove_prefix(1);
  const bool leading_zero = s.starts_with('0');
  const size_t size = s.size();
  if (!take_digits()) return false;
  if (leading_zero && size - s.size() > 1) return false;
  if (s.starts_with('.')) {
    s.remove_prefix(1);
    if (!take_digits()) return false;
  }
  if (s.starts_with('e') || s.starts_with('E')) {
    s.remove_prefix(1);
    if (s.starts_with('+') || s.starts_with('-')) s.remove_prefix(1);
    if (!take_digits()) return false;
  }
  return s.empty();
}

std::string_view TrimEnd(std::string_view token) {
  const size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// Walks simdjson's iterators, which check the structure as they go, and checks
// the scalars. The first error stands in `status` and ends the walk.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const JsonLimits& limits)
      : text_(text), limits_(limits) {}

  absl::Status Build(ondemand::document& document, JsonValue* root) {
    ondemand::json_type type;
    if (auto error = document.type().get(type)) {
      return AtCursor(document, error);
    }
    if (type == ondemand::json_type::array) {
      ondemand::array array;
      if (auto error = document.get_array().get(array)) {
        return AtCursor(document, error);
      }
      *root = BuildArray(array, 1);
    } else if (type == ondemand::json_type::object) {
      ondemand::object object;
      if (auto error = document.get_object().get(object)) {
        return AtCursor(document, error);
      }
      *root = BuildObject(object, 1);
    } else {
      return absl::InvalidArgumentError(
          "$: neither an object nor an array; a JSON object is expected");
    }
    if (error_ != simdjson::SUCCESS) return AtCursor(document, error_);
    if (!status_.ok()) return status_;
    const char* here = nullptr;
    // There is no current place once all is read.
    if (document.current_location().get(here) == simdjson::SUCCESS) {
      return absl::InvalidArgumentError(
          fmt::format("$: more text after the end of the JSON value, at {}",
                      LineAndColumn(text_, OffsetOf(here))));
    }
    return absl::OkStatus();
  }

 private:
  size_t OffsetOf(const char* here) const {
    return std::min(static_cast<size_t>(here - text_.data()), text_.size());
  }

  absl::Status AtCursor(ondemand::document& document,
                        simdjson::error_code error) const {
    const char* here = nullptr;
    if (document.current_location().get(here) != simdjson::SUCCESS) {
      here = text_.data() + text_.size();
    }
    return Fault(text_, error, OffsetOf(here));
  }

  bool Failed() const { return error_ != simdjson::SUCCESS || !status_.ok(); }

  JsonValue Fail(simdjson::error_code error) {
    error_ = error;
    return JsonValue();
  }

  JsonValue FailAt(const char* here, std::string_view what) {
    status_ = FaultAt(text_, OffsetOf(here), what);
    return JsonValue();
  }

  bool OverLimits(const char* here, size_t depth) {
    ++values_;
    if (depth <= limits_.max_depth && values_ <= limits_.max_values) {
      return false;
    }
    const std::string what =
        depth > limits_.max_depth
            ? fmt::format("arrays and objects nested deeper than {} levels",
                          limits_.max_depth)
            : fmt::format("more than {} JSON values", limits_.max_values);
    const size_t offset = OffsetOf(here);
    status_ = absl::ResourceExhaustedError(
        fmt::format("{}: {}, at {}", JsonPathAt(text_, offset), what,
                    LineAndColumn(text_, offset)));
    return true;
  }

  JsonValue BuildValue(ondemand::value value, size_t depth) {
    const std::string_view token = value.raw_json_token();
    const char* here = token.data();
    const char first = token.empty() ? '\0' : token.front();
    const bool nests = first == '{' || first == '[';
    if (OverLimits(here, depth + (nests ? 1 : 0))) return JsonValue();
    if (first == '{') {
      ondemand::object object;
      if (auto error = value.get_object().get(object)) return Fail(error);
      return BuildObject(object, depth + 1);
    }
    if (first == '[') {
      ondemand::array array;
      if (auto error = value.get_array().get(array)) return Fail(error);
      return BuildArray(array, depth + 1);
    }
    if (first == '"') {
      std::string_view text;
      if (auto error = value.get_string().get(text)) {
        return FailAt(here, BadEscape(error));
      }
      if (!IsWellFormed(token, text)) return FailAt(here, kLoneSurrogate);
      return JsonValue::String(text);
    }
    return BuildScalar(TrimEnd(token));
  }

  JsonValue BuildScalar(std::string_view token) {
    if (token == "null") return JsonValue();
    if (token == "true") return JsonValue(true);
    if (token == "false") return JsonValue(false);
    if (IsJsonNumber(token)) return JsonValue::Number(token);
    return FailAt(token.data(),
                  fmt::format("{} is no JSON value", Quoted(token)));
  }

  JsonValue BuildArray(ondemand::array array, size_t depth) {
    JsonValue::Array elements;
    for (simdjson::simdjson_result<ondemand::value> element : array) {
      ondemand::value value;
      if (auto error = element.get(value)) return Fail(error);
      elements.push_back(BuildValue(value, depth));
      if (Failed()) return JsonValue();
    }
    return JsonValue(std::move(elements));
  }

  JsonValue BuildObject(ondemand::object object, size_t depth) {
    JsonValue::Object members;
    absl::flat_hash_set<std::string> large;
    for (simdjson::simdjson_result<ondemand::field> item : object) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      // raw() points behind the opening quote.
      const char* here = field.key().raw() - 1;
      std::string_view key;
      if (auto error = field.unescaped_key().get(key)) {
        return FailAt(here, BadEscape(error));
      }
      if (simdjson::validate_utf8(key.data(), key.size()) == false) {
        return FailAt(here, kLoneSurrogate);
      }
      if (IsRepeated(key, members, large)) {
        return FailRepeated(here, key);
      }
      members.push_back({key, BuildValue(field.value(), depth)});
      if (Failed()) return JsonValue();
    }
    return JsonValue(std::move(members));
  }

  static bool IsRepeated(std::string_view key, const JsonValue::Object& members,
                         absl::flat_hash_set<std::string>& large) {
    if (members.size() < kFewMembers) {
      return std::any_of(
          members.begin(), members.end(),
          [key](const JsonMember& member) { return member.key == key; });
    }
    if (large.empty()) {
      for (const JsonMember& member : members) large.emplace(member.key);
    }
    return !large.emplace(key).second;
  }

  JsonValue FailRepeated(const char* here, std::string_view key) {
    const size_t offset = OffsetOf(here);
    status_ = absl::InvalidArgumentError(fmt::format(
        "{}{}: the key is given twice in one object; remove one, at {}",
        JsonPathAt(text_, offset), PathStep(key),
        LineAndColumn(text_, offset)));
    return JsonValue();
  }

  static constexpr std::string_view kLoneSurrogate =
      "a \\u escape of half a surrogate pair, which is no character; write "
      "both "
      "halves or \\ufffd";

  static std::string_view BadEscape(simdjson::error_code error) {
    return error == simdjson::STRING_ERROR
               ? "an invalid escape in a string (JSON has \\\" \\\\ \\/ \\b "
                 "\\f "
                 "\\n \\r \\t \\uXXXX, and no half of a surrogate pair alone)"
               : "not a JSON string";
  }

  // The text itself is well-formed; only escapes can make a surrogate.
  static bool IsWellFormed(std::string_view token, std::string_view text) {
    return token.find('\\') == std::string_view::npos ||
           simdjson::validate_utf8(text.data(), text.size());
  }

  std::string_view text_;
  const JsonLimits& limits_;
  size_t values_ = 0;
  simdjson::error_code error_ = simdjson::SUCCESS;
  absl::Status status_;
};

}  // namespace

JsonDocument::JsonDocument(std::unique_ptr<Storage> storage)
    : storage_(std::move(storage)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

const JsonValue& JsonDocument::root() const { return storage_->root; }

absl::StatusOr<JsonDocument> JsonDocument::Parse(std::string_view text,
                                                 const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return absl::ResourceExhaustedError(
        fmt::format("$: the body has {} bytes, more than the {} that are read",
                    text.size(), limits.max_bytes));
  }
  auto storage = std::make_unique<Storage>();
  storage->text = simdjson::padded_string(text);
  const std::string_view owned = storage->text;
  ondemand::document document;
  if (auto error = storage->parser.iterate(storage->text).get(document)) {
    return Fault(owned, error, owned.size());
  }
  TreeBuilder builder(owned, limits);
  absl::Status status = builder.Build(document, &storage->root);
  if (!status.ok()) return status;
  return JsonDocument(std::move(storage));
}

}  // namespace tokenfare::internal
