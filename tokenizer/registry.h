// The encodings that are embedded in this build, by name and by model.

#ifndef TOKENFARE_TOKENIZER_REGISTRY_H_
#define TOKENFARE_TOKENIZER_REGISTRY_H_

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"

namespace [[gnu::visibility("default")]] tokenfare {

// The embedded encoding of that name. Its tables lie in the program's read-only
// data and are used in place, so the first call costs microseconds
// (bench/startup_bench.cc). The encoding lives until the program ends. NotFound
// for an unknown name, with the nearest known ones, and for an encoding that
// was left out of this build. InvalidArgument or FailedPrecondition where the
// environment's TOKENFARE_CPU_PATH is not one of "portable", "avx2", "avx512"
// and "neon" or is one that this machine cannot run. Safe from any thread.
absl::StatusOr<const Encoding*> GetEncoding(std::string_view name);

// The names that GetEncoding knows in this build, in a fixed order.
std::vector<std::string_view> EncodingNames();

// A line of tiktoken's model table.
struct ModelEncoding {
  std::string_view model;  // or its prefix
  std::string_view encoding;
};

// MODEL_TO_ENCODING and MODEL_PREFIX_TO_ENCODING of tiktoken 0.14.0
// (tiktoken/model.py), in its order.
std::span<const ModelEncoding> ModelsByName();
std::span<const ModelEncoding> ModelsByPrefix();

// The name of the encoding that tiktoken 0.14.0's model table gives a model,
// exact names before prefixes ("gpt-4o-2024-08-06" by "gpt-4o-"). A fine-tune
// has that of its base, of which the table's own prefixes know too few: by them
// "ft:gpt-4.1-mini-2025-04-14:acme::x" has that of gpt-4. Letters of another
// case and the prefix "openai/" mean nothing. NotFound where the table has
// none, and for models at other hosts ("azure/gpt-4o"). Prefixes match models
// that do not exist; to resolve a model that is to be priced, use
// catalogue/catalogue.h, and preflight/model_encoding.h for what both know.
absl::StatusOr<std::string_view> EncodingNameForModel(std::string_view model);

// GetEncoding(EncodingNameForModel(model)).
absl::StatusOr<const Encoding*> EncodingForModel(std::string_view model);

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_REGISTRY_H_
