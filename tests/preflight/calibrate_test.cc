// Bills are simulated: the right figure by the embedded rules, and a known
// change on top that the test counts itself, from how it made the request. So
// what is found is held against what was put in, and pairs that calibration did
// not see are predicted with its overlay.

#include "tokenfare/preflight/calibrate.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/json_schema.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// A request as the test makes it, and how often it uses each constant.
struct Made {
  std::string body;
  int64_t messages = 0;
  bool tools = false;
  int64_t calls = 0;
};

struct Shape {
  std::string_view model = "gpt-4.1-mini";
  // Questions and answers behind the system message.
  int turns = 1;
  bool tools = false;
  int calls = 0;
};

constexpr std::string_view kTools =
    R"([{"type": "function", "function": {"name": "find", "description": "Finds",
        "parameters": {"type": "object", "properties": {}}}}])";

Made Make(const Shape& shape, size_t number) {
  std::vector<std::string> messages = {
      R"({"role": "system", "content": "You are terse."})"};
  for (int i = 0; i < shape.turns; ++i) {
    messages.push_back(fmt::format(
        R"({{"role": "user", "content": "secret question {} of {}"}})", i,
        number));
  }
  for (int i = 0; i < shape.calls; ++i) {
    messages.push_back(fmt::format(
        R"({{"role": "assistant", "content": null, "tool_calls": [{{
            "id": "c{0}", "type": "function",
            "function": {{"name": "find", "arguments": "{{}}"}}}}]}})",
        i));
    messages.push_back(fmt::format(
        R"({{"role": "tool", "tool_call_id": "c{0}", "content": "found {0}"}})",
        i));
  }
  Made made;
  made.body = fmt::format(R"({{"model": "{}", "messages": [{}]{}{}}})",
                          shape.model, fmt::join(messages, ", "),
                          shape.tools ? R"(, "tools": )" : "",
                          shape.tools ? kTools : "");
  made.tools = shape.tools;
  made.calls = shape.calls;
  // That of a call has another constant.
  made.messages = 1 + shape.turns + shape.calls;
  return made;
}

// Requests of many shapes, so that all constants can be told apart.
Made MakeAny(size_t number, std::string_view model = "gpt-4.1-mini") {
  const int n = static_cast<int>(number);
  const bool tools = n % 3 != 0;
  return Make({.model = model,
               .turns = 1 + n % 4,
               .tools = tools,
               .calls = tools ? n % 5 % 3 : 0},
              number);
}

// 2026-01-01 and `day` days.
int64_t Created(int64_t day) { return 1767225600 + day * 86400; }

struct Billed {
  std::string record;
  size_t number = 0;
};

// The bill by the embedded rules, and `more`.
Billed Bill(const Made& made, int64_t more, size_t number, int64_t day = 0,
            int64_t output = 10) {
  CheckOptions options;
  options.as_of = *ParseDate("2026-01-01");
  const absl::StatusOr<Verdict> verdict = Check(made.body, options);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  const int64_t right = verdict.ok() ? verdict->input_tokens.expected : 0;
  return {fmt::format(R"({{"request": {}, "response": {{
                          "created": {},
                          "usage": {{"prompt_tokens": {},
                                     "completion_tokens": {}}}}}}})",
                      made.body, Created(day), right + more, output),
          number};
}

Calibration Calibrate(const std::vector<Billed>& bills) {
  Calibrator calibrator({});
  for (const Billed& bill : bills) {
    const absl::Status added = calibrator.Add(bill.record, bill.number);
    EXPECT_TRUE(added.ok()) << added;
  }
  return calibrator.Report();
}

Rules Overlay(const Calibration& found) {
  absl::StatusOr<Rules> rules =
      Rules::Parse(CalibrationOverlay(found), "overlay.json");
  EXPECT_TRUE(rules.ok()) << rules.status() << CalibrationOverlay(found);
  return *std::move(rules);
}

