// Any bytes as a record of a log, and as the response to a request: an error
// with words, or a pair whose figures hold.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "tests/fuzz/verdict_invariants.h"
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

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tokenfare::ReconcileOptions options;
  options.undated_as_of = *tokenfare::ParseDate("2026-01-02");
  tokenfare::RequirePair(tokenfare::ReconcileRecord(text, options));
  tokenfare::RequirePair(
      tokenfare::Reconcile(tokenfare::kAnyRequest, text, options));
  return 0;
}
