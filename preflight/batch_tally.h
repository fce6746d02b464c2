// What the lines of a Batch file are together: by model, and whether OpenAI
// takes them as one file.
//
//   tokenfare::BatchTally tally;
//   for (...) { tally.Add(line_number, line.size(), verdict); }
//   for (const Finding& wrong : tally.Findings()) Print(wrong.message);

#ifndef TOKENFARE_PREFLIGHT_BATCH_TALLY_H_
#define TOKENFARE_PREFLIGHT_BATCH_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tokenfare/preflight/request_tally.h"
#include "tokenfare/preflight/verdict.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Why a file is not taken as one batch. Sources: the reference of batches
// (50,000 requests, 200 MB, one endpoint, 50,000 inputs of embeddings) and the
// Batch guide (one model in a file).
namespace batch {
inline constexpr std::string_view kRepeatedId = "custom_id_repeated";
inline constexpr std::string_view kTooManyLines = "too_many_lines";
inline constexpr std::string_view kTooLarge = "file_too_large";
inline constexpr std::string_view kTooManyInputs = "too_many_inputs";
inline constexpr std::string_view kSeveralModels = "several_models";
inline constexpr std::string_view kSeveralEndpoints = "several_endpoints";

inline constexpr size_t kMostLines = 50'000;
inline constexpr size_t kMostBytes = 200'000'000;
inline constexpr size_t kMostEmbeddingInputs = 50'000;
}  // namespace batch

// Memory: the ids of the lines. Serves one thread at a time.
class BatchTally {
 public:
  // A line of `bytes`, and what Check finds of it (format "openai_batch").
  // False where a sum would be too large: nothing is added to the model's then.
  bool Add(size_t line, size_t bytes, const Verdict& verdict);
  // A line that is no request: it counts for the size of the file.
  void AddBad(size_t bytes);

  size_t lines() const { return lines_; }
  // By the model asked for.
  const std::map<std::string, RequestTally>& models() const { return models_; }
  // Whether the file is taken: empty where it is. At most ten repeated ids are
  // named.
  std::vector<Finding> Findings() const;

 private:
  // Saves and loads tallies, for processes that hand them on.
  friend struct BatchTallyFields;

  size_t lines_ = 0;
  size_t bytes_ = 0;
  size_t embedding_inputs_ = 0;
  std::map<std::string, RequestTally> models_;
  std::map<std::string, size_t> endpoints_;
  // The first line of each id.
  std::map<std::string, size_t> ids_;
  std::vector<Finding> repeated_;
  size_t repetitions_ = 0;
};

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_BATCH_TALLY_H_
