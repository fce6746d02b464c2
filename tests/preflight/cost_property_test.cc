// Whatever is asked and however it is asked, low <= expected <= high, of tokens
// and of money, and a bill within what the check foresaw is within its range.
// The seeds are fixed, and a failure prints the request.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/preflight/check_options.h"
#include "tokenfare/catalogue/model_cost.h"

namespace tokenfare {
namespace {

class RandomRequests {
 public:
  explicit RandomRequests(uint64_t seed) : random_(seed) {}

  size_t Below(size_t bound) { return random_() % bound; }
  bool Likely(size_t percent) { return Below(100) < percent; }

  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

  std::string Body(std::string_view model) {
    std::string messages = Message("system", Words());
    const size_t turns = Below(4);
    for (size_t i = 0; i < turns; ++i) {
      messages += ", " + Message("user", Words());
      if (Likely(30)) messages += ", " + Message("assistant", Words());
    }
    messages += ", " + (Likely(25) ? WithImage() : Message("user", Words()));
    return fmt::format(R"({{"model": "{}", "messages": [{}]{}}})", model,
                       messages, Fields());
  }

 private:
  // Mostly short; some of the lengths at which the cache begins and steps.
  std::string Words() {
    static const std::vector<size_t> kLengths = {1,    7,    60,   1000, 1016,
                                                 1024, 1150, 1152, 1300, 2560};
    std::string text = "a";
    for (size_t i = 1 + Below(OneOf(kLengths)); i > 0; --i) text += " b";
    return text;
  }

  std::string Message(std::string_view role, const std::string& text) {
    return fmt::format(R"({{"role": "{}", "content": "{}"}})", role, text);
  }

  std::string WithImage() {
    return fmt::format(
        R"({{"role": "user", "content": [{{"type": "text", "text": "What?"}},
          {{"type": "image_url", "image_url": {{"url":
            "https://example.com/{}.png", "detail": "{}"}}}}]}})",
        Below(9), OneOf(std::vector<std::string>{"low", "high", "auto"}));
  }

  std::string Fields() {
    std::string fields;
    if (Likely(70)) {
      fields += fmt::format(R"(, "max_completion_tokens": {})", Below(3000));
    }
    if (Likely(40)) fields += fmt::format(R"(, "n": {})", 1 + Below(5));
    if (Likely(30)) {
      fields += R"(, "tools": [{"type": "function", "function": {"name": "f",
        "description": "Look up.", "parameters": {"type": "object",
        "properties": {"q": {"type": "string"}}}}}])";
    }
    if (Likely(15)) fields += R"(, "web_search_options": {})";
    if (Likely(20)) {
      fields += R"(, "prompt_cache_options": {"mode": "explicit"})";
    }
    if (Likely(15)) {
      fields += R"(, "prediction": {"type": "content", "content": "a b c d"})";
    }
    return fields;
  }

  std::mt19937_64 random_;
};

const std::vector<std::string>& Days() {
  static const auto* const days = new std::vector<std::string>{
      "2023-07-01", "2024-06-01", "2024-10-01", "2025-06-10", "2025-12-31",
      "2026-03-04", "2026-03-05", "2026-08-20", "2026-08-21", "2026-11-28"};
  return *days;
}

CheckOptions RandomOptions(const std::string& body, RandomRequests& random) {
  CheckOptions options = TestOptions();
  options.as_of = *ParseDate(random.OneOf(Days()));
  if (random.Likely(60)) {
    options.service_tier = random.OneOf(std::vector<std::string>{
        "standard", "batch", "flex", "priority", "default"});
  }
  options.regional = random.Likely(30);
  if (random.Likely(50)) options.expected_output_tokens = random.Below(3000);
  if (random.Likely(30)) {
    options.cached_tokens = random.Below(3000);
  } else if (random.Likely(30)) {
    options.previous = body;
  }
  if (random.Likely(20)) options.max_input_tokens = random.Below(4000);
  if (random.Likely(20)) options.max_cost = Money::ParseUsd("0.0001").value();
  return options;
}

void ExpectRange(const TokenRange& tokens) {
  EXPECT_LE(0, tokens.low);
  EXPECT_LE(tokens.low, tokens.expected);
  EXPECT_LE(tokens.expected, tokens.high);
  if (tokens.exact) {
    EXPECT_EQ(tokens.low, tokens.high);
  }
}

