// Every way in which a catalogue file can be wrong gives an error that names
// the file, the JSON path and the cure. Each case changes one place of a file
// that loads.

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tokenfare/catalogue/catalogue.h"

namespace tokenfare {
namespace {

constexpr char kGood[] = R"({
  "schema_version": 1,
  "comment": "any text",
  "sources": {"page": {"what": "a page", "url": "https://example.com"}},
  "models": [
    {"provider": "acme", "id": "anvil-1", "aliases": ["anvil", "anvil-1-x"],
     "encoding": {"name": "o200k_base", "assumed": true, "source": "page"},
     "rule_family": "chat-o200k",
     "context_window": {"value": 1000, "source": "page"},
     "release_date": {"value": "2026-01-01", "source": "page"},
     "deprecated": {"value": "2026-02-01", "source": "page"},
     "shutdown_date": {"value": "2026-03-01", "source": "page"},
     "knowledge_cutoff": {"value": "2025-06", "source": "page"},
     "input_modalities": {"value": ["text"], "source": "page"},
     "tools": {"value": true, "source": "page"},
     "regional_uplift": {"value": "1.1", "source": "page"},
     "web_search_usd_per_call": [{"value": "0.03", "source": "page"},
      {"valid_from": "2026-02-05", "value": "0.02", "source": "page"}],
     "image_rules": [
      {"verified": "2026-01-03", "source": "page",
       "tile": {"base": 85, "tile": 170}},
      {"valid_from": "2026-02-03", "verified": "2026-02-04", "source": "page",
       "patch": {"multiplier": "1.62", "limits": {"high": {
         "max_dimension": 2048}}, "unsupported": ["original"]}}],
     "rates": [
      {"verified": "2026-01-02", "tiers": {"standard": {"source": "page",
         "input": "1", "cached_input": "0.5", "output": "2",
         "long_context": {"above_input_tokens": 500, "input": "2",
                          "output": "3"}}}},
      {"valid_from": "2026-02-01", "verified": "2026-02-02",
       "tiers": {"batch": {"source": "page", "input": "1", "output": "2"}}}],
     "benchmarks": [{"name": "B", "score": "12.5", "unit": "%",
                     "source": "page"}],
     "guidance": [{"question": "Q?", "answer": "A.", "source": "page"}],
     "notes": ["a note"]},
    {"provider": "acme", "id": "rocket", "rule_family": "none",
     "encoding": {"name": "cl100k_base", "source": "page"}}]})";

std::string ErrorOf(const std::string& json) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::Parse(json, "f.json");
  if (catalogue.ok()) return "no error";
  EXPECT_EQ(catalogue.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string{catalogue.status().message()};
}

// kGood with its one `before` replaced.
std::string Changed(const std::string& before, const std::string& after) {
  std::string json = kGood;
  const size_t at = json.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  EXPECT_EQ(json.find(before, at + 1), std::string::npos) << before;
  return json.replace(at, before.size(), after);
}

