// Langfuse keeps what an integration gave it: mostly the messages, with tools
// only where the integration adds them, and the response format seldom.

#include "tokenfare/preflight/billing/records/langfuse.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/records/body_writer.h"
#include "tokenfare/preflight/billing/records/langfuse_usage.h"
#include "tokenfare/preflight/billing/records/record_fields.h"
#include "tokenfare/preflight/billing/usage/created_day.h"

namespace tokenfare::internal {
namespace {

// What stands in the place of an image or a file that it keeps elsewhere.
constexpr std::string_view kMediaMark = "@@@langfuseMedia:";

bool HasTypeOfObservation(const JsonValue& root) {
  for (const std::string_view type :
       {"GENERATION", "SPAN", "EVENT", "AGENT", "TOOL", "CHAIN", "RETRIEVER",
        "EVALUATOR", "EMBEDDING", "GUARDRAIL"}) {
    if (root.FindText("type") == type) return true;
  }
  return false;
}

bool IsObservation(const JsonValue& root) {
  if (root.Find("provided_model_name") != nullptr) return true;
  const bool has_trace =
      root.Find("traceId") != nullptr || root.Find("trace_id") != nullptr;
  return has_trace &&
         (HasTypeOfObservation(root) || root.Find("usageDetails") != nullptr ||
          root.Find("usage_details") != nullptr ||
          root.Find("modelParameters") != nullptr);
}

bool IsEvent(const JsonValue& root) {
  return root.FindText("type").starts_with("generation-") &&
         root.Find("body") != nullptr;
}

// Of a trace or a page, which hold several; empty for others.
std::string_view ListOf(const JsonValue& root) {
  for (const std::string_view key : {"observations", "data"}) {
    const JsonValue* list = root.Find(key);
    if (list != nullptr && !list->elements().empty() &&
        IsObservation(list->elements().front())) {
      return key;
    }
  }
  return {};
}

bool IsLangfuse(const JsonValue& root) {
  return IsEvent(root) || IsObservation(root) || !ListOf(root).empty();
}

absl::Status CheckGeneration(const JsonValue& observation) {
  const std::string_view type = observation.FindText("type");
  if (HasTypeOfObservation(observation) && type != "GENERATION") {
    return BadField("$.type",
                    fmt::format("{}; calls of models, which are billed, are "
                                "observations of the type GENERATION",
                                type));
  }
  if (observation.FindText("level") == "ERROR") {
    return BadField("$.level", "ERROR: the call failed, and has no bill");
  }
  return absl::OkStatus();
}

// Collects a body, and what was found for it.
struct BodyParts {
  BodyWriter body = BodyWriter::Object();
  bool has_tools = false;
  bool has_format = false;
};

// Fields that go into the prompt beside the messages.
constexpr std::array<std::string_view, 6> kPromptFields = {
    "tools",         "functions",       "tool_choice",
    "function_call", "response_format", "text"};

void NoteField(std::string_view key, BodyParts& parts) {
  parts.has_tools = parts.has_tools || key == "tools" || key == "functions";
  parts.has_format =
      parts.has_format || key == "response_format" || key == "text";
}

void AddMessages(const JsonValue& messages, std::string_view key,
                 BodyParts& parts, RecordedBill& bill) {
  parts.body.Add(key, messages);
  for (size_t i = 0; i < messages.elements().size(); ++i) {
    const std::string text = JsonText(messages.elements()[i], kCompactJson);
    if (text.find(kMediaMark) != std::string::npos) {
      bill.changed_turns.push_back(i);
    }
  }
}

absl::Status AddInput(const JsonValue& input, BodyParts& parts,
                      RecordedBill& bill) {
  if (input.Is(JsonKind::kArray)) {
    AddMessages(input, "messages", parts, bill);
    return absl::OkStatus();
  }
  for (const std::string_view key : {"messages", "input"}) {
    const JsonValue* messages = input.Find(key);
    if (!IsStated(messages)) continue;
    AddMessages(*messages, key, parts, bill);
    if (const JsonValue* instructions = input.Find("instructions")) {
      parts.body.Add("instructions", *instructions);
    }
    for (const std::string_view field : kPromptFields) {
      const JsonValue* value = input.Find(field);
      if (value == nullptr) continue;
      NoteField(field, parts);
      if (IsStated(value)) parts.body.Add(field, *value);
    }
    return absl::OkStatus();
  }
  if (!input.FindText("role").empty()) {
    BodyWriter list = BodyWriter::Array();
    list.Add(input);
    parts.body.AddJson("messages", list.Finish());
    return absl::OkStatus();
  }
  return BadField("$.input",
                  fmt::format("{} without messages: the prompt is not known",
                              JsonKindName(input.kind())));
}

// What the parameters and the metadata have of the prompt, where `input` lacks
// it.
absl::Status AddParameters(const JsonValue& holder, std::string_view path,
                           BodyParts& parts) {
  for (const std::string_view field : kPromptFields) {
    const JsonValue* value = holder.Find(field);
    const bool is_tool_field = field != "response_format" && field != "text";
    if (!IsStated(value) ||
        (is_tool_field ? parts.has_tools : parts.has_format)) {
      continue;
    }
    const absl::StatusOr<JsonOrText> read =
        JsonOrText::Of(*value, fmt::format("{}.{}", path, field));
    if (!read.ok()) return read.status();
    parts.body.Add(field, read->value());
    NoteField(field, parts);
  }
  return absl::OkStatus();
}

absl::Status AddHolder(const JsonValue& observation, std::string_view key,
                       BodyParts& parts) {
  const JsonValue* given = observation.Find(key);
  if (!IsStated(given)) return absl::OkStatus();
  const std::string path = fmt::format("$.{}", key);
  const absl::StatusOr<JsonOrText> read = JsonOrText::Of(*given, path);
  if (!read.ok()) return read.status();
  return AddParameters(read->value(), path, parts);
}

absl::StatusOr<std::string> WriteLangfuseBody(const JsonValue& observation,
                                              RecordedBill& bill) {
  const JsonValue* given = observation.Find("input");
  if (!IsStated(given)) {
    return BadField("$.input",
                    "missing; export the inputs of observations too");
  }
  const absl::StatusOr<JsonOrText> input = JsonOrText::Of(*given, "$.input");
  if (!input.ok()) return input.status();
  BodyParts parts;
  parts.body.AddText("model", bill.billed.model);
  absl::Status status = AddInput(input->value(), parts, bill);
  for (const std::string_view key :
       {"modelParameters", "model_parameters", "metadata"}) {
    if (status.ok()) status = AddHolder(observation, key, parts);
  }
  if (!status.ok()) return status;
  if (!parts.has_tools) bill.not_recorded.emplace_back("tools");
  if (!parts.has_format) bill.not_recorded.emplace_back("response_format");
  if (!bill.changed_turns.empty()) bill.not_recorded.emplace_back("media");
  return parts.body.Finish();
}

absl::StatusOr<RecordedBill> ReadLangfuseBill(const JsonValue& observation) {
  RecordedBill bill;
  if (const JsonValue* model =
          FirstStated(observation, {"model", "provided_model_name"})) {
    bill.billed.model = model->text();
  }
  for (const std::string_view key : {"startTime", "start_time"}) {
    const absl::StatusOr<std::optional<Date>> start =
        ReadTimestamp(observation, key, "$");
    if (!start.ok()) return start.status();
    if (start->has_value()) bill.billed.created = *start;
  }
  absl::Status status = ReadLangfuseUsage(observation, bill);
  if (!status.ok()) return status;
  const JsonValue* cost = FirstStated(
      observation, {"calculatedTotalCost", "totalCost", "total_cost"});
  if (cost != nullptr) bill.stated_cost = cost->text();
  return bill;
}

absl::StatusOr<BillingRecord> ReadLangfuse(JsonDocument document) {
  const JsonValue& root = document.root();
  const std::string_view list = ListOf(root);
  if (!list.empty()) {
    return BadField("$", fmt::format("holds several observations: `jq -c "
                                     "'.{}[]' FILE` makes each a line",
                                     list));
  }
  const JsonValue& observation = IsEvent(root) ? *root.Find("body") : root;
  absl::Status status = CheckGeneration(observation);
  if (!status.ok()) return status;
  absl::StatusOr<RecordedBill> bill = ReadLangfuseBill(observation);
  if (!bill.ok()) return bill.status();
  const absl::StatusOr<std::string> body =
      WriteLangfuseBody(observation, *bill);
  if (!body.ok()) return body.status();
  return ReconstructedRecord(*body, *std::move(bill));
}

}  // namespace

const RecordFormat kLangfuseRecord = {RecordKind::kLangfuse, IsLangfuse,
                                      ReadLangfuse};

}  // namespace tokenfare::internal
