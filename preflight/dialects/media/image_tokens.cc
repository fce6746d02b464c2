#include "tokenfare/preflight/dialects/media/image_tokens.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "tokenfare/catalogue/image_rule.h"
#include "tokenfare/preflight/rules/api_change.h"

namespace tokenfare::internal {
namespace {

constexpr int64_t kTileSide = 512;
constexpr int64_t kTileSquare = 2048;
constexpr int64_t kTileShortSide = 768;
// 2,048 x 768.
constexpr int64_t kMostTiles = 8;

constexpr int64_t kPatchSide = 32;
// The API refuses images of more.
constexpr int64_t kMostPatches = 30'000;

// Until then patches took a token more than the formula of the guide.
constexpr Change kFormulaHolds = {std::chrono::year(2026) / 5 / 6,
                                  std::chrono::year(2026) / 6 / 8};

// For images of unknown size.
constexpr ImageSize kUsualSize = {512, 512};

// Where no source states a rule: from nearly nothing to twice the worst of the
// tile rules, that of gpt-4o-mini (2,833 + 8 * 5,667).
constexpr TokenBounds kAnyImage = {1'105, 1, 96'338};

// Bounds, and why they are not exact; empty where they are.
struct ImageTokens {
  TokenBounds bounds = {};
  Why why = {};
};

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

// The largest integer whose square is at most `n`. Exact for n < 2^62: the
// root of a double is off by less than one, which the loops mend.
int64_t IntegerRoot(int64_t n) {
  auto root = static_cast<int64_t>(std::sqrt(static_cast<double>(n)));
  while (root * root > n) --root;
  while ((root + 1) * (root + 1) <= n) ++root;
  return root;
}

// Figures of a catalogue may be absurd: products must not overflow, and nothing
// is divided by 0.
int64_t Clamped(uint64_t value) {
  return static_cast<int64_t>(std::clamp<uint64_t>(value, 1, kTokensUnbounded));
}

// The bounds around several readings; the first is the expected one.
class Readings {
 public:
  void Add(const TokenBounds& reading) {
    if (!any_) bounds_ = reading;
    any_ = true;
    bounds_.low = std::min(bounds_.low, reading.low);
    bounds_.high = std::max(bounds_.high, reading.high);
  }
  const TokenBounds& bounds() const { return bounds_; }