TEST(Loader, GoodFile_IsReadWhole) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::Parse(kGood, "f.json");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const ModelCard& card = **catalogue->Find("anvil", "acme");
  EXPECT_EQ(card.id, "anvil-1");
  EXPECT_EQ(card.encoding.name, "o200k_base");
  EXPECT_TRUE(card.encoding.assumed);
  EXPECT_FALSE(card.encoding.reconstructed);
  EXPECT_FALSE(card.encoding.proven());
  EXPECT_EQ(card.rule_family, RuleFamily::kChatO200k);
  EXPECT_EQ(card.context_window->value, 1000u);
  EXPECT_EQ(card.context_window->source, "page");
  ASSERT_EQ(card.regional_uplift.size(), 1u);
  EXPECT_EQ(card.regional_uplift[0].value, "1.1");
  ASSERT_EQ(card.web_search_usd_per_call.size(), 2u);
  EXPECT_EQ(
      FactOn(card.web_search_usd_per_call, *ParseDate("2026-02-04"))->value,
      "0.03");
  EXPECT_EQ(
      FactOn(card.web_search_usd_per_call, *ParseDate("2026-02-05"))->value,
      "0.02");
  EXPECT_FALSE(card.max_output_tokens.has_value());
  EXPECT_EQ(FormatDate(card.shutdown_date->value), "2026-03-01");
  ASSERT_EQ(card.rate_cards.size(), 2u);
  const TierRates& tier = card.rate_cards[0].tiers.at(ServiceTier::kStandard);
  EXPECT_EQ(tier.rates.cached_input->ToDecimal(), "0.5");
  EXPECT_FALSE(tier.rates.cache_write.has_value());
  EXPECT_EQ(tier.long_context->above_input_tokens, 500u);
  EXPECT_EQ(tier.long_context->rates.output.ToDecimal(), "3");
  EXPECT_EQ(card.benchmarks.at(0).score, "12.5");
  EXPECT_EQ(card.guidance.at(0).answer, "A.");
  EXPECT_EQ(card.notes.at(0), "a note");
  EXPECT_EQ(catalogue->sources().at("page").url, "https://example.com");
}

struct BadCase {
  const char* before;
  const char* after;
  const char* error;  // after "f.json"
};

constexpr char kFirstId[] = "\"id\": \"anvil-1\"";

