// The conventions let a span hold the messages, and seldom the tools; response
// formats and choices of a tool have no attribute.

#include "tokenfare/preflight/billing/records/open_telemetry.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/records/body_writer.h"
#include "tokenfare/preflight/billing/records/record_fields.h"
#include "tokenfare/preflight/billing/records/span_attributes.h"
#include "tokenfare/preflight/billing/records/span_messages.h"
#include "tokenfare/preflight/billing/usage/created_day.h"
#include "tokenfare/preflight/billing/usage/usage_fields.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kPrefix = "gen_ai.";
constexpr std::string_view kUsagePrefix = "gen_ai.usage.";

bool IsOpenTelemetry(const JsonValue& root) {
  return root.Find("resourceSpans") != nullptr ||
         root.Find("resourceLogs") != nullptr || HasAttribute(root, kPrefix);
}

// The elements of the list `key` of each of `parents`.
std::vector<const JsonValue*> Below(
    const std::vector<const JsonValue*>& parents, std::string_view key) {
  std::vector<const JsonValue*> found;
  for (const JsonValue* parent : parents) {
    const JsonValue* list = parent->Find(key);
    if (list == nullptr) continue;
    for (const JsonValue& element : list->elements()) found.push_back(&element);
  }
  return found;
}

// The only span, or log record, with the usage of a call; the root itself where
// it is no envelope.
absl::StatusOr<const JsonValue*> FindSpan(const JsonValue& root) {
  const bool has_spans = root.Find("resourceSpans") != nullptr;
  if (!has_spans && root.Find("resourceLogs") == nullptr) return &root;
  std::vector<const JsonValue*> spans =
      Below(Below(Below({&root}, has_spans ? "resourceSpans" : "resourceLogs"),
                  has_spans ? "scopeSpans" : "scopeLogs"),
            has_spans ? "spans" : "logRecords");
  std::erase_if(spans, [](const JsonValue* span) {
    return !HasAttribute(*span, kUsagePrefix);
  });
  if (spans.size() == 1) return spans.front();
  if (spans.empty()) {
    return BadField("$",
                    "no span of a call: none has gen_ai.usage.input_tokens");
  }
  return BadField(
      "$",
      fmt::format("{} calls in one line: `jq -c '{}' FILE` makes each span "
                  "a line",
                  spans.size(),
                  has_spans ? ".resourceSpans[].scopeSpans[].spans[]"
                            : ".resourceLogs[].scopeLogs[].logRecords[]"));
}

// What the span is of. Sums over several calls, and tools, are no bills.
absl::Status CheckOperation(const SpanAttributes& span) {
  constexpr std::string_view kName = "gen_ai.operation.name";
  const std::string_view name = span.FirstText({kName});
  if (name.empty() || name == "chat" || name == "generate_content" ||
      name == "responses") {
    return absl::OkStatus();
  }
  return BadField(
      span.PathOf(kName),
      fmt::format("{} is not read; spans of single calls, chat, are",
                  Quoted(name)));
}

// Tokens by the first name that is stated.
struct NamedTokens {
  std::vector<std::string_view> names;
  std::optional<int64_t>* tokens;
  bool is_required = false;
};

absl::Status ReadNamed(const SpanAttributes& span, const NamedTokens& named) {
  const JsonValue* value = span.FindFirst(named.names);
  const std::string path = span.FirstPath(named.names);
  if (value == nullptr) {
    return named.is_required
               ? BadField(path, "missing; give the billed number of tokens")
               : absl::OkStatus();
  }
  const absl::StatusOr<int64_t> tokens = ReadTokens(*value, path);
  if (!tokens.ok()) return tokens.status();
  *named.tokens = *tokens;
  return absl::OkStatus();
}

// Cached tokens are part of the input, as the conventions say.
absl::Status ReadSpanUsage(const SpanAttributes& span, BilledUsage& usage) {
  std::optional<int64_t> input;
  std::optional<int64_t> output;
  std::optional<int64_t> total;
  const std::vector<NamedTokens> fields = {
      {{"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"},
       &input,
       true},
      {{"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"},
       &output,
       true},
      {{"gen_ai.usage.total_tokens", "llm.usage.total_tokens"}, &total},
      {{"gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.input_cached_tokens", "gen_ai.usage.cached_tokens"},
       &usage.prompt.cached},
      {{"gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens"},
       &usage.prompt.cache_write},
      {{"gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
        "llm.usage.reasoning_tokens"},
       &usage.completion.reasoning}};
  for (const NamedTokens& field : fields) {
    absl::Status status = ReadNamed(span, field);
    if (!status.ok()) return status;
  }
  usage.prompt_tokens = *input;
  usage.completion_tokens = *output;
  const int64_t sum = *input + *output;
  if (total.value_or(sum) != sum) {
    return BadField(span.FirstPath(fields[2].names),
                    fmt::format("{} is not the sum of {} input and {} output "
                                "tokens",
                                *total, *input, *output));
  }
  return CheckUsage(usage, span.FirstPath(fields[0].names));
}

