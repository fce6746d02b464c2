// Days and cards of the built-in catalogue, for the tests of the catalogue.

#ifndef TOKENFARE_TESTS_CATALOGUE_BUILTIN_CARDS_H_
#define TOKENFARE_TESTS_CATALOGUE_BUILTIN_CARDS_H_

#include <cstdint>
#include <limits>
#include <string_view>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare {

inline constexpr uint64_t kMostTokens = std::numeric_limits<uint64_t>::max();

inline Date Day(std::string_view text) { return *ParseDate(text); }

inline const ModelCard& Card(std::string_view model,
                             std::string_view provider = "openai") {
  const absl::StatusOr<const ModelCard*> card =
      Catalogue::BuiltIn().Find(model, provider);
  EXPECT_TRUE(card.ok()) << card.status();
  return **card;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_CATALOGUE_BUILTIN_CARDS_H_
