// Collects the reasons of a verdict and decides it.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_JUDGE_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_JUDGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// Refusal outweighs doubt, and doubt outweighs consent.
class Judge {
 public:
  explicit Judge(Verdict& verdict) : verdict_(verdict) {}

  const Verdict& verdict() const { return verdict_; }

  void Refuse(std::string_view code, std::string message) {
    refused_ = true;
    verdict_.reasons.push_back({std::string(code), std::move(message)});
  }

  void Doubt(std::string_view code, std::string message) {
    doubted_ = true;
    verdict_.reasons.push_back({std::string(code), std::move(message)});
  }

  // For reasons that are given already.
  void RefuseSilently() { refused_ = true; }
  void DoubtSilently() { doubted_ = true; }

  void Warn(std::string_view code, std::string message) {
    verdict_.warnings.push_back({std::string(code), std::move(message)});
  }

  void Decide() {
    if (refused_) {
      verdict_.fits = false;
    } else if (doubted_) {
      verdict_.fits = std::nullopt;
    } else {
      verdict_.fits = true;
    }
  }

 private:
  Verdict& verdict_;
  bool refused_ = false;
  bool doubted_ = false;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_JUDGE_H_
