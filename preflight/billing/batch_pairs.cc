// An index from id to place; an id that only answers have is in it, too, so
// that a second such answer is seen as a repetition.

#include "tokenfare/preflight/batch_pairs.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/billing/records/billing_record.h"
#include "tokenfare/preflight/billing/usage/batch_answer.h"
#include "tokenfare/preflight/formats/document_kind.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::JsonDocument;
using internal::JsonKind;
using internal::JsonValue;

absl::StatusOr<JsonDocument> ParseLine(std::string_view line) {
  absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(line, internal::kRecordLimits);
  if (!document.ok() || document->root().Is(JsonKind::kObject)) return document;
  return internal::WrongType("$", "an object", document->root());
}

// What a line is instead of one of the file that it was given for.
absl::Status Misplaced(const JsonValue& root, std::string_view expected) {
  const std::string name = internal::NameDocument(root);
  return internal::BadField(
      "$", fmt::format("no line of a batch's {} file{}{}", expected,
                       name.empty() ? "" : ": ", name));
}

}  // namespace

std::string_view UnpairedReasonName(UnpairedReason reason) {
  switch (reason) {
    case UnpairedReason::kFailed:
      return "failed";
    case UnpairedReason::kNotInInput:
      return "not_in_input";
    case UnpairedReason::kAmbiguous:
      return "ambiguous";
    case UnpairedReason::kRepeatedInOutput:
      return "repeated_in_output";
    case UnpairedReason::kRepeatedInInput:
      return "repeated_in_input";
    case UnpairedReason::kUnanswered:
      return "unanswered";
  }
  return "unknown";
}

bool IsOfInput(UnpairedReason reason) {
  return reason == UnpairedReason::kRepeatedInInput ||
         reason == UnpairedReason::kUnanswered;
}

void BatchPairs::Leave(UnpairedReason reason, size_t line, std::string_view id,
                       std::string detail) {
  unpaired_.push_back({reason, line, std::string(id), std::move(detail)});
}

absl::Status BatchPairs::AddInput(std::string_view line, size_t number,
                                  uint64_t place) {
  const absl::StatusOr<JsonDocument> document = ParseLine(line);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  if (root.Find("response") != nullptr || root.Find("body") == nullptr) {
    return Misplaced(root, "input");
  }
  const absl::StatusOr<std::string_view> id =
      internal::RequiredText(root, "custom_id", "$");
  if (!id.ok()) return id.status();
  ++requests_;
  Entry& entry = entries_[std::string(*id)];
  if (entry.place.has_value()) {
    entry.is_ambiguous = true;
    Leave(UnpairedReason::kRepeatedInInput, number, *id,
          fmt::format("as line {}", entry.request_line));
    return absl::OkStatus();
  }
  entry.place = place;
  entry.request_line = number;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<uint64_t>> BatchPairs::RequestOf(
    std::string_view line, size_t number) {
  const absl::StatusOr<JsonDocument> document = ParseLine(line);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  if (!internal::IsBatchAnswer(root)) return Misplaced(root, "output");
  absl::StatusOr<internal::BatchAnswer> answer =
      internal::ReadBatchAnswer(root);
  if (!answer.ok()) return answer.status();
  const std::string_view id = answer->custom_id;
  ++answers_;
  Entry& entry = entries_[std::string(id)];
  if (entry.answer_line.has_value()) {
    Leave(UnpairedReason::kRepeatedInOutput, number, id,
          fmt::format("as line {}", *entry.answer_line));
    return std::nullopt;
  }
  entry.answer_line = number;
  if (!entry.place.has_value()) {
    Leave(UnpairedReason::kNotInInput, number, id);
  } else if (!answer->failure.empty()) {
    Leave(UnpairedReason::kFailed, number, id, std::move(answer->failure));
  } else if (entry.is_ambiguous) {
    Leave(UnpairedReason::kAmbiguous, number, id);
  } else {
    return entry.place;
  }
  return std::nullopt;
}

std::vector<UnpairedLine> BatchPairs::Unpaired() const {
  std::vector<UnpairedLine> lines = unpaired_;
  for (const auto& [id, entry] : entries_) {
    if (!entry.answer_line.has_value()) {
      lines.push_back(
          {UnpairedReason::kUnanswered, entry.request_line, id, {}});
    }
  }
  std::ranges::stable_sort(lines, {}, [](const UnpairedLine& line) {
    return std::tuple(line.reason, line.line);
  });
  return lines;
}

bool IsBatchAnswer(std::string_view line) {
  const absl::StatusOr<JsonDocument> document = ParseLine(line);
  return document.ok() && internal::IsBatchAnswer(document->root());
}

}  // namespace tokenfare
