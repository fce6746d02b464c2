// A whole check before a request is sent: JSON in, verdict out, for bodies of
// 4 KB and 100 KB.

#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tests/reference/encoding.h"
#include "tests/reference/random_text.h"
#include "tokenfare/preflight/preflight.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::bench {
namespace {

struct Body {
  std::string json;
  // By the rule for text messages, with the reference's counts: 3 and the role
  // and the content of each, and 3 for the reply.
  int64_t tokens = 3;
};

Body MakeBody(size_t bytes) {
  const reference::Encoding& o200k = reference::EncodingNamed("o200k_base");
  reference::RandomText random(1);
  Body body;
  nlohmann::ordered_json request = {{"model", "gpt-4.1-mini"},
                                    {"max_completion_tokens", 500},
                                    {"messages", nlohmann::json::array()}};
  constexpr std::string_view kRoles[] = {"system", "user", "assistant"};
  for (size_t size = 0, i = 0; size < bytes; ++i) {
    const std::string role(kRoles[i == 0 ? 0 : 2 - i % 2]);
    const std::string content = random.OfWords(100);
    request["messages"].push_back({{"role", role}, {"content", content}});
    body.tokens +=
        static_cast<int64_t>(3 + o200k.Count(role) + o200k.Count(content));
    size += content.size() + 32;
  }
  body.json = request.dump();
  return body;
}

void BM_Check(benchmark::State& state) {
  const Body body = MakeBody(static_cast<size_t>(state.range(0)));
  CheckOptions options;
  options.as_of = *ParseDate("2026-11-22");
  const auto verdict = Check(body.json, options);
  if (!verdict.ok() || !verdict->input_tokens.exact ||
      verdict->input_tokens.expected != body.tokens) {
    state.SkipWithError("the verdict differs from the reference");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(Check(body.json, options));
  state.SetBytesProcessed(
      static_cast<int64_t>(state.iterations() * body.json.size()));
}
BENCHMARK(BM_Check)->Arg(4'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tokenfare::bench

BENCHMARK_MAIN();
