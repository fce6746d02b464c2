// LiteLLM logs the request as it was called: the messages, and beside them the
// parameters in the provider's form. The body is put together from both; rows
// of spend logs have the body that a client sent to its proxy.

#include "tokenfare/preflight/billing/records/litellm.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/records/body_writer.h"
#include "tokenfare/preflight/billing/records/record_fields.h"
#include "tokenfare/preflight/billing/usage/created_day.h"
#include "tokenfare/preflight/billing/usage/usage_fields.h"

namespace tokenfare::internal {
namespace {

// What calls are named, and the field of their requests that LiteLLM logs as
// `messages`. Those of async functions have an "a" in front.
struct CallType {
  std::string_view name;
  std::string_view input;
};
constexpr std::array<CallType, 4> kCallTypes = {{
    {"completion", "messages"},
    {"responses", "input"},
    {"embedding", "input"},
    {"text_completion", "prompt"},
}};

// Parameters that are not sent as they are, or that stand elsewhere.
constexpr std::array<std::string_view, 11> kOwnParameters = {
    "api_base", "api_key",     "extra_body", "extra_headers",
    "input",    "max_retries", "messages",   "metadata",
    "model",    "prompt",      "timeout"};

bool IsLiteLlm(const JsonValue& root) {
  if (root.Find("standard_logging_object") != nullptr) return true;
  return root.Find("call_type") != nullptr &&
         FirstStated(
             root, {"model_parameters", "proxy_server_request", "response_cost",
                    "spend", "request_id", "custom_llm_provider"}) != nullptr;
}

const CallType* FindCallType(std::string_view name) {
  for (const CallType& type : kCallTypes) {
    if (name == type.name ||
        (name.starts_with('a') && name.substr(1) == type.name)) {
      return &type;
    }
  }
  return nullptr;
}

// Whether a provider answered, and billed, the call.
absl::Status CheckBilled(const JsonValue& root) {
  if (root.FindText("status") == "failure") {
    return BadField("$.status",
                    "\"failure\": the call failed, and has no bill");
  }
  const JsonValue* hit = root.Find("cache_hit");
  if (hit != nullptr && (hit->IsTrue() || hit->text() == "True")) {
    return BadField("$.cache_hit",
                    "LiteLLM answered from its own cache: nothing was billed");
  }
  return absl::OkStatus();
}

// LiteLLM writes these marks where it leaves out texts.
absl::Status CheckWhole(const JsonValue& input, std::string_view path) {
  const std::string text = JsonText(input, kCompactJson);
  if (text.find("redacted-by-litellm") != std::string::npos) {
    return BadField(path,
                    "LiteLLM redacted the texts, so that the prompt is "
                    "not known");
  }
  if (text.find("litellm_truncated") != std::string::npos) {
    return BadField(path,
                    "LiteLLM cut texts off, so that the prompt is not "
                    "known");
  }
  return absl::OkStatus();
}

bool IsSent(const JsonMember& parameter) {
  return !parameter.value.Is(JsonKind::kNull) &&
         !parameter.key.starts_with("litellm_") &&
         std::find(kOwnParameters.begin(), kOwnParameters.end(),
                   parameter.key) == kOwnParameters.end();
}

void AddParameters(const JsonValue& parameters, BodyWriter& body) {
  for (const JsonMember& parameter : parameters.members()) {
    if (IsSent(parameter)) body.Add(parameter.key, parameter.value);
  }
}

// The body that a client sent to the proxy, whose model is an alias there.
absl::StatusOr<std::string> WriteProxyBody(const JsonValue& sent,
                                           std::string_view model,
                                           const CallType& type) {
  constexpr std::string_view kPath = "$.proxy_server_request";
  const absl::StatusOr<JsonOrText> read = JsonOrText::Of(sent, kPath);
  if (!read.ok()) return read.status();
  const JsonValue* request = &read->value();
  // Some versions keep address and headers around it.
  const JsonValue* inner = request->Find("body");
  if (inner != nullptr && inner->Is(JsonKind::kObject)) request = inner;
  const JsonValue* input = request->Find(type.input);
  if (input == nullptr) {
    return BadField(kPath, fmt::format("no {} in it", type.input));
  }
  absl::Status whole = CheckWhole(*request, kPath);
  if (!whole.ok()) return whole;
  BodyWriter body = BodyWriter::Object();
  body.AddText("model", model);
  body.Add(type.input, *input);
  AddParameters(*request, body);
  return body.Finish();
}

absl::StatusOr<std::string> WriteBody(const JsonValue& root,
                                      std::string_view model,
                                      const CallType& type,
                                      RecordedBill& bill) {
  const JsonValue* messages = root.Find("messages");
  if (!IsStated(messages)) {
    return BadField("$.messages",
                    "missing; LiteLLM logs them where its settings let it "
                    "(store_prompts_in_spend_logs, turn_off_message_logging)");
  }
  const absl::StatusOr<JsonOrText> input =
      JsonOrText::Of(*messages, "$.messages");
  if (!input.ok()) return input.status();
  absl::Status whole = CheckWhole(input->value(), "$.messages");
  if (!whole.ok()) return whole;
  BodyWriter body = BodyWriter::Object();
  body.AddText("model", model);
  body.Add(type.input, input->value());
  const JsonValue* given = root.Find("model_parameters");
  if (given == nullptr || given->Is(JsonKind::kNull)) {
    bill.not_recorded = {"tools", "response_format"};
    return body.Finish();
  }
  const absl::StatusOr<JsonOrText> parameters =
      JsonOrText::Of(*given, "$.model_parameters");
  if (!parameters.ok()) return parameters.status();
  whole = CheckWhole(parameters->value(), "$.model_parameters");
  if (!whole.ok()) return whole;
  AddParameters(parameters->value(), body);
  return body.Finish();
}

// The usage of the response, of the metadata or of the record itself.
absl::Status ReadLiteLlmUsage(const JsonValue& root, UsageRecord& billed) {
  if (const JsonValue* given = FirstStated(root, {"response"})) {
    const absl::StatusOr<JsonOrText> response =
        JsonOrText::Of(*given, "$.response");
    if (!response.ok()) return response.status();
    if (IsStated(response->value().Find("usage"))) {
      absl::StatusOr<UsageRecord> read =
          ReadResponse(response->value(), "$.response");
      if (!read.ok()) return read.status();
      billed = *std::move(read);
      return absl::OkStatus();
    }
  }
  if (const JsonValue* given = FirstStated(root, {"metadata"})) {
    const absl::StatusOr<JsonOrText> metadata =
        JsonOrText::Of(*given, "$.metadata");
    if (!metadata.ok()) return metadata.status();
    const JsonValue* usage = metadata->value().Find("usage_object");
    if (IsStated(usage)) {
      return ReadUsage(*usage, "$.metadata.usage_object", billed);
    }
  }
  return ReadFlatUsage(root, "$", billed.usage);
}

// The record's own totals say the same.
absl::Status CheckTotals(const JsonValue& root, const BilledUsage& usage) {
  for (const auto& [key, billed] :
       {std::pair<std::string_view, int64_t>("prompt_tokens",
                                             usage.prompt_tokens),
        {"completion_tokens", usage.completion_tokens}}) {
    const absl::StatusOr<std::optional<int64_t>> stated =
        OptionalInteger(root, key, 0, kMaxTokenLimit, "$");
    if (!stated.ok()) return stated.status();
    if (!stated->has_value() || **stated == billed) continue;
    return BadField(fmt::format("$.{}", key),
                    fmt::format("{}, where the usage of the response says {}; "
                                "it is not known which was billed",
                                **stated, billed));
  }
  return absl::OkStatus();
}

absl::StatusOr<RecordedBill> ReadBill(const JsonValue& root) {
  RecordedBill bill;
  UsageRecord& billed = bill.billed;
  absl::Status status = ReadLiteLlmUsage(root, billed);
  if (status.ok()) status = CheckTotals(root, billed.usage);
  if (!status.ok()) return status;
  if (billed.model.empty()) billed.model = root.FindText("model");
  if (!billed.created.has_value()) {
    const absl::StatusOr<std::optional<Date>> start =
        ReadTimestamp(root, "startTime", "$");
    if (!start.ok()) return start.status();
    billed.created = *start;
  }
  bill.provider = root.FindText("custom_llm_provider");
  bill.provider_path = "$.custom_llm_provider";
  if (const JsonValue* cost = FirstStated(root, {"response_cost", "spend"})) {
    bill.stated_cost = cost->text();
  }
  return bill;
}

// Without usage in a stream, LiteLLM counts tokens itself.
void WarnOfStream(const JsonValue& root, const JsonValue& request,
                  RecordedBill& bill) {
  const JsonValue* stream = root.Find("stream");
  if (stream == nullptr) stream = request.Find("stream");
  const JsonValue* options = request.Find("stream_options");
  const JsonValue* usage =
      options == nullptr ? nullptr : options->Find("include_usage");
  if (stream == nullptr || !stream->IsTrue()) return;
  if (usage != nullptr && usage->IsTrue()) return;
  bill.warnings.push_back(
      {std::string(reconcile_warning::kUsageMayBeCounted),
       "the answer was streamed, and the record does not show that the request "
       "set stream_options.include_usage: LiteLLM may have counted the tokens "
       "itself"});
}

absl::StatusOr<BillingRecord> ReadLiteLlm(JsonDocument document) {
  const JsonValue* inner = document.root().Find("standard_logging_object");
  const JsonValue& root = inner == nullptr ? document.root() : *inner;
  if (!root.Is(JsonKind::kObject)) {
    return WrongType("$.standard_logging_object", "an object", root);
  }
  absl::Status status = CheckBilled(root);
  if (!status.ok()) return status;
  const std::string_view call = root.FindText("call_type");
  const CallType* type = FindCallType(call);
  if (type == nullptr) {
    return BadField("$.call_type",
                    fmt::format("{} is not read; completion and responses are",
                                Quoted(call)));
  }
  absl::StatusOr<RecordedBill> bill = ReadBill(root);
  if (!bill.ok()) return bill.status();
  const std::string_view model = root.FindText("model");
  const JsonValue* sent = FirstStated(root, {"proxy_server_request"});
  absl::StatusOr<std::string> body = sent == nullptr
                                         ? WriteBody(root, model, *type, *bill)
                                         : WriteProxyBody(*sent, model, *type);
  if (!body.ok()) return body.status();
  absl::StatusOr<BillingRecord> record =
      ReconstructedRecord(*body, *std::move(bill));
  if (record.ok()) WarnOfStream(root, *record->request, record->bill);
  return record;
}

}  // namespace

const RecordFormat kLiteLlmRecord = {RecordKind::kLiteLlm, IsLiteLlm,
                                     ReadLiteLlm};

}  // namespace tokenfare::internal
