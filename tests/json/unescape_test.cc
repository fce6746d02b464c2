// Escapes by the tables of RFC 8259, every code unit by itself, and chance
// strings against nlohmann/json, which shares no code with this.

#include "tokenfare/json/unescape.h"

#include <cstdint>
#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace tokenfare::internal {
namespace {

// Empty where there is a fault.
std::optional<std::string> Text(std::string written) {
  const Unescaped unescaped = UnescapeInPlace(written.data(), written.size());
  if (unescaped.fault != EscapeFault::kNone) return std::nullopt;
  return written.substr(0, unescaped.size);
}

Unescaped Fault(std::string written) {
  return UnescapeInPlace(written.data(), written.size());
}

std::optional<std::string> Reference(const std::string& written) {
  const auto json = nlohmann::json::parse("\"" + written + "\"", nullptr,
                                          /*allow_exceptions=*/false);
  if (json.is_discarded()) return std::nullopt;
  return json.get<std::string>();
}

std::string CodeUnitEscape(uint32_t unit) {
  char escape[8];
  std::snprintf(escape, sizeof(escape), "\\u%04X", unit);
  return escape;
}

TEST(UnescapeTest, LeavesTextWithoutEscapes) {
  EXPECT_EQ(Text(""), "");
  EXPECT_EQ(Text("plain, \u00e9 \u4e16 \U0001F600"),
            "plain, \u00e9 \u4e16 \U0001F600");
}

TEST(UnescapeTest, TakesEachShortEscape) {
  EXPECT_EQ(Text(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Text(R"(a\\nb)"), "a\\nb");
  EXPECT_EQ(Text(R"(line one\nline two\n)"), "line one\nline two\n");
}

TEST(UnescapeTest, RefusesOtherLetters) {
  constexpr std::string_view kTaken = "\"\\/bfnrtu";
  for (int c = 0; c < 256; ++c) {
    if (kTaken.find(static_cast<char>(c)) != kTaken.npos) continue;
    const Unescaped found = Fault(std::string("ab\\") + static_cast<char>(c));
    EXPECT_EQ(found.fault, EscapeFault::kUnknown) << c;
    EXPECT_EQ(found.size, 2U) << c;
  }
  EXPECT_EQ(Fault("ab\\").fault, EscapeFault::kUnknown);
}

TEST(UnescapeTest, TakesEachCodeUnit) {
  for (uint32_t unit = 0; unit < 0x10000; ++unit) {
    const std::string written = "x" + CodeUnitEscape(unit) + "y";
    ASSERT_EQ(Text(written), Reference(written)) << unit;
    const bool half = unit >= 0xD800 && unit < 0xE000;
    EXPECT_EQ(Fault(written).fault,
              half ? EscapeFault::kHalfPair : EscapeFault::kNone)
        << unit;
  }
}

TEST(UnescapeTest, JoinsPairs) {
  EXPECT_EQ(Text(R"(\ud83d\ude00)"), "\U0001F600");
  EXPECT_EQ(Text(R"(\uD800\uDC00)"), "\U00010000");
  EXPECT_EQ(Text(R"(\udbff\udfff!)"), "\U0010FFFF!");
  for (const char* alone :
       {R"(\ud83d)", R"(\ud83d!)", R"(\ud83d\n)", R"(\ud83d\ud83d)",
        R"(\ud83d\u0041)", R"(\ude00\ud83d)", R"(\ud83d\ude0)"}) {
    EXPECT_EQ(Fault(alone).fault, EscapeFault::kHalfPair) << alone;
  }
}

TEST(UnescapeTest, RefusesShortOrOtherDigits) {
  for (const char* odd :
       {R"(\u)", R"(\u1)", R"(\u12)", R"(\u123)", R"(\u12g4)", R"(\u 123)",
        R"(\u-123)", R"(\U0041)", R"(\u00:0)", R"(\u00/0)", R"(\u00@0)"}) {
    EXPECT_EQ(Fault(odd).fault, EscapeFault::kUnknown) << odd;
  }
}

TEST(UnescapeTest, ReadsAsAnotherReaderDoes) {
  constexpr std::string_view kPieces[] = {
      "a",          "plain text ", "\\n",     "\\\\",    "\\\"",
      "\\/",        "\\u0041",     "\\u00e9", "\\u4e16", "\u00e9",
      "\U0001F600", "\\t",         "\\ud83d", "\\ude00", "\\ud83d\\ude00",
      "\\u12",      "\\x",         "\\b\\f"};
  std::mt19937 random(20261130);
  size_t faults = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string written;
    for (size_t piece = random() % 8; piece > 0; --piece) {
      written += kPieces[random() % std::size(kPieces)];
    }
    const std::optional<std::string> expected = Reference(written);
    faults += expected.has_value() ? 0 : 1;
    ASSERT_EQ(Text(written), expected) << written;
  }
  EXPECT_GT(faults, 10'000U);
  EXPECT_LT(faults, 90'000U);
}

}  // namespace
}  // namespace tokenfare::internal
