#include "tokenfare/tokenizer/pattern/pattern_code_points.h"

#include <algorithm>

namespace tokenfare::internal {
namespace {

constexpr uint32_t kFirstSurrogate = 0xD800;
constexpr uint32_t kLastSurrogate = 0xDFFF;
constexpr uint32_t kLastCodePoint = 0x10FFFF;

std::span<const CodePointRange> RangesOf(std::string_view name) {
  for (const NamedProperty& property : kProperties) {
    if (property.name == name) return property.ranges;
  }
  return {};
}

}  // namespace

CodePointSet CodePointSet::Of(std::span<const CodePointRange> ranges) {
  std::vector<CodePointRange> parts;
  parts.reserve(ranges.size() + 1);
  for (const auto [first, last] : ranges) {
    const uint32_t below = std::min(last, kFirstSurrogate - 1);
    const uint32_t above = std::max(first, kLastSurrogate + 1);
    if (first <= below) parts.push_back({first, below});
    if (above <= last) parts.push_back({above, last});
  }
  std::ranges::sort(parts, {}, &CodePointRange::first);
  CodePointSet set;
  for (const CodePointRange& part : parts) {
    if (!set.ranges_.empty() && part.first <= set.ranges_.back().last + 1) {
      CodePointRange& back = set.ranges_.back();
      back.last = std::max(back.last, part.last);
    } else {
      set.ranges_.push_back(part);
    }
  }
  return set;
}

CodePointSet CodePointSet::Range(uint32_t first, uint32_t last) {
  const CodePointRange range{first, last};
  return Of({&range, 1});
}

std::optional<CodePointSet> CodePointSet::Property(std::string_view name) {
  if (name == "Word") return std::nullopt;  // the table's name of \w
  const std::span<const CodePointRange> ranges = RangesOf(name);
  if (ranges.empty()) return std::nullopt;
  return Of(ranges);
}

CodePointSet CodePointSet::WhiteSpace() { return Of(RangesOf("White_Space")); }

CodePointSet CodePointSet::Word() { return Of(RangesOf("Word")); }

CodePointSet CodePointSet::Union(const CodePointSet& other) const {
  std::vector<CodePointRange> both = ranges_;
  both.insert(both.end(), other.ranges_.begin(), other.ranges_.end());
  return Of(both);
}

CodePointSet CodePointSet::Intersection(const CodePointSet& other) const {
  CodePointSet common;
  auto a = ranges_.begin();
  auto b = other.ranges_.begin();
  while (a != ranges_.end() && b != other.ranges_.end()) {
    const uint32_t first = std::max(a->first, b->first);
    const uint32_t last = std::min(a->last, b->last);
    if (first <= last) common.ranges_.push_back({first, last});
    if (a->last < b->last) {
      ++a;
    } else {
      ++b;
    }
  }
  return common;
}

CodePointSet CodePointSet::Difference(const CodePointSet& other) const {
  return Intersection(other.Complement());
}

CodePointSet CodePointSet::Complement() const {
  std::vector<CodePointRange> gaps;
  uint32_t next = 0;
  for (const auto [first, last] : ranges_) {
    if (next < first) gaps.push_back({next, first - 1});
    next = last + 1;
  }
  if (next <= kLastCodePoint) gaps.push_back({next, kLastCodePoint});
  return Of(gaps);
}

bool CodePointSet::Contains(uint32_t code_point) const {
  const auto after =
      std::ranges::upper_bound(ranges_, code_point, {}, &CodePointRange::first);
  return after != ranges_.begin() && code_point <= (after - 1)->last;
}

bool CodePointSet::Intersects(const CodePointSet& other) const {
  return !Intersection(other).empty();
}

bool operator==(const CodePointSet& a, const CodePointSet& b) {
  return std::ranges::equal(a.ranges_, b.ranges_, [](auto x, auto y) {
    return x.first == y.first && x.last == y.last;
  });
}

}  // namespace tokenfare::internal
