// A part for each input.

#include "tokenfare/preflight/dialects/plain_text_renderer.h"

#include <string>
#include <utility>

namespace tokenfare::internal {
namespace {

void AddInput(const PlainInput& input, PromptPart& part) {
  if (input.missing) {
    part.AddBetween({1, 0, 1}, Doubt::kPromptLeftOut);
  } else if (input.ids.has_value()) {
    part.Add(Estimate::OfText(*input.ids));
  } else {
    part.AddText(input.text);
  }
}

// The text behind the gap that is to be filled stands in the prompt of each
// input, and marks of the vocabulary around both.
void AddSuffix(const PlainRequest& plain, PromptPart& part) {
  if (!plain.suffix.has_value() || plain.suffix->empty()) return;
  part.AddReadings({.text = *plain.suffix, .alternatives = {""}},
                   Doubt::kSuffix);
  part.AddBetween({3, 0, 6}, Doubt::kSuffix);
}

PromptPart PartOf(const Conversation& request, const PlainInput& input) {
  const std::string path = request.PathOf(input.origin);
  return {LabelOf(path), path,
          input.ids.has_value() ? "token-ids" : "plain-text"};
}

}  // namespace

void RenderPlainInputs(const RenderInput& input, Prompt& prompt) {
  const Conversation& request = input.conversation;
  const PlainRequest& plain = request.plain;
  for (size_t i = 0; i < plain.inputs.size(); ++i) {
    if (!MayRender(input, i, prompt, kMostPlainParts)) break;
    const PlainInput& text = plain.inputs[i];
    const size_t number = prompt.parts.size();
    if (number <= kMostPlainParts) {
      prompt.parts.push_back(PartOf(request, text));
    }
    AddInput(text, prompt.parts.back());
    AddSuffix(plain, prompt.parts.back());
  }
  if (plain.inputs.size() > prompt.parts.size()) {
    prompt.parts.back().label = request.LabelOfRange(
        plain.inputs[kMostPlainParts].origin, plain.inputs.back().origin);
    prompt.parts.back().path = request.PathOf(plain.origin);
  }
}

}  // namespace tokenfare::internal
