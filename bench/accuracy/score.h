// Recorded requests with the prompt tokens that were billed for them, and how
// well predictions meet the bills.

#ifndef TOKENFARE_BENCH_ACCURACY_SCORE_H_
#define TOKENFARE_BENCH_ACCURACY_SCORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::bench {

struct Recording {
  std::string id;
  // "/v1/chat/completions".
  std::string endpoint;
  // Who answered: "openai", which recordings without a host are taken to be of,
  // "azure", "github", or the address of another.
  std::string host;
  // owner/name of the project that recorded it.
  std::string repository;
  // The model that answered, or else the one asked for.
  std::string model;
  // "plain", "tools", "media:image_url".
  std::string category;
  // Why the recording looks edited or mocked; empty where it does not.
  std::string suspect;
  // Holds what the rules of text do not cover: images, audio and files in chat,
  // what has no upper bound in Responses.
  bool unsupported = false;
  // The day on which the answer was created.
  std::optional<Date> created;
  // The body, byte for byte.
  std::string request;
  int64_t billed = 0;
};

// The recordings of a file of JSON lines. Errors name the file and the line.
absl::StatusOr<std::vector<Recording>> ReadRecordings(const std::string& path);

// What other programs predict: name -> id -> tokens, nothing where the program
// gave no figure. Ordered as in the file.
struct Rival {
  std::string name;
  std::map<std::string, std::optional<int64_t>, std::less<>> tokens;
};
absl::StatusOr<std::vector<Rival>> ReadRivals(const std::string& path);

struct Prediction {
  // Of the model's card; "unknown model" where there is none.
  std::string family;
  // Nothing where Check gave an error, which is then in `error`.
  std::optional<TokenRange> input;
  std::string error;
};

// Check's prediction, as of the day of the recording, or of `undated`: for the
// model at OpenAI, whoever answered, as for a user who names the model only; or
// for a card of the host.
Prediction Predict(const Recording& recording, Date undated, bool at_its_host);

// The recordings of one row of the table.
struct Tally {
  int64_t requests = 0;
  // Check gave an error.
  int64_t refused = 0;
  // The expected figure is the bill.
  int64_t exact = 0;
  // The bill is within the bounds, exact ones included.
  int64_t inside = 0;
  // Marked as exact, and of those the ones that are not the bill.
  int64_t marked_exact = 0;
  int64_t marked_exact_wrong = 0;
  // (high - low) / bill of each that is not marked as exact.
  std::vector<double> widths;
  // For each rival: figures that are the bill, and requests without a figure.
  std::vector<int64_t> rival_exact;
  std::vector<int64_t> rival_silent;

  void Add(const Recording& recording, const Prediction& prediction,
           const std::vector<Rival>& rivals);
  // Nothing where all are marked as exact.
  std::optional<double> MedianWidth() const;
};

struct Row {
  // "text", "text by family", "text by feature", "text by year", "text,
  // repository left out", "media", "suspect"; of /v1/responses behind
  // "responses: ".
  std::string section;
  std::string name;
  Tally tally;
};

struct Miss {
  const Recording* recording;
  Prediction prediction;
};

struct Score {
  // What the recordings show, by endpoint (Evidence::Table).
  std::map<std::string, std::string> evidence;
  std::vector<Row> rows;
  // Whose expected figure is not the bill, in the order of the file.
  std::vector<Miss> misses;
};

// `recordings` must outlive the result.
Score ScoreOf(const std::vector<Recording>& recordings,
              const std::vector<Rival>& rivals, Date undated);

}  // namespace tokenfare::bench

#endif  // TOKENFARE_BENCH_ACCURACY_SCORE_H_
