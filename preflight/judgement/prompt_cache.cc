#include "tokenfare/preflight/judgement/prompt_cache.h"

#include <algorithm>

namespace tokenfare::internal {

uint64_t FloorToCacheStep(uint64_t tokens) {
  return tokens < kLeastCached ? 0 : tokens / kCacheStep * kCacheStep;
}

PromptCache::PromptCache(const ModelCard& card, const Rates& rates,
                         const Conversation& request)
    : keeps_nothing_(request.model_kind != ModelKind::kChat),
      has_known_rules_(card.provider == "openai"),
      bills_writes_(rates.cache_write.has_value()),
      keeps_prefix_(!bills_writes_ || !request.explicit_cache ||
                    request.has_cache_mark) {}

uint64_t PromptCache::MostRead(uint64_t input) const {
  if (keeps_nothing_) return 0;
  if (!has_known_rules_) return input;
  if (!keeps_prefix_) return 0;
  if (!bills_writes_) return FloorToCacheStep(input);
  return input < kLeastCached ? 0 : input;
}

uint64_t PromptCache::NextReadable(uint64_t input) const {
  if (keeps_nothing_ || !has_known_rules_) return input;
  const uint64_t at_least = std::max(input, kLeastCached);
  if (bills_writes_) return at_least;
  return (at_least + kCacheStep - 1) / kCacheStep * kCacheStep;
}

uint64_t PromptCache::MostWritten(uint64_t input) const {
  if (keeps_nothing_ || !bills_writes_) return 0;
  if (!has_known_rules_) return input;
  return keeps_prefix_ && input >= kLeastCached ? input : 0;
}

}  // namespace tokenfare::internal
