// Requests to /v1/responses that continue what the provider has stored.

#include <string>

#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

constexpr std::string_view kContinues = R"({"model": "gpt-4o-mini",
    "input": "Which number?", "previous_response_id": "resp_1"})";
constexpr std::string_view kWhole = R"({"model": "gpt-4o-mini", "input": [
    {"role": "user", "content": "Remember the number 7."},
    {"role": "assistant", "content": "I will."},
    {"role": "user", "content": "Which number?"}]})";

Verdict CheckContinued(std::string_view previous) {
  CheckOptions options = TestOptions();
  if (!previous.empty()) options.previous = previous;
  return MustCheck(kContinues, options);
}

TEST(ContinuedRequest, Alone_HasALowerBoundOnly) {
  const Verdict verdict = CheckContinued("");
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_GE(verdict.input_tokens.high, 1'000'000);
  // Nothing is known to be wrong with it.
  EXPECT_EQ(verdict.fits, std::nullopt);
}

// The turns count as if they were sent again; instructions are not carried on.
TEST(ContinuedRequest, WithTheTurnsBefore_CountsThem) {
  const int64_t whole = MustCheck(kWhole, TestOptions()).input_tokens.expected;
  for (const std::string_view previous :
       {std::string_view(R"({"request": {"model": "gpt-4o-mini",
            "instructions": "Be brief.", "input": "Remember the number 7."},
          "response": {"object": "response", "output": [
            {"type": "message", "role": "assistant", "content": [
              {"type": "output_text", "text": "I will."}]}]}})"),
        std::string_view(R"({"model": "gpt-4o-mini", "input": [
            {"role": "user", "content": "Remember the number 7."},
            {"role": "assistant", "content": "I will."}]})")}) {
    const Verdict verdict = CheckContinued(previous);
    EXPECT_EQ(verdict.input_tokens.expected, whole) << previous;
    EXPECT_LT(verdict.input_tokens.high, whole + 20) << previous;
    EXPECT_LE(verdict.input_tokens.low, whole) << previous;
    EXPECT_EQ(verdict.fits, true) << previous;
  }
}

// What itself continues something is not all that was said.
TEST(ContinuedRequest, OfAnUnknownBeginning_StaysUnknown) {
  const Verdict verdict = CheckContinued(
      R"({"model": "gpt-4o-mini", "input": "a",
          "previous_response_id": "resp_0"})");
  EXPECT_GE(verdict.input_tokens.high, 1'000'000);
}

TEST(ContinuedRequest, WrongResponse_IsToldByPlace) {
  CheckOptions options = TestOptions();
  options.previous = std::string_view(
      R"({"request": {"input": "a"}, "response": {"id": "resp_1"}})");
  const absl::Status error = Check(kContinues, options).status();
  EXPECT_NE(error.message().find("previous request: $.response.output"),
            std::string_view::npos)
      << error;
}

}  // namespace
}  // namespace tokenfare
