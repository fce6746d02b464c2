// Texts or token ids, and what their vectors are to be. Source of the fields:
// https://platform.openai.com/docs/api-reference/embeddings/create

#include "tokenfare/preflight/formats/openai_embeddings.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/preflight/formats/plain_inputs.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

constexpr KnownField kEmbeddingsFields[] = {
    {"dimensions", nullptr, Only(JsonKind::kNumber)},
    {"encoding_format", nullptr, Only(JsonKind::kString)},
    {"input"},
    {"model", nullptr, Only(JsonKind::kString)},
    {"user", nullptr, Only(JsonKind::kString)},
};
constexpr FieldLevel kEmbeddingsBody = LevelOf(kEmbeddingsFields);
// Bodies have no turns.
constexpr FieldLevel kNoTurns = {};

std::string EmbeddingsPath(const Origin& origin, Field field) {
  return PlainPath("input", origin, field);
}

absl::StatusOr<Conversation> ReadEmbeddings(JsonDocument document,
                                            const JsonValue& root) {
  Conversation request;
  request.write_path = EmbeddingsPath;
  request.documents.push_back(std::move(document));
  absl::StatusOr<std::vector<UnknownField>> unknown =
      CheckFields(root, kEmbeddingsBody, kNoTurns, request.warnings);
  if (!unknown.ok()) return unknown.status();
  const JsonValue* input = Given(root, "input");
  if (input == nullptr) {
    return BadField("$.input",
                    fmt::format("missing; give a text, a list of texts, or "
                                "token ids{}",
                                StandsInstead(root, "input")));
  }
  PlainRequest& plain = request.plain;
  absl::Status status = ReadPlainInputs(*input, "$.input", plain);
  if (!status.ok()) return status;
  request.model = root.FindText("model");
  plain.dimensions = NumberOf(root, "dimensions");
  plain.vector_format = root.FindText("encoding_format");
  request.output_limit.by_default = 0;
  return request;
}

// A body of /v1/responses has `input`, too: a text, or a list of items.
bool IsEmbeddings(const JsonValue& root) {
  const JsonValue* input = root.Find("input");
  if (input == nullptr || root.Find("messages") != nullptr) return false;
  const std::string_view model = root.FindText("model");
  return AreListedInputs(*input) || root.Find("encoding_format") != nullptr ||
         root.Find("dimensions") != nullptr ||
         ContainsIgnoringCase(model, "embed") ||
         model.starts_with("text-similarity-") ||
         model.starts_with("text-search-") || model.starts_with("code-search-");
}

}  // namespace

constinit const Format kOpenAiEmbeddings = {.name = "openai_embeddings",
                                            .endpoint = "/v1/embeddings",
                                            .model_kind = ModelKind::kEmbedding,
                                            .is_body = IsEmbeddings,
                                            .read = ReadEmbeddings};

}  // namespace tokenfare::internal
