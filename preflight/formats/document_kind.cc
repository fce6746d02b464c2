#include "tokenfare/preflight/formats/document_kind.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "fmt/format.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

// A document is the first of these whose fields it has all, and whose `object`
// or `model` begins as said.
struct DocumentKind {
  std::array<std::string_view, 2> fields;
  std::string_view key;
  std::string_view begins;
  std::string_view what;
  std::string_view cure;
};

constexpr std::array<DocumentKind, 16> kDocumentKinds = {{
    {{"custom_id", "response"},
     "",
     "",
     "a line of the results of a Batch",
     "give it to reconcile or calibrate, with the input file of the batch"},
    {{"custom_id", "body"},
     "",
     "",
     "a line of a Batch file",
     "give the file to check"},
    {{"custom_id", "params"},
     "",
     "",
     "a line of a batch for Anthropic's Messages API",
     "only OpenAI's requests are read"},
    {{"log", ""},
     "",
     "",
     "a HAR file of a browser or proxy",
     "HAR files are not read yet: give the texts of its requests and "
     "responses, at log.entries[].request.postData.text and "
     ".response.content.text"},
    {{"contents", ""},
     "",
     "",
     "a request of Gemini's generateContent",
     "only OpenAI's requests are read"},
    {{"anthropic_version", ""},
     "",
     "",
     "a request of Anthropic's Messages API",
     "only OpenAI's requests are read"},
    {{"object", "data"},
     "object",
     "list",
     "a list of stored objects, as the API exports them",
     "lists are not read yet: give one of `data`, and its request"},
    {{"object", ""},
     "object",
     "chat.completion",
     "a response of /v1/chat/completions",
     "give its request to check, or both to reconcile"},
    {{"object", ""},
     "object",
     "response",
     "a response of /v1/responses",
     "give it to reconcile, with its request"},
    {{"choices", "usage"},
     "",
     "",
     "a response of /v1/chat/completions",
     "give its request to check, or both to reconcile"},
    {{"request", "response"},
     "",
     "",
     "a record of a request and its response",
     "give it to reconcile --jsonl, or its `request` to check"},
    {{"request", "usage"},
     "",
     "",
     "a record of a request and its usage",
     "give it to reconcile --jsonl, or its `request` to check"},
    {{"request", ""},
     "",
     "",
     "a record of a log",
     "give its `request` to check"},
    {{"response", "usage"},
     "",
     "",
     "a record of a response",
     "give its request to check, or both to reconcile"},
    {{"body", ""},
     "",
     "",
     "a request with its headers or address around it",
     "give its `body`"},
    {{"models", "schema_version"},
     "",
     "",
     "a catalogue of models",
     "give it with --catalogue"},
}};

constexpr std::string_view kBySpeech =
    "it is billed by characters, tokens of audio or minutes, which are not "
    "counted here";
constexpr std::string_view kByImages =
    "it is billed by images or their tokens, which are not counted here";
constexpr std::string_view kByVideo =
    "it is billed by seconds, which are not counted here";
constexpr std::string_view kByEvents =
    "what a session costs depends on what is said in it, which is not counted "
    "here";
constexpr std::string_view kFree = "it costs nothing, and is not counted here";

