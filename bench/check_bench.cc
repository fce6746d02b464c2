// A whole check before a request is sent: JSON in, verdict out. `seen` checks
// one body over and over, as an agent does that sends its conversation again
// with each turn; `new` goes round so many bodies that each has been forgotten
// when it comes again.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tests/reference/encoding.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/check_many.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMessageBytes = 1'000;
// More than the texts that are remembered, all in all.
constexpr size_t kForgottenAfter = 3'000'000;

CheckOptions Options() {
  CheckOptions options;
  options.as_of = *ParseDate("2026-11-22");
  return options;
}

Json Message(size_t index, std::string_view content) {
  constexpr std::string_view kRoles[] = {"system", "user", "assistant"};
  return {{"role", kRoles[index == 0 ? 0 : 2 - index % 2]},
          {"content", content}};
}

// A tool of 1 KB, described in words of `text`.
Json Tool(size_t index, std::string_view text) {
  const std::vector<std::string_view> words = Slices(text, 64, 12);
  const auto described = [&](Json schema, size_t i) {
    schema["description"] = words[i % words.size()];
    return schema;
  };
  const Json address = {
      {"type", "object"},
      {"properties",
       {{"street", described({{"type", "string"}}, 1)},
        {"city", {{"type", "string"}}},
        {"country", {{"type", "string"}, {"enum", {"NO", "SE", "DK"}}}}}},
      {"required", {"street", "city"}}};
  Json properties = {
      {"query", described({{"type", "string"}}, 2)},
      {"limit", described({{"type", "integer"}, {"default", 10}}, 3)},
      {"order", {{"type", "string"}, {"enum", {"asc", "desc", "none"}}}},
      {"address", address},
      {"tags",
       described({{"type", "array"}, {"items", {{"type", "string"}}}}, 4)},
      {"exact", {{"type", "boolean"}}}};
  return {{"type", "function"},
          {"function",
           {{"name", fmt::format("search_{}", index)},
            {"description", fmt::format("{} {}", words[0], words[5])},
            {"parameters",
             {{"type", "object"},
              {"properties", std::move(properties)},
              {"required", {"query"}}}}}}};
}

// A request whose texts are of `text`, with tools in front.
Json RequestOf(std::string_view text, size_t tools) {
  Json request = {{"model", "gpt-4.1-mini"}, {"max_completion_tokens", 500}};
  const std::vector<std::string_view> tool_texts =
      Slices(text, kMessageBytes, std::max<size_t>(tools, 1));
  for (size_t i = 0; i < tools; ++i) {
    request["tools"].push_back(Tool(i, tool_texts[i % tool_texts.size()]));
  }
  const size_t size =
      text.size() - std::min(text.size(), request.dump().size());
  for (size_t at = 0; at < size;) {
    const std::string_view content =
        Slices(text.substr(at), kMessageBytes, 1).front();
    request["messages"].push_back(Message(request["messages"].size(), content));
    at += content.size();
  }
  return request;
}

std::vector<std::string> Bodies(std::string_view text, size_t bytes,
                                size_t tools, size_t count) {
  std::vector<std::string> bodies;
  for (const std::string_view part : Slices(text, bytes, count)) {
    bodies.push_back(RequestOf(part, tools).dump());
  }
  return bodies;
}

// By the rule for messages of text, with the reference's counts: 3 and the role
// and the content of each, and 3 for the reply.
int64_t ReferenceTokens(const std::string& body) {
  const reference::Encoding& o200k = reference::EncodingNamed("o200k_base");
  const Json request = Json::parse(body);
  size_t tokens = 3;
  for (const auto& message : request.at("messages")) {
    tokens += 3 + o200k.Count(message.at("role").get<std::string>()) +
              o200k.Count(message.at("content").get<std::string>());
  }
  return static_cast<int64_t>(tokens);
}

