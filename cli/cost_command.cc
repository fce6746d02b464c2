#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/number_option.h"
#include "tokenfare/cli/text.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kBillSchemaVersion = 1;

struct CostArguments {
  CatalogueOptions catalogue;
  std::string model;
  std::string tier = "standard";
  std::optional<uint64_t> input;
  std::optional<uint64_t> cached;
  std::optional<uint64_t> cache_write;
  std::optional<uint64_t> output;
  std::optional<uint64_t> web_searches;
  bool regional = false;
  bool json = false;
};

// A bill and what it is for.
struct Bill {
  const ModelCard& card;
  ServiceTier tier;
  Date day;
  Usage usage;
  CostBreakdown cost;
};

// One line of the bill; tokens or calls, as `unit` says.
struct Item {
  std::string_view key;
  std::string_view label;
  std::string_view unit;
  uint64_t units;
  Money cost;
};

std::array<Item, 5> Items(const Bill& bill) {
  const Usage& usage = bill.usage;
  const CostBreakdown& cost = bill.cost;
  const uint64_t uncached =
      usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens;
  return {{
      {"uncached_input", "input", "tokens", uncached, cost.uncached_input},
      {"cached_input", "cached input", "tokens", usage.cached_input_tokens,
       cost.cached_input},
      {"cache_write", "cache write", "tokens", usage.cache_write_tokens,
       cost.cache_write},
      {"output", "output", "tokens", usage.output_tokens, cost.output},
      {"web_search", "web search", "calls", WebSearchesOf(usage, bill.card),
       cost.web_search},
  }};
}

std::string BillJson(const CostArguments& options, const Bill& bill) {
  Json json;
  json["schema_version"] = kBillSchemaVersion;
  json["model"] = options.model;
  json["provider"] = bill.card.provider;
  json["as_of"] = FormatDate(bill.day);
  json["service_tier"] = std::string(ServiceTierName(bill.tier));
  json["regional"] = options.regional;
  json["usage"] = {{"input_tokens", bill.usage.input_tokens},
                   {"cached_input_tokens", bill.usage.cached_input_tokens},
                   {"cache_write_tokens", bill.usage.cache_write_tokens},
                   {"output_tokens", bill.usage.output_tokens},
                   {"web_search_calls", WebSearchesOf(bill.usage, bill.card)}};
  json["cost_usd"]["total"] = bill.cost.total.ToDecimal();
  for (const Item& item : Items(bill)) {
    json["cost_usd"][std::string(item.key)] = item.cost.ToDecimal();
  }
  json["long_context"] = bill.cost.long_context;
  json["notes"] = Json::array();
  for (const CostNote& note : bill.cost.notes) {
    json["notes"].push_back({{"code", note.code}, {"message", note.message}});
  }
  return JsonText(json);
}

std::string BillText(const CostArguments& options, const Bill& bill) {
  std::string text = fmt::format(
      "{} of {}, {} tier{}, as of {}\n\n", options.model, bill.card.provider,
      ServiceTierName(bill.tier), options.regional ? ", regional endpoint" : "",
      FormatDate(bill.day));
  Table table("lrll");
  for (const Item& item : Items(bill)) {
    if (item.units == 0) continue;
    table.AddRow({std::string(item.label), Grouped(item.units),
                  std::string(item.unit), item.cost.ToString()});
  }
  table.AddRow({"total", "", "", bill.cost.total.ToString()});
  text += table.ToString(kIndent);
  for (const CostNote& note : bill.cost.notes) {
    text += "\n" + Wrapped(note.message, 0);
  }
  return text;
}

// What a bill for a model that no longer answers must say.
void NoteRetirement(const ModelCard& card, Date day, CostBreakdown& cost) {
  if (LifecycleOn(card, day) != Lifecycle::kRetired) return;
  cost.notes.push_back(
      {"model_retired",
       fmt::format("{} was shut down on {} and no longer answers", card.id,
                   FormatDate(card.shutdown_date->value))});
}

