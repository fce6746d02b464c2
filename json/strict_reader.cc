#include "tokenfare/json/strict_reader.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/support/near_match.h"
#include "tokenfare/support/text_encoding.h"

namespace tokenfare::internal {
namespace {

constexpr size_t kLongestText = 100'000;
constexpr size_t kLongestName = 200;
constexpr uint64_t kLargestNumber = 1'000'000'000'000;
constexpr size_t kDeepest = 64;

std::string_view TypeName(simdjson::dom::element element) {
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY:
      return "an array";
    case simdjson::dom::element_type::OBJECT:
      return "an object";
    case simdjson::dom::element_type::STRING:
      return "a string";
    case simdjson::dom::element_type::BOOL:
      return "true or false";
    case simdjson::dom::element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

// But newline. Without a branch, so that it takes many bytes at once.
bool HoldsControls(std::string_view text) {
  bool holds = false;
  for (const char byte : text) {
    const auto c = static_cast<unsigned char>(byte);
    holds |= (c < 0x20 && c != '\n') || c == 0x7f;
  }
  return holds;
}

// Finds where a text stops being JSON; simdjson does not say.
class SyntaxErrorFinder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    position_ = position;
    return false;
  }

  // The number of bytes read when the error was met.
  std::optional<size_t> position() const { return position_; }

 private:
  std::optional<size_t> position_;
};

absl::Status NotJson(std::string_view json, std::string_view file,
                     simdjson::error_code error) {
  SyntaxErrorFinder finder;
  std::string place;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &finder) &&
      finder.position()) {
    const size_t offset =
        std::min(json.size(), std::max<size_t>(*finder.position(), 1) - 1);
    const std::string_view before = json.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    place = fmt::format(":{}:{}", line, offset - line_start + 1);
  }
  return absl::InvalidArgumentError(
      fmt::format("{}{}: this is not valid JSON: {}", file, place,
                  simdjson::error_message(error)));
}

}  // namespace

std::string JsonPath::ToString() const {
  if (parent == nullptr) return "$";
  if (key.empty()) return fmt::format("{}[{}]", parent->ToString(), index);
  return fmt::format("{}.{}", parent->ToString(), key.substr(0, 60));
}

