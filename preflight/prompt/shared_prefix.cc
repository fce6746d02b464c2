#include "tokenfare/preflight/prompt/shared_prefix.h"

#include <algorithm>
#include <vector>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// Of parts before which all parts are the same: what stands before a segment is
// text of those, so that its size tells. To compare it would be quadratic, as
// all tools stand before the last.
bool SameSegment(const Segment& a, const Segment& b) {
  return a.text == b.text && a.alternatives == b.alternatives &&
         a.before.size() == b.before.size();
}

bool SamePart(const PromptPart& a, const PromptPart& b) {
  return a.fixed().bounds() == b.fixed().bounds() && a.media == b.media &&
         std::ranges::equal(a.segments(), b.segments(), SameSegment);
}

int64_t CountSegment(const Segment& segment, const Encoding& encoding) {
  if (segment.before.empty()) {
    return static_cast<int64_t>(encoding.Count(segment.text));
  }
  const std::string joined = fmt::format("{}{}", segment.before, segment.text);
  return static_cast<int64_t>(encoding.Count(joined)) -
         static_cast<int64_t>(encoding.Count(segment.before));
}

// The tokens that both texts begin with. Tokens, not characters: the same
// characters may be cut differently by what follows them.
int64_t SharedTokens(const Segment& a, const Segment& b,
                     const Encoding& encoding) {
  if (a.before != b.before) return 0;
  const std::vector<TokenId> of_a =
      encoding.Encode(fmt::format("{}{}", a.before, a.text));
  const std::vector<TokenId> of_b =
      encoding.Encode(fmt::format("{}{}", b.before, b.text));
  const auto end = std::ranges::mismatch(of_a, of_b).in1;
  const int64_t shared = end - of_a.begin();
  const auto before = static_cast<int64_t>(encoding.Count(a.before));
  return std::max<int64_t>(0, shared - before);
}

int64_t SharedTokens(const PromptPart& a, const PromptPart& b,
                     const Encoding& encoding) {
  // Where an image stands among the texts is not known.
  if (a.media != b.media) return 0;
  int64_t tokens = 0;
  const size_t size = std::min(a.segments().size(), b.segments().size());
  for (size_t i = 0; i < size; ++i) {
    if (!SameSegment(a.segments()[i], b.segments()[i])) {
      return tokens + SharedTokens(a.segments()[i], b.segments()[i], encoding);
    }
    tokens += CountSegment(a.segments()[i], encoding);
  }
  return tokens;
}

size_t TextBytes(const PromptPart& part) {
  size_t bytes = 0;
  for (const Segment& segment : part.segments()) {
    bytes += segment.before.size() + segment.text.size();
  }
  return bytes;
}

}  // namespace

int64_t SharedPrefix::Tokens(
    std::span<const PartTokens> parts_of_prompt) const {
  int64_t tokens = 0;
  for (const PartTokens& part :
       parts_of_prompt.first(std::min(parts, parts_of_prompt.size()))) {
    tokens += part.expected;
  }
  if (parts < parts_of_prompt.size()) {
    tokens += std::min(tokens_of_next, parts_of_prompt[parts].expected);
  }
  return tokens;
}

int64_t SharedPrefix::LeastTokens(
    std::span<const PartTokens> parts_of_prompt) const {
  int64_t tokens = 0;
  for (size_t i = 0; i < parts && i + 1 < parts_of_prompt.size(); ++i) {
    tokens += parts_of_prompt[i].low;
  }
  return tokens;
}

SharedPrefix ComparePrompts(const Prompt& previous, const Prompt& prompt,
                            const Encoding& encoding, Allowance& allowance) {
  SharedPrefix shared;
  // Prompts that were not rendered to their ends end alike.
  if (allowance.spent()) return shared;
  const size_t size = std::min(previous.parts.size(), prompt.parts.size());
  while (shared.parts < size &&
         SamePart(previous.parts[shared.parts], prompt.parts[shared.parts])) {
    ++shared.parts;
  }
  if (shared.parts == size) return shared;
  const PromptPart& a = previous.parts[shared.parts];
  const PromptPart& b = prompt.parts[shared.parts];
  if (allowance.Take(TextBytes(a) + TextBytes(b))) {
    shared.tokens_of_next = SharedTokens(a, b, encoding);
  }
  return shared;
}

}  // namespace tokenfare::internal
