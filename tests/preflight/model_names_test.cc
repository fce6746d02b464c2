// One list of names through every way in: counting (EncodingNameOf), Check,
// Reconcile and the card that costs come from say the same of each.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/preflight/model_encoding.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare {
namespace {

using ::testing::HasSubstr;

// A card for fine-tunes of gpt-4.1-mini, with prices of its own.
constexpr std::string_view kFineTunes = R"({"schema_version": 1,
  "sources": {"page": {"what": "a page"}},
  "models": [{"provider": "openai", "id": "ft:gpt-4.1-mini-2025-04-14",
   "encoding": {"name": "o200k_base", "source": "page"},
   "rule_family": "chat-o200k",
   "rates": [{"verified": "2026-11-20", "tiers": {"standard":
    {"source": "page", "input": "0.8", "cached_input": "0.2",
     "output": "3.2"}}}]}]})";

const Catalogue& Ours() {
  static const Catalogue* const catalogue = new Catalogue(
      *Catalogue::BuiltIn().WithOverlay(kFineTunes, "tunes.json"));
  return *catalogue;
}

constexpr std::string_view kRivers =
    R"([{"role": "user", "content": "Name three rivers."}])";

std::string BodyFor(std::string_view model) {
  return fmt::format(
      R"({{"model": "{}", "messages": {}, "max_completion_tokens": 100}})",
      model, kRivers);
}

std::string ResponseFrom(std::string_view model) {
  return fmt::format(
      R"({{"model": "{}", "created": 1795000000, "usage": {{
        "prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17}}}})",
      model);
}

CheckOptions NameOptions() {
  CheckOptions options = TestOptions();
  options.catalogue = &Ours();
  return options;
}

absl::StatusOr<Reconciliation> ReconcileFor(std::string_view model) {
  ReconcileOptions options;
  options.as_of = *ParseDate("2026-11-22");
  options.catalogue = &Ours();
  return Reconcile(BodyFor(model), ResponseFrom(model), options);
}

struct KnownName {
  const char* name;
  const char* encoding;
  // As which model it counts.
  const char* counts_as;
  // Of 1,000,000 input tokens; empty where it is unknown.
  const char* usd;
};

constexpr KnownName kKnownNames[] = {
    {"gpt-4.1-mini", "o200k_base", "gpt-4.1-mini", "0.4"},
    {"gpt-4.1-mini-2025-04-14", "o200k_base", "gpt-4.1-mini", "0.4"},
    {"GPT-4.1-Mini", "o200k_base", "gpt-4.1-mini", "0.4"},
    {"openai/gpt-4.1-mini", "o200k_base", "gpt-4.1-mini", "0.4"},
    {"OpenAI/GPT-4.1-mini-2025-04-14", "o200k_base", "gpt-4.1-mini", "0.4"},
    {"ft:gpt-4.1-mini-2025-04-14:acme::x", "o200k_base", "gpt-4.1-mini", "0.8"},
    {"ft:gpt-4.1-mini-2025-04-14:acme:a/b:x:ckpt-step-80", "o200k_base",
     "gpt-4.1-mini", "0.8"},
    {"openai/ft:gpt-4.1-mini-2025-04-14:acme::x", "o200k_base", "gpt-4.1-mini",
     "0.8"},
    {"ft:gpt-4-turbo:acme::x", "cl100k_base", "gpt-4-turbo", ""},
    {"openai:gpt-4.1-mini", "o200k_base", "gpt-4.1-mini", "0.4"},
    {"GPT-4-0613", "cl100k_base", "gpt-4-0613", "30"},
    {"openai/o3-mini", "o200k_base", "o3-mini", "1.1"},
};

TEST(ModelNames, AreTheSameForEveryWayIn) {
  for (const KnownName& known : kKnownNames) {
    SCOPED_TRACE(known.name);
    const absl::StatusOr<std::string> encoding =
        EncodingNameOf(known.name, Ours());
    ASSERT_TRUE(encoding.ok()) << encoding.status();
    EXPECT_EQ(*encoding, known.encoding);

    const Verdict verdict = MustCheck(BodyFor(known.name), NameOptions());
    const Verdict base = MustCheck(BodyFor(known.counts_as), NameOptions());
    EXPECT_EQ(verdict.model, known.name);
    EXPECT_EQ(verdict.encoding, known.encoding);
    EXPECT_EQ(verdict.input_tokens.expected, base.input_tokens.expected);
    EXPECT_EQ(verdict.cost_usd.has_value(), *known.usd != '\0');

    const absl::StatusOr<Reconciliation> bill = ReconcileFor(known.name);
    ASSERT_TRUE(bill.ok()) << bill.status();
    EXPECT_EQ(bill->predicted.expected, verdict.input_tokens.expected);
    EXPECT_EQ(bill->cost_usd.has_value(), *known.usd != '\0');

    const absl::StatusOr<const ModelCard*> card = Ours().Find(known.name);
    ASSERT_TRUE(card.ok()) << card.status();
    const absl::StatusOr<CostBreakdown> cost =
        Cost({.input_tokens = 1'000'000}, **card, ServiceTier::kStandard,
             NameOptions().as_of);
    EXPECT_EQ(cost.ok() ? cost->total.ToDecimal() : "", known.usd);
  }
}