// How many of the bills are predicted to the token.
size_t CountPredicted(const std::vector<Billed>& bills, const Rules* rules) {
  ReconcileOptions options;
  options.rules = rules;
  size_t predicted = 0;
  for (const Billed& bill : bills) {
    const absl::StatusOr<Reconciliation> pair =
        ReconcileRecord(bill.record, options);
    EXPECT_TRUE(pair.ok()) << pair.status();
    if (pair.ok() && pair->agreement == Agreement::kMatch) ++predicted;
  }
  return predicted;
}

std::vector<std::string> ChangesFound(const CalibrationPeriod& period) {
  std::vector<std::string> changes;
  for (const CalibratedConstant& constant : period.constants) {
    if (constant.found == constant.in_force) continue;
    changes.push_back(fmt::format("{} {} to {}", constant.name,
                                  constant.in_force, constant.found));
  }
  return changes;
}

// Bills number `first` to `last`, with what `more` says on top.
template <typename More>
std::vector<Billed> Bills(size_t first, size_t last, const More& more) {
  std::vector<Billed> bills;
  for (size_t i = first; i <= last; ++i) {
    const Made made = MakeAny(i);
    bills.push_back(Bill(made, more(made), i));
  }
  return bills;
}

TEST(Calibrate, BillsByTheRules_LeaveThem) {
  const Calibration found =
      Calibrate(Bills(1, 50, [](const Made&) { return 0; }));
  ASSERT_EQ(found.rules.size(), 1);
  ASSERT_EQ(found.rules[0].periods.size(), 1);
  EXPECT_THAT(ChangesFound(found.rules[0].periods[0]), IsEmpty());
  EXPECT_EQ(found.rules[0].periods[0].predicted, 50);
  EXPECT_THAT(CalibrationOverlay(found), Not(HasSubstr("endpoints")));
}

TEST(Calibrate, AShiftedConstant_PredictsPairsThatItDidNotSee) {
  const auto more = [](const Made& made) { return 2 * made.messages; };
  const Calibration found = Calibrate(Bills(1, 50, more));
  ASSERT_EQ(found.rules.size(), 1);
  const CalibratedRules& rules = found.rules[0];
  EXPECT_EQ(rules.endpoint, "/v1/chat/completions");
  EXPECT_EQ(rules.family, "GPT-4o and GPT-4.1");
  EXPECT_THAT(ChangesFound(rules.periods[0]), ElementsAre("message 3 to 5"));
  EXPECT_EQ(rules.periods[0].constants[0].pairs, 50);
  EXPECT_THAT(rules.periods[0].refused, IsEmpty());
  const std::vector<Billed> unseen = Bills(51, 150, more);
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(unseen, nullptr), 0);
  EXPECT_EQ(CountPredicted(unseen, &overlay), 100);
}

TEST(Calibrate, TwoShiftsAtOnce) {
  const auto more = [](const Made& made) {
    return made.messages + (made.tools ? 0 : 2);
  };
  const Calibration found = Calibrate(Bills(1, 50, more));
  EXPECT_THAT(ChangesFound(found.rules[0].periods[0]),
              UnorderedElementsAre("message 3 to 4", "priming 3 to 5"));
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(Bills(51, 90, more), &overlay), 40)
      << CalibrationToJson(found);
}

TEST(Calibrate, PrimingAndToolsAtOnce) {
  const auto more = [](const Made& made) { return made.tools ? 81 : -1; };
  const Calibration found = Calibrate(Bills(1, 50, more));
  EXPECT_THAT(ChangesFound(found.rules[0].periods[0]),
              UnorderedElementsAre("priming 3 to 2", "with_tools 0 to 81"));
}

TEST(Calibrate, WrongBills_AreNamedAndNotFitted) {
  std::vector<Billed> bills;
  std::vector<size_t> wrong;
  for (size_t i = 1; i <= 100; ++i) {
    const Made made = MakeAny(i);
    const bool is_wrong = i % 20 == 7;
    if (is_wrong) wrong.push_back(i);
    bills.push_back(Bill(
        made, made.messages + (is_wrong ? static_cast<int64_t>(i) : 0), i));
  }
  const Calibration found = Calibrate(bills);
  EXPECT_EQ(wrong.size(), 5);
  EXPECT_EQ(found.rules[0].unexplained, wrong);
  EXPECT_THAT(ChangesFound(found.rules[0].periods[0]),
              ElementsAre("message 3 to 4"));
  const auto more = [](const Made& made) { return made.messages; };
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(Bills(101, 200, more), &overlay), 100);
}

