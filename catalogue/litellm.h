// LiteLLM's price map as a catalogue file, and how it differs from ours.
//
//   absl::StatusOr<tokenfare::LitellmImport> import = tokenfare::ImportLitellm(
//       json, "prices.json", tokenfare::Catalogue::BuiltIn(), {.as_of = day});
//   for (const auto& difference : import->differences) Print(difference);

#ifndef TOKENFARE_CATALOGUE_LITELLM_H_
#define TOKENFARE_CATALOGUE_LITELLM_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {

struct LitellmOptions {
  // The day of the file: imported prices count as verified on it.
  Date as_of{};
  // Whose models: LiteLLM's name of the provider, and ours.
  std::string provider{Catalogue::kDefaultProvider};
  // The encoding of a model that ours lacks, empty where it is unknown: then
  // o200k_base stands in, marked as assumed. None is known where this is unset.
  std::function<std::string(std::string_view model)> encoding_of;
};

// What the file says otherwise of a model that ours has.
struct LitellmDifference {
  std::string model;
  std::string field;   // "standard.input", "max_output_tokens"
  std::string ours;    // "-" where ours states nothing
  std::string theirs;  // "-" where theirs states nothing
  std::string our_source;
};

struct LitellmSkipped {
  std::string model;
  std::string why;
};

// A field of entries that were taken, of which nothing was taken.
struct LitellmDropped {
  // As the file has it; that of an object in an entry with the object's name:
  // "search_context_cost_per_query.search_context_size_low".
  std::string field;
  // Whose, in the order of the file.
  std::vector<std::string> models;
};

struct LitellmImport {
  // A catalogue file of the models that differ or that ours lacks, to be laid
  // over ours; empty where there are none. What LiteLLM states replaces our
  // statement, what it does not state stays; a tier of rates is taken as a
  // whole. Rates that differ hold from the day of the file on, beside ours,
  // which hold until then: bills of the past stay as they are.
  std::string catalogue;
  // In the order of the file.
  std::vector<LitellmDifference> differences;
  // Models of the provider that both have, and that only one has.
  size_t compared = 0;
  std::vector<std::string> added;
  std::vector<std::string> missing;
  // Models and prices that were not taken, with the reason.
  std::vector<LitellmSkipped> skipped;
  // By field, sorted: all other fields that were not taken.
  std::vector<LitellmDropped> dropped;
};

// Imports the models of chats, responses, completions and embeddings from
// `json`, the text of model_prices_and_context_window.json, which is taken as
// hostile. Prices are converted from the file's decimal text, exactly. `name`
// stands in errors as the file's name. Linear in the text but for sorting.
// Errors:
//   InvalidArgument    not JSON, or not an object of models
//   NotFound           the file has no such model of the provider
//   ResourceExhausted  over Catalogue::kMaxBytes
absl::StatusOr<LitellmImport> ImportLitellm(std::string_view json,
                                            std::string_view name,
                                            const Catalogue& ours,
                                            const LitellmOptions& options);

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_LITELLM_H_