TEST(Loader, OneWrongPlace_IsNamed) {
  const std::vector<BadCase> cases = {
      // Structure.
      {"\"schema_version\": 1", "\"schema_version\": 2",
       ": $.schema_version: this program reads version 1"},
      {"\"comment\": \"any text\"", "\"coment\": \"any text\"",
       ": $.coment: there is no such field; did you mean \"comment\"?"},
      {"\"rule_family\": \"none\",", "",
       ": $.models[1]: the field \"rule_family\" is missing"},
      {"\"rule_family\": \"none\"", "\"rule_family\": \"nona\"",
       ": $.models[1].rule_family: unknown rule family \"nona\"; did you mean "
       "\"none\"?"},
      {"\"notes\": [\"a note\"]", "\"notes\": []",
       ": $.models[0].notes: the array is empty; leave the field out instead"},
      {"\"notes\": [\"a note\"]", "\"notes\": \"a note\"",
       ": $.models[0].notes: this is a string; it must be an array"},
      {"\"notes\": [\"a note\"]", "\"notes\": [null]",
       ": $.models[0].notes[0]: this is null; it must be a string"},
      {"\"notes\": [\"a note\"]", "\"price\": \"1\"",
       ": $.models[0].price: there is no such field"},
      {"\"notes\": [\"a note\"]", "\"id\": \"anvil-1\"",
       ": $.models[0].id: the field is given twice"},
      {"\"assumed\": true", "\"assumed\": 1",
       ": $.models[0].encoding.assumed: this is a number; it must be true or "
       "false"},
      {"\"assumed\": true", "\"reconstructed\": \"yes\"",
       ": $.models[0].encoding.reconstructed: this is a string; it must be "
       "true "
       "or false"},
      // Names and texts.
      {kFirstId, "\"id\": \"\"",
       ": $.models[0].id: a name must have 1 to 200 visible ASCII characters"},
      {kFirstId, "\"id\": \"an vil\"",
       ": $.models[0].id: a name must have 1 to 200 visible ASCII characters"},
      {kFirstId, "\"id\": 7",
       ": $.models[0].id: this is a number; it must be a string"},
      {"\"a note\"", "\"\\u001b[2J\"",
       ": $.models[0].notes[0]: the text holds a control character"},
      {"\"aliases\": [\"anvil\", \"anvil-1-x\"]", "\"aliases\": [\"rocket\"]",
       ": $.models[1].id: \"rocket\" of provider \"acme\" is already "
       "the name of a model; give each name once"},
      {"\"id\": \"rocket\"", "\"id\": \"anvil-1\"",
       ": $.models[1].id: \"anvil-1\" of provider \"acme\" is already the name "
       "of a model; give each name once"},
      {"{\"name\": \"cl100k_base\", \"source\": \"page\"}",
       "{\"name\": \"cl100k_base\", \"source\": \"pag\"}",
       ": $.models[1].encoding.source: \"pag\" is not among the file's "
       "sources; "
       "did you mean \"page\"?"},
      {"{\"name\": \"cl100k_base\", \"source\": \"page\"}",
       "{\"name\": \"cl100k_base\"}",
       ": $.models[1].encoding: the field \"source\" is missing"},
      // Numbers.
      {"\"value\": 1000", "\"value\": 0",
       ": $.models[0].context_window.value: this must be a whole number from 1 "
       "to 1000000000000"},
      {"\"value\": 1000", "\"value\": -5",
       ": $.models[0].context_window.value: this must be a whole number from 1 "
       "to 1000000000000"},
      {"\"value\": 1000", "\"value\": 1e3",
       ": $.models[0].context_window.value: this must be a whole number from 1 "
       "to 1000000000000"},
      {"\"value\": 1000", "\"value\": 18446744073709551615",
       ": $.models[0].context_window.value: this must be a whole number from 1 "
       "to 1000000000000"},
      {"\"value\": 1000", "\"value\": \"1M\"",
       ": $.models[0].context_window.value: this is a string; it must be a "
       "whole number"},
      // Dates.
      {"\"value\": \"2026-01-01\"", "\"value\": \"2026-02-30\"",
       ": $.models[0].release_date.value: there is no day 2026-02-30; write a "
       "date as YYYY-MM-DD"},
      {"\"value\": \"2026-01-01\"", "\"value\": \"April 2026\"",
       ": $.models[0].release_date.value: \"April 2026\" is not a date; write "
       "it as YYYY-MM-DD"},
      {"\"value\": \"2026-03-01\"", "\"value\": \"2025-12-31\"",
       ": $.models[0]: \"release_date\" is after \"shutdown_date\""},
      {"\"value\": \"2026-01-01\"", "\"value\": \"2026-01-03\"",
       ": $.models[0]: \"verified\" of rates[0], 2026-01-02, is before "
       "\"release_date\", 2026-01-03"},
      {"{\"verified\": \"2026-01-03\",", "{\"verified\": \"2025-12-31\",",
       ": $.models[0]: \"verified\" of image_rules[0], 2025-12-31, is before "
       "\"release_date\", 2026-01-01"},
      {"\"verified\": \"2026-02-02\",",
       "\"verified\": \"2026-02-02\", \"assured_until\": \"2026-01-31\",",
       ": $.models[0].rates[1].assured_until: this is before \"valid_from\""},
      {"\"value\": \"2026-02-01\"", "\"value\": \"2026-03-02\"",
       ": $.models[0]: \"deprecated\" is after \"shutdown_date\""},
      {"\"value\": \"2025-06\"", "\"value\": \"2025\"",
       ": $.models[0].knowledge_cutoff.value: this must be a day (YYYY-MM-DD) "
       "or a month (YYYY-MM)"},
      {"\"valid_from\": \"2026-02-01\", ", "",
       ": $.models[0].rates[1]: \"valid_from\" must be later than that of the "
       "entry before"},
      {"\"verified\": \"2026-02-02\",", "",
       ": $.models[0].rates[1]: the field \"verified\" is missing"},
      // Capabilities and rules for images.
      {"\"tools\": {\"value\": true", "\"tools\": {\"value\": \"yes\"",
       ": $.models[0].tools.value: this is a string; it must be true or "
       "false"},
      {"\"tile\": {\"base\": 85, \"tile\": 170}", "\"uncertain\": \"so\"",
       ": $.models[0].image_rules[0]: give either \"tile\" or \"patch\""},
      {"\"base\": 85", "\"base\": 0",
       ": $.models[0].image_rules[0].tile.base: this must be a whole number "
       "from 1 to 1000000000000"},
      {"\"valid_from\": \"2026-02-05\", ", "",
       ": $.models[0].web_search_usd_per_call[1]: \"valid_from\" must be "
       "later than that of the entry before"},
      {"{\"value\": \"1.1\", \"source\": \"page\"}", "\"1.1\"",
       ": $.models[0].regional_uplift: this is a string; it must be an object"},
      {"\"valid_from\": \"2026-02-03\", ", "",
       ": $.models[0].image_rules[1]: \"valid_from\" must be later than that "
       "of the entry before"},
      {"\"1.62\"", "\"1.625\"",
       ": $.models[0].image_rules[1].patch.multiplier: this must be a positive "
       "decimal of at most two places: \"1.62\""},
      {"\"1.62\"", "\"0.00\"",
       ": $.models[0].image_rules[1].patch.multiplier: this must be a positive "
       "decimal of at most two places: \"1.62\""},
      {"\"1.62\"", "1.62",
       ": $.models[0].image_rules[1].patch.multiplier: this is a number; it "
       "must be a string"},
      {"{\"high\": {", "{\"highest\": {",
       ": $.models[0].image_rules[1].patch.limits.highest: there is no such "
       "detail; use low, high, auto, original"},
      {"[\"original\"]", "[\"high\"]",
       ": $.models[0].image_rules[1].patch.unsupported[0]: the detail has "
       "limits, so it is supported"},
      {"\"max_dimension\": 2048", "\"max_size\": 2048",
       ": $.models[0].image_rules[1].patch.limits.high.max_size: there is no "
       "such field"},
      // Rates.
      {"\"cached_input\": \"0.5\"", "\"cached_input\": 0.5",
       ": $.models[0].rates[0].tiers.standard.cached_input: this is a number; "
       "it must be a string"},
      {"\"cached_input\": \"0.5\"", "\"cached_input\": \"-0.5\"",
       ": $.models[0].rates[0].tiers.standard.cached_input: a rate cannot be "
       "negative, as \"-0.5\" is"},
      {"\"cached_input\": \"0.5\"", "\"cached_input\": \"5e-1\"",
       ": $.models[0].rates[0].tiers.standard.cached_input: \"5e-1\" is not an "
       "amount of dollars; write plain decimal digits such as \"0.40\", with "
       "at "
       "most 12 decimals"},
      {"\"cached_input\": \"0.5\"", "\"cached_input\": \"1000000001\"",
       ": $.models[0].rates[0].tiers.standard.cached_input: \"1000000001\" is "
       "over a billion dollars for a million tokens"},
      {"\"cached_input\": \"0.5\"", "\"cache_read\": \"0.5\"",
       ": $.models[0].rates[0].tiers.standard.cache_read: there is no such "
       "field"},
      {"\"above_input_tokens\": 500, ", "",
       ": $.models[0].rates[0].tiers.standard.long_context: the field "
       "\"above_input_tokens\" is missing"},
      {"{\"batch\": {\"source\": \"page\", \"input\": \"1\", \"output\": "
       "\"2\"}}",
       "{\"turbo\": {\"source\": \"page\", \"input\": \"1\", \"output\": "
       "\"2\"}}",
       ": $.models[0].rates[1].tiers.turbo: there is no such tier; use "
       "standard, batch, flex, priority"},
      {"{\"batch\": {\"source\": \"page\", \"input\": \"1\", \"output\": "
       "\"2\"}}",
       "{}", ": $.models[0].rates[1].tiers: there must be at least one tier"},
      {"\"score\": \"12.5\"", "\"score\": \"good\"",
       ": $.models[0].benchmarks[0].score: \"good\" is not an amount of "
       "dollars; write plain decimal digits such as \"0.40\", with at most 18 "
       "decimals"},
  };
  for (const BadCase& bad : cases) {
    EXPECT_EQ(ErrorOf(Changed(bad.before, bad.after)),
              std::string("f.json") + bad.error);
  }
}