TEST(Calibrate, OneMessageInAll_CannotTellPrimingFromMessage) {
  std::vector<Billed> bills;
  for (size_t i = 1; i <= 30; ++i) {
    Made made;
    made.body = fmt::format(
        R"({{"model": "gpt-4.1-mini", "messages": [
            {{"role": "user", "content": "secret {}"}}]}})",
        i);
    bills.push_back(Bill(made, 2, i));
  }
  const Calibration found = Calibrate(bills);
  const CalibrationPeriod& period = found.rules[0].periods[0];
  EXPECT_THAT(ChangesFound(period), IsEmpty());
  ASSERT_EQ(period.refused.size(), 1);
  EXPECT_THAT(period.refused[0].constants,
              UnorderedElementsAre("message", "priming"));
  EXPECT_EQ(period.refused[0].pairs, 30);
  EXPECT_THAT(CalibrationOverlay(found), Not(HasSubstr("endpoints")));
}

// Each call has one result.
TEST(Calibrate, CallsAndTheirResults_CannotBeToldApart) {
  const Calibration found =
      Calibrate(Bills(1, 60, [](const Made& made) { return 3 * made.calls; }));
  const CalibrationPeriod& period = found.rules[0].periods[0];
  ASSERT_EQ(period.refused.size(), 1) << CalibrationToJson(found);
  EXPECT_THAT(period.refused[0].constants,
              UnorderedElementsAre("calls", "results"));
}

TEST(Calibrate, ADayOnWhichTheBillChanged) {
  std::vector<Billed> bills;
  for (size_t i = 1; i <= 60; ++i) {
    const Made made = MakeAny(i);
    const int64_t day = static_cast<int64_t>(i) / 3;
    bills.push_back(Bill(made, day < 9 ? 0 : made.messages, i, day));
  }
  const Calibration found = Calibrate(bills);
  ASSERT_EQ(found.rules.size(), 1);
  ASSERT_EQ(found.rules[0].periods.size(), 2) << CalibrationToJson(found);
  EXPECT_THAT(ChangesFound(found.rules[0].periods[0]), IsEmpty());
  EXPECT_THAT(ChangesFound(found.rules[0].periods[1]),
              ElementsAre("message 3 to 4"));
  EXPECT_EQ(FormatDate(found.rules[0].periods[0].last), "2026-01-09");
  EXPECT_EQ(FormatDate(found.rules[0].periods[1].first), "2026-01-10");
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(bills, &overlay), 60);
}

TEST(Calibrate, ADayBetweenTwoChanges) {
  std::vector<Billed> bills;
  for (size_t i = 1; i <= 80; ++i) {
    const Made made = MakeAny(i);
    const int64_t day = static_cast<int64_t>(i) / 4;
    bills.push_back(Bill(
        made, day < 10 ? 2 * made.messages : (made.tools ? 7 : 4), i, day));
  }
  const Calibration found = Calibrate(bills);
  ASSERT_EQ(found.rules[0].periods.size(), 2) << CalibrationToJson(found);
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(bills, &overlay), 80) << CalibrationOverlay(found);
}

// Of one family, billed otherwise by one model; a longer name that begins alike
// is another model.
TEST(Calibrate, OneModelOfAFamily) {
  std::vector<Billed> bills;
  for (size_t i = 1; i <= 60; ++i) {
    const bool mini = i % 2 == 0;
    const Made made = MakeAny(i, mini ? "gpt-4o-mini" : "gpt-4o");
    bills.push_back(Bill(made, mini ? 0 : 3 * made.messages, i));
  }
  const Calibration found = Calibrate(bills);
  ASSERT_EQ(found.rules.size(), 2) << CalibrationToJson(found);
  EXPECT_EQ(found.rules[0].model, "gpt-4o");
  EXPECT_EQ(found.rules[1].model, "gpt-4o-mini");
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(bills, &overlay), 60);
}

