// Names are looked up here and nowhere else on the way of a request.

#include "tokenfare/preflight/internal/subject.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/internal/model_kind.h"
#include "tokenfare/preflight/internal/option_error.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/support/status_message.h"

namespace tokenfare::internal {
namespace {

// An error about the model that the options name, or else the request.
absl::Status ModelError(const Conversation& request,
                        const CheckOptions& options,
                        const absl::Status& cause) {
  if (options.model.has_value()) return OptionError("model", cause);
  return absl::Status(
      cause.code(),
      fmt::format("{}: {}", request.PathOf(Field::kModel), MessageOf(cause)));
}

absl::StatusOr<ModelMatch> FindModel(const Conversation& request,
                                     const CheckOptions& options) {
  const std::string_view asked = options.model.has_value()
                                     ? std::string_view(*options.model)
                                     : request.model;
  if (asked.empty() && !options.model.has_value() &&
      request.training.has_value()) {
    return OptionError("model",
                       absl::InvalidArgumentError(
                           "missing; name the model that is to be fine-tuned"));
  }
  if (asked.empty() && !options.model.has_value()) {
    return BadField(
        request.PathOf(Field::kModel),
        fmt::format("missing; name the model that is to answer{}",
                    request.looks_like_training
                        ? ". This looks like a line of a fine-tuning file: "
                          "give the format fine_tuning, and the model"
                        : ""));
  }
  const Catalogue& catalogue = CatalogueOf(options);
  absl::StatusOr<ModelMatch> model =
      FindModelOf(request.model_kind, catalogue, asked, options.provider);
  if (model.ok()) return model;
  return KnowsProvider(catalogue, options.provider)
             ? ModelError(request, options, model.status())
             : OptionError("provider", model.status());
}

absl::StatusOr<TierAsked> FindTier(const Conversation& request,
                                   const CheckOptions& options) {
  const bool given = options.service_tier.has_value();
  const std::string_view name =
      given ? std::string_view(*options.service_tier)
            : request.service_tier.value_or(std::string_view());
  TierAsked asked;
  if (name == "auto" || name == "default") {
    asked.assumed =
        fmt::format("service tier {}: the standard tier is assumed", name);
    return asked;
  }
  if (name.empty() && !given && request.training.has_value()) return asked;
  if (name.empty() && !given) {
    asked.assumed = "no service tier is stated: the standard tier is assumed";
    return asked;
  }
  if (name == kScaleTier) {
    asked.bought_ahead = true;
    asked.assumed =
        "service tier scale: tokens within the capacity that was bought cost "
        "nothing more, others are priced at the standard tier, as is expected "
        "of all";
    return asked;
  }
  absl::StatusOr<ServiceTier> tier = ParseServiceTier(name);
  if (!tier.ok()) {
    return given ? OptionError("service_tier", tier.status())
                 : BadField(request.PathOf(Field::kServiceTier),
                            MessageOf(tier.status()));
  }
  asked.rates = *tier;
  return asked;
}

std::optional<int64_t> Limit(const std::optional<Fact<uint64_t>>& fact) {
  if (!fact.has_value()) return std::nullopt;
  return static_cast<int64_t>(
      std::min<uint64_t>(fact->value, uint64_t{kMaxTokenLimit}));
}

}  // namespace

const RuleOverlay* OverlayOf(const Rules* rules) {
  return rules == nullptr ? nullptr : &rules->overlay();
}

const Catalogue& CatalogueOf(const CheckOptions& options) {
  return options.catalogue == nullptr ? Catalogue::BuiltIn()
                                      : *options.catalogue;
}

absl::StatusOr<ModelMatch> FindModelOf(ModelKind kind,
                                       const Catalogue& catalogue,
                                       std::string_view asked,
                                       std::string_view provider) {
  absl::StatusOr<ModelMatch> model = catalogue.Resolve(asked, provider);
  if (model.ok() && !Takes(*model->card, kind)) {
    return WrongKind(*model->card, asked, kind);
  }
  return model;
}

Subject SubjectOf(const Conversation& request, const ModelMatch& model,
                  Asking asking) {
  Subject subject;
  subject.card = model.card;
  subject.name = model.name;
  subject.asked = std::move(asking.model);
  subject.provider = std::move(asking.provider);
  subject.tier = std::move(asking.tier);
  subject.as_of = asking.as_of;
  subject.overlay = asking.overlay;
  subject.context_window = Limit(model.card->context_window);
  subject.input_limit = Limit(model.card->max_input_tokens);
  if (request.training.has_value()) {
    subject.input_limit = Limit(model.card->max_training_tokens);
    subject.context_window = std::nullopt;
  }
  if (TakesPlainInputs(request.model_kind)) {
    subject.each_input_limit = subject.input_limit;
    subject.input_limit = Limit(model.card->max_request_tokens);
    subject.inputs_limit = Limit(model.card->max_inputs);
  }
  OutputTokens& output = subject.output;
  output.model_limit = Limit(model.card->max_output_tokens);
  output.stated = request.output_limit.tokens.has_value();
  output.limit = output.stated ? request.output_limit.tokens
                 : request.output_limit.by_default.has_value()
                     ? request.output_limit.by_default
                     : output.model_limit;
  output.choices = request.choices;
  if (model.fine_tuned) {
    subject.assumptions.push_back(
        {Assumption::kFineTuned,
         fmt::format("a fine-tune of {} takes the tokens that its base does",
                     model.name)});
  }
  if (!subject.tier.assumed.empty()) {
    subject.assumptions.push_back(
        {Assumption::kServiceTier, subject.tier.assumed});
  }
  return subject;
}

absl::StatusOr<Subject> FindSubject(const Conversation& request,
                                    const CheckOptions& options) {
  absl::StatusOr<ModelMatch> model = FindModel(request, options);
  if (!model.ok()) return model.status();
  absl::StatusOr<TierAsked> tier = FindTier(request, options);
  if (!tier.ok()) return tier.status();
  return SubjectOf(request, *model,
                   {.model = options.model.value_or(std::string(request.model)),
                    .provider = options.provider,
                    .tier = *std::move(tier),
                    .as_of = options.as_of,
                    .overlay = OverlayOf(options.rules)});
}

Subject WithCard(const Conversation& request, const Subject& subject,
                 const ModelCard& card) {
  return SubjectOf(request, {.card = &card, .name = card.id},
                   {.model = card.id,
                    .provider = subject.provider,
                    .tier = subject.tier,
                    .as_of = subject.as_of,
                    .overlay = subject.overlay});
}

}  // namespace tokenfare::internal
