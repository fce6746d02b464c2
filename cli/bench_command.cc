#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/encoding_option.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/number_option.h"
#include "tokenfare/cli/speed.h"
#include "tokenfare/cli/text.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

struct BenchArguments {
  EncodingOption encoding;
  std::vector<std::string> files;
  std::optional<uint64_t> threads;
  bool json = false;
};

struct FileSpeed {
  std::string file;
  Speed speed;
};

// More digits than one would be noise.
double Rounded(double mb_per_s) { return std::round(mb_per_s * 10) / 10; }

std::string ToJson(const std::vector<FileSpeed>& rows) {
  Json json = Json::array();
  for (const auto& [file, speed] : rows) {
    json.push_back({{"file", file},
                    {"bytes", speed.bytes},
                    {"tokens", speed.tokens},
                    {"threads", speed.threads},
                    {"cold_mb_per_s", Rounded(speed.cold_mb_per_s)},
                    {"warm_mb_per_s", Rounded(speed.warm_mb_per_s)}});
  }
  return JsonText(json);
}

std::string ToText(const std::vector<FileSpeed>& rows) {
  if (rows.empty()) return "";
  Table table("lrrrrr");
  table.AddRow(
      {"file", "bytes", "tokens", "threads", "cold MB/s", "warm MB/s"});
  for (const auto& [file, speed] : rows) {
    table.AddRow({file, Grouped(speed.bytes), Grouped(speed.tokens),
                  fmt::format("{}", speed.threads),
                  fmt::format("{:.1f}", speed.cold_mb_per_s),
                  fmt::format("{:.1f}", speed.warm_mb_per_s)});
  }
  return table.ToString();
}

int Bench(const BenchArguments& options) {
  absl::StatusOr<const Encoding*> encoding = options.encoding.Resolve();
  if (!encoding.ok()) return Fail(encoding.status());
  std::vector<FileSpeed> rows;
  int exit_status = kExitSuccess;
  for (const std::string& file : options.files) {
    const absl::StatusOr<Speed> speed =
        MeasureSpeed(**encoding, file, options.threads.value_or(1));
    if (speed.ok()) {
      rows.push_back({file, *speed});
    } else {
      exit_status = Fail(speed.status());
    }
  }
  Print(options.json ? ToJson(rows) : ToText(rows));
  return exit_status;
}

}  // namespace

Command AddBenchCommand(CLI::App& app) {
  auto options = std::make_shared<BenchArguments>();
  CLI::App* parser =
      app.add_subcommand("bench", "Measure how fast files are counted");
  options->encoding.AddTo(*parser);
  parser->add_option("FILE", options->files, "Files to measure; - is stdin")
      ->type_name("FILE")
      ->required();
  AddNumberOption(*parser, "--threads", options->threads,
                  "Count on up to N threads, 0 for one per processor; 1 unless "
                  "given",
                  "threads", "4");
  parser->add_flag("--json", options->json, "Print the figures as JSON");
  parser->footer(
      R"(Each file is read into memory and counted in a process of its own, so that none
is faster for those before it. Cold is the first pass of that process, after one
byte was counted: tables and caches are still out of reach, and threads have to
be started. Warm is the median of later passes over the same text, for at least
half a second. A small file takes one thread whatever was asked for, as "threads"
says. MB are 10^6 bytes. Reading the file is not measured. On a busy machine
figures vary: compare what was measured side by side.

Examples:
  tokenfare bench corpus.txt
  tokenfare bench --threads 0 -m gpt-4 *.jsonl
  tokenfare bench --json corpus.txt | jq '.[0].warm_mb_per_s'

Exit status:
  0  all files were measured
  2  bad usage, or a file is empty or cannot be read; the others are measured)");
  return {parser, [options] { return Bench(*options); }};
}

}  // namespace tokenfare::cli
