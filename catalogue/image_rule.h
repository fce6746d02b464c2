// How many tokens an image costs, as data. The arithmetic is preflight's; the
// rules change with the day and are kept by date, like rates.

#ifndef TOKENFARE_CATALOGUE_IMAGE_RULE_H_
#define TOKENFARE_CATALOGUE_IMAGE_RULE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {

// How closely the model is asked to look: `detail` of an image part.
enum class ImageDetail { kLow, kHigh, kAuto, kOriginal };

// "low", "high", "auto" or "original".
std::string_view ImageDetailName(ImageDetail detail);
// Nothing for any other name.
std::optional<ImageDetail> ParseImageDetail(std::string_view name);

// The tile rule: "low" costs `base`. "high" and "auto" fit the image into a
// square of 2,048 pixels and its short side to 768, then cost `base` and `tile`
// for each square of 512 pixels begun. There is no "original".
struct TileImageRule {
  uint64_t base = 0;
  uint64_t tile = 0;
};

// To what an image is scaled down before its patches are counted; what is
// absent limits nothing.
struct ImageLimits {
  std::optional<uint64_t> max_dimension;  // pixels of the longer side
  std::optional<uint64_t> max_patches;
};

// The patch rule: an image costs its patches of 32 pixels squared, after
// scaling, times a multiplier, rounded up.
struct PatchImageRule {
  // Exact: 162 stands for 1.62.
  uint64_t multiplier_hundredths = 0;
  // A detail that is neither here nor unsupported is not documented.
  std::map<ImageDetail, ImageLimits> limits;
  std::vector<ImageDetail> unsupported;
};

// "1.62": the multiplier as a decimal.
std::string MultiplierText(const PatchImageRule& rule);

struct ImageRule {
  // The first day on which the rule is known to hold; nothing for a model's
  // first: since its release.
  std::optional<Date> valid_from;
  // The latest day on which it is known to hold. Between it and the valid_from
  // of the next rule either may.
  Date verified;
  // A key of Catalogue::sources().
  std::string source;
  // Why even the rule in force may not be what is billed; empty where nothing
  // speaks against it.
  std::string uncertain;
  std::variant<TileImageRule, PatchImageRule> rule;
};

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_IMAGE_RULE_H_