 private:
  bool any_ = false;
  TokenBounds bounds_;
};

enum class Rounding { kDown, kNearest, kUp };

int64_t ScaledSide(int64_t side, int64_t to, int64_t from, Rounding rounding) {
  const int64_t scaled = side * to;
  switch (rounding) {
    case Rounding::kDown:
      return std::max<int64_t>(scaled / from, 1);
    case Rounding::kNearest:
      return std::max<int64_t>((2 * scaled + from) / (2 * from), 1);
    case Rounding::kUp:
      break;
  }
  return std::max<int64_t>(CeilDiv(scaled, from), 1);
}

// How many squares of 512 pixels cover the image: fitted into a square of
// 2,048, then its short side to 768 and the other rounded down.
int64_t Tiles(const ImageSize& size, Rounding rounding) {
  int64_t longer = std::max(size.width, size.height);
  int64_t shorter = std::min(size.width, size.height);
  if (longer > kTileSquare) {
    shorter = ScaledSide(shorter, kTileSquare, longer, rounding);
    longer = kTileSquare;
  }
  if (shorter > kTileShortSide) {
    longer = ScaledSide(longer, kTileShortSide, shorter, Rounding::kDown);
    shorter = kTileShortSide;
  }
  return CeilDiv(longer, kTileSide) * CeilDiv(shorter, kTileSide);
}

ImageTokens CountTiles(const TileImageRule& rule,
                       const std::vector<ImageDetail>& details,
                       const std::optional<ImageSize>& size) {
  const int64_t base = Clamped(rule.base);
  const int64_t tile = Clamped(rule.tile);
  Readings readings;
  ImageTokens result;
  for (ImageDetail detail : details) {
    if (detail == ImageDetail::kLow) {
      readings.Add(TokenBounds::Exactly(base));
    } else if (size.has_value()) {
      // How the first scaling rounds is not documented; it matters only beside
      // the edge of a tile. In June 2025 gpt-4.1 was billed 8 tiles for
      // 2049x513 and 4 for 2050x513 (images_billed_2025_06): it rounds to the
      // nearest.
      const int64_t down = Tiles(*size, Rounding::kDown);
      const int64_t up = Tiles(*size, Rounding::kUp);
      readings.Add({base + Tiles(*size, Rounding::kNearest) * tile,
                    base + std::min(down, up) * tile,
                    base + std::max(down, up) * tile});
      if (down != up) {
        result.why = Doubt::kImageTileEdge;
      }
    } else {
      readings.Add({base + Tiles(kUsualSize, Rounding::kDown) * tile,
                    base + tile, base + kMostTiles * tile});
    }
  }
  result.bounds = readings.bounds();
  return result;
}

// The patches of an image whose patches are more than `budget`, scaled as the
// guide says (for sides w, h):
//   r = sqrt(32^2 budget / (w h))
//   r *= min(floor(w r / 32) / (w r / 32), floor(h r / 32) / (h r / 32))
//   w, h = floor(w r), floor(h r)
// By the first line w r / 32 = sqrt(budget w / h), whose floor is an integer's
// root. By the second one side becomes a multiple of 32 (the side whose floor
// loses more), and the other follows in proportion. So no root remains.
// Nothing where a side becomes 0.
std::optional<int64_t> PatchesWithin(int64_t budget, const ImageSize& size) {
  const int64_t across = IntegerRoot(budget * size.width / size.height);
  const int64_t down = IntegerRoot(budget * size.height / size.width);
  if (across == 0 || down == 0) return std::nullopt;
  // across / (w r / 32) < down / (h r / 32), multiplied out.
  const bool width_rules = across * size.height <= down * size.width;
  const int64_t whole = width_rules ? across : down;
  const int64_t other = width_rules
                            ? kPatchSide * whole * size.height / size.width
                            : kPatchSide * whole * size.width / size.height;
  return whole * CeilDiv(other, kPatchSide);
}

int64_t PatchesUnscaled(const ImageSize& size) {
  return CeilDiv(size.width, kPatchSide) * CeilDiv(size.height, kPatchSide);
}

// The longer side becomes `to`, the other is rounded to whole pixels; a half is
// rounded as `half` says.
ImageSize FitLonger(const ImageSize& size, int64_t to, Rounding half) {
  const int64_t from = std::max(size.width, size.height);
  if (from <= to) return size;
  const auto scaled = [&](int64_t side) {
    const int64_t more = half == Rounding::kUp ? from : from - 1;
    return std::max<int64_t>((2 * side * to + more) / (2 * from), 1);
  };
  return {scaled(size.width), scaled(size.height)};
}

TokenBounds PatchesOf(const ImageSize& size, const ImageLimits& limits,
                      Rounding half) {
  const ImageSize fitted =
      limits.max_dimension.has_value()
          ? FitLonger(size, Clamped(*limits.max_dimension), half)
          : size;
  const int64_t patches = PatchesUnscaled(fitted);
  if (limits.max_patches.has_value() &&
      patches > Clamped(*limits.max_patches)) {
    const int64_t budget = Clamped(*limits.max_patches);
    const std::optional<int64_t> within = PatchesWithin(budget, fitted);
    if (!within.has_value()) return {budget, 1, budget};
    return TokenBounds::Exactly(*within);
  }
  if (patches > kMostPatches) return {kMostPatches, 1, kMostPatches};
  return TokenBounds::Exactly(patches);
}

// The most patches that any image can have.
int64_t MostPatches(const ImageLimits& limits) {
  int64_t most = kMostPatches;
  if (limits.max_patches.has_value()) {
    most = std::min(most, Clamped(*limits.max_patches));
  }
  if (limits.max_dimension.has_value()) {
    const int64_t side = CeilDiv(Clamped(*limits.max_dimension), kPatchSide);
    most = std::min(most, side * side);
  }
  return most;
}

// Between these lies what the editions of the guide do to an image before its
// patches are counted.
std::vector<ImageLimits> UndocumentedLimits(ImageDetail detail) {
  std::vector<ImageLimits> limits = {{2048, 1536},
                                     {std::nullopt, std::nullopt}};
  if (detail == ImageDetail::kLow) limits.push_back({512, std::nullopt});
  return limits;
}

class PatchCount {
 public:
  PatchCount(const PatchImageRule& rule, const std::optional<ImageSize>& size,
             Date as_of)
      : hundredths_(Clamped(rule.multiplier_hundredths)),
        size_(size),
        more_(SideOf(kFormulaHolds, as_of) == Side::kAfter ? 0 : 1) {}

  void Add(const ImageLimits& limits) {
    if (!size_.has_value()) {
      const int64_t most = MostPatches(limits);
      const int64_t usual =
          std::min(PatchesOf(kUsualSize, limits, Rounding::kUp).expected, most);
      AddReading({usual, 1, most});
      return;
    }
    AddReading(PatchesOf(*size_, limits, Rounding::kUp));
    AddReading(PatchesOf(*size_, limits, Rounding::kDown));
  }

  const TokenBounds& bounds() const { return readings_.bounds(); }

 private:
  // The documented formula.
  int64_t Tokens(int64_t patches) const {
    return std::min(CeilDiv(patches * hundredths_, 100), kTokensUnbounded);
  }

