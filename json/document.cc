#include "tokenfare/json/document.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "simdjson.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/unescape.h"
#include "tokenfare/support/idle_pool.h"
#include "tokenfare/support/text_encoding.h"

namespace tokenfare::internal {

namespace ondemand = simdjson::ondemand;

// The children of the arrays and objects that are being read, innermost last.
// Not in an unnamed namespace: JsonDocument::Storage, which is in none, has it.
struct OpenChildren {
  std::vector<JsonValue> elements;
  std::vector<JsonMember> members;
};

struct JsonDocument::Storage {
  // Storage for larger texts is not kept.
  static constexpr size_t kKeptText = size_t{256} << 10;
  // The least text for which there is room.
  static constexpr size_t kSmallText = size_t{8} << 10;

  static IdlePool<Storage> idle;

  // A copy of `given`, with the padding that simdjson reads.
  std::span<char> Copy(std::string_view given) {
    if (text == nullptr || given.size() > capacity) {
      const size_t larger =
          given.size() <= kKeptText
              ? std::bit_ceil(std::max(given.size(), kSmallText))
              : given.size();
      text.reset();
      capacity = 0;
      text = std::make_unique_for_overwrite<char[]>(larger +
                                                    simdjson::SIMDJSON_PADDING);
      capacity = larger;
    }
    std::copy(given.begin(), given.end(), text.get());
    std::memset(text.get() + given.size(), 0, simdjson::SIMDJSON_PADDING);
    return {text.get(), given.size()};
  }

  // Reads the first `size` bytes of the copy.
  simdjson::simdjson_result<ondemand::document> Iterate(size_t size) {
    if (parser.capacity() < capacity) {
      if (auto error = parser.allocate(capacity)) return error;
    }
    return parser.iterate(simdjson::padded_string_view(
        text.get(), size, capacity + simdjson::SIMDJSON_PADDING));
  }

  // Forgets the document; false where too much memory would remain.
  bool MayBeKept() {
    constexpr size_t kKeptChildren = size_t{4} << 10;
    root = JsonValue();
    values.release();
    open.elements.clear();
    open.members.clear();
    return capacity <= kKeptText && open.elements.capacity() <= kKeptChildren &&
           open.members.capacity() <= kKeptChildren;
  }

