// Any bytes as a record of a log, as the response to a request, and as a line
// of a batch's files: an error with words, or a pair whose figures hold.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/preflight/batch_pairs.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare {
namespace {

constexpr std::string_view kAnyRequest =
    R"({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]})";

void RequirePair(const absl::StatusOr<Reconciliation>& pair) {
  if (!pair.ok()) {
    Require(!pair.status().message().empty(), "an error says something");
    return;
  }
  const TokenRange& predicted = pair->predicted;
  Require(0 <= predicted.low && predicted.low <= predicted.expected &&
              predicted.expected <= predicted.high,
          "bounds are around what is expected");
  Require(!predicted.exact || predicted.low == predicted.high,
          "what is exact has no bounds");
  Require(!pair->source.is_reconstructed || !predicted.exact,
          "nothing that is reconstructed is exact");
  Require(pair->usage.prompt.cached.value_or(0) <= pair->usage.prompt_tokens,
          "a part is at most its whole");
  Require(!ReconciliationToJson(*pair).empty(), "it is written");
}

void RequireToldOf(std::string_view line) {
  BatchPairs pairs;
  const bool is_request = pairs.AddInput(line, 1, 0).ok();
  const auto request = pairs.RequestOf(line, 2);
  Require(!is_request || !request.ok(), "no line is of both files");
  Require(!request.ok() || IsBatchAnswer(line),
          "what is taken for an answer is known as one");
  const size_t told = pairs.Unpaired().size();
  Require(told == pairs.requests() + pairs.answers(), "no line is lost");
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tokenfare::ReconcileOptions options;
  options.undated_as_of = *tokenfare::ParseDate("2026-01-02");
  tokenfare::RequirePair(tokenfare::ReconcileRecord(text, options));
  tokenfare::RequirePair(
      tokenfare::Reconcile(tokenfare::kAnyRequest, text, options));
  tokenfare::RequireToldOf(text);
  return 0;
}
