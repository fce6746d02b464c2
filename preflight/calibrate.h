// Finds in the caller's own bills by which constants requests become prompts:
// where a gateway, a host or a new model bills otherwise than the rules say.
//
//   tokenfare::Calibrator calibrator({.undated_as_of = today});
//   for (size_t line = 1; ...; ++line) {
//     absl::Status read = calibrator.Add(record, line);
//     if (!read.ok()) Complain(line, read);
//   }
//   const tokenfare::Calibration found = calibrator.Report();
//   Write("overlay.json", tokenfare::CalibrationOverlay(found));
//
// The overlay is for Rules::Parse (rules.h). It holds names of models and
// numbers, and no text of a request.

#ifndef TOKENFARE_PREFLIGHT_CALIBRATE_H_
#define TOKENFARE_PREFLIGHT_CALIBRATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {

// So many pairs at least show a constant, or a median.
inline constexpr int64_t kLeastSupport = 3;

// A constant of the rules that some request uses.
struct CalibratedConstant {
  // As in data/rules: "message".
  std::string name;
  // By the embedded rules, and by the bills.
  int64_t in_force = 0;
  int64_t found = 0;
  // That use it and were billed as the constants found say.
  int64_t pairs = 0;
};

// Constants of which the bills do not tell which one differs. None of them is
// in the overlay.
struct CalibrationRefusal {
  std::vector<std::string> constants;
  // That need a change of one of them.
  int64_t pairs = 0;
  // What would tell them apart.
  std::string why;
};

// Days in a row that were billed alike.
struct CalibrationPeriod {
  // Of the pairs.
  Date first{};
  Date last{};
  int64_t pairs = 0;
  // Billed as the embedded rules say, and as the constants found do; the latter
  // with what was refused.
  int64_t predicted = 0;
  int64_t explained = 0;
  // In the order of data/rules; unchanged ones, too, against which nothing
  // speaks. Where with_tools and priming_with_tools are used alike, as always
  // in chat, with_tools takes the shift of both.
  std::vector<CalibratedConstant> constants;
  std::vector<CalibrationRefusal> refused;
};

// What the bills of one endpoint show of models that are billed alike.
struct CalibratedRules {
  std::string endpoint;
  std::string provider;
  // The name of their rules (RuleReport::family).
  std::string family;
  // Without its day, where the models of the family differ; or else empty.
  std::string model;
  // Two where the bills changed on a day.
  std::vector<CalibrationPeriod> periods;
  // The numbers of pairs that no constants explain, ascending. They were not
  // fitted.
  std::vector<size_t> unexplained;
};

struct CalibratedMedian {
  std::string model;
  // Output tokens of one choice; of an even number of pairs the higher of the
  // two in the middle.
  int64_t output_tokens = 0;
  int64_t pairs = 0;
};

struct Calibration {
  static constexpr int kSchemaVersion = 1;

  int64_t pairs = 0;
  // Not fitted, since the request was put together from a record; since more in
  // it than constants is not known exactly (images, stored turns); since the
  // model's encoding is assumed, or its vocabulary rebuilt from outside; since
  // its prompt is only text (embeddings).
  int64_t reconstructed = 0;
  int64_t inexact = 0;
  int64_t encoding_assumed = 0;
  int64_t plain = 0;
  std::vector<CalibratedRules> rules;
  std::vector<CalibratedMedian> medians;
};

// Collects pairs. Keeps some 400 bytes of each, and none of its text. Serves
// one thread at a time.
class Calibrator {
 public:
  // ReconcileOptions::tolerance is not used, nor are rules of the caller's own:
  // what is found lies over the embedded rules, or over those of a DataBundle.
  explicit Calibrator(const ReconcileOptions& options);
  ~Calibrator();
  Calibrator(Calibrator&&) noexcept;
  Calibrator& operator=(Calibrator&&) noexcept;

  // A record as ReconcileRecord reads it, with its errors; `number` names it in
  // the report. An error adds nothing.
  absl::Status Add(std::string_view record, size_t number);

  // The same of a request and its response as Reconcile takes them, a line of a
  // batch's input and of its output file, too.
  absl::Status AddPair(std::string_view request_body,
                       std::string_view response_body, size_t number);

  // The smallest sets of whole shifts of constants that explain the bills: by
  // votes, so that pairs that fit none do not move them. A shift is taken where
  // four fifths of the pairs that use the constant agree, at least
  // kLeastSupport, and where nothing else explains them as well.
  Calibration Report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The rules and medians found, as data/rules/overlay.schema.json describes
// them.
std::string CalibrationOverlay(const Calibration& calibration);

// All that was found, as the JSON document that
// preflight/calibration.schema.json describes.
std::string CalibrationToJson(const Calibration& calibration);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_CALIBRATE_H_