// When the call began: of a span, or of the log record of its event.
absl::Status ReadSpanDay(const JsonValue& span, UsageRecord& billed) {
  for (const std::string_view key :
       {"startTimeUnixNano", "start_time_unix_nano", "start_time", "startTime",
        "timeUnixNano", "timestamp"}) {
    const absl::StatusOr<std::optional<Date>> day =
        ReadTimestamp(span, key, "$");
    if (!day.ok()) return day.status();
    if (!day->has_value()) continue;
    billed.created = *day;
    break;
  }
  return absl::OkStatus();
}

// Whether the call went to /v1/responses, as far as the span tells.
bool IsOfResponses(const SpanAttributes& span) {
  const std::string_view type = span.FirstText({"openai.api.type"});
  if (!type.empty()) return type == "responses";
  return span.FirstText({"gen_ai.response.id"}).starts_with("resp_");
}

// A definition of the conventions, {"type", "name", "description",
// "parameters"}, as the endpoint has it.
std::string WriteTool(const JsonValue& definition, bool for_responses) {
  if (definition.Find("function") != nullptr || for_responses) {
    return JsonText(definition, kCompactJson);
  }
  BodyWriter function = BodyWriter::Object();
  for (const JsonMember& member : definition.members()) {
    if (member.key != "type") function.Add(member.key, member.value);
  }
  BodyWriter tool = BodyWriter::Object();
  tool.AddText("type", "function");
  tool.AddJson("function", function.Finish());
  return tool.Finish();
}

// The tools of llm.request.functions.0.name and so on; empty where there are
// none.
absl::StatusOr<std::string> IndexedTools(const SpanAttributes& span) {
  BodyWriter list = BodyWriter::Array();
  for (size_t i = 0;; ++i) {
    const auto name_of = [i](std::string_view field) {
      return fmt::format("llm.request.functions.{}.{}", i, field);
    };
    const JsonValue* name = span.Find(name_of("name"));
    if (name == nullptr) break;
    BodyWriter tool = BodyWriter::Object();
    tool.AddText("type", "function");
    tool.Add("name", *name);
    if (const JsonValue* text = span.Find(name_of("description"))) {
      tool.Add("description", *text);
    }
    if (const JsonValue* given = span.Find(name_of("parameters"))) {
      const absl::StatusOr<JsonOrText> parameters =
          JsonOrText::Of(*given, span.PathOf(name_of("parameters")));
      if (!parameters.ok()) return parameters.status();
      tool.Add("parameters", parameters->value());
    }
    list.AddJson(tool.Finish());
  }
  return list.empty() ? std::string() : list.Finish();
}

// Adds the tools to the body. What is not known of them is noted.
absl::Status AddTools(const SpanAttributes& span, bool for_responses,
                      BodyWriter& body, RecordedBill& bill) {
  constexpr std::string_view kDefinitions = "gen_ai.tool.definitions";
  absl::StatusOr<std::string> indexed = IndexedTools(span);
  if (!indexed.ok()) return indexed.status();
  const JsonValue* given = span.Find(kDefinitions);
  if (given == nullptr && indexed->empty()) {
    bill.not_recorded.emplace_back("tools");
    return absl::OkStatus();
  }
  const JsonValue as_text = JsonValue::String(*indexed);
  const absl::StatusOr<JsonOrText> tools = JsonOrText::Of(
      given == nullptr ? as_text : *given, span.PathOf(kDefinitions));
  if (!tools.ok()) return tools.status();
  if (!tools->value().Is(JsonKind::kArray)) {
    return WrongType(span.PathOf(kDefinitions), "a list of tools",
                     tools->value());
  }
  BodyWriter list = BodyWriter::Array();
  for (const JsonValue& definition : tools->value().elements()) {
    const bool is_whole = definition.Find("function") != nullptr ||
                          definition.Find("parameters") != nullptr ||
                          definition.Find("description") != nullptr;
    // Instrumentations may leave out what is large.
    if (!is_whole) {
      bill.not_recorded.emplace_back("the parameters of tools");
      return absl::OkStatus();
    }
    list.AddJson(WriteTool(definition, for_responses));
  }
  body.AddJson("tools", list.Finish());
  bill.not_recorded.emplace_back("tool_choice");
  return absl::OkStatus();
}

