// A request that is parsed once, and errors that name an option.

#include <string>
#include <thread>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare {
namespace {

std::string LongBody() {
  std::string messages = R"({"role": "system", "content": "Be brief."})";
  for (int i = 0; i < 40; ++i) {
    messages += fmt::format(R"(, {{"role": "user", "content": "turn {}"}})", i);
  }
  return Body(fmt::format("[{}]", messages),
              R"("max_completion_tokens": 100, "service_tier": "flex")");
}

Request MustParse(std::string_view body) {
  absl::StatusOr<Request> request = Request::Parse(body);
  EXPECT_TRUE(request.ok()) << request.status().ToString();
  return *std::move(request);
}

// Options that lead to different verdicts.
std::vector<CheckOptions> ManyOptions() {
  std::vector<CheckOptions> all(5, TestOptions());
  all[1].model = "gpt-4";
  all[2].service_tier = "batch";
  all[2].explain = true;
  all[3].max_input_tokens = 20;
  all[4].suggest = true;
  return all;
}

TEST(ParsedRequest, EachCheckIsThatOfTheText) {
  const std::string body = LongBody();
  const Request request = MustParse(body);
  std::vector<std::string> verdicts;
  for (const CheckOptions& options : ManyOptions()) {
    const absl::StatusOr<Verdict> verdict = Check(request, options);
    ASSERT_TRUE(verdict.ok()) << verdict.status().ToString();
    verdicts.push_back(VerdictToJson(*verdict));
    EXPECT_EQ(verdicts.back(), VerdictToJson(MustCheck(body, options)));
  }
  EXPECT_NE(verdicts[0], verdicts[1]);
  // Nothing of the other checks is left.
  EXPECT_EQ(VerdictToJson(*Check(request, TestOptions())), verdicts[0]);
}

TEST(ParsedRequest, OutlivesTheText) {
  std::string body = LongBody();
  const std::string expected = VerdictToJson(MustCheck(body));
  const Request request = MustParse(body);
  body.assign(body.size(), 'x');
  const Request copy = request;
  EXPECT_EQ(VerdictToJson(*Check(copy, TestOptions())), expected);
}

TEST(ParsedRequest, SaysWhatItNames) {
  const Request request = MustParse(LongBody());
  EXPECT_EQ(request.model(), "gpt-4.1-mini");
  EXPECT_EQ(request.service_tier(), "flex");
  const Request nameless =
      MustParse(R"({"messages": [{"role": "user", "content": "Hello"}]})");
  EXPECT_EQ(nameless.model(), "");
  EXPECT_EQ(nameless.service_tier(), "");
}

TEST(ParsedRequest, HasLimits) {
  const std::string body = LongBody();
  EXPECT_TRUE(absl::IsResourceExhausted(
      Request::Parse(body, {.body_bytes = 100}).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(
      Request::Parse(body, {.json_values = 10}).status()));
  EXPECT_EQ(std::string(Request::Parse("[]").status().message()),
            ErrorOf("[]"));
}

TEST(ParsedRequest, MayBeThePreviousOne) {
  const std::string words(6'000, 'a');
  const auto body = [&](std::string_view last) {
    return Body(fmt::format(
        R"([{{"role": "system", "content": "{}"}},
            {{"role": "user", "content": "{}"}}])",
        words, last));
  };
  CheckOptions by_text = TestOptions();
  const std::string before = body("First?");
  by_text.previous = before;
  CheckOptions parsed = TestOptions();
  parsed.previous = MustParse(before);
  const Verdict verdict = MustCheck(body("And then?"), parsed);
  EXPECT_GT(verdict.cache.shared_prefix_tokens.value_or(0), 0);
  EXPECT_EQ(VerdictToJson(verdict),
            VerdictToJson(MustCheck(body("And then?"), by_text)));
}

TEST(ParsedRequest, IsSharedBetweenThreads) {
  const std::string body = LongBody();
  const Request request = MustParse(body);
  const std::vector<CheckOptions> options = ManyOptions();
  std::vector<std::string> found(options.size() * 2);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&, i] {
      found[i] = VerdictToJson(*Check(request, options[i % options.size()]));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i],
              VerdictToJson(MustCheck(body, options[i % options.size()])));
  }
}

bool Begins(const absl::Status& error, std::string_view message) {
  return std::string(error.message()).starts_with(message);
}

absl::Status CheckError(const CheckOptions& options,
                        const std::string& body = Body(kHello)) {
  return Check(body, options).status();
}

TEST(OptionAtFault, IsThatOfTheName) {
  CheckOptions options = TestOptions();
  options.model = "gtp-4o";
  absl::Status error = CheckError(options);
  EXPECT_TRUE(absl::IsNotFound(error));
  EXPECT_EQ(OptionAtFault(error), "model");
  EXPECT_TRUE(Begins(error, "model: unknown model \"gtp-4o\""));

  options.model = "text-embedding-3-small";
  error = CheckError(options);
  EXPECT_EQ(OptionAtFault(error), "model");
  EXPECT_TRUE(Begins(error, "model: text-embedding-3-small "));

  options = TestOptions();
  options.service_tier = "priorty";
  error = CheckError(options);
  EXPECT_EQ(OptionAtFault(error), "service_tier");
  EXPECT_TRUE(Begins(error, "service_tier: unknown"));
  options.service_tier = "";
  EXPECT_EQ(OptionAtFault(CheckError(options)), "service_tier");

  options = TestOptions();
  options.provider = "openia";
  error = CheckError(options);
  EXPECT_EQ(OptionAtFault(error), "provider");
  EXPECT_TRUE(Begins(error, "provider: unknown provider"));
}

TEST(OptionAtFault, IsNoneWhereTheRequestIs) {
  EXPECT_EQ(OptionAtFault(absl::OkStatus()), "");
  const std::string unknown =
      R"({"model": "gtp-4o", "messages": [{"role": "user", "content": "a"}]})";
  const absl::Status error = CheckError(TestOptions(), unknown);
  EXPECT_EQ(OptionAtFault(error), "");
  EXPECT_TRUE(Begins(error, "$.model: unknown model"));
  EXPECT_EQ(OptionAtFault(CheckError(
                TestOptions(), Body(kHello, R"("service_tier": "flux")"))),
            "");
  CheckOptions options = TestOptions();
  options.cached_tokens = 1'000'000;
  EXPECT_EQ(OptionAtFault(CheckError(options)), "");
}

TEST(OptionAtFault, OfReconcilingToo) {
  constexpr std::string_view kResponse =
      R"({"model": "gpt-4.1-mini", "created": 1763769600,
          "usage": {"prompt_tokens": 11, "completion_tokens": 1}})";
  const auto error = [&](const ReconcileOptions& options) {
    return Reconcile(Body(kHello), kResponse, options).status();
  };
  EXPECT_TRUE(error({}).ok()) << error({}).ToString();
  ReconcileOptions options;
  options.model = "gtp-4o";
  EXPECT_EQ(OptionAtFault(error(options)), "model");
  EXPECT_TRUE(Begins(error(options), "model: unknown model"));
  options = {};
  options.service_tier = "flux";
  EXPECT_EQ(OptionAtFault(error(options)), "service_tier");
  options = {};
  options.provider = "openia";
  EXPECT_EQ(OptionAtFault(error(options)), "provider");
}

}  // namespace
}  // namespace tokenfare
