// Lays an entry of LiteLLM's price map over a model card.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_LITELLM_MERGE_H_
#define TOKENFARE_CATALOGUE_INTERNAL_LITELLM_MERGE_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tokenfare/catalogue/internal/litellm_reader.h"
#include "tokenfare/catalogue/litellm.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// Who says what the entry says.
struct LitellmReading {
  // The model's name in differences.
  const std::string& model;
  // The day of the file: its prices hold from it on.
  Date as_of;
  // A key of Catalogue::sources().
  const std::string& source;
};

struct LitellmMerged {
  // Whether the card is another one now.
  bool changed = false;
  std::vector<LitellmDifference> differences;
  // Prices that were not taken, with the reason.
  std::vector<std::string> problems;
  // Fields of the entry that were taken.
  std::set<std::string, std::less<>> taken;
};

// What the entry states replaces what the card states, what it does not state
// stays. Rates that differ are added beside those that hold until then.
LitellmMerged MergeLitellm(const LitellmEntry& entry,
                           const LitellmReading& reading, ModelCard& card);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_LITELLM_MERGE_H_
