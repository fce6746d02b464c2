// A request to a model, whatever its format: what was said, what may be called,
// what the reply must be and may cost. A format (formats/format.h) reads it
// from a body; dialects, judgement and refusals read it, and know of no body.
//
// Schemas, and definitions of tools that only the provider understands, stay
// JSON, since they are data.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_CONVERSATION_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_CONVERSATION_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenfare/json/document.h"
#include "tokenfare/preflight/conversation/options.h"
#include "tokenfare/preflight/conversation/origin.h"
#include "tokenfare/preflight/conversation/plain_request.h"
#include "tokenfare/preflight/conversation/tools.h"
#include "tokenfare/preflight/conversation/training_example.h"
#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// A text that the output is expected to repeat in large part.
struct Prediction {
  Origin origin = {};
  // All that the body says of it, as compact JSON.
  std::string_view text;
};

// A part of the prompt that the provider has stored.
struct Unseen {
  Origin origin = {};
  // "the conversation so far".
  std::string_view what;
  // It is turns that were said before.
  bool is_turns = false;
};

// Views and pointers belong to what the conversation owns, and stay valid when
// it is moved.
struct Conversation {
  // The format that it was read from, "openai_chat", where it is sent,
  // "/v1/chat/completions", and how the prompt of a chat is put together.
  std::string_view format;
  std::string_view endpoint;
  enum class Dialect : uint8_t { kChat, kResponses };
  Dialect dialect = Dialect::kChat;
  ModelKind model_kind = ModelKind::kChat;
  // By whose rules it becomes a prompt: a model learns from chats.
  std::string_view RulesEndpoint() const {
    return training.has_value() ? "/v1/chat/completions" : endpoint;
  }
  std::string_view model;  // empty where there is none
  std::vector<Turn> turns;
  // What stands before these turns and is not in the body: a stored
  // conversation, a stored prompt.
  std::vector<Unseen> unseen;
  // What a model learns from it, in place of an answer.
  std::optional<TrainingExample> training;
  // Where TakesPlainInputs, in place of turns.
  PlainRequest plain;

  std::vector<Tool> tools;
  // Where the list of tools stands.
  Origin tools_origin = {};
  // The tools were given as functions, in the form before there were tools.
  bool legacy_functions = false;
  ToolChoice tool_choice;
  OutputContract output;
  std::optional<Prediction> prediction;

  StatedLimit output_limit;
  int64_t choices = 1;
  std::optional<std::string_view> service_tier;
  bool speaks = false;  // the reply is to be speech, too
  bool searches_web = false;
  // Only marked prefixes are kept in the prompt cache; and some are marked.
  bool explicit_cache = false;
  bool has_cache_mark = false;
  Options options;
  // Some turn holds the word JSON. Known where the output must be a JSON
  // object.
  bool mentions_json = false;
  // Of a line of a training file: it ends with the answer, and names neither a
  // model nor options.
  bool looks_like_training = false;

  // Values of fields that no rule knows, outside of turns.
  std::vector<const Opaque*> unknown_fields;
  std::vector<Finding> warnings;

  // What the caller calls the request, in a file of many.
  std::string_view custom_id;

  PathWriter write_path = nullptr;
  // Where the body stands, "$.body", if it is a part of what was read.
  std::string_view path_root;
  std::string PathOf(const Origin& origin, Field field = Field::kItself) const {
    std::string path = write_path(origin, field);
    if (!path_root.empty()) path.replace(0, 1, path_root);
    return path;
  }
  // Of a property of the body itself.
  std::string PathOf(Field field) const { return PathOf(Origin{}, field); }

  // "messages[3..5]", of nodes in one list.
  std::string LabelOfRange(const Origin& first, const Origin& last) const;

  // What the views are of.
  std::vector<JsonDocument> documents;
  std::deque<std::string> texts;
  std::deque<Opaque> opaques;

  // Keeps `text` as long as the conversation.
  std::string_view Own(std::string text) {
    return texts.emplace_back(std::move(text));
  }
};

// Whether some turn has an image. Linear.
bool HasImage(const Conversation& conversation);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_CONVERSATION_H_