int RunCost(const CostArguments& options) {
  if (!options.input && !options.output && !options.web_searches) {
    return Fail(
        "nothing to price; give --input, --output or --web-searches. See "
        "tokenfare cost --help");
  }
  const absl::StatusOr<Date> day = options.catalogue.Day();
  if (!day.ok()) return Fail(day.status());
  const absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  const absl::StatusOr<const ModelCard*> card = catalogue->Find(
      options.model, options.catalogue.provider().value_or(
                         std::string(Catalogue::kDefaultProvider)));
  if (!card.ok()) {
    return Fail(fmt::format("--model: {}", MessageOf(card.status())));
  }
  const absl::StatusOr<ServiceTier> tier = ParseServiceTier(options.tier);
  if (!tier.ok()) {
    return Fail(fmt::format("--tier: {}", MessageOf(tier.status())));
  }
  const Usage usage = {.input_tokens = options.input.value_or(0),
                       .cached_input_tokens = options.cached.value_or(0),
                       .cache_write_tokens = options.cache_write.value_or(0),
                       .output_tokens = options.output.value_or(0),
                       .web_search_calls = options.web_searches};
  absl::StatusOr<CostBreakdown> cost =
      Cost(usage, **card, *tier, *day, {.regional = options.regional});
  if (!cost.ok()) {
    const int failed = Fail(cost.status());
    // The question was a good one.
    return absl::IsFailedPrecondition(cost.status()) ? kExitUnknown : failed;
  }
  NoteRetirement(**card, *day, *cost);
  const Bill bill = {**card, *tier, *day, usage, *std::move(cost)};
  Print(options.json ? BillJson(options, bill)
                     : Printable(BillText(options, bill)));
  return kExitSuccess;
}

}  // namespace

Command AddCostCommand(CLI::App& app) {
  auto options = std::make_shared<CostArguments>();
  CLI::App* parser = app.add_subcommand(
      "cost", "Price so many tokens of a model, to the last decimal");
  parser
      ->add_option("-m,--model", options->model,
                   "A model by name or alias, or a fine-tune (ft:...)")
      ->type_name("MODEL")
      ->required();
  AddNumberOption(*parser, "--input", options->input,
                  "All input tokens, as usage.prompt_tokens counts them");
  AddNumberOption(*parser, "--cached", options->cached,
                  "How many of the input were read from the cache");
  AddNumberOption(*parser, "--cache-write", options->cache_write,
                  "How many of the input were written to the cache");
  AddNumberOption(*parser, "--output", options->output,
                  "All output tokens, as usage.completion_tokens counts them");
  AddNumberOption(*parser, "--web-searches", options->web_searches,
                  "How many times the model searched the web; 1 unless given "
                  "of a model that always does, else 0",
                  "searches");
  parser
      ->add_option("--tier", options->tier,
                   "The service tier: standard (the default), batch, flex or "
                   "priority; default and fast are other names of standard "
                   "and priority")
      ->type_name("NAME");
  parser->add_flag("--regional", options->regional,
                   "At a regional endpoint, with its uplift");
  options->catalogue.AddTo(*parser);
  parser->add_flag("--json", options->json, "Print JSON");
  parser->footer(
      R"(Every amount is exact: nothing is rounded, and no floating point is involved.
Tokens of all choices count, reasoning tokens and rejected predictions as output.
Cached and written tokens are parts of --input. Over a model's long-context
threshold the whole request is billed at the long-context rates.

Examples:
  tokenfare cost -m gpt-4.1-mini --input 10000 --cached 2048 --output 500
  tokenfare cost -m gpt-5.6-sol --input 5000 --cache-write 4000 --output 900
  tokenfare cost -m gpt-5.4 --input 300000 --output 1000 --tier flex --regional
  tokenfare cost -m o3 --input 1000 --output 200 --json | jq -r .cost_usd.total

Exit status:
  0  success
  2  bad usage; an unknown model, provider or tier; a tier that the model lacks
  3  the price is unknown: no source states it)");
  return {parser, [options] { return RunCost(*options); }};
}

}  // namespace tokenfare::cli