// What is known, and not counted; otherwise some of it would be taken for a
// request that is.
constexpr std::array<DocumentKind, 25> kUncountedKinds = {{
    {{"input", "voice"}, "", "", "a request of /v1/audio/speech", kBySpeech},
    {{"input", ""},
     "model",
     "tts-",
     "a request of /v1/audio/speech",
     kBySpeech},
    {{"input", ""},
     "model",
     "gpt-4o-mini-tts",
     "a request of /v1/audio/speech",
     kBySpeech},
    {{"model", ""},
     "model",
     "whisper-",
     "a request of /v1/audio/transcriptions",
     kBySpeech},
    {{"model", ""},
     "model",
     "gpt-4o-transcribe",
     "a request of /v1/audio/transcriptions",
     kBySpeech},
    {{"model", ""},
     "model",
     "gpt-4o-mini-transcribe",
     "a request of /v1/audio/transcriptions",
     kBySpeech},
    {{"model", ""},
     "model",
     "gpt-transcribe",
     "a request of /v1/audio/transcriptions",
     kBySpeech},
    {{"input", ""},
     "model",
     "omni-moderation",
     "a request of /v1/moderations",
     kFree},
    {{"input", ""},
     "model",
     "text-moderation",
     "a request of /v1/moderations",
     kFree},
    {{"prompt", ""}, "model", "dall-e", "a request for images", kByImages},
    {{"prompt", ""}, "model", "gpt-image", "a request for images", kByImages},
    {{"prompt", ""},
     "model",
     "chatgpt-image",
     "a request for images",
     kByImages},
    {{"prompt", ""}, "model", "sora-", "a request for a video", kByVideo},
    {{"prompt", "seconds"}, "", "", "a request for a video", kByVideo},
    {{"prompt", "size"}, "", "", "a request for images", kByImages},
    {{"prompt", "quality"}, "", "", "a request for images", kByImages},
    {{"session", ""}, "", "", "a session of /v1/realtime", kByEvents},
    {{"type", ""},
     "type",
     "conversation.item.",
     "an event of /v1/realtime",
     kByEvents},
    {{"type", ""},
     "type",
     "input_audio_buffer.",
     "an event of /v1/realtime",
     kByEvents},
    {{"type", ""},
     "type",
     "response.create",
     "an event of /v1/realtime",
     kByEvents},
    {{"model", ""},
     "model",
     "gpt-realtime",
     "a session of /v1/realtime",
     kByEvents},
    {{"training_file", ""},
     "",
     "",
     "a fine-tuning job",
     "give its training file"},
    {{"input_file_id", ""},
     "",
     "",
     "a request for a batch",
     "give its input file"},
    {{"assistant_id", ""},
     "",
     "",
     "a run of the Assistants API",
     "its messages lie on the server, and are not counted"},
    {{"file", "purpose"},
     "",
     "",
     "the upload of a file",
     "give the file itself"},
}};

bool IsOfKind(const DocumentKind& kind, const JsonValue& root) {
  for (const std::string_view field : kind.fields) {
    if (!field.empty() && root.Find(field) == nullptr) return false;
  }
  return kind.key.empty() || root.FindText(kind.key).starts_with(kind.begins);
}

std::string Named(std::string_view what, std::string_view cure) {
  return fmt::format("this is {}; {}", what, cure);
}

}  // namespace

std::string NameUncounted(const JsonValue& root) {
  if (root.Find("messages") != nullptr) return "";
  const auto* found = std::find_if(
      kUncountedKinds.begin(), kUncountedKinds.end(),
      [&](const DocumentKind& kind) { return IsOfKind(kind, root); });
  return found == kUncountedKinds.end() ? "" : Named(found->what, found->cure);
}

std::string NameDocument(const JsonValue& root) {
  if (root.Is(JsonKind::kArray)) {
    if (root.elements().empty() ||
        root.elements().front().Find("messages") == nullptr) {
      const bool are_messages = !root.elements().empty() &&
                                root.elements().front().Find("role") != nullptr;
      return are_messages
                 ? Named("a list of messages",
                         "put it into {\"model\": ..., \"messages\": [...]}")
                 : "";
    }
    return Named("a list of requests",
                 "give them with --jsonl, one per line, as `jq -c '.[]' FILE` "
                 "prints them");
  }
  const auto* found = std::find_if(
      kDocumentKinds.begin(), kDocumentKinds.end(),
      [&](const DocumentKind& kind) { return IsOfKind(kind, root); });
  return found == kDocumentKinds.end() ? "" : Named(found->what, found->cure);
}

std::string NameText(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  text.remove_prefix(first);
  if (text.starts_with("data:") || text.starts_with("event:")) {
    return Named("a stream of server-sent events",
                 "a request is needed here; reconcile takes the stream as the "
                 "response to one");
  }
  if (text.starts_with("<")) {
    return Named("XML or a web page", "JSON is expected");
  }
  if (text.starts_with("curl ")) {
    return Named("a curl command", "give what stands behind its -d");
  }
  if (StartsIgnoringCase(text, "POST ") || text.starts_with("HTTP/")) {
    return Named("an HTTP message", "give its body alone");
  }
  return {};
}

}  // namespace tokenfare::internal