  std::unique_ptr<char[]> text;
  size_t capacity = 0;
  ondemand::parser parser;
  OpenChildren open;
  std::array<std::byte, size_t{16} << 10> first_values;
  // Holds the arrays and objects.
  std::pmr::monotonic_buffer_resource values{first_values.data(),
                                             first_values.size(),
                                             std::pmr::new_delete_resource()};
  JsonValue root;
};

constinit IdlePool<JsonDocument::Storage> JsonDocument::Storage::idle;

namespace {

// Objects with fewer members are searched, larger ones are hashed.
constexpr size_t kFewMembers = 16;

using Kind = JsonFault::Kind;

JsonFault FaultAt(std::string_view text, size_t offset, std::string_view what,
                  Kind kind = Kind::kNotJson) {
  return {.kind = kind,
          .path = JsonPathAt(text, offset),
          .what = std::string(what),
          .place = PlaceAt(text, offset)};
}

// Of the text as a whole.
JsonFault FaultOfAll(std::string what, Kind kind = Kind::kNotJson) {
  return {.kind = kind, .path = "$", .what = std::move(what), .place = {}};
}

// Where `text` turns out at once to be no JSON array or object: its first
// character, or the second; text.size() where these may begin one. Prose with
// quotes is to be told so, not that a string in it lacks its end.
size_t FirstForeignCharacter(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return text.size();
  if (text[first] != '{' && text[first] != '[') return first;
  const size_t second = text.find_first_not_of(kSpace, first + 1);
  if (second == std::string_view::npos) return text.size();
  const std::string_view expected =
      text[first] == '{' ? "\"}" : "{[\"]-0123456789tfn";
  return expected.find(text[second]) == std::string_view::npos ? second
                                                               : text.size();
}

// What to say about an error that simdjson found before it could say where, and
// about the others at `offset`.
JsonFault FaultOf(std::string_view text, const JsonLimits& limits,
                  simdjson::error_code error, size_t offset) {
  if (error == simdjson::UNESCAPED_CHARS ||
      error == simdjson::UNCLOSED_STRING) {
    offset = FirstForeignCharacter(text);
    if (offset < text.size()) error = simdjson::TAPE_ERROR;
  }
  if (limits.name_text != nullptr) {
    const std::string name = limits.name_text(text);
    if (!name.empty()) return FaultOfAll("not JSON: " + name);
  }
  switch (error) {
    case simdjson::EMPTY:
      return FaultOfAll("the body is empty; a JSON object is expected");
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
      return FaultOfAll("out of memory", Kind::kOverLimit);
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
// the scalars. The first error stands in fault_ or error_ and ends the walk.
//
// Strings are unescaped where they stand in the copy: simdjson has found all
// structure before and looks at no byte of a string again. Faults are told of
// by the text that was given, which stays as it is.
class TreeBuilder {
 public:
  // `copy`, of `given`, is what is walked. Arrays and objects come to lie in
  // `values`.
  TreeBuilder(std::string_view given, std::span<char> copy,
              const JsonLimits& limits, OpenChildren& open,
              std::pmr::memory_resource& values)
      : text_(given),
        copy_(copy),
        limits_(limits),
        open_(open),
        values_(values) {}

  // What is wrong, if anything is.
  std::optional<JsonFault> Build(ondemand::document& document,
                                 JsonValue* root) {
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
      return FaultOfAll(
          "neither an object nor an array; a JSON object is expected",
          Kind::kScalar);
    }
    if (error_ != simdjson::SUCCESS) return AtCursor(document, error_);
    if (fault_.has_value()) return fault_;
    const char* here = nullptr;
    // There is no current place once all is read.
    if (document.current_location().get(here) != simdjson::SUCCESS) return {};
    JsonFault more = FaultOfAll("more text after the end of the JSON value");
    more.place = PlaceAt(text_, OffsetOf(here));
    return more;
  }

 private:
  using KeySet = absl::flat_hash_set<std::string_view>;

  size_t OffsetOf(const char* here) const {
    return std::min(static_cast<size_t>(here - copy_.data()), copy_.size());
  }

  JsonFault AtCursor(ondemand::document& document,
                     simdjson::error_code error) const {
    const char* here = nullptr;
    if (document.current_location().get(here) != simdjson::SUCCESS) {
      here = copy_.data() + copy_.size();
    }
    return FaultOf(text_, limits_, error, OffsetOf(here));
  }

  bool Failed() const {
    return error_ != simdjson::SUCCESS || fault_.has_value();
  }

  JsonValue Fail(simdjson::error_code error) {
    error_ = error;
    return JsonValue();
  }

  JsonValue FailAt(const char* here, std::string_view what) {
    fault_ = FaultAt(text_, OffsetOf(here), what);
    return JsonValue();
  }

  bool OverLimits(const char* here, size_t depth) {
    ++values_read_;
    if (depth <= limits_.max_depth && values_read_ <= limits_.max_values) {
      return false;
    }
    const std::string what =
        depth > limits_.max_depth
            ? fmt::format("arrays and objects nested deeper than {} levels",
                          limits_.max_depth)
            : fmt::format("more than {} JSON values", limits_.max_values);
    fault_ = FaultAt(text_, OffsetOf(here), what, Kind::kOverLimit);
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
    return first == '"' ? BuildString(token) : BuildScalar(TrimEnd(token));
  }

  // simdjson has seen that the string ends, and that its bytes are well-formed.
  JsonValue BuildString(std::string_view token) {
    const std::string_view quoted = TrimEnd(token);
    const std::string_view text =
        Unescape(quoted.substr(1, quoted.size() - 2), token.data());
    return Failed() ? JsonValue() : JsonValue::String(text);
  }

  // `written`, a part of the copy, without its escapes. Fails where one is
  // none, by the string that begins at `here`.
  std::string_view Unescape(std::string_view written, const char* here) {
    const size_t escape = written.find('\\');
    if (escape == std::string_view::npos) return written;
    char* const text = copy_.data() + OffsetOf(written.data());
    const Unescaped rest =
        UnescapeInPlace(text + escape, written.size() - escape);
    if (rest.fault != EscapeFault::kNone) {
      FailAt(here,
             rest.fault == EscapeFault::kHalfPair ? kHalfPair : kUnknownEscape);
      return {};
    }
    return {text, escape + rest.size};
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
    const size_t first = open_.elements.size();
    for (simdjson::simdjson_result<ondemand::value> element : array) {
      ondemand::value value;
      if (auto error = element.get(value)) return Fail(error);
      open_.elements.push_back(BuildValue(value, depth));
      if (Failed()) return JsonValue();
    }
    return JsonValue(Close(open_.elements, first));
  }

  JsonValue BuildObject(ondemand::object object, size_t depth) {
    const size_t first = open_.members.size();
    KeySet large;
    for (simdjson::simdjson_result<ondemand::field> item : object) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      // raw() points behind the opening quote.
      const char* const here = field.key().raw() - 1;
      const std::string_view key = Unescape(WrittenKey(here + 1), here);
      if (Failed()) return JsonValue();
      if (IsRepeated(key, first, large)) return FailRepeated(here, key);
      const JsonValue value = BuildValue(field.value(), depth);
      if (Failed()) return JsonValue();
      open_.members.push_back({key, value});
    }
    return JsonValue(Close(open_.members, first));
  }

  // Moves the children from `first` on to where they stay.
  template <typename T>
  std::span<const T> Close(std::vector<T>& open, size_t first) {
    static_assert(std::is_trivially_copyable_v<T>);
    const size_t size = open.size() - first;
    if (size == 0) return {};
    T* const kept =
        static_cast<T*>(values_.allocate(size * sizeof(T), alignof(T)));
    std::uninitialized_copy_n(open.begin() + static_cast<ptrdiff_t>(first),
                              size, kept);
    open.resize(first);
    return {kept, size};
  }

  // The key whose characters begin at `begin`, with its escapes. simdjson has
  // seen its closing quote: the first that no backslash stands before, or an
  // even number.
  std::string_view WrittenKey(const char* begin) const {
    const char* const end = copy_.data() + copy_.size();
    const char* at = begin;
    while (true) {
      at = static_cast<const char*>(std::memchr(at, '"', end - at));
      const std::string_view key(begin, at - begin);
      const size_t last = key.find_last_not_of('\\');
      const size_t plain = last == std::string_view::npos ? 0 : last + 1;
      if ((key.size() - plain) % 2 == 0) return key;
      ++at;
    }
  }

  // Whether one of the open members from `first` on has the key.
  bool IsRepeated(std::string_view key, size_t first, KeySet& large) const {
    const std::span<const JsonMember> members =
        std::span(open_.members).subspan(first);
    if (members.size() < kFewMembers) {
      return std::any_of(
          members.begin(), members.end(),
          [key](const JsonMember& member) { return member.key == key; });
    }
    if (large.empty()) {
      for (const JsonMember& member : members) large.insert(member.key);
    }
    return !large.insert(key).second;
  }

  JsonValue FailRepeated(const char* here, std::string_view key) {
    fault_ = FaultAt(text_, OffsetOf(here),
                     "the key is given twice in one object; remove one",
                     Kind::kRepeatedKey);
    fault_->path += PathStep(key);
    return JsonValue();
  }

  static constexpr std::string_view kHalfPair =
      "a \\u escape of half a surrogate pair, which is no character; write "
      "both halves or \\ufffd";
  static constexpr std::string_view kUnknownEscape =
      "an invalid escape in a string (JSON has \\\" \\\\ \\/ \\b \\f \\n \\r "
      "\\t \\uXXXX)";

  std::string_view text_;
  std::span<char> copy_;
  const JsonLimits& limits_;
  OpenChildren& open_;
  std::pmr::memory_resource& values_;
  size_t values_read_ = 0;
  simdjson::error_code error_ = simdjson::SUCCESS;
  std::optional<JsonFault> fault_;
};

}  // namespace

void JsonDocument::GiveBack::operator()(Storage* storage) const {
  std::unique_ptr<Storage> owned(storage);
  if (owned->MayBeKept()) Storage::idle.Return(std::move(owned));
}

JsonDocument::JsonDocument(std::unique_ptr<Storage, GiveBack> storage)
    : storage_(std::move(storage)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

const JsonValue& JsonDocument::root() const { return storage_->root; }

std::optional<JsonDocument> JsonDocument::Parse(std::string_view text,
                                                const JsonLimits& limits,
                                                JsonFault& fault) {
  if (text.size() > limits.max_bytes) {
    fault = FaultOfAll(
        fmt::format("the body has {} bytes, more than the {} that are read",
                    text.size(), limits.max_bytes),
        Kind::kOverLimit);
    return std::nullopt;
  }
  const std::string_view wide = WideEncodingOf(text);
  if (!wide.empty()) {
    fault = FaultOfAll(WideEncodingError(wide), Kind::kOtherEncoding);
    return std::nullopt;
  }
  text = WithoutByteOrderMark(text);
  std::unique_ptr<Storage> idle = Storage::idle.Take();
  if (idle == nullptr) idle = std::make_unique<Storage>();
  std::unique_ptr<Storage, GiveBack> storage(idle.release());
  const std::span<char> copy = storage->Copy(text);
  ondemand::document document;
  if (auto error = storage->Iterate(copy.size()).get(document)) {
    fault = FaultOf(text, limits, error, text.size());
    return std::nullopt;
  }
  TreeBuilder builder(text, copy, limits, storage->open, storage->values);
  std::optional<JsonFault> found = builder.Build(document, &storage->root);
  if (found.has_value()) {
    fault = *std::move(found);
    return std::nullopt;
  }
  return JsonDocument(std::move(storage));
}

absl::StatusOr<JsonDocument> JsonDocument::Parse(std::string_view text,
                                                 const JsonLimits& limits) {
  JsonFault fault;
  std::optional<JsonDocument> document = Parse(text, limits, fault);
  if (document.has_value()) return *std::move(document);
  std::string message = fmt::format("{}: {}", fault.path, fault.what);
  if (fault.place.line > 0) message += ", at " + PlaceText(fault.place);
  return absl::Status(fault.kind == Kind::kOverLimit
                          ? absl::StatusCode::kResourceExhausted
                          : absl::StatusCode::kInvalidArgument,
                      message);
}

}  // namespace tokenfare::internal
