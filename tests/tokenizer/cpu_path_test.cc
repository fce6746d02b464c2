// The choice of a CPU path by TOKENFARE_CPU_PATH. ctest runs this program with
// the variable unset, with each path, and with values that are errors.

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/machine/chosen_cpu_path.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

using internal::CpuPath;
using internal::CpuPathFor;
using internal::CpuPaths;
using ::testing::HasSubstr;

constexpr std::pair<const char*, CpuPath> kNames[] = {
    {"portable", CpuPath::kPortable},
    {"avx2", CpuPath::kAvx2},
    {"avx512", CpuPath::kAvx512},
    {"neon", CpuPath::kNeon},
};

bool Runs(CpuPath path) {
  const std::vector<CpuPath> paths = CpuPaths();
  return std::ranges::find(paths, path) != paths.end();
}

// What every error says: the variable, its value, and each path that would do.
void ExpectHelp(const absl::Status& status, const std::string& value) {
  const std::string message(status.message());
  EXPECT_THAT(message, HasSubstr("TOKENFARE_CPU_PATH"));
  EXPECT_THAT(message, HasSubstr("\"" + value + "\""));
  for (const auto& [name, path] : kNames) {
    if (Runs(path)) {
      EXPECT_THAT(message, HasSubstr("\"" + std::string(name) + "\""));
    }
  }
}

TEST(CpuPathTest, AnyMachine_RunsPortableCodeLast) {
  EXPECT_EQ(CpuPaths().back(), CpuPath::kPortable);
#if defined(__aarch64__)
  EXPECT_EQ(CpuPaths().front(), CpuPath::kNeon);
#else
  EXPECT_FALSE(Runs(CpuPath::kNeon));
#endif
}

TEST(CpuPathTest, NoSetting_IsTheFastestPath) {
  EXPECT_EQ(*CpuPathFor(nullptr), CpuPaths().front());
  EXPECT_EQ(*CpuPathFor(""), CpuPaths().front());
}

// tests/tokenizer/CMakeLists.txt runs this with instruction sets masked.
TEST(CpuPathTest, MaskedInstructionSet_LeavesThePathOut) {
  const char* expected = std::getenv("TOKENFARE_TEST_EXPECTED_PATH");
  if (expected == nullptr) GTEST_SKIP() << "no emulated processor";
  EXPECT_EQ(CpuPathName(CpuPaths().front()), expected);
}

TEST(CpuPathTest, NameOfAPath_IsThatPathOrFailedPrecondition) {
  for (const auto& [name, path] : kNames) {
    EXPECT_EQ(CpuPathName(path), name);
    const absl::StatusOr<CpuPath> chosen = CpuPathFor(name);
    if (Runs(path)) {
      ASSERT_TRUE(chosen.ok()) << chosen.status();
      EXPECT_EQ(*chosen, path);
    } else {
      EXPECT_TRUE(absl::IsFailedPrecondition(chosen.status())) << name;
      ExpectHelp(chosen.status(), name);
    }
  }
}

TEST(CpuPathTest, AnyOtherName_IsInvalidArgument) {
  for (const char* name :
       {"sse2", "AVX2", " avx2", "avx2 ", "avx", "avx5122", "none", "0"}) {
    const absl::StatusOr<CpuPath> chosen = CpuPathFor(name);
    EXPECT_TRUE(absl::IsInvalidArgument(chosen.status())) << name;
    ExpectHelp(chosen.status(), name);
  }
}

// One line for each single byte: the least vocabulary that there can be.
std::string SingleBytes() {
  constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string lines;
  for (unsigned byte = 0; byte < 256; ++byte) {
    lines += kDigits[byte >> 2];
    lines += kDigits[(byte & 3) << 4];
    lines += "== " + std::to_string(byte) + "\n";
  }
  return lines;
}

// This process's own setting decides what loading gives: an encoding that
// counts by that path, or the error.
TEST(CpuPathTest, Encodings_TakeThePathOfTheEnvironment) {
  const char* setting = std::getenv("TOKENFARE_CPU_PATH");
  const absl::StatusOr<CpuPath> expected = CpuPathFor(setting);
  CustomEncodingSpec spec;
  spec.name = "bytes";
  spec.pattern = "\\p{L}+|[^\\p{L}]";
  const auto custom = MakeEncoding(spec, SingleBytes());
  for (const std::string_view name : EncodingNames()) {
    const auto embedded = GetEncoding(name);
    EXPECT_EQ(embedded.status(), expected.status());
    if (!embedded.ok()) continue;
    EXPECT_EQ((*embedded)->parts().cpu_path(), *expected);
    EXPECT_EQ((*embedded)->Count("Hello, world!"), 4u);
  }
  EXPECT_EQ(custom.status(), expected.status());
  if (!custom.ok()) return;
  EXPECT_EQ((*custom)->parts().cpu_path(), *expected);
  EXPECT_EQ((*custom)->Count("Hello, world!"), 13u);
}

TEST(CpuPathTest, ChangeOfTheEnvironment_ChangesNothingAfterTheFirstUse) {
  const absl::StatusOr<CpuPath> before = internal::ChosenCpuPath();
  const char* value = std::getenv("TOKENFARE_CPU_PATH");
  const auto restored =
      value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  setenv("TOKENFARE_CPU_PATH", "changed", 1);
  EXPECT_EQ(internal::ChosenCpuPath(), before);
  if (restored.has_value()) {
    setenv("TOKENFARE_CPU_PATH", restored->c_str(), 1);
  } else {
    unsetenv("TOKENFARE_CPU_PATH");
  }
}

}  // namespace
}  // namespace tokenfare
