// Finds the request of each answer of a batch: the lines of its output and
// error files have no requests, and come in another order than those of its
// input file. What has no one partner is told, so that nothing is lost.
//
//   tokenfare::BatchPairs pairs;
//   for (...) pairs.AddInput(line, number, offset);
//   for (...) {
//     const auto request = pairs.RequestOf(answer, number);
//     if (request.ok() && request->has_value()) {
//       Reconcile(ReadLineAt(**request), answer, options);
//     }
//   }
//   for (const UnpairedLine& line : pairs.Unpaired()) Complain(line);

#ifndef TOKENFARE_PREFLIGHT_BATCH_PAIRS_H_
#define TOKENFARE_PREFLIGHT_BATCH_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Why a line of a batch's files is not one of a pair.
enum class UnpairedReason {
  kFailed,            // an answer: the request failed, and was not billed
  kNotInInput,        // an answer whose custom_id no line of the input has
  kAmbiguous,         // an answer whose custom_id several lines of it have
  kRepeatedInOutput,  // an answer whose custom_id an earlier answer has
  kRepeatedInInput,   // a request whose custom_id an earlier one has
  kUnanswered,        // a request without an answer
};

// "failed", "not_in_input", "ambiguous", "repeated_in_output",
// "repeated_in_input", "unanswered".
std::string_view UnpairedReasonName(UnpairedReason reason);

// Whether the line is one of the input file; otherwise it is an answer.
bool IsOfInput(UnpairedReason reason);

struct UnpairedLine {
  UnpairedReason reason;
  // Of the caller's numbering.
  size_t line;
  std::string custom_id;
  // The error of a request that failed, the earlier line of an id that is
  // repeated; otherwise empty.
  std::string detail;
};

// Memory: the ids, and 100 bytes for each; nothing else of the lines. Serves
// one thread at a time.
class BatchPairs {
 public:
  // A line of the input file, before all answers. `place` is where the caller
  // finds it again. Reads no more of it than its `custom_id`; what else is
  // wrong with it, Reconcile tells. Linear in the line.
  //
  // Errors begin with the JSON path and add nothing: no JSON object, no
  // `custom_id`, a line that is no request.
  absl::Status AddInput(std::string_view line, size_t number, uint64_t place);

  // The place of the request that `line`, of an output or error file, answers;
  // nothing where the line has no one request, or it failed: Unpaired() has it
  // then. The first answer of an id counts. Linear in the line.
  //
  // Errors are those of AddInput, and of a response without status or body.
  absl::StatusOr<std::optional<uint64_t>> RequestOf(std::string_view line,
                                                    size_t number);

  // So far. By reason, in the order of UnpairedReason, and by line.
  std::vector<UnpairedLine> Unpaired() const;

  // Lines that were taken.
  size_t requests() const { return requests_; }
  size_t answers() const { return answers_; }

 private:
  struct Entry {
    // Where a request has the id.
    std::optional<uint64_t> place;
    // Of the first request and of the first answer.
    size_t request_line = 0;
    std::optional<size_t> answer_line;
    bool is_ambiguous = false;
  };

  void Leave(UnpairedReason reason, size_t line, std::string_view id,
             std::string detail = {});

  std::map<std::string, Entry, std::less<>> entries_;
  std::vector<UnpairedLine> unpaired_;
  size_t requests_ = 0;
  size_t answers_ = 0;
};

// Whether `line` is one of a batch's output or error file, which BatchPairs
// takes. Linear in the line.
bool IsBatchAnswer(std::string_view line);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_BATCH_PAIRS_H_
