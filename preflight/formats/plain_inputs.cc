// The first element of a list tells what the others must be.

#include "tokenfare/preflight/formats/plain_inputs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"

namespace tokenfare::internal {
namespace {

struct PlainProperty {
  Field field;
  std::string_view path;
};

constexpr PlainProperty kPlainProperties[] = {
    {Field::kModel, ".model"},
    {Field::kOutputLimit, ".max_tokens"},
    {Field::kOldOutputLimit, ".max_tokens"},
    {Field::kChoices, ".n"},
    {Field::kTemperature, ".temperature"},
    {Field::kTopP, ".top_p"},
    {Field::kFrequencyPenalty, ".frequency_penalty"},
    {Field::kPresencePenalty, ".presence_penalty"},
    {Field::kLogprobs, ".logprobs"},
    {Field::kLogitBias, ".logit_bias"},
    {Field::kStop, ".stop"},
    {Field::kStreamOptions, ".stream_options"},
    {Field::kDimensions, ".dimensions"},
    {Field::kVectorFormat, ".encoding_format"},
    {Field::kBestOf, ".best_of"},
    {Field::kServiceTier, ".service_tier"},
};

// Ids are whole numbers; no vocabulary has as many as this.
constexpr int64_t kMostTokenId = int64_t{1} << 31;

bool IsTokenId(const JsonValue& value) {
  if (!value.Is(JsonKind::kNumber)) return false;
  const std::string_view text = value.text();
  int64_t id = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() && id >= 0 &&
         id < kMostTokenId;
}

// `path` is the list's.
absl::Status ReadIds(const JsonValue& list, std::string_view path,
                     PlainInput& input) {
  size_t index = 0;
  for (const JsonValue& id : list.elements()) {
    if (!IsTokenId(id)) {
      return WrongType(fmt::format("{}[{}]", path, index),
                       "a token id, as the others are: a whole number", id);
    }
    ++index;
  }
  input.ids = static_cast<int64_t>(list.elements().size());
  return absl::OkStatus();
}

absl::Status ReadList(const JsonValue& list, std::string_view path,
                      PlainRequest& plain) {
  const JsonKind kind = list.elements().front().kind();
  if (kind != JsonKind::kString && kind != JsonKind::kArray) {
    return WrongType(fmt::format("{}[0]", path),
                     "a text, a token id or a list of token ids",
                     list.elements().front());
  }
  plain.inputs.reserve(list.elements().size());
  for (const JsonValue& element : list.elements()) {
    const size_t index = plain.inputs.size();
    PlainInput input = {.origin = PlainOrigin(PlainPlace::kInput, index)};
    if (element.kind() != kind) {
      return WrongType(fmt::format("{}[{}]", path, index),
                       kind == JsonKind::kString
                           ? "a text, as the first is"
                           : "a list of token ids, as the first is",
                       element);
    }
    input.text = element.text();
    if (kind == JsonKind::kArray) {
      absl::Status status =
          ReadIds(element, fmt::format("{}[{}]", path, index), input);
      if (!status.ok()) return status;
    }
    plain.inputs.push_back(input);
  }
  return absl::OkStatus();
}

}  // namespace

std::string PlainPath(std::string_view name, const Origin& origin,
                      Field field) {
  switch (static_cast<PlainPlace>(origin.place)) {
    case PlainPlace::kInputs:
      return fmt::format("$.{}", name);
    case PlainPlace::kInput:
      return fmt::format("$.{}[{}]", name, origin.index);
    case PlainPlace::kSuffix:
      return "$.suffix";
    case PlainPlace::kBody:
      break;
  }
  const auto* const property =
      std::find_if(std::begin(kPlainProperties), std::end(kPlainProperties),
                   [&](const PlainProperty& p) { return p.field == field; });
  if (property == std::end(kPlainProperties)) return "$";
  return fmt::format("${}", property->path);
}

absl::Status ReadPlainInputs(const JsonValue& value, std::string_view path,
                             PlainRequest& plain) {
  plain.origin = PlainOrigin(PlainPlace::kInputs);
  if (value.Is(JsonKind::kString)) {
    plain.inputs.push_back({.origin = plain.origin, .text = value.text()});
    return absl::OkStatus();
  }
  if (!value.Is(JsonKind::kArray)) {
    return WrongType(path,
                     "a text, a list of texts, token ids or lists of token ids",
                     value);
  }
  if (value.elements().empty()) return absl::OkStatus();
  if (!value.elements().front().Is(JsonKind::kNumber)) {
    return ReadList(value, path, plain);
  }
  PlainInput input = {.origin = plain.origin};
  absl::Status status = ReadIds(value, path, input);
  plain.inputs.push_back(input);
  return status;
}

bool AreListedInputs(const JsonValue& value) {
  if (value.elements().empty()) return false;
  const JsonKind kind = value.elements().front().kind();
  return kind == JsonKind::kString || kind == JsonKind::kNumber ||
         kind == JsonKind::kArray;
}

}  // namespace tokenfare::internal
