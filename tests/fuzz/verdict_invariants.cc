#include "tests/fuzz/verdict_invariants.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tokenfare/preflight/verdict.h"

namespace tokenfare {
namespace {

void RequireOrder(const TokenRange& range) {
  Require(range.low <= range.expected && range.expected <= range.high,
          "low <= expected <= high");
  if (range.exact) Require(range.low == range.high, "exact figures are one");
}

void RequireTextsSum(const PartTokens& part) {
  TokenRange sum = part.framing;
  for (const PromptText& text : part.texts) {
    RequireOrder(text.tokens);
    sum.expected += text.tokens.expected;
    sum.low += text.tokens.low;
    sum.high += text.tokens.high;
  }
  // Bounds are cut at 0, and then the others follow.
  if (sum.low < 0 || sum.expected < sum.low || sum.high < sum.expected) return;
  Require(sum.low == part.low && sum.expected == part.expected &&
              sum.high == part.high,
          "texts and framing sum to their part");
}

void RequireSound(const Verdict& verdict, bool encoding_unproven) {
  TokenRange sum;
  for (const PartTokens& part : verdict.parts) {
    RequireOrder(part);
    Require(part.low >= 0, "no part costs less than nothing");
    Require(part.exact == part.why.empty(), "what is not exact says why");
    if (verdict.explained && !encoding_unproven) RequireTextsSum(part);
    sum.expected += part.expected;
    sum.low += part.low;
    sum.high += part.high;
  }
  RequireOrder(verdict.input_tokens);
  Require(sum.low == verdict.input_tokens.low &&
              sum.expected == verdict.input_tokens.expected &&
              sum.high == verdict.input_tokens.high,
          "parts sum to the input");
  if (verdict.cost_usd.has_value()) {
    Require(verdict.cost_usd->low <= verdict.cost_usd->expected &&
                verdict.cost_usd->expected <= verdict.cost_usd->high,
            "least cost <= expected <= most");
  }
  Require(VerdictToJson(verdict).ends_with("}\n"), "the verdict is JSON");
}

bool HasUnprovenEncoding(const Verdict& verdict) {
  for (const Finding& finding : verdict.warnings) {
    if (finding.code == warning::kEncodingAssumed ||
        finding.code == warning::kEncodingReconstructed) {
      return true;
    }
  }
  return false;
}

}  // namespace

void Require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()),
               what.data());
  std::abort();
}

CheckOptions FuzzOptions() {
  CheckOptions options;
  options.as_of = *ParseDate("2026-11-22");
  options.explain = true;
  return options;
}

void CheckInvariants(std::string_view body, CheckOptions options) {
  absl::StatusOr<Verdict> verdict = Check(body, options);
  if (absl::IsNotFound(verdict.status())) {
    options.model = "gpt-4o";
    verdict = Check(body, options);
  }
  if (!verdict.ok()) {
    Require(!verdict.status().message().empty(), "an error says something");
    Require(!absl::IsInternal(verdict.status()), "no error is internal");
    return;
  }
  RequireSound(*verdict, HasUnprovenEncoding(*verdict));
}

}  // namespace tokenfare
