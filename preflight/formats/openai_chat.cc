// Checks the fields of a chat body, and reads it part by part.

#include "tokenfare/preflight/formats/openai_chat.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

// Lines of fine-tuning files hold messages, up to the answer to learn, and
// tools, but nothing else.
bool LooksLikeTraining(const JsonValue& root,
                       const Conversation& conversation) {
  constexpr std::array<std::string_view, 4> kFields = {
      "messages", "tools", "functions", "parallel_tool_calls"};
  const std::span<const JsonMember> members = root.members();
  return conversation.turns.back().role == Role::kAssistant &&
         std::all_of(members.begin(), members.end(), [&](const auto& member) {
           return std::find(kFields.begin(), kFields.end(), member.key) !=
                  kFields.end();
         });
}

// Where the fields belong that CheckFields found.
void AddUnknownFields(const std::vector<UnknownField>& fields,
                      Conversation& conversation) {
  for (const UnknownField& field : fields) {
    const Opaque* opaque = &ReadOpaque(*field.value, conversation);
    if (field.turn == UnknownField::kNoTurn) {
      conversation.unknown_fields.push_back(opaque);
    } else {
      conversation.turns[field.turn].unknown_fields.push_back(opaque);
    }
  }
}

absl::StatusOr<Conversation> ReadChat(JsonDocument document,
                                      const JsonValue& root) {
  Conversation conversation;
  conversation.write_path = ChatPath;
  conversation.documents.push_back(std::move(document));
  absl::StatusOr<std::vector<UnknownField>> unknown = CheckFields(
      root, ChatBodyFields(), ChatTurnFields(), conversation.warnings);
  if (!unknown.ok()) return unknown.status();
  absl::Status status = ReadChatTurns(root, conversation);
  if (status.ok()) status = ReadChatTools(root, conversation);
  if (status.ok()) status = ReadChatToolChoice(root, conversation);
  if (status.ok()) status = ReadChatResponseFormat(root, conversation);
  if (status.ok()) status = ReadChatLimits(root, conversation);
  if (!status.ok()) return status;
  ReadChatOptions(root, conversation);
  AddUnknownFields(*unknown, conversation);
  conversation.looks_like_training = LooksLikeTraining(root, conversation);
  conversation.mentions_json =
      conversation.output.kind == OutputContract::Kind::kJsonObject &&
      HoldsWord(*root.Find("messages"), "json");
  return conversation;
}

bool IsChat(const JsonValue& root) { return root.Find("messages") != nullptr; }

}  // namespace

constinit const Format kOpenAiChat = {.name = "openai_chat",
                                      .endpoint = "/v1/chat/completions",
                                      .is_body = IsChat,
                                      .read = ReadChat};

}  // namespace tokenfare::internal
