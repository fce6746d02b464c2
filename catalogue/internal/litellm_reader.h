// Reads LiteLLM's model_prices_and_context_window.json, an object of models.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_LITELLM_READER_H_
#define TOKENFARE_CATALOGUE_INTERNAL_LITELLM_READER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// One model. Values of other kinds than these are left out. Values of an
// object in the entry have its name before theirs:
// "search_context_cost_per_query.search_context_size_medium".
struct LitellmEntry {
  std::string name;
  // As the file spells them, never a floating-point number: "4e-07".
  std::map<std::string, std::string, std::less<>> numbers;
  std::map<std::string, bool, std::less<>> flags;
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
  // The names of all fields that are not null, of kinds that are left out, too.
  std::set<std::string, std::less<>> fields;

  // The value of a field; nothing, or "", where there is none of the kind.
  std::string Text(std::string_view key) const;
  std::optional<bool> Flag(std::string_view key) const;
  std::optional<std::vector<std::string>> List(std::string_view key) const;
  // A whole number from 1 to 10^12.
  std::optional<uint64_t> Tokens(std::string_view key) const;
  std::optional<Date> Day(std::string_view key) const;
  std::optional<std::string> Decimal(std::string_view key) const;
};

// The entries in the order of the file, which `file` names in errors. The text
// is taken as hostile. InvalidArgument for what is not JSON or not UTF-8, or is
// no object of objects. Linear.
absl::StatusOr<std::vector<LitellmEntry>> ReadLitellm(std::string_view json,
                                                      std::string_view file);

// `number`, JSON's spelling of one, times ten to the power of `power`, exactly
// and without an exponent: "0.4" for "4e-07" and 6. Nothing for a negative
// number, and for one of over 30 digits or with an exponent beyond 30.
std::optional<std::string> ExactDecimal(std::string_view number, int power);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_LITELLM_READER_H_
