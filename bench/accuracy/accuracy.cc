// How exactly Check predicts the prompt tokens that were billed for recorded
// requests. README.md explains the columns.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/accuracy/report.h"
#include "bench/accuracy/score.h"
#include "fmt/format.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::bench {
namespace {

struct Options {
  std::vector<std::string> recordings = {
      TOKENFARE_SOURCE_FOLDER "/../shared/truth/chat_completions.jsonl",
      TOKENFARE_SOURCE_FOLDER "/../shared/truth/chat_completions_2.jsonl",
      TOKENFARE_SOURCE_FOLDER "/../shared/truth/responses.jsonl"};
  std::string rivals;
  // Within the span of the recordings.
  std::string undated = "2025-06-01";
  bool misses = false;
  bool json = false;
  bool evidence = false;
};

int Fail(std::string_view message) {
  fmt::print(stderr, "accuracy: {}\n", message);
  return 2;
}

int Run(const Options& options) {
  const absl::StatusOr<Date> undated = ParseDate(options.undated);
  if (!undated.ok()) return Fail(std::string(undated.status().message()));
  std::vector<Recording> recordings;
  for (const std::string& path : options.recordings) {
    if (!std::filesystem::exists(path)) {
      return Fail(
          fmt::format("{}: no such file: the recorded requests are not part "
                      "of the project; name files of them",
                      path));
    }
    absl::StatusOr<std::vector<Recording>> read = ReadRecordings(path);
    if (!read.ok()) return Fail(std::string(read.status().message()));
    std::move(read->begin(), read->end(), std::back_inserter(recordings));
  }
  std::vector<Rival> rivals;
  if (!options.rivals.empty()) {
    absl::StatusOr<std::vector<Rival>> read = ReadRivals(options.rivals);
    if (!read.ok()) return Fail(std::string(read.status().message()));
    rivals = *std::move(read);
  }
  const Score score = ScoreOf(recordings, rivals, *undated);
  if (options.evidence) {
    for (const auto& [endpoint, table] : score.evidence) {
      fmt::print("{}\t{}", endpoint, table);
    }
  } else if (options.json) {
    fmt::print("{}", ScoreJson(score, rivals));
  } else {
    fmt::print("{}", MarkdownTable(score, rivals));
    if (options.misses) fmt::print("\n{}", MissLines(score));
  }
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("How exactly recorded requests are predicted.", "accuracy");
  app.add_option("recordings", options.recordings,
                 "JSON lines: id, request, response_model, created, category, "
                 "prompt_tokens, suspect, unsupported; of /v1/responses "
                 "recorded_on, input_tokens and upper")
      ->type_name("FILE...")
      ->capture_default_str();
  app.add_option("--rivals", options.rivals,
                 "Other programs' predictions, {\"name\": {\"id\": tokens}}")
      ->type_name("FILE");
  app.add_option("--undated", options.undated,
                 "The day of recordings without one")
      ->type_name("DATE")
      ->capture_default_str();
  app.add_flag("--misses", options.misses, "List each miss");
  app.add_flag("--json", options.json, "Counts and misses as JSON");
  app.add_flag("--evidence", options.evidence,
               "What the recordings show, as JSON behind each endpoint; "
               "./dev evidence keeps it");
  bool markdown = true;
  app.add_flag("--markdown", markdown, "A Markdown table, the default")
      ->excludes("--json");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Run(options);
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  try {
    return tokenfare::bench::Main(argc, argv);
  } catch (const std::exception& error) {
    return tokenfare::bench::Fail(error.what());
  }
}