void JsonErrors::Add(const JsonPath& path, std::string_view what) {
  if (!status_.ok()) return;
  std::string message = fmt::format("{}: {}: {}", file_, path.ToString(), what);
  // Keys of a hostile file may hold anything (I2).
  std::replace_if(
      message.begin(), message.end(),
      [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  status_ = absl::InvalidArgumentError(message);
}

void CheckedJson::WrongType(std::string_view wanted) const {
  Refuse(fmt::format("this is {}; it must be {}", TypeName(*element_), wanted));
}

std::optional<std::string_view> CheckedJson::String() const {
  if (!element_) return std::nullopt;
  std::string_view text;
  if (element_->get(text) != simdjson::SUCCESS) {
    WrongType("a string");
    return std::nullopt;
  }
  return text;
}

std::string CheckedJson::Text() const {
  const std::optional<std::string_view> text = String();
  if (!text) return "";
  if (text->empty() || text->size() > kLongestText) {
    Refuse(fmt::format("the text must have 1 to {} bytes", kLongestText));
    return "";
  }
  if (HoldsControls(*text)) {
    Refuse("the text holds a control character");
    return "";
  }
  return std::string(*text);
}

std::string CheckedJson::Name() const {
  const std::optional<std::string_view> name = String();
  if (!name) return "";
  const bool visible =
      std::all_of(name->begin(), name->end(),
                  [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  if (name->empty() || name->size() > kLongestName || !visible) {
    Refuse(fmt::format("a name must have 1 to {} visible ASCII characters",
                       kLongestName));
    return "";
  }
  return std::string(*name);
}

uint64_t CheckedJson::PositiveNumber() const {
  if (!element_) return 1;
  uint64_t number = 0;
  if (!element_->is_number()) {
    WrongType("a whole number");
    return 1;
  }
  if (element_->get(number) != simdjson::SUCCESS || number < 1 ||
      number > kLargestNumber) {
    Refuse(fmt::format("this must be a whole number from 1 to {}",
                       kLargestNumber));
    return 1;
  }
  return number;
}

bool CheckedJson::Bool() const {
  bool value = false;
  if (element_ && element_->get(value) != simdjson::SUCCESS) {
    WrongType("true or false");
  }
  return value;
}

bool CheckedJson::IsArray() const { return element_ && element_->is_array(); }

size_t CheckedJson::size() const {
  simdjson::dom::array array;
  if (!element_ || element_->get(array) != simdjson::SUCCESS) return 0;
  return array.size();
}

void CheckedJson::ForEach(
    const std::function<void(const CheckedJson&)>& visit) const {
  if (!element_) return;
  simdjson::dom::array array;
  if (element_->get(array) != simdjson::SUCCESS) return WrongType("an array");
  if (array.begin() == array.end()) {
    return Refuse("the array is empty; leave the field out instead");
  }
  size_t index = 0;
  for (simdjson::dom::element element : array) {
    if (!errors_->ok()) return;
    visit(CheckedJson(element, {&path_, "", index++}, *errors_));
  }
}

JsonObject::JsonObject(const CheckedJson& value)
    : path_(value.path_), errors_(value.errors_) {
  simdjson::dom::object object;
  if (!value.element_) return;
  if (value.element_->get(object) != simdjson::SUCCESS) {
    value.WrongType("an object");
    return;
  }
  is_object_ = true;
  for (simdjson::dom::key_value_pair field : object) {
    fields_.push_back({field.key, field.value});
  }
  RefuseDuplicates();
}

void JsonObject::RefuseDuplicates() const {
  absl::InlinedVector<std::string_view, 6> keys;
  keys.reserve(fields_.size());
  for (const Field& field : fields_) keys.push_back(field.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return;
  errors_->Add({&path_, *twice}, "the field is given twice");
}

CheckedJson JsonObject::ValueOf(const Field& field) const {
  return CheckedJson(field.value, {&path_, field.key}, *errors_);
}

std::optional<CheckedJson> JsonObject::Optional(std::string_view key) {
  asked_.push_back(key);
  const auto is_wanted = [&](const Field& field) { return field.key == key; };
  const auto next = fields_.begin() + static_cast<ptrdiff_t>(next_);
  auto found = std::find_if(next, fields_.end(), is_wanted);
  if (found == fields_.end()) {
    found = std::find_if(fields_.begin(), next, is_wanted);
    if (found == next) return std::nullopt;
  }
  found->asked = true;
  next_ = static_cast<size_t>(found - fields_.begin()) + 1;
  return ValueOf(*found);
}

CheckedJson JsonObject::Required(std::string_view key) {
  if (std::optional<CheckedJson> value = Optional(key)) return *value;
  if (is_object_) {
    errors_->Add(path_, fmt::format("the field \"{}\" is missing", key));
  }
  return CheckedJson(std::nullopt, path_, *errors_);
}

void JsonObject::ForEach(
    const std::function<void(std::string_view, const CheckedJson&)>& visit) {
  for (Field& field : fields_) {
    field.asked = true;
    visit(field.key, ValueOf(field));
  }
}

void JsonObject::RefuseOthers() {
  for (const Field& field : fields_) {
    if (field.asked) continue;
    return errors_->Add({&path_, field.key}, "there is no such field" +
                                                 DidYouMean(field.key, asked_));
  }
}

absl::Status ReadJson(std::string_view json, std::string_view file,
                      const std::function<void(const CheckedJson&)>& read) {
  const std::string_view wide = WideEncodingOf(json);
  if (!wide.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", file, WideEncodingError(wide)));
  }
  json = WithoutByteOrderMark(json);
  simdjson::dom::parser parser;
  if (parser.allocate(std::max<size_t>(json.size(), 1), kDeepest) !=
      simdjson::SUCCESS) {
    return absl::ResourceExhaustedError(
        fmt::format("{}: no memory to parse it", file));
  }
  const simdjson::padded_string padded(json);
  simdjson::dom::element root;
  if (const simdjson::error_code error = parser.parse(padded).get(root);
      error != simdjson::SUCCESS) {
    return NotJson(json, file, error);
  }
  JsonErrors errors(file);
  read(CheckedJson(root, JsonPath{}, errors));
  return errors.status();
}

}  // namespace tokenfare::internal