TEST(Loader, ByteOrderMark_IsSkippedAndUtf16Named) {
  const std::string marked = "\xEF\xBB\xBF" + std::string(kGood);
  EXPECT_TRUE(Catalogue::Parse(marked, "our.json").ok());
  std::string wide = "\xFF\xFE";
  for (const char c : std::string_view("{\"models\": []}")) {
    wide += c;
    wide += '\0';
  }
  const absl::Status status = Catalogue::Parse(wide, "our.json").status();
  EXPECT_EQ(status.message(),
            "our.json: the text is UTF-16; convert it: iconv -f UTF-16 -t "
            "UTF-8 FILE (PowerShell: Out-File -Encoding utf8)");
}

TEST(Loader, NotJson_NamesLineAndColumn) {
  // The comma after the version is missing, so the next line's first quote is
  // what should not be there.
  const std::string error =
      ErrorOf("{\n \"schema_version\": 1\n \"models\": []}");
  EXPECT_EQ(error.substr(0, error.find(" this")), "f.json:3:2:") << error;
  for (const char* text : {"", "{", "[1,]", "{\"a\":\"\xff\"}",
                           "{\"a\":\"\\ud800\"}", "{\"a\":nul}"}) {
    EXPECT_NE(ErrorOf(text).find("this is not valid JSON"), std::string::npos)
        << text;
  }
  EXPECT_EQ(ErrorOf("[]"), "f.json: $: this is an array; it must be an object");
  for (const char* text : {"nul", "7"}) {
    EXPECT_EQ(ErrorOf(text),
              "f.json: $: neither an object nor an array; a JSON object is "
              "expected");
  }
}

