// What the API answers with status 400, whatever fits: one table, each row with
// its source. No recorded request that was billed is among them.
//
//   message_refusals.cc  messages and their content
//   tool_refusals.cc     tools, functions and their choice
//   option_refusals.cc   sampling, limits, streams, metadata
//   schema_refusals.cc   JSON Schemas of tools and replies
//   plain_refusals.cc    embeddings and completions, a table for each
//   responses_refusals.cc  what /v1/responses refuses besides
//
// The rules are OpenAI's, and are asked about its models only.

#ifndef TOKENFARE_PREFLIGHT_REFUSALS_REFUSALS_H_
#define TOKENFARE_PREFLIGHT_REFUSALS_REFUSALS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

struct RefusalInput {
  const Conversation& conversation;
  const ModelCard& card;
  // As asked for.
  std::string_view model;
};

// What a row is about, as bits.
enum RefusalScope : uint8_t {
  // A row of one endpoint, which may look at the model.
  kOneEndpoint = 0,
  // Of every endpoint, not of /v1/chat/completions only.
  kAnyEndpoint = 1,
  // It says the same of every model of the provider.
  kAnyModel = 2,
};

struct RefusalRow {
  // For programs: "tool_choice_without_tools".
  std::string_view code;
  // The page or public report that says so.
  std::string_view source;
  // What is refused, beginning with its path; empty where nothing is. Linear.
  std::string (*find)(const RefusalInput& input);
  // Of RefusalScope.
  uint8_t scope = kOneEndpoint;
};

// Which rows are asked.
enum class RefusalRows : uint8_t {
  kAll,
  // For another model, those that may say something else of it.
  kOfModel
};

// Of chats, of embeddings and of completions; and of Responses, beside the rows
// of any endpoint.
std::span<const RefusalRow> RefusalTable();
std::span<const RefusalRow> EmbeddingsRefusalTable();
std::span<const RefusalRow> CompletionsRefusalTable();
std::span<const RefusalRow> ResponsesRefusalTable();

// A finding for each of `rows` that refuses the request, in the order of the
// table. Linear in the request.
std::vector<Finding> FindRefusals(const RefusalInput& input, RefusalRows rows);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_REFUSALS_REFUSALS_H_