void CheckBodies(benchmark::State& state,
                 const std::vector<std::string>& bodies, bool has_tools) {
  const CheckOptions options = Options();
  const auto verdict = Check(bodies.front(), options);
  if (!verdict.ok() || !verdict->input_tokens.exact ||
      (!has_tools &&
       verdict->input_tokens.expected != ReferenceTokens(bodies.front()))) {
    state.SkipWithError("the verdict differs from the reference");
    return;
  }
  size_t at = 0;
  size_t bytes = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(Check(bodies[at], options));
    bytes += bodies[at].size();
    if (++at == bodies.size()) at = 0;
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.counters["tokens"] =
      static_cast<double>(verdict->input_tokens.expected);
}

void RegisterChecks() {
  struct Size {
    std::string_view name;
    size_t bytes;
    size_t tools;
  };
  constexpr Size kSizes[] = {
      {"4KB", 4'000, 0}, {"100KB", 100'000, 0}, {"100KB+30tools", 100'000, 30}};
  for (const Text& text : Texts()) {
    for (const Size& size : kSizes) {
      for (const bool seen : {true, false}) {
        benchmark::RegisterBenchmark(
            fmt::format("BM_Check/{}/{}/{}", size.name, text.name,
                        seen ? "seen" : "new")
                .c_str(),
            [&text, size, seen](benchmark::State& state) {
              CheckBodies(state,
                          Bodies(text.content, size.bytes, size.tools,
                                 seen ? 1 : kForgottenAfter / size.bytes),
                          size.tools > 0);
            })
            ->Unit(benchmark::kMicrosecond);
      }
    }
  }
}

int64_t CountContents(const Json& request, const Encoding& encoding) {
  size_t tokens = 0;
  for (const auto& message : request.at("messages")) {
    tokens +=
        encoding.Count(message.at("content").get_ref<const std::string&>());
  }
  return static_cast<int64_t>(tokens);
}

// Requests of a million tokens, so many that none of their texts is remembered.
std::vector<Json> Millions() {
  constexpr size_t kBytes = 4'400'000;
  const std::string_view text = Texts().front().content;
  std::vector<Json> requests;
  for (size_t i = 1; i <= 3; ++i) {
    // Elsewhere in the text, so that no message begins where another did.
    const size_t begin = Slices(text, i * kMessageBytes / 4, 1).front().size();
    requests.push_back(
        RequestOf(Slices(text.substr(begin), kBytes, 1).front(), 0));
  }
  return requests;
}

// A request, and in turn the texts of its messages alone: `count_share` is the
// part of the time that counting them takes, 1 at best.
void BM_CheckMillion(benchmark::State& state) {
  const Encoding& o200k = **GetEncoding("o200k_base");
  const std::vector<Json> requests = Millions();
  std::vector<std::string> bodies;
  for (const Json& request : requests) bodies.push_back(request.dump());
  const CheckOptions options = Options();
  // Of the processor, since others may use the machine.
  std::clock_t counting = 0;
  std::clock_t checking = 0;
  int64_t tokens = 0;
  size_t at = 0;
  for (auto _ : state) {
    const std::clock_t start = std::clock();
    benchmark::DoNotOptimize(tokens = CountContents(requests[at], o200k));
    const std::clock_t middle = std::clock();
    benchmark::DoNotOptimize(Check(bodies[at], options));
    const std::clock_t end = std::clock();
    counting += middle - start;
    checking += end - middle;
    state.SetIterationTime(static_cast<double>(end - middle) / CLOCKS_PER_SEC);
    if (++at == bodies.size()) at = 0;
  }
  state.counters["tokens"] = static_cast<double>(tokens);
  state.counters["count_share"] =
      static_cast<double>(counting) / static_cast<double>(checking);
}
BENCHMARK(BM_CheckMillion)->UseManualTime()->Unit(benchmark::kMillisecond);

// 1,000 bodies of `bytes` through one stream, by so many threads.
void BM_CheckMany(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  const CheckManyOptions many = {.threads =
                                     static_cast<size_t>(state.range(1))};
  const std::vector<std::string> distinct =
      Bodies(Texts().front().content, bytes, 0, kForgottenAfter / bytes);
  const CheckOptions options = Options();
  constexpr size_t kBodies = 1'000;
  size_t verdicts = 0;
  for (auto _ : state) {
    const absl::Status status = CheckMany(
        [&, next = size_t{0}]() mutable -> std::optional<std::string> {
          if (next == kBodies) return std::nullopt;
          return distinct[next++ % distinct.size()];
        },
        [&](size_t, const absl::StatusOr<Verdict>& verdict) {
          verdicts += verdict.ok() ? 1 : 0;
          return true;
        },
        options, many);
    if (!status.ok()) state.SkipWithError("the series was ended");
  }
  if (verdicts != kBodies * state.iterations()) {
    state.SkipWithError("some verdicts are missing");
  }
  state.counters["verdicts"] = benchmark::Counter(static_cast<double>(verdicts),
                                                  benchmark::Counter::kIsRate);
}
BENCHMARK(BM_CheckMany)
    ->ArgsProduct({{1'000, 4'000, 100'000}, {1, 2}})
    ->ArgNames({"bytes", "threads"})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// What hostile people send, of some 10 MB, with a deadline that has come before
// the check begins: what is left is what no deadline covers.
std::string Hostile(std::string_view name) {
  const auto repeated = [](std::string_view text, size_t count) {
    std::string all;
    for (size_t i = 0; i < count; ++i) all += text;
    return all;
  };
  const auto body = [](std::string_view content, std::string_view more = "") {
    return fmt::format(
        R"({{"model":"gpt-4.1-mini","messages":[{{"role":"user","content":{}}}{}]}})",
        content, more);
  };
  if (name == "letters") return body('"' + repeated("a", 10'000'000) + '"');
  if (name == "newlines") return body('"' + repeated("\\n", 5'000'000) + '"');
  if (name == "special tokens") {
    return body('"' + repeated("<|a|>", 2'000'000) + '"');
  }
  if (name == "messages") {
    return body(
        R"("Hi")",
        repeated(R"(,{"role":"user","content":"Hello there"})", 250'000));
  }
  return body(
      "[" +
      repeated(R"({"type":"image_url","image_url":{"url":"https://a"}},)",
               199'999) +
      R"({"type":"text","text":""}])");
}

void CheckHostile(benchmark::State& state, std::string_view name) {
  const std::string body = Hostile(name);
  CheckOptions options = Options();
  options.deadline = std::chrono::nanoseconds(0);
  for (auto _ : state) {
    const auto verdict = Check(body, options);
    if (!verdict.ok()) state.SkipWithError("no verdict");
    benchmark::DoNotOptimize(verdict);
  }
  state.SetBytesProcessed(
      static_cast<int64_t>(body.size() * state.iterations()));
}
BENCHMARK_CAPTURE(CheckHostile, letters, "letters")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CheckHostile, newlines, "newlines")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CheckHostile, special_tokens, "special tokens")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CheckHostile, messages, "messages")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CheckHostile, images, "images")
    ->Unit(benchmark::kMillisecond);

// The request of a million tokens with a budget of so many tokens.
void BM_CheckMillionWithin(benchmark::State& state) {
  const std::string body =
      RequestOf(std::string_view(Texts().front().content).substr(0, 4'400'000),
                0)
          .dump();
  CheckOptions options = Options();
  options.max_input_tokens = static_cast<uint64_t>(state.range(0));
  const auto verdict = Check(body, options);
  if (!verdict.ok() || !verdict->input_tokens.stopped) {
    state.SkipWithError("the count did not stop");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(Check(body, options));
}
BENCHMARK(BM_CheckMillionWithin)->Arg(8'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  tokenfare::bench::RegisterChecks();
  benchmark::RunSpecifiedBenchmarks();
}
