#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/catalogue/model_json.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/model_text.h"

namespace tokenfare::cli {
namespace {

struct ModelsArguments {
  CatalogueOptions catalogue;
  std::optional<std::string> model;
  bool retired = false;
  bool json = false;
};

absl::StatusOr<std::vector<const ModelCard*>> Select(
    const Catalogue& catalogue, const ModelsArguments& options) {
  const std::optional<std::string>& provider = options.catalogue.provider();
  if (options.model.has_value()) {
    std::string_view listing = Catalogue::kDefaultProvider;
    if (provider.has_value()) listing = *provider;
    absl::StatusOr<const ModelCard*> card =
        catalogue.Find(*options.model, listing);
    if (!card.ok()) return card.status();
    return std::vector<const ModelCard*>{*card};
  }
  std::vector<const ModelCard*> cards;
  for (const ModelCard& card : catalogue.models()) {
    if (!provider.has_value() || card.provider == *provider) {
      cards.push_back(&card);
    }
  }
  return cards;
}

// Takes out the models that no longer answer on the day; returns how many.
size_t HideRetired(Date day, std::vector<const ModelCard*>& cards) {
  return std::erase_if(cards, [day](const ModelCard* card) {
    return LifecycleOn(*card, day) == Lifecycle::kRetired;
  });
}

// Where else the model is listed, for the reader of one listing.
std::string OtherListings(const Catalogue& catalogue, const ModelCard& card) {
  std::string text;
  for (const ModelCard& other : catalogue.models()) {
    if (other.id == card.id && other.provider != card.provider) {
      text += fmt::format("\nAlso listed by {}: tokenfare models {} -p {}\n",
                          other.provider, other.id, other.provider);
    }
  }
  return text;
}

int RunModels(const ModelsArguments& options) {
  absl::StatusOr<Date> day = options.catalogue.Day();
  if (!day.ok()) return Fail(day.status());
  absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  absl::StatusOr<std::vector<const ModelCard*>> cards =
      Select(*catalogue, options);
  if (!cards.ok()) return Fail(cards.status());
  const bool lists = !options.model.has_value();
  const size_t hidden =
      lists && !options.retired ? HideRetired(*day, *cards) : 0;

  if (options.json) {
    Print(ModelsToJson(*cards, *catalogue, *day));
  } else if (!lists) {
    const ModelCard& card = *cards->front();
    Print(Printable(ModelText(card, *catalogue, *day) +
                    OtherListings(*catalogue, card)));
  } else {
    Print(Printable(ModelTable(*cards, *day)));
    if (hidden > 0) {
      Print(fmt::format("\n{} retired models are not shown; see --retired.\n",
                        hidden));
    }
  }
  return kExitSuccess;
}

}  // namespace

Command AddModelsCommand(CLI::App& app) {
  auto options = std::make_shared<ModelsArguments>();
  CLI::App* parser = app.add_subcommand(
      "models", "List the known models, or tell all about one");
  parser
      ->add_option("model", options->model,
                   "A model by name or alias; openai's unless -p is given")
      ->type_name("MODEL");
  options->catalogue.AddTo(*parser);
  parser->add_flag("--retired", options->retired,
                   "List the models that no longer answer on the day, too");
  parser->add_flag("--json", options->json,
                   "Print JSON: each model's whole card, and the sources");
  parser->footer(
      R"(Prices are in USD per million tokens. What no source states is shown as -, or as
null in JSON; nothing is guessed. The list leaves out models that are retired on
the day, in JSON too; a model that is named is always shown. Prices that were
verified over 120 days before the day, or that the provider promised until an
earlier day only, are marked with !, or "stale" in JSON. The status is unknown
where no source tells when the model came or goes.

Examples:
  tokenfare models
  tokenfare models gpt-4.1-mini
  tokenfare models gpt-4.1-mini --provider tokenhub
  tokenfare models --json --as-of 2027-01-14 | jq -r '.models[] | .id, .status'

Exit status:
  0  success
  2  bad usage, an unknown model or provider, or a bad price file)");
  return {parser, [options] { return RunModels(*options); }};
}

}  // namespace tokenfare::cli
