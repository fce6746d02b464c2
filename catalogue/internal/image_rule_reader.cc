#include "tokenfare/catalogue/internal/image_rule_reader.h"

#include <optional>
#include <string>
#include <utility>

namespace tokenfare::internal {
namespace {

constexpr std::string_view kUnknownDetail =
    "there is no such detail; use low, high, auto, original";

// "1.62" as 162.
uint64_t ReadHundredths(const CheckedJson& value) {
  const std::string text = value.Text();
  if (text.empty()) return 0;
  uint64_t hundredths = 0;
  const size_t point = text.find('.');
  const std::string whole = text.substr(0, point);
  std::string part = point == std::string::npos ? "0" : text.substr(point + 1);
  bool good =
      !whole.empty() && whole.size() <= 4 && !part.empty() && part.size() <= 2;
  if (part.size() == 1) part += '0';
  for (const char digit : whole + part) {
    good = good && digit >= '0' && digit <= '9';
    hundredths = hundredths * 10 + static_cast<uint64_t>(digit - '0');
  }
  if (good && hundredths > 0) return hundredths;
  value.Refuse(
      "this must be a positive decimal of at most two places: \"1.62\"");
  return 0;
}

TileImageRule ReadTileRule(const CheckedJson& value) {
  JsonObject object(value);
  TileImageRule rule;
  rule.base = ReadTokens(object.Required("base"));
  rule.tile = ReadTokens(object.Required("tile"));
  object.RefuseOthers();
  return rule;
}

ImageLimits ReadLimits(const CheckedJson& value) {
  JsonObject object(value);
  ImageLimits limits;
  if (const std::optional<CheckedJson> most =
          object.Optional("max_dimension")) {
    limits.max_dimension = most->PositiveNumber();
  }
  if (const std::optional<CheckedJson> most = object.Optional("max_patches")) {
    limits.max_patches = most->PositiveNumber();
  }
  object.RefuseOthers();
  return limits;
}

PatchImageRule ReadPatchRule(const CheckedJson& value) {
  JsonObject object(value);
  PatchImageRule rule;
  rule.multiplier_hundredths = ReadHundredths(object.Required("multiplier"));
  if (const std::optional<CheckedJson> limits = object.Optional("limits")) {
    JsonObject(*limits).ForEach(
        [&](std::string_view name, const CheckedJson& entry) {
          const std::optional<ImageDetail> detail = ParseImageDetail(name);
          if (!detail) return entry.Refuse(kUnknownDetail);
          rule.limits[*detail] = ReadLimits(entry);
        });
  }
  if (const std::optional<CheckedJson> names = object.Optional("unsupported")) {
    names->ForEach([&](const CheckedJson& entry) {
      const std::string name = entry.Name();
      const std::optional<ImageDetail> detail = ParseImageDetail(name);
      if (!detail) return entry.Refuse(kUnknownDetail);
      if (rule.limits.contains(*detail)) {
        entry.Refuse("the detail has limits, so it is supported");
      }
      rule.unsupported.push_back(*detail);
    });
  }
  object.RefuseOthers();
  return rule;
}

ImageRule ReadImageRule(const CheckedJson& value, const SourceNames& sources) {
  JsonObject object(value);
  ImageRule rule;
  if (const std::optional<CheckedJson> from = object.Optional("valid_from")) {
    rule.valid_from = ReadDate(*from);
  }
  rule.verified = ReadDate(object.Required("verified"));
  rule.source = ReadSource(object, sources);
  rule.uncertain = OptionalText(object, "uncertain");
  const std::optional<CheckedJson> tile = object.Optional("tile");
  const std::optional<CheckedJson> patch = object.Optional("patch");
  if (tile.has_value() == patch.has_value()) {
    value.Refuse("give either \"tile\" or \"patch\"");
  } else if (tile) {
    rule.rule = ReadTileRule(*tile);
  } else {
    rule.rule = ReadPatchRule(*patch);
  }
  object.RefuseOthers();
  return rule;
}

}  // namespace

std::vector<ImageRule> ReadImageRules(const CheckedJson& value,
                                      const SourceNames& sources) {
  std::vector<ImageRule> rules;
  value.ForEach([&](const CheckedJson& entry) {
    rules.push_back(ReadImageRule(entry, sources));
    if (rules.size() > 1) {
      CheckOrder(entry, rules[rules.size() - 2].valid_from,
                 rules.back().valid_from);
    }
  });
  return rules;
}

}  // namespace tokenfare::internal
