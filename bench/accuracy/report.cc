#include "bench/accuracy/report.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace tokenfare::bench {
namespace {

using Json = nlohmann::ordered_json;

// Rounded down: only all of them are 100%.
std::string Share(int64_t part, int64_t whole) {
  if (whole == 0) return "-";
  const int64_t tenths = part * 1000 / whole;
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

std::string WidthText(const std::optional<double>& width) {
  return width.has_value() ? fmt::format("{:.1f}%", 100 * *width) : "-";
}

std::string TableLine(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::vector<std::string> Cells(const Row& row) {
  const Tally& tally = row.tally;
  std::vector<std::string> cells = {row.name,
                                    fmt::format("{}", tally.requests),
                                    Share(tally.exact, tally.requests),
                                    Share(tally.inside, tally.requests),
                                    Share(tally.marked_exact, tally.requests),
                                    fmt::format("{}", tally.marked_exact_wrong),
                                    WidthText(tally.MedianWidth())};
  for (const int64_t exact : tally.rival_exact) {
    cells.push_back(Share(exact, tally.requests));
  }
  return cells;
}

Json RowJson(const Row& row, const std::vector<Rival>& rivals) {
  const Tally& tally = row.tally;
  Json json = {{"section", row.section},
               {"name", row.name},
               {"requests", tally.requests},
               {"refused", tally.refused},
               {"exact", tally.exact},
               {"inside", tally.inside},
               {"marked_exact", tally.marked_exact},
               {"marked_exact_wrong", tally.marked_exact_wrong},
               {"median_width", nullptr}};
  if (const std::optional<double> width = tally.MedianWidth()) {
    json["median_width"] = *width;
  }
  for (size_t i = 0; i < rivals.size(); ++i) {
    json["rivals"][rivals[i].name] = {{"exact", tally.rival_exact[i]},
                                      {"silent", tally.rival_silent[i]}};
  }
  return json;
}

Json MissJson(const Miss& miss) {
  const Recording& recording = *miss.recording;
  Json json = {{"id", recording.id},
               {"model", recording.model},
               {"category", recording.category},
               {"billed", recording.billed},
               {"suspect", recording.suspect}};
  if (const std::optional<TokenRange>& input = miss.prediction.input) {
    json["low"] = input->low;
    json["expected"] = input->expected;
    json["high"] = input->high;
    json["exact"] = input->exact;
  } else {
    json["error"] = miss.prediction.error;
  }
  return json;
}

}  // namespace

std::string MarkdownTable(const Score& score,
                          const std::vector<Rival>& rivals) {
  std::vector<std::string> head = {
      "requests",     "number",         "exact", "in bounds",
      "marked exact", "of these wrong", "width"};
  for (const Rival& rival : rivals) head.push_back(rival.name);
  std::vector<std::string> rule(head.size(), "---");
  std::string table = TableLine(head) + TableLine(rule);
  std::string_view section;
  for (const Row& row : score.rows) {
    if (row.section != section) {
      section = row.section;
      std::vector<std::string> title(head.size());
      title[0] = fmt::format("**{}**", section);
      table += TableLine(title);
    }
    table += TableLine(Cells(row));
  }
  return table;
}

std::string ScoreJson(const Score& score, const std::vector<Rival>& rivals) {
  Json json = {{"rows", Json::array()}, {"misses", Json::array()}};
  for (const Row& row : score.rows) {
    json["rows"].push_back(RowJson(row, rivals));
  }
  for (const Miss& miss : score.misses) {
    json["misses"].push_back(MissJson(miss));
  }
  constexpr int kIndent = 1;
  return json.dump(kIndent, ' ', /*ensure_ascii=*/true,
                   Json::error_handler_t::replace) +
         "\n";
}

std::string MissLines(const Score& score) {
  std::string lines;
  for (const Miss& miss : score.misses) {
    const Recording& recording = *miss.recording;
    const std::optional<TokenRange>& input = miss.prediction.input;
    const std::string predicted =
        input.has_value()
            ? fmt::format("{}/{}/{}{}", input->low, input->expected,
                          input->high, input->exact ? " exact" : "")
            : fmt::format("error: {}", miss.prediction.error);
    lines += fmt::format(
        "{} {} {} billed {} predicted {}{}\n", recording.id, recording.model,
        recording.category, recording.billed, predicted,
        recording.suspect.empty() ? "" : " suspect: " + recording.suspect);
  }
  return lines;
}

}  // namespace tokenfare::bench
