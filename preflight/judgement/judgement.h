// What a judgement is, and how its reasons decide it.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_JUDGEMENT_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_JUDGEMENT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tokenfare/preflight/internal/finding_codes.h"

namespace tokenfare::internal {

struct Judgement {
  // As in Verdict.
  std::optional<bool> fits;
  // Beside those of the costs.
  std::vector<Note<Reason>> reasons;
  std::vector<Note<Warning>> warnings;
};

// Collects reasons. Refusal outweighs doubt, and doubt outweighs consent.
class Judge {
 public:
  void Refuse(Reason code, std::string message) {
    refused_ = true;
    judgement_.reasons.push_back({code, std::move(message)});
  }

  void Doubt(Reason code, std::string message) {
    doubted_ = true;
    judgement_.reasons.push_back({code, std::move(message)});
  }

  // Counting stopped before this was known.
  void LeaveUndecided() { undecided_ = true; }
  bool undecided() const { return undecided_; }

  // For reasons that the costs have.
  void RefuseSilently() { refused_ = true; }
  void DoubtSilently() { doubted_ = true; }

  void Warn(Warning code, std::string message) {
    judgement_.warnings.push_back({code, std::move(message)});
  }

  Judgement Decide() && {
    if (refused_) {
      judgement_.fits = false;
    } else if (!doubted_) {
      judgement_.fits = true;
    }
    return std::move(judgement_);
  }

 private:
  Judgement judgement_;
  bool refused_ = false;
  bool doubted_ = false;
  bool undecided_ = false;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_JUDGEMENT_H_
