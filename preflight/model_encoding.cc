#include "tokenfare/preflight/model_encoding.h"

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/registry.h"

namespace [[gnu::visibility("default")]] tokenfare {

absl::StatusOr<std::string> EncodingNameOf(std::string_view model,
                                           const Catalogue& catalogue) {
  const absl::StatusOr<ModelMatch> found = catalogue.Resolve(model);
  if (found.ok() && !found->card->encoding.assumed) {
    return found->card->encoding.name;
  }
  const absl::StatusOr<std::string_view> in_table = EncodingNameForModel(model);
  if (in_table.ok()) return std::string(*in_table);
  if (!found.ok()) return found.status();
  return absl::NotFoundError(
      fmt::format("no source states the encoding of {}; {} may be, and a check "
                  "of a request assumes it, with bounds",
                  found->name, found->card->encoding.name));
}

}  // namespace tokenfare
