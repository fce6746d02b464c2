// Bundles of data: of this program, of earlier and of later ones, and damaged.
// The fixture of an earlier one has sums by Python's hashlib.

#include "tokenfare/preflight/data_bundle.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/support/sha256.h"

namespace tokenfare {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using BundleJson = nlohmann::ordered_json;

constexpr const char* kCatalogue = "catalogue/openai.json";
constexpr const char* kRules = "rules/openai_chat.json";
constexpr const char* kEvidence = "rules/openai_chat.evidence.json";

// Two more for each message than the embedded rules, for gpt-4.1-mini alone.
std::string OldBundleText() {
  return *internal::ReadFile(TOKENFARE_TEST_BUNDLES "/format_1.json",
                             DataBundle::kMaxBytes);
}

BundleJson OldBundle() { return BundleJson::parse(OldBundleText()); }

// The text of `bundle`, whose sums are made anew.
std::string Sealed(BundleJson bundle) {
  BundleJson& header = bundle["header"];
  header["parts"] = BundleJson::object();
  for (const auto& [name, part] : bundle["parts"].items()) {
    header["parts"][name] = internal::Sha256Hex(part.dump());
  }
  bundle["header_sha256"] = internal::Sha256Hex(header.dump());
  return bundle.dump(2);
}

DataBundle MustParse(std::string_view text) {
  absl::StatusOr<DataBundle> bundle = DataBundle::Parse(text, "data.json");
  EXPECT_TRUE(bundle.ok()) << bundle.status();
  return bundle.ok() ? *std::move(bundle) : MustParse(OldBundleText());
}

std::string BundleErrorOf(std::string_view text) {
  const absl::StatusOr<DataBundle> bundle =
      DataBundle::Parse(text, "data.json");
  return bundle.ok() ? "" : std::string{bundle.status().message()};
}

Verdict CheckByBundle(const DataBundle& bundle, const Rules& rules) {
  CheckOptions options = TestOptions();
  options.catalogue = &bundle.catalogue();
  options.rules = &rules;
  return MustCheck(Body(kHello), options);
}

// "Hello, world!" is 4 tokens in a message of 1 for the role, 5 around it by
// the bundle's rules, and 3 before the reply; a token of input is $5 / 10^6.
TEST(DataBundle, OfFormat1_IsReadAndItsFiguresAreExact) {
  const DataBundle bundle = MustParse(OldBundleText());
  EXPECT_EQ(bundle.version().ToString(), "2026.10.01.2");
  EXPECT_THAT(bundle.ignored(), IsEmpty());
  const Verdict verdict = CheckByBundle(bundle, bundle.rules());
  EXPECT_EQ(verdict.input_tokens.expected, 13);
  EXPECT_TRUE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.cost_usd->low.ToDecimal(), "0.000065");
}

TEST(DataBundle, IsNamedInVerdictsByItsVersion) {
  const DataBundle bundle = MustParse(OldBundleText());
  EXPECT_EQ(CheckByBundle(bundle, bundle.rules()).data_version, "2026.10.01.2");
  const absl::StatusOr<Rules> over = bundle.rules().WithOverlay(
      R"({"schema_version": 1, "median_output_tokens": {"m": 1}})", "own.json");
  ASSERT_TRUE(over.ok()) << over.status();
  EXPECT_EQ(CheckByBundle(bundle, *over).data_version, "2026.10.01.2");
  EXPECT_EQ(MustCheck(Body(kHello)).data_version,
            BuiltInDataVersion().ToString());
}

// gpt-4o has stood for several snapshots, by the names that the program knows:
// before the first recording it is not exact. A bundle that says nothing of
// such names leaves that as it is.
TEST(DataBundle, WithoutMovingNames_HasThoseOfTheProgram) {
  BundleJson json = OldBundle();
  BundleJson& models = json["parts"][kEvidence]["families"].front();
  models["gpt-4o"] = models.front();
  const auto code_on = [&](const char* day) {
    const DataBundle bundle = MustParse(Sealed(json));
    CheckOptions options = TestOptions();
    options.rules = &bundle.rules();
    options.model = "gpt-4o";
    options.as_of = *ParseDate(day);
    return MustCheck(Body(kHello), options).parts.back().why_code;
  };
  BundleJson& rules = json["parts"][kRules];
  ASSERT_FALSE(rules.contains("moving_names"));
  EXPECT_EQ(code_on("2026-06-30"), "model_recorded_later");
  EXPECT_EQ(code_on("2026-07-01"), "");
  rules["moving_names"] = {"gpt-4"};
  EXPECT_EQ(code_on("2026-06-30"), "");
  rules["moving_names"] = {"gpt-4", "gpt-4o"};
  EXPECT_EQ(code_on("2026-06-30"), "model_recorded_later");
}

