#include "tokenfare/preflight/check_many.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// Bodies of many sizes, some of which are no requests.
std::vector<std::string> ManyBodies(size_t count) {
  std::vector<std::string> bodies;
  for (size_t i = 0; i < count; ++i) {
    if (i % 17 == 5) {
      bodies.push_back(fmt::format(R"({{"messages": {}}})", i));
      continue;
    }
    std::string text;
    for (size_t word = 0; word < i * i % 701; ++word) {
      text += fmt::format("w{} ", word * i);
    }
    bodies.push_back(
        Body(fmt::format(R"([{{"role": "user", "content": "{}"}}])", text)));
  }
  return bodies;
}

// The whole verdict, or the whole error.
std::string TextOf(const absl::StatusOr<Verdict>& verdict) {
  return verdict.ok() ? VerdictToJson(*verdict) : verdict.status().ToString();
}

std::function<std::optional<std::string>()> SourceOf(
    const std::vector<std::string>& bodies) {
  return [&bodies, next = size_t{0}]() mutable -> std::optional<std::string> {
    if (next == bodies.size()) return std::nullopt;
    return bodies[next++];
  };
}

TEST(CheckMany, VerdictsAreThoseOfCheck_InOrder) {
  const std::vector<std::string> bodies = ManyBodies(400);
  for (const size_t threads : {0, 1, 2, 5}) {
    size_t count = 0;
    size_t errors = 0;
    const absl::Status status =
        CheckMany(SourceOf(bodies),
                  [&](size_t index, const absl::StatusOr<Verdict>& verdict) {
                    EXPECT_EQ(index, count++);
                    EXPECT_EQ(TextOf(verdict),
                              TextOf(Check(bodies[index], TestOptions())));
                    errors += verdict.ok() ? 0 : 1;
                    return true;
                  },
                  TestOptions(), {.threads = threads});
    EXPECT_TRUE(status.ok()) << status.ToString();
    EXPECT_EQ(count, bodies.size());
    EXPECT_EQ(errors, 24U);  // 5, 22, ..., 396
  }
}

TEST(CheckMany, OfNothing_NothingComes) {
  const absl::Status status =
      CheckMany([] { return std::nullopt; },
                [](size_t, const absl::StatusOr<Verdict>&) {
                  ADD_FAILURE();
                  return true;
                },
                TestOptions());
  EXPECT_TRUE(status.ok());
}

TEST(CheckMany, AnErrorOfAnOptionEndsAll) {
  CheckOptions options = TestOptions();
  options.model = "no-such-model";
  const std::vector<std::string> bodies = ManyBodies(40);
  size_t count = 0;
  const absl::Status status = CheckMany(
      SourceOf(bodies),
      [&](size_t, const absl::StatusOr<Verdict>&) { return ++count > 0; },
      options, {.threads = 2});
  EXPECT_EQ(OptionAtFault(status), "model") << status.ToString();
  EXPECT_EQ(count, 0U);
}

TEST(CheckMany, EndsWhereTheCallerSaysSo) {
  const std::vector<std::string> bodies = ManyBodies(100);
  size_t count = 0;
  const absl::Status status = CheckMany(
      SourceOf(bodies),
      [&](size_t, const absl::StatusOr<Verdict>&) { return ++count < 7; },
      TestOptions(), {.threads = 2});
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(count, 7U);
}

TEST(CheckMany, WhatTheCallbacksThrowComesToTheCaller) {
  const std::vector<std::string> bodies = ManyBodies(30);
  size_t taken = 0;
  const auto source = [&]() -> std::optional<std::string> {
    if (taken == 20) throw std::runtime_error("the file is gone");
    return bodies[taken++];
  };
  const auto sink = [](size_t, const absl::StatusOr<Verdict>&) { return true; };
  EXPECT_THROW(
      static_cast<void>(CheckMany(source, sink, TestOptions(), {.threads = 3})),
      std::runtime_error);
}

TEST(CheckMany, BodiesAreAheadAsFarAsAllowed) {
  const std::vector<std::string> bodies = ManyBodies(60);
  size_t taken = 0;
  size_t most_ahead = 0;
  const absl::Status status = CheckMany(
      [&]() -> std::optional<std::string> {
        if (taken == bodies.size()) return std::nullopt;
        return bodies[taken++];
      },
      [&](size_t index, const absl::StatusOr<Verdict>&) {
        most_ahead = std::max(most_ahead, taken - index);
        return true;
      },
      TestOptions(), {.threads = 3, .look_ahead = 9});
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(most_ahead, 9U);
}

TEST(CheckStream, IsFullByBytes_WhereverABodyWaits) {
  const std::string hello = Body(kHello);
  CheckStream stream(TestOptions(),
                     {.threads = 1, .look_ahead_bytes = 2 * hello.size()});
  EXPECT_FALSE(stream.full());
  stream.Add(hello);
  EXPECT_FALSE(stream.full());
  stream.Add(hello);
  EXPECT_TRUE(stream.full());
  EXPECT_TRUE(stream.Next().has_value());
  EXPECT_FALSE(stream.full());
  EXPECT_TRUE(stream.Next().has_value());
  EXPECT_FALSE(stream.Next().has_value());

  CheckStream narrow(TestOptions(), {.look_ahead_bytes = 0});
  EXPECT_FALSE(narrow.full());
  narrow.Add(hello);
  EXPECT_TRUE(narrow.full());
}

TEST(CheckStream, MayBeLeftAtAnyTime) {
  for (size_t taken = 0; taken < 4; ++taken) {
    CheckStream stream(TestOptions(), {.threads = 3});
    for (std::string& body : ManyBodies(50)) stream.Add(std::move(body));
    for (size_t i = 0; i < taken; ++i) EXPECT_TRUE(stream.Next().has_value());
  }
}

TEST(CheckMany, ProgressSaysWhatWasHandedOut) {
  const std::vector<std::string> bodies = ManyBodies(20);
  size_t bytes = 0;
  size_t calls = 0;
  const absl::Status status = CheckMany(
      SourceOf(bodies),
      [&](size_t index, const absl::StatusOr<Verdict>&) {
        bytes += bodies[index].size();
        return true;
      },
      TestOptions(),
      {.threads = 2, .on_progress = [&](const CheckProgress& progress) {
         EXPECT_EQ(progress.bodies, ++calls);
         EXPECT_EQ(progress.bytes, bytes);
       }});
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(calls, 20U);
}

}  // namespace
}  // namespace tokenfare
