// How often a request uses each constant of the rules.

#ifndef TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_CONSTANTS_USED_H_
#define TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_CONSTANTS_USED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"

namespace tokenfare::internal {

struct ConstantsUsed {
  // The name of the rules.
  std::string family;
  // By ConstantSettings(): the figures in force, and how often each is added.
  std::vector<int64_t> in_force;
  std::vector<int64_t> uses;
};

// Of a request to a chat model. Nothing where the prompt holds more than text
// and constants that is not known exactly: an image, text with several
// readings. That the rules are not known for the model, or that no recording
// shows them, is no such thing.
std::optional<ConstantsUsed> FindConstantsUsed(const Conversation& request,
                                               const Subject& subject);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_CONSTANTS_USED_H_