TEST(DataBundle, WithoutEvidence_IsExactForNothing) {
  BundleJson json = OldBundle();
  json["parts"].erase(kEvidence);
  const DataBundle bundle = MustParse(Sealed(json));
  const Verdict verdict = CheckByBundle(bundle, bundle.rules());
  EXPECT_EQ(verdict.input_tokens.expected, 13);
  EXPECT_FALSE(verdict.input_tokens.exact);
}

TEST(DataBundle, BelowRulesOfTheCallers_StaysInForceButNotExact) {
  const DataBundle bundle = MustParse(OldBundleText());
  const absl::StatusOr<Rules> over = bundle.rules().WithOverlay(
      R"({"schema_version": 1, "endpoints": [
          {"endpoint": "/v1/chat/completions", "exceptions": [{
           "begins": "gpt-4.1", "settings": {"constants": {"priming": 4}}}]}]})",
      "own.json");
  ASSERT_TRUE(over.ok()) << over.status();
  const Verdict verdict = CheckByBundle(bundle, *over);
  EXPECT_EQ(verdict.input_tokens.expected, 14);
  EXPECT_FALSE(verdict.input_tokens.exact);
}

// What no part says is as the program has it.
TEST(DataBundle, OfOneEndpoint_LeavesTheOther) {
  const DataBundle bundle = MustParse(OldBundleText());
  const auto families = [](const Rules* rules) {
    size_t count = 0;
    for (const FamilyEvidence& family :
         EvidenceByFamily(TestOptions().as_of, rules)) {
      if (family.endpoint == "/v1/responses") ++count;
    }
    return count;
  };
  EXPECT_EQ(families(&bundle.rules()), families(nullptr));
  EXPECT_GT(families(nullptr), 0U);
}

TEST(DataBundle, OfALaterProgram_IsReadWhereItOnlySaysMore) {
  BundleJson json = OldBundle();
  json["mirror"] = "https://example.com";
  json["header"]["written_by"] = "0.9.0";
  BundleJson& parts = json["parts"];
  parts[kCatalogue]["models"][0]["carbon"] = 3;
  parts[kRules]["unshown"]["telepathy"] = {-1, 1};
  parts[kEvidence]["families"]["GPT-4o and GPT-4.1"]["gpt-4.1-mini"]
       ["telepathy"] = {{"recordings", 4}};
  parts["rules/acme.json"] = {{"endpoint", "/v1/acme"}, {"new", true}};
  parts["voices/all.json"] = BundleJson::object();
  const DataBundle bundle = MustParse(Sealed(json));
  EXPECT_THAT(
      bundle.ignored(),
      ElementsAre(
          "data.json: $.header.written_by", "data.json: $.mirror",
          "data.json: catalogue/openai.json: $.models[0].carbon",
          AllOf(HasSubstr("evidence.json: $.families"), HasSubstr("telepathy")),
          "data.json: rules/openai_chat.json: $.unshown.telepathy",
          "data.json: rules/acme.json", "data.json: voices/all.json"));
  const Verdict verdict = CheckByBundle(bundle, bundle.rules());
  EXPECT_EQ(verdict.input_tokens.expected, 13);
  EXPECT_TRUE(verdict.input_tokens.exact);
}

// To pass over one of these would give wrong figures.
TEST(DataBundle, WithUnknownFieldsThatCount_IsRefused) {
  BundleJson constant = OldBundle();
  constant["parts"][kRules]["rules"][1]["constants"]["aura"] = 7;
  EXPECT_THAT(BundleErrorOf(Sealed(constant)),
              HasSubstr("data.json: rules/openai_chat.json: "
                        "$.rules[1].constants.aura: no such setting"));
  BundleJson price = OldBundle();
  price["parts"][kCatalogue]["models"][0]["rates"][0]["per_request"] = "0.01";
  EXPECT_THAT(BundleErrorOf(Sealed(price)),
              HasSubstr("$.models[0].rates[0].per_request"));
}

