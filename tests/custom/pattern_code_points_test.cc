#include "tokenfare/tokenizer/pattern/pattern_code_points.h"

#include <gtest/gtest.h>

#include <vector>

namespace tokenfare::internal {
namespace {

std::vector<uint32_t> Bounds(const CodePointSet& set) {
  std::vector<uint32_t> bounds;
  for (const auto [first, last] : set.ranges()) {
    bounds.push_back(first);
    bounds.push_back(last);
  }
  return bounds;
}

using List = std::vector<uint32_t>;

TEST(CodePointSet, OfSortsAndJoins) {
  const CodePointRange ranges[] = {{50, 60}, {10, 20}, {21, 30}, {55, 70}};
  EXPECT_EQ(Bounds(CodePointSet::Of(ranges)), (List{10, 30, 50, 70}));
}

TEST(CodePointSet, NeverHoldsSurrogates) {
  EXPECT_EQ(Bounds(CodePointSet::Range(0xD000, 0xE000)),
            (List{0xD000, 0xD7FF, 0xE000, 0xE000}));
  EXPECT_TRUE(CodePointSet::Range(0xD800, 0xDFFF).empty());
  EXPECT_EQ(Bounds(CodePointSet().Complement()),
            (List{0, 0xD7FF, 0xE000, 0x10FFFF}));
}

TEST(CodePointSet, Operations) {
  const CodePointSet a = CodePointSet::Range(10, 20);
  const CodePointSet b = CodePointSet::Range(15, 30);
  EXPECT_EQ(Bounds(a.Union(b)), (List{10, 30}));
  EXPECT_EQ(Bounds(a.Intersection(b)), (List{15, 20}));
  EXPECT_EQ(Bounds(a.Difference(b)), (List{10, 14}));
  EXPECT_EQ(Bounds(a.Complement()), (List{0, 9, 21, 0xD7FF, 0xE000, 0x10FFFF}));
  EXPECT_EQ(a.Complement().Complement(), a);
  EXPECT_TRUE(a.Intersects(b));
  EXPECT_FALSE(a.Intersects(CodePointSet::One(21)));
}

TEST(CodePointSet, ContainsItsEndsOnly) {
  const CodePointSet set = CodePointSet::Range(10, 20);
  EXPECT_FALSE(set.Contains(9));
  EXPECT_TRUE(set.Contains(10));
  EXPECT_TRUE(set.Contains(20));
  EXPECT_FALSE(set.Contains(21));
  EXPECT_FALSE(CodePointSet().Contains(0));
}

TEST(CodePointSet, WhiteSpaceIsThePropertyAndNotAscii) {
  // PropList.txt of the Unicode Character Database.
  EXPECT_EQ(Bounds(CodePointSet::WhiteSpace()),
            (List{0x9,    0xD,    0x20,   0x20,   0x85,   0x85,   0xA0,
                  0xA0,   0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029,
                  0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000}));
}

TEST(CodePointSet, PropertiesByName) {
  EXPECT_TRUE(CodePointSet::Property("Lt")->Contains(0x1C5));
  EXPECT_TRUE(CodePointSet::Property("Han")->Contains(0x4E2D));
  EXPECT_FALSE(CodePointSet::Property("Word"));
  EXPECT_FALSE(CodePointSet::Property(""));
  EXPECT_FALSE(CodePointSet::Property("Klingon"));
}

}  // namespace
}  // namespace tokenfare::internal
