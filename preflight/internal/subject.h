// Whom a request is for: the model, the tier, the day and what limits them.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_SUBJECT_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_SUBJECT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/finding_codes.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::internal {

struct RuleOverlay;

// The tier asked for.
struct TierAsked {
  // Whose rates apply.
  ServiceTier rates = ServiceTier::kStandard;
  // Capacity that was bought ahead serves it, and costs nothing more.
  bool bought_ahead = false;
  // What is taken for granted of it; empty where the tier is stated.
  std::string assumed;
};

struct Subject {
  // Lives as long as the catalogue.
  const ModelCard* card = nullptr;
  // The model's name in the catalogue, which may be a dated snapshot of the
  // card's; of a fine-tune, that of its base. Lives as long as the card.
  std::string_view name;
  // The same as it was asked for.
  std::string asked;
  std::string provider;
  TierAsked tier;
  Date as_of{};
  // Of the caller's own; null where there are none.
  const RuleOverlay* overlay = nullptr;
  // The model's.
  std::optional<int64_t> context_window;
  std::optional<int64_t> input_limit;
  // Of each input, where they are read apart from each other, and how many
  // there may be.
  std::optional<int64_t> each_input_limit;
  std::optional<int64_t> inputs_limit;
  OutputTokens output;
  std::vector<Note<Assumption>> assumptions;
};

// The overlay of `rules`; null where that is null.
const RuleOverlay* OverlayOf(const Rules* rules);

const Catalogue& CatalogueOf(const CheckOptions& options);

// The model of that name. Errors are those of Catalogue::Resolve, and
// InvalidArgument for a model of another kind; they do not say where the name
// stands.
absl::StatusOr<ModelMatch> FindModelOf(ModelKind kind,
                                       const Catalogue& catalogue,
                                       std::string_view asked,
                                       std::string_view provider);

// Who asks, apart from the model.
struct Asking {
  std::string model;
  std::string provider;
  TierAsked tier;
  Date as_of{};
  const RuleOverlay* overlay = nullptr;
};

Subject SubjectOf(const Conversation& request, const ModelMatch& model,
                  Asking asking);

// By the options, or else as the request asks. Errors as Check.
absl::StatusOr<Subject> FindSubject(const Conversation& request,
                                    const CheckOptions& options);

// The same request for the model of another card.
Subject WithCard(const Conversation& request, const Subject& subject,
                 const ModelCard& card);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_SUBJECT_H_
