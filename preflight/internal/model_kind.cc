// A card's rule family tells whether a model takes messages; its endpoints tell
// the others apart.

#include "tokenfare/preflight/internal/model_kind.h"

#include <algorithm>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

bool TakesMessages(const ModelCard& card) {
  return card.rule_family != RuleFamily::kNone;
}

}  // namespace

bool Takes(const ModelCard& card, ModelKind kind) {
  if (!TakesPlainInputs(kind)) return TakesMessages(card);
  if (TakesMessages(card)) return false;
  if (!card.endpoints.has_value()) return true;
  const std::string_view endpoint =
      kind == ModelKind::kEmbedding ? "/v1/embeddings" : "/v1/completions";
  return std::ranges::any_of(
      card.endpoints->value,
      [&](std::string_view served) { return served.ends_with(endpoint); });
}

absl::Status WrongKind(const ModelCard& card, std::string_view asked,
                       ModelKind kind) {
  if (!TakesPlainInputs(kind)) {
    return absl::InvalidArgumentError(
        fmt::format("{} takes no chat messages; choose a chat model", asked));
  }
  const std::string_view chats =
      TakesMessages(card) ? " is a chat model, and" : "";
  if (kind == ModelKind::kEmbedding) {
    return absl::InvalidArgumentError(
        fmt::format("{}{} embeds no texts; choose an embedding model, such as "
                    "text-embedding-3-small",
                    asked, chats));
  }
  return absl::InvalidArgumentError(
      fmt::format("{}{} continues no prompts; {}", asked, chats,
                  chats.empty() ? "choose a model of /v1/completions, such as "
                                  "gpt-3.5-turbo-instruct"
                                : "send messages to /v1/chat/completions"));
}

}  // namespace tokenfare::internal