TEST(Loader, HostileFile_IsRefusedInBoundedWork) {
  EXPECT_NE(ErrorOf(std::string(100'000, '[')).find("not valid JSON"),
            std::string::npos);
  std::string deep = std::string(1000, '[') + std::string(1000, ']');
  EXPECT_NE(ErrorOf(deep).find("not valid JSON"), std::string::npos);
  // A number that no type holds.
  EXPECT_NE(ErrorOf(Changed("\"value\": 1000",
                            "\"value\": 1" + std::string(400, '0'))),
            "no error");
  std::string keys = "{";
  for (int i = 0; i < 20'000; ++i) keys += fmt::format("\"k{}\": 1, ", i);
  keys += "\"schema_version\": 1}";
  EXPECT_EQ(ErrorOf(keys), "f.json: $: the field \"models\" is missing");
  // Room for so many models would be 12 GB.
  std::string models = "{\"schema_version\": 1, \"models\": [0";
  while (models.size() + 4 < Catalogue::kMaxBytes) models += ",0";
  EXPECT_EQ(ErrorOf(models + "]}"),
            "f.json: $.models[0]: this is a number; it must be an object");
  const absl::StatusOr<Catalogue> large =
      Catalogue::Parse(std::string(Catalogue::kMaxBytes + 1, ' '), "f.json");
  EXPECT_EQ(large.status().code(), absl::StatusCode::kResourceExhausted);
  // Control characters of a key do not reach the terminal.
  const std::string error = ErrorOf(
      "{\"\\u001b[2J\": 1, \"schema_version\": 1, "
      "\"models\": [{}]}");
  EXPECT_EQ(error.find('\x1b'), std::string::npos) << error;
}

// Every file that is cut short is refused.
TEST(Loader, CutFile_IsRefused) {
  const std::string good = kGood;
  for (size_t size = 0; size < good.size(); ++size) {
    ASSERT_NE(ErrorOf(good.substr(0, size)), "no error") << size;
  }
}

}  // namespace
}  // namespace tokenfare
