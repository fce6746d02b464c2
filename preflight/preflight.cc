#include "tokenfare/preflight/preflight.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/internal/check_request.h"
#include "tokenfare/preflight/internal/prompt_rules.h"
#include "tokenfare/preflight/internal/refusals/refusals.h"
#include "tokenfare/preflight/internal/render_prompt.h"
#include "tokenfare/preflight/judgement/cost_range.h"
#include "tokenfare/preflight/judgement/fit.h"
#include "tokenfare/preflight/judgement/suggest.h"
#include "tokenfare/preflight/prompt/prompt_count.h"
#include "tokenfare/preflight/prompt/shared_prefix.h"
#include "tokenfare/tokenizer/registry.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::ChatRequest;

absl::Status WithPath(std::string_view path, const absl::Status& status) {
  return absl::Status(
      status.code(),
      fmt::format("{}: {}", path, std::string(status.message())));
}

const Catalogue& CatalogueOf(const CheckOptions& options) {
  return options.catalogue == nullptr ? Catalogue::BuiltIn()
                                      : *options.catalogue;
}

// Lines of fine-tuning files hold messages, up to the answer to learn, and
// tools, but nothing else.
bool LooksLikeTraining(const ChatRequest& request) {
  constexpr std::array<std::string_view, 4> kFields = {
      "messages", "tools", "functions", "parallel_tool_calls"};
  const std::span<const internal::JsonMember> members =
      request.document.root().members();
  return request.messages.back().role == internal::Role::kAssistant &&
         std::all_of(members.begin(), members.end(), [&](const auto& member) {
           return std::find(kFields.begin(), kFields.end(), member.key) !=
                  kFields.end();
         });
}

absl::StatusOr<ModelMatch> FindModel(const ChatRequest& request,
                                     const CheckOptions& options,
                                     Verdict& verdict) {
  const Catalogue& catalogue = CatalogueOf(options);
  verdict.provider = options.provider;
  verdict.model = options.model.value_or(std::string(request.model));
  if (verdict.model.empty()) {
    return internal::BadField(
        "$.model",
        fmt::format("missing; name the model that is to answer{}",
                    LooksLikeTraining(request)
                        ? ". This looks like a line of a fine-tuning file, "
                          "whose tokens of training are not read yet"
                        : ""));
  }
  absl::StatusOr<ModelMatch> model =
      catalogue.Resolve(verdict.model, options.provider);
  if (!model.ok()) {
    return WithPath(options.model.has_value() ? "model" : "$.model",
                    model.status());
  }
  if (model->card->rule_family == RuleFamily::kNone) {
    return internal::BadField(
        "$.model", fmt::format("{} takes no chat messages; choose a chat model",
                               verdict.model));
  }
  if (model->fine_tuned) {
    verdict.assumptions.push_back(
        {std::string(assumption::kFineTuned),
         fmt::format("a fine-tune of {} takes the tokens that its base does",
                     model->name)});
  }
  return model;
}

// The tier asked for; empty where none is.
std::string TierName(const ChatRequest& request, const CheckOptions& options) {
  return options.service_tier.has_value()
             ? *options.service_tier
             : std::string(request.service_tier.value_or(""));
}

absl::Status SetTier(const ChatRequest& request, const CheckOptions& options,
                     Verdict& verdict) {
  const bool given = options.service_tier.has_value();
  const std::string name = TierName(request, options);
  if (name.empty() || name == "auto" || name == "default") {
    verdict.assumptions.push_back(
        {std::string(assumption::kServiceTier),
         name.empty()
             ? "no service tier is stated: the standard tier is assumed"
             : fmt::format("service tier {}: the standard tier is assumed",
                           name)});
    return absl::OkStatus();
  }
  if (name == kScaleTier) {
    verdict.assumptions.push_back(
        {std::string(assumption::kServiceTier),
         "service tier scale: tokens within the capacity that was bought cost "
         "nothing more, others are priced at the standard tier, as is expected "
         "of all"});
    return absl::OkStatus();
  }
  absl::StatusOr<ServiceTier> tier = ParseServiceTier(name);
  if (!tier.ok()) {
    return internal::BadField(given ? "service tier" : "$.service_tier",
                              std::string(tier.status().message()));
  }
  verdict.service_tier = *tier;
  return absl::OkStatus();
}

std::optional<int64_t> Limit(const std::optional<Fact<uint64_t>>& fact) {
  if (!fact.has_value()) return std::nullopt;
  return static_cast<int64_t>(
      std::min<uint64_t>(fact->value, uint64_t{kMaxTokenLimit}));
}

void SetLimits(const ChatRequest& request, const ModelCard& card,
               Verdict& verdict) {
  verdict.context_window = Limit(card.context_window);
  verdict.input_tokens.limit = Limit(card.max_input_tokens);
  OutputTokens& output = verdict.output_tokens;
  output.model_limit = Limit(card.max_output_tokens);
  output.stated = request.max_output_tokens.has_value();
  output.limit = output.stated ? request.max_output_tokens : output.model_limit;
  output.choices = request.choices;
}

// Sets what the prompt shares with that of the previous request.
internal::SharedPrefix SharedWithPrevious(const ChatRequest& previous,
                                          const internal::RenderInput& input,
                                          const internal::Prompt& prompt,
                                          const Encoding& encoding,
                                          Verdict& verdict) {
  internal::SharedPrefix shared =
      internal::CompareWithPrevious(previous, input, prompt, encoding);
  if (!shared.other_model.empty()) {
    verdict.warnings.push_back(
        {std::string(warning::kPreviousModel),
         fmt::format("the previous request was for {}, whose cache {} does not "
                     "read",
                     shared.other_model, verdict.model)});
  }
  return shared;
}