constexpr std::pair<const char*, const char*> kRefusedNames[] = {
    {"azure/gpt-4.1-mini", "did you mean \"gpt-4.1-mini\"?"},
    {"azure/eu/gpt-4.1-mini-2025-04-14",
     "did you mean \"gpt-4.1-mini-2025-04-14\"?"},
    {"bedrock/gpt-4.1-mini", "did you mean \"gpt-4.1-mini\"?"},
    {"openrouter/openai/gpt-4.1-mini", "did you mean \"gpt-4.1-mini\"?"},
    {"vertex_ai/GPT-4.1-mini", "did you mean \"gpt-4.1-mini\"?"},
    {"azure/ft:gpt-4.1-mini-2025-04-14:acme::x", "another host"},
    {"gtp-4.1-mini", "did you mean \"gpt-4.1-mini\""},
    {"ft:gtp-4.1-mini:acme::x", "did you mean \"gpt-4.1-mini\""},
    {"GTP-4.1-MINI", "did you mean \"gpt-4.1-mini\""},
    {"claude-3-opus", "unknown model"},
};

TEST(ModelNames, AreRefusedByEveryWayIn) {
  for (const auto& [name, near] : kRefusedNames) {
    SCOPED_TRACE(name);
    const absl::Status encoding = EncodingNameOf(name, Ours()).status();
    EXPECT_EQ(encoding.code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(encoding.message()), HasSubstr(near));
    EXPECT_THAT(ErrorOf(BodyFor(name), NameOptions()), HasSubstr(near));
    const absl::Status bill = ReconcileFor(name).status();
    EXPECT_THAT(std::string(bill.message()), HasSubstr(near));
    const absl::Status card = Ours().Find(name).status();
    EXPECT_THAT(std::string(card.message()), HasSubstr(near));
  }
}

TEST(ModelNames, AFineTuneIsNotExactAndSaysWhat) {
  const Verdict verdict =
      MustCheck(BodyFor("ft:gpt-4.1-mini-2025-04-14:acme::x"), NameOptions());
  EXPECT_EQ(verdict.input_tokens.expected, 11);
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kFineTuned));
  // 11 * 0.8 + 100 * 3.2.
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0003288");
  EXPECT_TRUE(MustCheck(BodyFor("openai/gpt-4.1-mini"), NameOptions())
                  .input_tokens.exact);
}

// Snapshots that the catalogue does not list: their text can be counted by
// tiktoken's prefixes, but neither their rules nor their price are known.
TEST(ModelNames, UnlistedSnapshots_AreCountedOnly) {
  EXPECT_EQ(*EncodingNameOf("gpt-4o-2099-01-01", Ours()), "o200k_base");
  EXPECT_THAT(ErrorOf(BodyFor("gpt-4o-2099-01-01"), NameOptions()),
              HasSubstr("did you mean"));
}

// A text has no bounds, so an encoding that is only assumed counts nothing.
TEST(ModelNames, AssumedEncodings_AreForChecksOnly) {
  const absl::Status status = EncodingNameOf("gpt-6-sol", Ours()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("o200k_base"));
}

TEST(ModelNames, ASuggestionIsNeverAFineTune) {
  CheckOptions options = NameOptions();
  options.suggest = true;
  const Verdict verdict = MustCheck(BodyFor("gpt-4.1"), options);
  ASSERT_TRUE(verdict.suggestions.has_value());
  EXPECT_FALSE(verdict.suggestions->empty());
  for (const Suggestion& suggestion : *verdict.suggestions) {
    EXPECT_FALSE(suggestion.model.starts_with("ft:")) << suggestion.model;
  }
}

TEST(ModelNames, APreviousRequestMayNameTheModelOtherwise) {
  CheckOptions options = NameOptions();
  const std::string body = BodyFor("gpt-4.1-mini");
  for (const auto& [previous, same] :
       {std::pair{"openai/GPT-4.1-mini", true},
        {"gpt-4.1-mini-2025-04-14", true},
        {"ft:gpt-4.1-mini-2025-04-14:acme::x", false},
        {"azure/gpt-4.1-mini", false}}) {
    const std::string before = BodyFor(previous);
    options.previous = before;
    EXPECT_EQ(Has(MustCheck(body, options).warnings, warning::kPreviousModel),
              !same)
        << previous;
  }
}

}  // namespace
}  // namespace tokenfare
