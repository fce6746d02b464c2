// Names that a mistyped name may have meant.

#ifndef TOKENFARE_SUPPORT_NEAR_MATCH_H_
#define TOKENFARE_SUPPORT_NEAR_MATCH_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::internal {

// At most `most` of `candidates` that are close to `name`, nearest first: few
// edits apart (Levenshtein distance of at most a third of the name's length),
// or one the beginning of the other. Names over 100 bytes match nothing, so
// that a hostile name costs nothing.
std::vector<std::string> NearMatches(
    std::string_view name, std::span<const std::string_view> candidates,
    size_t most = 3);

// "; did you mean \"a\", \"b\"?" for the near matches, or "" where there is
// none: the end of an error message.
std::string DidYouMean(std::string_view name,
                       std::span<const std::string_view> candidates);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_NEAR_MATCH_H_
