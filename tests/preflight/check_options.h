// Options and bodies that the tests of preflight share.

#ifndef TOKENFARE_TESTS_PREFLIGHT_CHECK_OPTIONS_H_
#define TOKENFARE_TESTS_PREFLIGHT_CHECK_OPTIONS_H_

#include <string>
#include <string_view>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare {

// The day of every test that does not ask for another.
inline CheckOptions TestOptions() {
  CheckOptions options;
  options.as_of = *ParseDate("2026-11-22");
  return options;
}

// A body for gpt-4.1-mini: `messages` is JSON, `fields` more members.
inline std::string Body(std::string_view messages,
                        std::string_view fields = "") {
  return fmt::format(R"({{"model": "gpt-4.1-mini", "messages": {}{}{}}})",
                     messages, fields.empty() ? "" : ", ", fields);
}

inline constexpr std::string_view kHello =
    R"([{"role": "user", "content": "Hello, world!"}])";

// The verdict; the test fails where there is none.
inline Verdict MustCheck(std::string_view body,
                         const CheckOptions& options = TestOptions()) {
  absl::StatusOr<Verdict> verdict = Check(body, options);
  EXPECT_TRUE(verdict.ok()) << verdict.status().ToString();
  return verdict.ok() ? *std::move(verdict) : Verdict{};
}

// The message of the error that the body gives; empty where it gives none.
inline std::string ErrorOf(std::string_view body,
                           const CheckOptions& options = TestOptions()) {
  absl::StatusOr<Verdict> verdict = Check(body, options);
  return verdict.ok() ? "" : std::string{verdict.status().message()};
}

inline bool Has(const std::vector<Finding>& findings, std::string_view code) {
  for (const Finding& finding : findings) {
    if (finding.code == code) return true;
  }
  return false;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_PREFLIGHT_CHECK_OPTIONS_H_