  void AddReading(const TokenBounds& patches) {
    // Of the recorded bills all had 1 more than the formula, or 2, before it
    // held.
    readings_.Add({Tokens(patches.expected) + more_, Tokens(patches.low),
                   Tokens(patches.high) + 2});
  }

  int64_t hundredths_;
  const std::optional<ImageSize>& size_;
  const int64_t more_;
  Readings readings_;
};

ImageTokens CountPatches(const PatchImageRule& rule, bool uncertain,
                         const std::vector<ImageDetail>& details,
                         const std::optional<ImageSize>& size, Date as_of) {
  PatchCount count(rule, size, as_of);
  ImageTokens result;
  for (ImageDetail detail : details) {
    const auto limits = rule.limits.find(detail);
    const bool documented = limits != rule.limits.end();
    if (documented) count.Add(limits->second);
    if (documented && !uncertain) continue;
    for (const ImageLimits& possible : UndocumentedLimits(detail)) {
      count.Add(possible);
    }
    if (!documented) {
      result.why = {Doubt::kImageScaling, ImageDetailName(detail)};
    }
  }
  result.bounds = count.bounds();
  if (result.why.empty()) result.why = Doubt::kImagePatches;
  return result;
}

// The details that may be meant, the likeliest first.
std::vector<ImageDetail> PossibleDetails(std::string_view detail) {
  // The documented default is "auto"; recorded images without a detail were
  // billed as "high".
  if (detail.empty()) return {ImageDetail::kAuto, ImageDetail::kHigh};
  if (const std::optional<ImageDetail> known = ParseImageDetail(detail)) {
    return {*known};
  }
  return {ImageDetail::kHigh, ImageDetail::kAuto, ImageDetail::kLow,
          ImageDetail::kOriginal};
}

ImageTokens CountByRule(const ImageRule& rule,
                        const std::vector<ImageDetail>& details,
                        const std::optional<ImageSize>& size, Date as_of) {
  ImageTokens result;
  if (const auto* tiles = std::get_if<TileImageRule>(&rule.rule)) {
    result = CountTiles(*tiles, details, size);
  } else {
    result = CountPatches(std::get<PatchImageRule>(rule.rule),
                          !rule.uncertain.empty(), details, size, as_of);
  }
  if (!rule.uncertain.empty()) {
    result.why = {Doubt::kImageRuleDoubted, rule.uncertain};
  }
  return result;
}

// Rules that may hold instead of `rule` on the day: the next one, or any where
// something speaks against `rule`.
std::vector<const ImageRule*> OtherRules(const ModelCard& card,
                                         const ImageRule& rule, Date as_of) {
  std::vector<const ImageRule*> others;
  const ImageRule* next = PossibleImageRuleOn(card, as_of);
  for (const ImageRule& other : card.image_rules) {
    if (&other == next || (!rule.uncertain.empty() && &other != &rule)) {
      others.push_back(&other);
    }
  }
  return others;
}

// Reasons that outweigh those of the rule.
void ExplainUnknown(std::string_view detail, bool has_size,
                    std::string_view why_no_size, ImageTokens& result) {
  if (result.bounds.low == result.bounds.high) {
    result.why = {};
  } else if (!has_size) {
    result.why = {Doubt::kImageSize, why_no_size};
  } else if (!detail.empty() && !ParseImageDetail(detail).has_value()) {
    result.why = {Doubt::kImageDetail, detail};
  }
}

}  // namespace

Estimate CountImage(const ModelCard& card, Date as_of, std::string_view detail,
                    const std::optional<ImageSize>& size,
                    std::string_view why_no_size) {
  const ImageRule* rule = ImageRuleOn(card, as_of);
  if (rule == nullptr) {
    return Estimate::Between(kAnyImage, {Doubt::kImageRuleUnknown, card.id});
  }
  const std::vector<ImageDetail> details = PossibleDetails(detail);
  ImageTokens result = CountByRule(*rule, details, size, as_of);
  Readings readings;
  readings.Add(result.bounds);
  for (const ImageRule* other : OtherRules(card, *rule, as_of)) {
    readings.Add(CountByRule(*other, details, size, as_of).bounds);
  }
  const bool widened = readings.bounds().low != result.bounds.low ||
                       readings.bounds().high != result.bounds.high;
  if (widened && rule->uncertain.empty()) {
    result.why = {Doubt::kImageRuleChanged,
                  card.id,
                  {NumberOfDay(rule->verified),
                   NumberOfDay(PossibleImageRuleOn(card, as_of)->valid_from)}};
  }
  result.bounds = readings.bounds();
  ExplainUnknown(detail, size.has_value(), why_no_size, result);
  return result.why.empty() ? Estimate::Recorded(result.bounds.expected)
                            : Estimate::Between(result.bounds, result.why);
}

}  // namespace tokenfare::internal