TEST(DataBundle, ThatIsTooNew_SaysWhichProgramReadsIt) {
  BundleJson format = OldBundle();
  format["format"] = 2;
  format["header"] = {{"needs_program", "0.7.0"}, {"layout", "other"}};
  format.erase("header_sha256");
  EXPECT_EQ(BundleErrorOf(format.dump()),
            "data.json: $.format: this program reads formats up to 1; "
            "tokenfare 0.7.0 or later reads it");
  BundleJson need = OldBundle();
  need["header"]["needs"] = {"fees"};
  need["header"]["needs_program"] = "0.8.0";
  EXPECT_EQ(BundleErrorOf(Sealed(need)),
            "data.json: $.header.needs[0]: this program does not know "
            "\"fees\"; tokenfare 0.8.0 or later reads it");
  need["header"]["needs"] = BundleJson::array();
  EXPECT_EQ(BundleErrorOf(Sealed(need)), "");
}

TEST(DataBundle, Damaged_IsRefusedByPart) {
  BundleJson price = OldBundle();
  price["parts"][kCatalogue]["models"][0]["rates"][0]["tiers"]["standard"]
       ["input"] = "4";
  EXPECT_THAT(BundleErrorOf(price.dump()),
              AllOf(HasSubstr("catalogue/openai.json"), HasSubstr("damaged"),
                    HasSubstr("SHA-256")));
  BundleJson version = OldBundle();
  version["header"]["data_version"] = "2027.10.01.2";
  EXPECT_THAT(BundleErrorOf(version.dump()),
              AllOf(HasSubstr("$.header: damaged")));
  BundleJson missing = OldBundle();
  missing["parts"].erase(kEvidence);
  EXPECT_THAT(BundleErrorOf(missing.dump()),
              HasSubstr("\"rules/openai_chat.evidence.json\" is missing"));
  BundleJson more = OldBundle();
  more["parts"]["rules/more.json"] = BundleJson::object();
  EXPECT_THAT(BundleErrorOf(more.dump()), HasSubstr("does not have this part"));
}

TEST(DataBundle, CutOffAnywhere_IsAnError) {
  const std::string text = OldBundleText();
  for (size_t size = 0; size + 2 < text.size(); size += 13) {
    EXPECT_THAT(BundleErrorOf(text.substr(0, size)), HasSubstr("data.json"));
  }
}

// Blanks say nothing; so an indented copy is the same bundle.
TEST(DataBundle, IndentedOtherwise_IsTheSame) {
  EXPECT_EQ(BundleErrorOf(OldBundle().dump()), "");
  EXPECT_EQ(BundleErrorOf(OldBundle().dump(7)), "");
}

TEST(DataBundle, WithoutACatalogue_IsRefused) {
  BundleJson json = OldBundle();
  json["parts"].erase(kCatalogue);
  EXPECT_THAT(BundleErrorOf(Sealed(json)), HasSubstr("no catalogue"));
}

TEST(DataBundle, Load_NamesAFileThatIsNotThere) {
  const absl::StatusOr<DataBundle> bundle = DataBundle::Load("no/such.json");
  EXPECT_TRUE(absl::IsNotFound(bundle.status())) << bundle.status();
  EXPECT_THAT(std::string{bundle.status().message()},
              HasSubstr("no/such.json"));
}

TEST(DataVersion, OrdersByDayAndNumber) {
  const std::vector<std::string> ascending = {"2025.12.31.7", "2026.01.01.1",
                                              "2026.01.01.2", "2026.01.01.10"};
  for (size_t i = 1; i < ascending.size(); ++i) {
    const auto before = DataVersion::Parse(ascending[i - 1]);
    const auto after = DataVersion::Parse(ascending[i]);
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_LT(*before, *after);
    EXPECT_EQ(after->ToString(), ascending[i]);
  }
}

TEST(DataVersion, InAnyOtherForm_IsAnError) {
  for (const std::string_view text :
       {"", "2026.11.29", "2026.11.29.", "2026.11.29.0", "2026.11.29.01",
        "2026.11.29.-1", "2026.11.29.10000", "2026.11.31.1", "2026-11-29.1",
        "2026-11-29-1", "2026.11.29.1 ", "v2026.11.29.1"}) {
    EXPECT_FALSE(DataVersion::Parse(text).ok()) << text;
  }
}

TEST(DataVersion, BuiltIn_IsThatOfTheManifest) {
  const absl::StatusOr<std::string> manifest =
      internal::ReadFile(TOKENFARE_TEST_MANIFEST, DataBundle::kMaxBytes);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(BuiltInDataVersion().ToString(),
            BundleJson::parse(*manifest)["header"]["data_version"]
                .get<std::string>());
}

}  // namespace
}  // namespace tokenfare
