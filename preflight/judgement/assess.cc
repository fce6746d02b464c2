// The stages in their order: each sees what those before it found.

#include "tokenfare/preflight/judgement/assess.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "tokenfare/preflight/judgement/fit.h"
#include "tokenfare/preflight/refusals/refusals.h"

namespace tokenfare::internal {
namespace {

Basis BasisOf(const EncodingFact& encoding) {
  if (encoding.assumed) return Basis::kAssumed;
  return encoding.reconstructed ? Basis::kReconstructed : Basis::kText;
}

}  // namespace

absl::Status Cancelled() {
  return absl::CancelledError("the check was cancelled");
}

CountOptions CountingOptions(const CheckOptions& options, const ModelCard& card,
                             Allowance& allowance) {
  CountOptions counting;
  counting.allowance = &allowance;
  counting.explain = options.explain;
  counting.encoding = BasisOf(card.encoding);
  if (options.max_input_tokens.has_value() && !options.explain &&
      !options.suggest && !options.previous.has_value() &&
      !options.cached_tokens.has_value() && !options.max_cost.has_value() &&
      card.encoding.proven()) {
    counting.enough = static_cast<int64_t>(std::min(
        *options.max_input_tokens, static_cast<uint64_t>(kMaxTokenLimit)));
  }
  return counting;
}

absl::StatusOr<Appraisal> Appraise(const Conversation& request,
                                   const Subject& subject, const Counts& counts,
                                   const CheckOptions& options,
                                   CostsFor purpose, Allowance& allowance) {
  if (allowance.IsCancelled()) return Cancelled();
  absl::StatusOr<Costs> costs =
      FindCosts(request, subject, counts, options, purpose);
  if (!costs.ok()) return costs.status();
  Judgement judgement = JudgeFit(request, subject, counts, *costs, options);
  std::vector<Finding> refusals;
  if (LooksForRefusals(allowance, request.turns.size())) {
    refusals =
        FindRefusals({.conversation = request,
                      .card = *subject.card,
                      .model = subject.asked},
                     purpose == CostsFor::kComparison ? RefusalRows::kOfModel
                                                      : RefusalRows::kAll);
  }
  return Appraisal{*std::move(costs), std::move(judgement),
                   std::move(refusals)};
}

absl::StatusOr<Assessment> Assess(const Conversation& request,
                                  const Conversation* previous, Subject subject,
                                  const CheckOptions& options,
                                  Allowance& allowance) {
  if (allowance.IsCancelled()) return Cancelled();
  absl::StatusOr<Counts> counts =
      CountRequest(request, previous, subject,
                   CountingOptions(options, *subject.card, allowance));
  if (!counts.ok()) return counts.status();
  absl::StatusOr<Appraisal> appraisal = Appraise(
      request, subject, *counts, options, CostsFor::kVerdict, allowance);
  if (!appraisal.ok()) return appraisal.status();
  return Assessment{*std::move(appraisal), std::move(subject),
                    *std::move(counts)};
}

}  // namespace tokenfare::internal
