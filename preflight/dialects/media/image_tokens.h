// What an image costs by the rules of the catalogue (catalogue/image_rule.h),
// in integers: nothing is rounded but where a rule says so.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_TOKENS_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_TOKENS_H_

#include <optional>
#include <string_view>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/dialects/media/image_size.h"
#include "tokenfare/preflight/prompt/estimate.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// The tokens of one image sent to the model on the day. `detail` is the part's
// (empty where it states none); `size` is the image's. Where it is not known,
// `why_no_size` goes on from "the image". The reason of the estimate views
// these, and `card`.
//
//   tiles    exact, where the size is known
//   patches  0 to 2 more than the documented formula: every recorded bill had
//            1 more, some 2, and the documentation allows for 1 either way
//   either   from the least to the most that the rule can give, where the size
//            or the detail is not known; around all rules that may hold, where
//            the day is between the last on which one is known to hold and the
//            first of the next
//
// Constant cost.
Estimate CountImage(const ModelCard& card, Date as_of, std::string_view detail,
                    const std::optional<ImageSize>& size,
                    std::string_view why_no_size = {});

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_IMAGE_TOKENS_H_
