// Times Check by one revision of the library: `check_speed TEXT CASE...` prints
// a line for each case: its name, microseconds of processor time, and what the
// verdict says, which must not differ between revisions. compare.py runs it.
//
//   4KB/new  4KB/seen  100KB+30tools/new  ...    a body, first seen or again
//   .../suggest                                  with other models compared
//   million/count  million/check                 a million tokens in messages
//   one-text/count one-text/check                in one message
//   many/KIND/COUNT                              bodies of many small parts
//   memory/text memory/escapes memory/messages   bytes per byte of a body of
//                                                100 MB, in place of time

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "bodies.h"
#if __has_include("tokenfare/preflight/check.h")
#include "tokenfare/preflight/check.h"
#else
#include "tokenfare/preflight/preflight.h"
#endif
#include "tokenfare/pricing/date.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

// More than the texts that are remembered, all in all.
constexpr size_t kForgottenAfter = 3'000'000;
constexpr size_t kMillionTokens = 4'600'000;

struct Result {
  double microseconds = 0;
  std::string verdict;
};

double ProcessorTime() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 +
         static_cast<double>(now.tv_nsec) / 1e3;
}

// The median of times of `run(i)`: over a second, or `least` runs.
template <typename Run>
double MedianTime(size_t least, Run run) {
  constexpr double kEnough = 0.7e6;
  std::vector<double> times;
  double all = 0;
  for (size_t i = 0; i < least || (all < kEnough && i < 100'000); ++i) {
    const double start = ProcessorTime();
    run(i);
    times.push_back(ProcessorTime() - start);
    all += times.back();
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2,
                   times.end());
  return times[times.size() / 2];
}

CheckOptions Options() {
  CheckOptions options;
  options.as_of = *ParseDate("2026-11-22");
  return options;
}

std::string Said(const absl::StatusOr<Verdict>& verdict) {
  if (!verdict.ok()) return std::string(verdict.status().message());
  const InputTokens& input = verdict->input_tokens;
  return std::to_string(input.low) + ".." + std::to_string(input.expected) +
         ".." + std::to_string(input.high);
}

Result TimeChecks(const std::vector<std::string>& bodies, size_t least,
                  const CheckOptions& options) {
  Result result;
  const auto verdict = Check(bodies.front(), options);
  result.verdict = Said(verdict);
  if (verdict.ok() && verdict->suggestions.has_value()) {
    result.verdict +=
        ", " + std::to_string(verdict->suggestions->size()) + " suggestions";
  }
  result.microseconds = MedianTime(least, [&](size_t i) {
    const auto again = Check(bodies[i % bodies.size()], options);
    if (i == 0 && Said(again) != Said(Check(bodies[0], options))) {
      result.verdict += " and another one";
    }
  });
  return result;
}

Result TimeSize(std::string_view text, std::string_view name) {
  const bool is_small = name.starts_with("4KB");
  const size_t bytes = is_small ? 4'000 : 100'000;
  const size_t tools = is_small ? 0 : 30;
  const size_t count =
      name.find("/seen") != name.npos ? 1 : kForgottenAfter / bytes;
  std::vector<std::string> bodies;
  for (size_t i = 0; i < count; ++i) {
    bodies.push_back(Chat(text, i * (text.size() / count), bytes, tools));
  }
  CheckOptions options = Options();
  options.suggest = name.ends_with("/suggest");
  return TimeChecks(bodies, 2, options);
}

Result TimeMillion(std::string_view text, bool whole, bool checks) {
  const Encoding& o200k = **GetEncoding("o200k_base");
  std::vector<std::vector<std::string_view>> requests;
  for (size_t i = 0; i < 3; ++i) {
    const size_t offset = i * 250;
    requests.push_back(whole ? std::vector<std::string_view>{SliceAt(
                                   text, offset, kMillionTokens)}
                             : Contents(text, offset, kMillionTokens));
  }
  if (!checks) {
    Result result;
    result.microseconds = MedianTime(3, [&](size_t i) {
      size_t tokens = 0;
      for (const std::string_view content : requests[i % 3]) {
        tokens += o200k.Count(content);
      }
      result.verdict = std::to_string(tokens > 800'000);
    });
    return result;
  }
  std::vector<std::string> bodies;
  for (const auto& contents : requests) {
    bodies.push_back(ChatOf(contents, 0, text, 0));
  }
  return TimeChecks(bodies, 3, Options());
}

double PeakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

double BytesNow() {
  std::ifstream status("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  status >> pages >> resident;
  return resident * 4096;
}

// What a check takes beside its body, as a share of that. The process has done
// nothing else before but a small check.
Result TakeMemory(std::string_view text, std::string_view what) {
  constexpr size_t kBytes = 100'000'000;
  std::string body;
  body.reserve(kBytes + 100);
  body = R"({"model":"gpt-4.1-mini","messages":[{"role":"user","content":")";
  const std::string part =
      what == "escapes" ? std::string("Line of text\\n")
      : what == "messages"
          ? R"("},{"role":"user","content":")" + std::string(900, 'a')
          : std::string(text.substr(0, 5000));
  for (size_t at = 0; body.size() < kBytes; ++at) {
    for (const char c : part) {
      const bool plain =
          what != "text" ||
          (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\');
      body += plain ? c : ' ';
    }
  }
  body += R"("}]})";
  // Loads the catalogue and the vocabulary.
  const std::string hello = ChatOf({"Hello"}, 0, text, 0);
  static_cast<void>(Check(hello, Options()));
  const double before = BytesNow();
  Result result;
  result.verdict = Said(Check(body, Options()));
  result.microseconds =
      (PeakBytes() - before) / static_cast<double>(body.size());
  return result;
}

Result Run(std::string_view text, std::string_view name) {
  if (name.starts_with("million/")) {
    return TimeMillion(text, false, name.ends_with("check"));
  }
  if (name.starts_with("one-text/")) {
    return TimeMillion(text, true, name.ends_with("check"));
  }
  if (name.starts_with("many/")) {
    const std::string_view rest = name.substr(5);
    const size_t slash = rest.find('/');
    return TimeChecks({Many(rest.substr(0, slash),
                            std::stoul(std::string(rest.substr(slash + 1))))},
                      1, Options());
  }
  if (name.starts_with("memory/")) return TakeMemory(text, name.substr(7));
  return TimeSize(text, name);
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.size() < 1000) return 2;
  for (int i = 2; i < argc; ++i) {
    const tokenfare::bench::Result result =
        tokenfare::bench::Run(text, argv[i]);
    std::printf("%s\t%.6g\t%s\n", argv[i], result.microseconds,
                result.verdict.c_str());
    std::fflush(stdout);
  }
}
