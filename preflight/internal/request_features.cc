// Renders the prompt as Check does, and looks at what its parts used.

#include "tokenfare/preflight/internal/request_features.h"

#include <algorithm>

#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/dialects/render_prompt.h"
#include "tokenfare/preflight/formats/read_request.h"
#include "tokenfare/preflight/rules/rule_set.h"

namespace tokenfare::internal {

namespace {

void AddOnce(Feature feature, std::vector<Feature>& features) {
  if (std::find(features.begin(), features.end(), feature) == features.end()) {
    features.push_back(feature);
  }
}

}  // namespace

absl::StatusOr<RequestFeatures> FeaturesOf(std::string_view body,
                                           std::string_view model, Date as_of) {
  absl::StatusOr<Conversation> request = ReadRequest(body, RequestLimits{});
  if (!request.ok()) return request.status();
  absl::StatusOr<const ModelCard*> card = Catalogue::BuiltIn().Find(model);
  if (!card.ok()) return card.status();
  const PromptRules rules =
      RuleSet::BuiltIn(request->endpoint).For(**card, model, as_of);
  const Prompt prompt = RenderPrompt({.conversation = *request,
                                      .rules = rules,
                                      .card = **card,
                                      .as_of = as_of,
                                      .model = model});
  RequestFeatures found;
  found.family = rules.family;
  found.unshown = *rules.unshown;
  found.model = WithoutDay((*card)->id);
  for (const PromptPart& part : prompt.parts) {
    found.doubted = found.doubted || part.doubted();
    for (const FeatureUse& use : part.uses()) {
      AddOnce(use.feature, found.features);
    }
  }
  return found;
}

}  // namespace tokenfare::internal
