// How people and programs write the name of a model, taken apart.

#ifndef TOKENFARE_SUPPORT_MODEL_NAME_H_
#define TOKENFARE_SUPPORT_MODEL_NAME_H_

#include <string>
#include <string_view>

namespace tokenfare::internal {

struct ModelName {
  // The model itself, in lower case: of a fine-tune, its base.
  std::string base;
  // "ft:gpt-4o-2024-08-06:acme::x", or "davinci:ft-acme-2023-01-02" of old.
  bool fine_tuned = false;
  // Who serves the model where the name says that somebody else does:
  // "azure" of "azure/eu/gpt-4o".
  std::string host;
};

// `name` as of `provider`, whose own prefix ("openai/", "openai:") means
// nothing. Letters of both cases are the same. Linear.
ModelName ReadModelName(std::string_view name, std::string_view provider);

// Whether `id` is that of a fine-tune in a catalogue: "ft:" and its base.
bool IsFineTuneId(std::string_view id);

// Letters of both cases are the same.
bool SameModelName(std::string_view a, std::string_view b);

// Why the name of a model at another host means nothing at `provider`. `near`
// is what may be meant, as DidYouMean says it.
std::string WhyOtherHost(std::string_view name, const ModelName& read,
                         std::string_view provider, std::string_view near);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_MODEL_NAME_H_
