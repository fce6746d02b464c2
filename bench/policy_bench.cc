// What a policy for special tokens costs: counting and encoding plainly, with
// AllowAll and with DisallowAll in turns, so that what else the machine does
// meets all alike. Prose, HTML, and texts that look like special tokens all the
// time. A policy should take 1.3 times as long at most on what is no attack.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tests/reference/random_text.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

constexpr size_t kMostBytes = 1'000'000;
constexpr size_t kHostileBytes = 300'000;

Text Repeated(std::string_view unit) {
  Text text = {fmt::format("{} again and again", unit), ""};
  while (text.content.size() < kHostileBytes) text.content += unit;
  return text;
}

Text Html() {
  reference::RandomText random(1);
  Text text = {"html", ""};
  while (text.content.size() < kMostBytes) {
    text.content += fmt::format(
        "  <div class=\"row\"><p><a href=\"/{0}\">the {0} of</a> <b>{1}</b>"
        "</p></div>\n",
        random.Below(1000), random.Below(1000));
  }
  return text;
}

std::vector<Text> PolicyTexts() {
  std::vector<Text> texts = {
      {Texts()[0].name,
       std::string(Slices(Texts()[0].content, kMostBytes, 1)[0])},
      Html()};
  for (const char* unit :
       {"<", "<|", "<|end", "<|reserved_20", "<|fim_prefix", "<|endoftext|"}) {
    texts.push_back(Repeated(unit));
  }
  return texts;
}

// The text has no special token, so that all three answer the same.
template <typename Answer>
void InTurns(benchmark::State& state, const Text& text, Answer answer) {
  using Clock = std::chrono::steady_clock;
  const std::vector<SpecialTokenPolicy> policies = {
      SpecialTokenPolicy::Ordinary(), SpecialTokenPolicy::AllowAll(),
      SpecialTokenPolicy::DisallowAll()};
  std::vector<std::vector<double>> seconds(policies.size());
  for (auto _ : state) {
    for (size_t i = 0; i < policies.size(); ++i) {
      const auto begin = Clock::now();
      if (!answer(text.content, policies[i])) {
        state.SkipWithError("a text without special tokens is refused");
        return;
      }
      seconds[i].push_back(
          std::chrono::duration<double>(Clock::now() - begin).count());
    }
  }
  std::vector<double> medians;
  for (std::vector<double>& of_policy : seconds) {
    const auto middle = of_policy.begin() + of_policy.size() / 2;
    std::nth_element(of_policy.begin(), middle, of_policy.end());
    medians.push_back(*middle);
  }
  state.counters["plain_MB/s"] =
      static_cast<double>(text.content.size()) / medians[0] / 1e6;
  state.counters["allow_times"] = medians[1] / medians[0];
  state.counters["disallow_times"] = medians[2] / medians[0];
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  using tokenfare::SpecialTokenPolicy;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const std::vector<tokenfare::bench::Text> texts =
      tokenfare::bench::PolicyTexts();
  for (const char* name : {"o200k_base", "o200k_harmony", "cl100k_base"}) {
    const auto encoding = tokenfare::GetEncoding(name);
    if (!encoding.ok()) continue;
    for (const tokenfare::bench::Text& text : texts) {
      benchmark::RegisterBenchmark(
          fmt::format("BM_CountPolicy/{}/{}", name, text.name).c_str(),
          [encoding = *encoding, &text](benchmark::State& state) {
            tokenfare::bench::InTurns(state, text,
                                      [&](const std::string& content,
                                          const SpecialTokenPolicy& policy) {
                                        const auto count =
                                            encoding->Count(content, policy);
                                        return count.ok() && *count > 0;
                                      });
          });
      benchmark::RegisterBenchmark(
          fmt::format("BM_EncodePolicy/{}/{}", name, text.name).c_str(),
          [encoding = *encoding, &text](benchmark::State& state) {
            tokenfare::bench::InTurns(state, text,
                                      [&](const std::string& content,
                                          const SpecialTokenPolicy& policy) {
                                        const auto ids =
                                            encoding->Encode(content, policy);
                                        return ids.ok() && !ids->empty();
                                      });
          });
    }
  }
  benchmark::RunSpecifiedBenchmarks();
}
