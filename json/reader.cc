// Asks a parsed document for what it should hold. What a text may not be as
// JSON is refused before (document.h); here are the types and fields of one
// format.
#include "tokenfare/json/reader.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "fmt/format.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/text.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

constexpr size_t kLongestText = 100'000;
constexpr size_t kLongestName = 200;
constexpr int64_t kLargestNumber = 1'000'000'000'000;
constexpr size_t kDeepest = 64;
// A hostile file may have millions.
constexpr size_t kMostIgnored = 100;

// Keys of a hostile file may hold anything (I2).
void ReplaceControls(std::string& text) {
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
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

std::string_view FoundName(const JsonValue& value) {
  return value.Is(JsonKind::kBool) ? "true or false"
                                   : JsonKindName(value.kind());
}

// What is wrong with a text as JSON, as errors of a file say it.
std::string MessageOf(const JsonFault& fault, std::string_view file) {
  switch (fault.kind) {
    case JsonFault::Kind::kOtherEncoding:
      return fmt::format("{}: {}", file, fault.what);
    case JsonFault::Kind::kScalar:
      return fmt::format("{}: $: {}", file, fault.what);
    case JsonFault::Kind::kRepeatedKey:
      return fmt::format("{}: {}: the field is given twice", file, fault.path);
    default:
      break;
  }
  const std::string place =
      fault.place.line == 0
          ? ""
          : fmt::format(":{}:{}", fault.place.line, fault.place.column);
  return fmt::format("{}{}: this is not valid JSON: {}: {}", file, place,
                     fault.path, fault.what);
}

}  // namespace

void JsonErrors::Add(const JsonStep& step, std::string_view what) {
  if (!status_.ok()) return;
  std::string message = fmt::format("{}: {}: {}", file_, step.Path(), what);
  ReplaceControls(message);
  status_ = absl::InvalidArgumentError(message);
}

void JsonErrors::Ignore(const JsonStep& step) {
  if (ignored_->size() >= kMostIgnored) return;
  std::string place = fmt::format("{}: {}", file_, step.Path());
  ReplaceControls(place);
  ignored_->push_back(std::move(place));
}

void CheckedJson::IgnoreOrRefuse(std::string_view what) const {
  if (!errors_->ignores()) return Refuse(what);
  errors_->Ignore(step_);
}

bool CheckedJson::Is(JsonKind kind, std::string_view wanted) const {
  if (value_ == nullptr) return false;
  if (value_->Is(kind)) return true;
  Refuse(fmt::format("this is {}; it must be {}", FoundName(*value_), wanted));
  return false;
}

std::string CheckedJson::Text() const {
  if (!IsText()) return "";
  const std::string_view text = value_->text();
  if (text.empty() || text.size() > kLongestText) {
    Refuse(fmt::format("the text must have 1 to {} bytes", kLongestText));
    return "";
  }
  if (HoldsControls(text)) {
    Refuse("the text holds a control character");
    return "";
  }
  return std::string(text);
}

