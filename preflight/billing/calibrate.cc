// Each pair becomes a few numbers (calibration/constants_used.h); pairs of one
// endpoint and family are fitted together (calibration/group_fit.h).

#include "tokenfare/preflight/calibrate.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/billing/calibration/constants_used.h"
#include "tokenfare/preflight/billing/calibration/group_fit.h"
#include "tokenfare/preflight/billing/pair_read.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/rule_overlay.h"
#include "tokenfare/support/model_name.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Conversation;
using internal::PairSeen;
using internal::Subject;

// Under which the output of a model is remembered: a fine-tune is a model of
// its own.
std::string MedianName(const Subject& subject) {
  const internal::ModelName name =
      internal::ReadModelName(subject.asked, subject.provider);
  return name.fine_tuned ? subject.asked : subject.card->id;
}

CalibratedMedian MedianOf(const std::string& model,
                          std::vector<int64_t> outputs) {
  const auto middle =
      outputs.begin() + static_cast<ptrdiff_t>(outputs.size() / 2);
  std::ranges::nth_element(outputs, middle);
  return {model, *middle, static_cast<int64_t>(outputs.size())};
}

}  // namespace

struct Calibrator::State {
  ReconcileOptions options;
  // What Report starts from: the numbers of pairs.
  Calibration counted;
  // By endpoint and family.
  std::map<std::pair<std::string, std::string>, std::vector<PairSeen>> groups;
  std::map<std::string, std::vector<int64_t>> outputs;

  void TakeOutput(const internal::PairRead& pair) {
    const int64_t choices = std::max<int64_t>(pair.request.choices, 1);
    const int64_t tokens = pair.bill.billed.usage.completion_tokens;
    // Of a count before sending, as `verify` logs it: there was no answer.
    if (tokens == 0) return;
    outputs[MedianName(pair.subject)].push_back((tokens + choices - 1) /
                                                choices);
  }

  absl::Status Take(absl::StatusOr<internal::PairRead> pair, size_t number) {
    if (!pair.ok()) return pair.status();
    pair->number = number;
    absl::Status fitted = Prepare(*pair);
    if (!fitted.ok()) return fitted;
    ++counted.pairs;
    if (pair->request.model_kind == internal::ModelKind::kChat) {
      TakeOutput(*pair);
    }
    return absl::OkStatus();
  }

  absl::Status Prepare(const internal::PairRead& pair) {
    if (pair.request.model_kind != internal::ModelKind::kChat) {
      ++counted.plain;
      return absl::OkStatus();
    }
    if (pair.bill.is_reconstructed) {
      ++counted.reconstructed;
      return absl::OkStatus();
    }
    if (!pair.subject.card->encoding.proven()) {
      ++counted.encoding_assumed;
      return absl::OkStatus();
    }
    std::optional<internal::ConstantsUsed> used =
        internal::FindConstantsUsed(pair.request, pair.subject);
    if (!used.has_value()) {
      ++counted.inexact;
      return absl::OkStatus();
    }
    return Fit(pair, *std::move(used));
  }

  absl::Status Fit(const internal::PairRead& pair,
                   internal::ConstantsUsed used) {
    const absl::StatusOr<internal::Counts> counts =
        internal::CountRequest(pair.request, nullptr, pair.subject, {});
    if (!counts.ok()) return counts.status();
    groups[{std::string(pair.request.endpoint), std::move(used.family)}]
        .push_back(
            {.number = pair.number,
             .model = std::string(internal::WithoutDay(pair.subject.name)),
             .day = pair.subject.as_of,
             .in_force = std::move(used.in_force),
             .uses = std::move(used.uses),
             .residual = pair.bill.billed.usage.prompt_tokens -
                         counts->input.expected});
    return absl::OkStatus();
  }
};

Calibrator::Calibrator(const ReconcileOptions& options)
    : state_(std::make_unique<State>()) {
  state_->options = options;
  // What lies below the overlay to be found is embedded, or of a bundle.
  const Rules* const rules = state_->options.rules;
  if (rules != nullptr && rules->overlay().of_caller) {
    state_->options.rules = nullptr;
  }
}
Calibrator::~Calibrator() = default;
Calibrator::Calibrator(Calibrator&&) noexcept = default;
Calibrator& Calibrator::operator=(Calibrator&&) noexcept = default;

absl::Status Calibrator::Add(std::string_view record, size_t number) {
  return state_->Take(internal::ReadPair(record, state_->options), number);
}

absl::Status Calibrator::AddPair(std::string_view request_body,
                                 std::string_view response_body,
                                 size_t number) {
  return state_->Take(
      internal::ReadPair(request_body, response_body, state_->options), number);
}

Calibration Calibrator::Report() const {
  Calibration found = state_->counted;
  for (const auto& [key, pairs] : state_->groups) {
    for (CalibratedRules& rules : internal::FitGroup(pairs)) {
      rules.endpoint = key.first;
      rules.provider = state_->options.provider;
      rules.family = key.second;
      found.rules.push_back(std::move(rules));
    }
  }
  for (const auto& [model, outputs] : state_->outputs) {
    if (static_cast<int64_t>(outputs.size()) < kLeastSupport) continue;
    found.medians.push_back(MedianOf(model, outputs));
  }
  return found;
}

}  // namespace tokenfare