// A count may stop early where nothing but the budget rests on it.
internal::CountOptions CountingOptions(const CheckOptions& options,
                                       const ModelCard& card) {
  internal::CountOptions counting;
  counting.explain = options.explain;
  if (options.max_input_tokens.has_value() && !options.explain &&
      !options.suggest && !options.previous.has_value() &&
      !options.cached_tokens.has_value() && !options.max_cost.has_value() &&
      !card.encoding.assumed) {
    counting.enough = static_cast<int64_t>(std::min(
        *options.max_input_tokens, static_cast<uint64_t>(kMaxTokenLimit)));
  }
  return counting;
}

void SetParts(internal::PromptCount count, const CheckOptions& options,
              Verdict& verdict) {
  verdict.parts = std::move(count.parts);
  verdict.input_tokens.stopped = count.stopped;
  if (!count.stopped) return;
  verdict.warnings.push_back(
      {std::string(warning::kCountStopped),
       fmt::format("counting stopped once the input was over the budget of {} "
                   "tokens; what follows is bounded by its bytes",
                   *options.max_input_tokens)});
}

absl::Status CountTokens(const ChatRequest& request,
                         const ChatRequest* previous, const ModelMatch& model,
                         const CheckOptions& options, Verdict& verdict) {
  const ModelCard& card = *model.card;
  verdict.encoding = card.encoding.name;
  absl::StatusOr<const Encoding*> encoding = GetEncoding(card.encoding.name);
  if (!encoding.ok()) return encoding.status();
  const internal::PromptRules rules =
      internal::RulesFor(card, model.name, verdict.as_of);
  const internal::RenderInput input = {.request = request,
                                       .rules = rules,
                                       .card = card,
                                       .as_of = verdict.as_of,
                                       .model = model.name,
                                       .asked = verdict.model};
  internal::Prompt prompt = internal::RenderPrompt(input);
  std::optional<internal::SharedPrefix> shared;
  if (previous != nullptr) {
    shared = SharedWithPrevious(*previous, input, prompt, **encoding, verdict);
  }
  SetParts(internal::CountPrompt(std::move(prompt), **encoding,
                                 CountingOptions(options, card)),
           options, verdict);
  if (shared.has_value()) {
    verdict.cache.shared_prefix_tokens = shared->Tokens(verdict.parts);
  }
  if (card.encoding.assumed) {
    internal::WidenForAssumedEncoding(verdict.parts);
    verdict.warnings.push_back(
        {std::string(warning::kEncodingAssumed),
         fmt::format("no source states the encoding of {}: {} is assumed, and "
                     "no count is exact",
                     verdict.model, card.encoding.name)});
  }
  if (!rules.why_uncertain.empty()) {
    verdict.warnings.push_back({std::string(warning::kRulesUncertain),
                                std::string(rules.why_uncertain)});
  }
  static_cast<TokenRange&>(verdict.input_tokens) =
      internal::Total(verdict.parts);
  return absl::OkStatus();
}

void AddRefusals(const ChatRequest& request, const ModelCard& card,
                 Verdict& verdict) {
  for (Finding& refusal : internal::FindRefusals(
           {.request = request, .card = card, .model = verdict.model})) {
    verdict.refused.push_back(refusal.code);
    verdict.warnings.push_back(std::move(refusal));
  }
}

absl::StatusOr<ChatRequest> ParsePrevious(std::string_view body,
                                          const CheckOptions& options) {
  absl::StatusOr<ChatRequest> previous =
      internal::ParseChatRequest(body, options.limits);
  if (!previous.ok()) {
    return absl::Status(previous.status().code(),
                        fmt::format("previous request: {}",
                                    std::string(previous.status().message())));
  }
  return previous;
}

}  // namespace

absl::StatusOr<Verdict> internal::CheckRequest(const ChatRequest& request,
                                               const ChatRequest* previous,
                                               const CheckOptions& options) {
  Verdict verdict;
  verdict.as_of = options.as_of;
  verdict.explained = options.explain;
  const absl::StatusOr<ModelMatch> model = FindModel(request, options, verdict);
  if (!model.ok()) return model.status();
  const ModelCard& card = *model->card;
  verdict.warnings = request.warnings;
  absl::Status status = SetTier(request, options, verdict);
  if (!status.ok()) return status;
  SetLimits(request, card, verdict);
  status = CountTokens(request, previous, *model, options, verdict);
  if (!status.ok()) return status;
  status = AddCost(card, request, options, verdict);
  if (!status.ok()) return status;
  if (TierName(request, options) == kScaleTier &&
      verdict.cost_usd.has_value()) {
    verdict.cost_usd->low = Money::Zero();
  }
  JudgeFit(card, request, options, verdict);
  AddRefusals(request, card, verdict);
  if (options.suggest) {
    verdict.suggestions = SuggestModels(request, previous, options,
                                        CatalogueOf(options), card, verdict);
  }
  return verdict;
}

absl::StatusOr<Verdict> Check(std::string_view body,
                              const CheckOptions& options) {
  const absl::StatusOr<ChatRequest> request =
      internal::ParseChatRequest(body, options.limits);
  if (!request.ok()) return request.status();
  if (!options.previous.has_value()) {
    return internal::CheckRequest(*request, nullptr, options);
  }
  const absl::StatusOr<ChatRequest> previous =
      ParsePrevious(*options.previous, options);
  if (!previous.ok()) return previous.status();
  return internal::CheckRequest(*request, &*previous, options);
}

}  // namespace tokenfare