// A bill of what the verdict foresees: tokens in their ranges, output up to the
// limit of each choice, any share of what the cache can hold.
void ExpectBillsWithin(const ModelCard& card, const Verdict& verdict,
                       bool regional, RandomRequests& random) {
  const auto most_output = static_cast<size_t>(
      verdict.output_tokens.limit.value_or(0) * verdict.output_tokens.choices);
  for (int i = 0; i < 4; ++i) {
    const auto low = static_cast<size_t>(verdict.input_tokens.low);
    const auto high = static_cast<size_t>(verdict.input_tokens.high);
    const size_t input = low + random.Below(high - low + 1);
    size_t cached = input < 1024 ? 0 : random.Below(input + 1) / 128 * 128;
    if (verdict.cache.cached_tokens == 0) cached = 0;
    const size_t searches = SearchesAlways(card) ? 1 : 0;
    const absl::StatusOr<CostBreakdown> bill =
        Cost({.input_tokens = input,
              .cached_input_tokens = cached,
              .output_tokens = random.Below(most_output + 1),
              .web_search_calls = searches},
             card, verdict.service_tier, verdict.as_of, {.regional = regional});
    ASSERT_TRUE(bill.ok()) << bill.status();
    EXPECT_LE(verdict.cost_usd->low, bill->total);
    EXPECT_LE(bill->total, verdict.cost_usd->high);
  }
}

// One request; whether its cost was known.
bool CheckOne(const ModelCard& card, RandomRequests& random) {
  const std::string body = random.Body(card.id);
  CheckOptions options = RandomOptions(body, random);
  options.provider = card.provider;
  const absl::StatusOr<Verdict> verdict = Check(body, options);
  // Some options contradict the request: more cached tokens than there are.
  if (!verdict.ok()) {
    EXPECT_EQ(verdict.status().code(), absl::StatusCode::kInvalidArgument)
        << verdict.status() << "\n"
        << body;
    return false;
  }
  ExpectRange(verdict->input_tokens);
  for (const PartTokens& part : verdict->parts) ExpectRange(part);
  EXPECT_LE(verdict->cache.cached_tokens + verdict->cache.cache_write_tokens,
            verdict->input_tokens.expected);
  if (verdict->fits == true) {
    EXPECT_TRUE(verdict->reasons.empty());
    EXPECT_TRUE(verdict->cost_usd.has_value());
  }
  if (!verdict->cost_usd.has_value()) return false;
  EXPECT_LE(Money::Zero(), verdict->cost_usd->low);
  EXPECT_LE(verdict->cost_usd->low, verdict->cost_usd->expected);
  EXPECT_LE(verdict->cost_usd->expected, verdict->cost_usd->high);
  ExpectBillsWithin(card, *verdict, options.regional, random);
  if (::testing::Test::HasFailure()) {
    ADD_FAILURE() << card.id << " on " << FormatDate(options.as_of) << "\n"
                  << body << "\n"
                  << VerdictToJson(*verdict);
  }
  return true;
}

TEST(CostProperties, RandomRequestsAndOptions_HaveRanges) {
  RandomRequests random(20261128);
  int priced = 0;
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    if (card.rule_family == RuleFamily::kNone) continue;
    for (int i = 0; i < 40 && !HasFailure(); ++i) {
      priced += CheckOne(card, random) ? 1 : 0;
    }
  }
  EXPECT_GE(priced, 500);
}

// Reading from the cache never costs more, more tokens never cost less.
TEST(CostProperties, BillsOfRandomUsage_AreMonotone) {
  RandomRequests random(7);
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    const RateCard* rates = RateCardOn(card, TestOptions().as_of);
    if (rates == nullptr) continue;
    for (const auto& [tier, of_tier] : rates->tiers) {
      for (int i = 0; i < 20; ++i) {
        const size_t input = random.Below(200'000);
        const size_t output = random.Below(50'000);
        const auto total = [&](size_t cached, size_t more) {
          return Cost({.input_tokens = input + more,
                       .cached_input_tokens = cached,
                       .output_tokens = output + more},
                      card, tier, TestOptions().as_of)
              ->total;
        };
        EXPECT_LE(total(random.Below(input + 1), 0), total(0, 0)) << card.id;
        EXPECT_LE(total(0, 0), total(0, 1 + random.Below(100))) << card.id;
      }
    }
  }
}

}  // namespace
}  // namespace tokenfare