// The format that the output must have, where it goes into the prompt.
void NoteResponseFormat(const SpanAttributes& span, RecordedBill& bill) {
  const std::string_view type =
      span.FirstText({"gen_ai.openai.request.response_format",
                      "openai.request.response_format", "gen_ai.output.type"});
  if (type != "text") bill.not_recorded.emplace_back("response_format");
}

// Instructions apart from the messages: a system message in front of them, or a
// field of /v1/responses.
absl::Status AddInstructions(const SpanAttributes& span, bool for_responses,
                             SpanMessages& messages, BodyWriter& body) {
  constexpr std::string_view kName = "gen_ai.system_instructions";
  const JsonValue* given = span.Find(kName);
  if (given == nullptr) return absl::OkStatus();
  const std::string path = span.PathOf(kName);
  const absl::StatusOr<JsonOrText> read = JsonOrText::Of(*given, path);
  if (!read.ok()) return read.status();
  std::vector<std::string_view> texts;
  for (const JsonValue& part : read->value().elements()) {
    texts.push_back(part.FindText("content"));
  }
  if (texts.empty()) texts.push_back(read->value().text());
  if (for_responses) {
    if (texts.size() > 1) {
      return BadField(path,
                      "several texts, of which it is not known how they "
                      "were joined");
    }
    body.AddText("instructions", texts.front());
    return absl::OkStatus();
  }
  for (const std::string_view text : texts) messages.AddSystem(text);
  return absl::OkStatus();
}

absl::StatusOr<std::string> WriteSpanBody(const SpanAttributes& span,
                                          std::string_view model,
                                          RecordedBill& bill) {
  const bool for_responses = IsOfResponses(span);
  BodyWriter body = BodyWriter::Object();
  body.AddText("model", model);
  SpanMessages messages(for_responses);
  absl::Status status = AddInstructions(span, for_responses, messages, body);
  if (status.ok()) status = messages.Take(span);
  if (!status.ok()) return status;
  status = AddTools(span, for_responses, body, bill);
  if (!status.ok()) return status;
  NoteResponseFormat(span, bill);
  bill.changed_turns = messages.changed();
  bill.not_recorded.insert(bill.not_recorded.end(),
                           messages.not_recorded().begin(),
                           messages.not_recorded().end());
  const std::string_view tier = span.FirstText(
      {"openai.request.service_tier", "gen_ai.openai.request.service_tier"});
  if (!tier.empty()) body.AddText("service_tier", tier);
  body.AddJson(for_responses ? "input" : "messages", messages.Finish());
  return body.Finish();
}

absl::StatusOr<RecordedBill> ReadSpanBill(const JsonValue& span,
                                          const SpanAttributes& attributes) {
  RecordedBill bill;
  UsageRecord& billed = bill.billed;
  absl::Status status = ReadSpanUsage(attributes, billed.usage);
  if (status.ok()) status = ReadSpanDay(span, billed);
  if (!status.ok()) return status;
  billed.model =
      attributes.FirstText({"gen_ai.response.model", "gen_ai.request.model"});
  const std::string_view tier = attributes.FirstText(
      {"openai.response.service_tier", "gen_ai.openai.response.service_tier"});
  if (!tier.empty()) billed.service_tier = std::string(tier);
  const std::vector<std::string_view> provider_names = {"gen_ai.provider.name",
                                                        "gen_ai.system"};
  bill.provider = attributes.FirstText(provider_names);
  bill.provider_path = attributes.FirstPath(provider_names);
  return bill;
}

absl::StatusOr<BillingRecord> ReadOpenTelemetry(JsonDocument document) {
  const absl::StatusOr<const JsonValue*> span = FindSpan(document.root());
  if (!span.ok()) return span.status();
  const absl::StatusOr<SpanAttributes> attributes = SpanAttributes::Of(**span);
  if (!attributes.ok()) return attributes.status();
  absl::Status status = CheckOperation(*attributes);
  if (!status.ok()) return status;
  absl::StatusOr<RecordedBill> bill = ReadSpanBill(**span, *attributes);
  if (!bill.ok()) return bill.status();
  const std::string_view model =
      attributes->FirstText({"gen_ai.request.model", "gen_ai.response.model"});
  const absl::StatusOr<std::string> body =
      WriteSpanBody(*attributes, model, *bill);
  if (!body.ok()) return body.status();
  return ReconstructedRecord(*body, *std::move(bill));
}

}  // namespace

const RecordFormat kOpenTelemetryRecord = {RecordKind::kOpenTelemetry,
                                           IsOpenTelemetry, ReadOpenTelemetry};

}  // namespace tokenfare::internal