std::string CheckedJson::Name() const {
  if (!IsText()) return "";
  const std::string_view name = value_->text();
  const bool visible =
      std::all_of(name.begin(), name.end(),
                  [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  if (name.empty() || name.size() > kLongestName || !visible) {
    Refuse(fmt::format("a name must have 1 to {} visible ASCII characters",
                       kLongestName));
    return "";
  }
  return std::string(name);
}

int64_t CheckedJson::NumberFrom(int64_t least) const {
  if (!Is(JsonKind::kNumber, "a whole number"))
    return std::max(least, int64_t{0});
  const std::string_view text = value_->text();
  int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() &&
      number >= least && number <= kLargestNumber) {
    return number;
  }
  Refuse(fmt::format("this must be a whole number from {} to {}", least,
                     kLargestNumber));
  return std::max(least, int64_t{0});
}

uint64_t CheckedJson::PositiveNumber() const {
  return static_cast<uint64_t>(NumberFrom(1));
}

int64_t CheckedJson::Integer() const { return NumberFrom(-kLargestNumber); }

bool CheckedJson::Bool() const {
  return Is(JsonKind::kBool, "true or false") && value_->IsTrue();
}

bool CheckedJson::IsArray() const {
  return value_ != nullptr && value_->Is(JsonKind::kArray);
}

bool CheckedJson::IsNull() const {
  return value_ != nullptr && value_->Is(JsonKind::kNull);
}

std::string CheckedJson::Compact() const {
  return value_ == nullptr ? "" : JsonText(*value_, kCompactJson);
}

size_t CheckedJson::size() const {
  return value_ == nullptr ? 0 : value_->elements().size();
}

void CheckedJson::ForEach(
    absl::FunctionRef<void(const CheckedJson&)> visit) const {
  if (!Is(JsonKind::kArray, "an array")) return;
  if (value_->elements().empty()) {
    return Refuse("the array is empty; leave the field out instead");
  }
  size_t index = 0;
  for (const JsonValue& element : value_->elements()) {
    if (!errors_->ok()) return;
    visit(
        CheckedJson(&element, {.parent = &step_, .index = index++}, *errors_));
  }
}

JsonObject::JsonObject(const CheckedJson& value)
    : step_(value.step_),
      errors_(value.errors_),
      is_object_(value.Is(JsonKind::kObject, "an object")) {
  if (is_object_) members_ = value.value_->members();
  asked_.resize(members_.size(), false);
}

CheckedJson JsonObject::ValueOf(const JsonMember& member) const {
  return CheckedJson(&member.value, {.parent = &step_, .key = member.key},
                     *errors_);
}

std::optional<CheckedJson> JsonObject::Optional(std::string_view key) {
  names_asked_.push_back(key);
  const auto is_wanted = [&](const JsonMember& member) {
    return member.key == key;
  };
  const auto next = members_.begin() + static_cast<ptrdiff_t>(next_);
  auto found = std::find_if(next, members_.end(), is_wanted);
  if (found == members_.end()) {
    found = std::find_if(members_.begin(), next, is_wanted);
    if (found == next) return std::nullopt;
  }
  const auto at = static_cast<size_t>(found - members_.begin());
  asked_[at] = true;
  next_ = at + 1;
  return ValueOf(*found);
}

CheckedJson JsonObject::Required(std::string_view key) {
  if (std::optional<CheckedJson> value = Optional(key)) return *value;
  if (is_object_) {
    errors_->Add(step_, fmt::format("the field \"{}\" is missing", key));
  }
  return CheckedJson(nullptr, step_, *errors_);
}

void JsonObject::ForEach(
    absl::FunctionRef<void(std::string_view, const CheckedJson&)> visit) {
  std::fill(asked_.begin(), asked_.end(), true);
  for (const JsonMember& member : members_) {
    visit(member.key, ValueOf(member));
  }
}

void JsonObject::RefuseOthers() {
  for (size_t i = 0; i < members_.size(); ++i) {
    if (asked_[i]) continue;
    return errors_->Add(
        {.parent = &step_, .key = members_[i].key},
        "there is no such field" + DidYouMean(members_[i].key, names_asked_));
  }
}

void JsonObject::IgnoreOthers() {
  if (!errors_->ignores()) return RefuseOthers();
  for (size_t i = 0; i < members_.size(); ++i) {
    if (asked_[i]) continue;
    errors_->Ignore({.parent = &step_, .key = members_[i].key});
  }
}

std::string OptionalText(JsonObject& object, std::string_view key) {
  const std::optional<CheckedJson> value = object.Optional(key);
  return value ? value->Text() : "";
}

absl::Status ReadJson(std::string_view json, std::string_view file,
                      absl::FunctionRef<void(const CheckedJson&)> read,
                      std::vector<std::string>* ignored) {
  JsonFault fault;
  const std::optional<JsonDocument> document =
      JsonDocument::Parse(json,
                          {.max_bytes = json.size(),
                           .max_depth = kDeepest,
                           .max_values = json.size()},
                          fault);
  if (!document.has_value()) {
    return absl::InvalidArgumentError(MessageOf(fault, file));
  }
  JsonErrors errors(file, ignored);
  read(CheckedJson(&document->root(), JsonStep{}, errors));
  return errors.status();
}

}  // namespace tokenfare::internal
