// What the renderers of a dialect read. Each adds its parts to the prompt, in
// the order of the prompt.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PARTS_RENDER_INPUT_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PARTS_RENDER_INPUT_H_

#include <cstddef>
#include <string_view>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/rules/prompt_rules.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/support/allowance.h"

namespace tokenfare::internal {

// All of it must outlive the prompt.
struct RenderInput {
  const Conversation& conversation;
  const PromptRules& rules;
  // Whose rules about images hold on `as_of`.
  const ModelCard& card;
  Date as_of;
  // The model's name in the catalogue, which may be a dated snapshot of the
  // card's; of a fine-tune, that of its base.
  std::string_view model;
  // The same as it was asked for.
  std::string_view asked = model;
  // The turns that the request continues and does not hold (Unseen); null where
  // they are not known.
  const Conversation* earlier = nullptr;
  // Where it ends, what follows is not rendered.
  Allowance& allowance = Allowance::Unlimited();
  // Some turn has an image.
  const bool has_image = HasImage(conversation);
};

// Adds tokens that data/rules bounds, with its reason.
inline void AddUncertain(const Uncertain& tokens, PromptPart& part) {
  part.AddBetween(tokens.tokens, tokens.why);
}

// Of turns, and of tools, so many are rendered whatever the allowance is: that
// costs less than to read them did, and gives bounds to what is large.
inline constexpr size_t kAlwaysRendered = 1024;

// Asks the allowance for the turn, tool or input with the number `index` of its
// kind: whether it is to be rendered. Where it is not, the prompt is not
// complete. Of each kind `always` are.
bool MayRender(const RenderInput& input, size_t index, Prompt& prompt,
               size_t always = kAlwaysRendered);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PARTS_RENDER_INPUT_H_
