#include "tokenfare/preflight/dialects/training_renderer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// The parts of the input once more, with the second answer.
void RepeatInput(const RenderInput& input, Prompt& prompt) {
  const Conversation& example = input.conversation;
  const std::string first_answer =
      example.PathOf(example.turns[example.training->input_turns].origin);
  const auto end =
      std::ranges::find(prompt.parts, first_answer, &PromptPart::path);
  std::vector<PromptPart> again(prompt.parts.begin(), end);
  for (PromptPart& part : again) {
    part.label = fmt::format("{}, again", part.label);
    part.AllowAbsence(Doubt::kPreferenceInput);
    prompt.parts.push_back(std::move(part));
  }
}

}  // namespace

void RenderTraining(const RenderInput& input, Prompt& prompt) {
  const bool twice = input.conversation.training->has_preference;
  if (twice) RepeatInput(input, prompt);
  PromptPart part("example", input.conversation.PathOf(Origin{}),
                  "training-example");
  part.AddBetween({0, 0, twice ? 6 : 3}, Doubt::kTrainingTokens);
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
