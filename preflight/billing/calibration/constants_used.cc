// A prompt is linear in its constants, so what a constant that is one larger
// adds is how often it is used. No renderer needs to tell.

#include "tokenfare/preflight/billing/calibration/constants_used.h"

#include <algorithm>

#include "tokenfare/preflight/dialects/render_prompt.h"
#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/rules/rule_overlay.h"
#include "tokenfare/preflight/rules/rule_set.h"
#include "tokenfare/preflight/rules/rule_settings.h"

namespace tokenfare::internal {
namespace {

Prompt RenderBy(const PromptRules& rules, const Conversation& request,
                const Subject& subject) {
  return RenderPrompt({.conversation = request,
                       .rules = rules,
                       .card = *subject.card,
                       .as_of = subject.as_of,
                       .model = subject.name,
                       .asked = subject.asked});
}

int64_t FixedTokens(const Prompt& prompt) {
  int64_t tokens = 0;
  for (const PromptPart& part : prompt.parts) tokens += part.fixed().expected();
  return tokens;
}

// What is doubted of a model as such is what bills are to show.
PromptRules WithoutDoubts(PromptRules rules) {
  rules.preamble = {};
  rules.message_deviation = {};
  rules.tools_deviation = {};
  rules.why_uncertain = {};
  rules.why_tools_uncertain = {};
  return rules;
}

}  // namespace

std::optional<ConstantsUsed> FindConstantsUsed(const Conversation& request,
                                               const Subject& subject) {
  const PromptRules rules =
      WithoutDoubts(RulesOf(subject.overlay, request.endpoint)
                        .For(*subject.card, subject.name, subject.as_of));
  const Prompt prompt = RenderBy(rules, request, subject);
  if (std::ranges::any_of(prompt.parts, [](const PromptPart& part) {
        return part.doubted();
      })) {
    return std::nullopt;
  }
  const int64_t tokens = FixedTokens(prompt);
  ConstantsUsed used;
  used.family = rules.family;
  for (const auto& constant : ConstantSettings()) {
    PromptRules larger = rules;
    ++(larger.*constant.member);
    used.in_force.push_back(rules.*constant.member);
    used.uses.push_back(FixedTokens(RenderBy(larger, request, subject)) -
                        tokens);
  }
  return used;
}

}  // namespace tokenfare::internal
