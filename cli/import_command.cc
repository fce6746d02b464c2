#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "nlohmann/json.hpp"
#include "tokenfare/catalogue/litellm.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kImportSchemaVersion = 1;

struct ImportArguments {
  CatalogueOptions catalogue;
  std::string file;
  std::optional<std::string> output;
  bool json = false;
};

absl::Status Write(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const bool written =
      file != nullptr &&
      std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (written && closed) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("{}: cannot be written: {}", path,
                  std::generic_category().message(errno)));
}

Json OrNull(const std::string& text) {
  return text.empty() || text == "-" ? Json(nullptr) : Json(text);
}

std::string ImportJson(const LitellmImport& import,
                       const ImportArguments& options,
                       const LitellmOptions& litellm) {
  Json json = {{"schema_version", kImportSchemaVersion},
               {"as_of", FormatDate(litellm.as_of)},
               {"provider", litellm.provider},
               {"compared", import.compared}};
  json["differences"] = Json::array();
  for (const LitellmDifference& item : import.differences) {
    json["differences"].push_back({{"model", item.model},
                                   {"field", item.field},
                                   {"ours", OrNull(item.ours)},
                                   {"theirs", OrNull(item.theirs)},
                                   {"our_source", OrNull(item.our_source)}});
  }
  json["added"] = import.added;
  json["missing"] = import.missing;
  json["skipped"] = Json::array();
  for (const LitellmSkipped& item : import.skipped) {
    json["skipped"].push_back({{"model", item.model}, {"why", item.why}});
  }
  json["dropped"] = Json::array();
  for (const LitellmDropped& item : import.dropped) {
    json["dropped"].push_back({{"field", item.field}, {"models", item.models}});
  }
  json["output"] = options.output.has_value() && !import.catalogue.empty()
                       ? Json(*options.output)
                       : Json(nullptr);
  return JsonText(json);
}

std::string NamesText(std::string_view title,
                      const std::vector<std::string>& names) {
  if (names.empty()) return "";
  return fmt::format(
      "\n{}\n{}", title,
      Wrapped(fmt::format("{}", fmt::join(names, ", ")), kIndent));
}

// What was left out, by reason.
std::string SkippedText(const std::vector<LitellmSkipped>& skipped) {
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const LitellmSkipped& item : skipped) {
    by_reason[item.why].push_back(item.model);
  }
  std::string text = skipped.empty() ? "" : "\nNot taken\n";
  for (const auto& [why, models] : by_reason) {
    text +=
        Wrapped(fmt::format("{}: {}", why, fmt::join(models, ", ")), kIndent);
  }
  return text;
}

// The fields that were dropped, each with the models if they are few.
std::string DroppedText(const std::vector<LitellmDropped>& dropped) {
  constexpr size_t kMostNamed = 3;
  std::string text = dropped.empty() ? "" : "\nFields not taken\n";
  for (const auto& [field, models] : dropped) {
    text += Wrapped(models.size() > kMostNamed
                        ? fmt::format("{}: {} models", field, models.size())
                        : fmt::format("{}: {}", field, fmt::join(models, ", ")),
                    kIndent);
  }
  return text;
}

std::string ImportText(const LitellmImport& import,
                       const LitellmOptions& litellm) {
  std::string text = fmt::format(
      "Models of {}: {} in both, {} only in the file, {} only in the "
      "catalogue\n",
      litellm.provider, import.compared, import.added.size(),
      import.missing.size());
  if (import.differences.empty()) {
    text += "\nNo difference in the models that both have.\n";
  } else {
    Table table("lllll");
    table.AddRow({"MODEL", "FIELD", "CATALOGUE", "FILE", "CATALOGUE SAYS BY"});
    for (const LitellmDifference& item : import.differences) {
      table.AddRow(
          {item.model, item.field, item.ours, item.theirs, item.our_source});
    }
    text += "\n" + table.ToString();
  }
  text += NamesText("Only in the file", import.added);
  text += NamesText("Only in the catalogue", import.missing);
  return text + SkippedText(import.skipped) + DroppedText(import.dropped);
}

std::string EncodingOf(std::string_view model) {
  const absl::StatusOr<std::string_view> name = EncodingNameForModel(model);
  return name.ok() ? std::string(*name) : "";
}

int RunImport(const ImportArguments& options) {
  const absl::StatusOr<Date> day = options.catalogue.Day();
  if (!day.ok()) return Fail(day.status());
  const absl::StatusOr<Catalogue> catalogue =
      options.catalogue.LoadForAnyProvider();
  if (!catalogue.ok()) return Fail(catalogue.status());
  const absl::StatusOr<std::string> json =
      ReadInput(options.file, Catalogue::kMaxBytes);
  if (!json.ok()) return Fail(json.status());
  LitellmOptions litellm;
  litellm.as_of = *day;
  litellm.encoding_of = EncodingOf;
  if (options.catalogue.provider().has_value()) {
    litellm.provider = *options.catalogue.provider();
  }
  const absl::StatusOr<LitellmImport> import =
      ImportLitellm(*json, DisplayName(options.file), *catalogue, litellm);
  if (!import.ok()) return Fail(import.status());
  const bool writes = options.output.has_value() && !import->catalogue.empty();
  if (writes) {
    const absl::Status written = Write(*options.output, import->catalogue);
    if (!written.ok()) return Fail(written);
  }
  if (options.json) {
    Print(ImportJson(*import, options, litellm));
  } else {
    Print(Printable(ImportText(*import, litellm)));
    if (writes) {
      Print(Printable(fmt::format("\nWritten: {}; use it with --catalogue\n",
                                  *options.output)));
    }
  }
  return kExitSuccess;
}

}  // namespace

Command AddImportCommand(CLI::App& app) {
  auto options = std::make_shared<ImportArguments>();
  CLI::App* parser = app.add_subcommand(
      "import",
      "Tell how LiteLLM's price map differs, and make a catalogue file of it");
  parser
      ->add_option("file", options->file,
                   "LiteLLM's model_prices_and_context_window.json; - is stdin")
      ->type_name("FILE")
      ->required();
  parser
      ->add_option("-o,--output", options->output,
                   "Write the catalogue file there: the models that differ, "
                   "and those that the catalogue lacks")
      ->type_name("FILE");
  options->catalogue.AddTo(*parser);
  parser->add_flag("--json", options->json, "Print the report as JSON");
  parser->footer(
      R"(Without --output nothing is written. What the file states of a model replaces the
catalogue's statement; what it does not state stays. Prices count as verified on
the day of --as-of. A price that differs holds from that day on, and the
catalogue's until then; a new model's price is unknown before it. Prices are
taken from the file's decimal text, exactly. Models whose encoding nothing states
get o200k_base, marked as assumed: their counts are estimates. Fields that were
not taken are listed by name; --json lists each with its models.

Examples:
  tokenfare import model_prices_and_context_window.json
  tokenfare import prices.json --provider anthropic --output anthropic.json
  tokenfare models --catalogue anthropic.json --provider anthropic

Exit status:
  0  success
  2  bad usage, a file that is not LiteLLM's, a provider that it does not have)");
  return {parser, [options] { return RunImport(*options); }};
}

}  // namespace tokenfare::cli