TEST(Calibrate, Responses) {
  std::vector<Billed> bills;
  for (size_t i = 1; i <= 50; ++i) {
    std::vector<std::string> items;
    for (size_t j = 0; j <= i % 4; ++j) {
      items.push_back(R"({"role": "user", "content": "secret"})");
    }
    Made made;
    made.body = fmt::format(R"({{"model": "gpt-4o", "input": [{}]}})",
                            fmt::join(items, ", "));
    made.messages = static_cast<int64_t>(items.size());
    bills.push_back(Bill(made, made.messages, i));
  }
  const Calibration found = Calibrate(bills);
  ASSERT_EQ(found.rules.size(), 1);
  EXPECT_EQ(found.rules[0].endpoint, "/v1/responses");
  const Rules overlay = Overlay(found);
  EXPECT_EQ(CountPredicted(bills, &overlay), 50) << CalibrationToJson(found);
}

TEST(Calibrate, MedianOutput_IsThatOfOneChoice) {
  std::vector<Billed> bills;
  for (const int64_t output : {5, 900, 20, 30, 40}) {
    bills.push_back(Bill(MakeAny(1), 0, bills.size() + 1, 0, output));
  }
  const Calibration found = Calibrate(bills);
  ASSERT_EQ(found.medians.size(), 1);
  EXPECT_EQ(found.medians[0].model, "gpt-4.1-mini");
  EXPECT_EQ(found.medians[0].output_tokens, 30);
  EXPECT_EQ(found.medians[0].pairs, 5);
  EXPECT_EQ(Overlay(found).median_output_tokens().at("gpt-4.1-mini"), 30);
}

TEST(Calibrate, TwoPairs_ShowNothing) {
  const Calibration found =
      Calibrate(Bills(1, 2, [](const Made& made) { return made.messages; }));
  EXPECT_THAT(found.medians, IsEmpty());
  EXPECT_THAT(ChangesFound(found.rules[0].periods[0]), IsEmpty());
  EXPECT_THAT(found.rules[0].unexplained, ElementsAre(1, 2));
}

TEST(Calibrate, TheReport_IsAsItsSchemaSays) {
  std::vector<Billed> bills =
      Bills(1, 40, [](const Made& made) { return 3 * made.calls; });
  bills.push_back(Bill(MakeAny(41), 1000, 41));
  const Json schema = SchemaNamed("calibration");
  const Calibration found = Calibrate(bills);
  EXPECT_THAT(found.rules[0].unexplained, ElementsAre(41));
  EXPECT_THAT(found.rules[0].periods[0].refused, Not(IsEmpty()));
  Validate(Json::parse(CalibrationToJson(found)), schema, schema, "$");
}

TEST(Calibrate, NoTextOfARequest_IsInWhatIsWritten) {
  const Calibration found =
      Calibrate(Bills(1, 50, [](const Made& made) { return made.messages; }));
  for (const std::string& text :
       {CalibrationOverlay(found), CalibrationToJson(found)}) {
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    EXPECT_THAT(text, Not(HasSubstr("terse")));
  }
}

TEST(Calibrate, ARequestThatIsNotExact_IsNotFitted) {
  Made made;
  made.body =
      R"({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": [
          {"type": "image_url", "image_url": {"url": "https://x.org/a.png"}}]}]})";
  const Calibration found = Calibrate({Bill(made, 0, 1)});
  EXPECT_EQ(found.inexact, 1);
  EXPECT_THAT(found.rules, IsEmpty());
}

TEST(Calibrate, ARecordThatIsNone_AddsNothing) {
  Calibrator calibrator({});
  EXPECT_EQ(calibrator.Add("{}", 1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(calibrator.Report().pairs, 0);
}

}  // namespace
}  // namespace tokenfare
