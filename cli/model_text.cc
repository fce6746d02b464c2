#include "tokenfare/cli/model_text.h"

#include <optional>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/catalogue/model_facts.h"
#include "tokenfare/cli/text.h"

namespace tokenfare::cli {
namespace {

constexpr std::string_view kUnknown = "-";

std::string RateText(const std::optional<Rate>& rate) {
  return rate.has_value() ? rate->ToDecimal() : std::string(kUnknown);
}

std::string TokensText(const std::optional<Fact<uint64_t>>& fact) {
  return fact.has_value() ? Grouped(fact->value) : std::string(kUnknown);
}

std::string ValueText(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}
std::string ValueText(bool flag) { return flag ? "yes" : "no"; }
std::string ValueText(Date date) { return FormatDate(date); }
std::string ValueText(const std::string& text) { return text; }

// "deprecated, shuts down 2027-01-14", "unknown".
std::string StatusText(const ModelCard& card, Date date) {
  const Lifecycle lifecycle = LifecycleOn(card, date);
  std::string text(LifecycleName(lifecycle));
  if (lifecycle == Lifecycle::kUnreleased && card.release_date.has_value()) {
    text += ", comes " + FormatDate(card.release_date->value);
  } else if (card.shutdown_date.has_value()) {
    text += lifecycle == Lifecycle::kRetired ? " since " : ", shuts down ";
    text += FormatDate(card.shutdown_date->value);
  }
  return text;
}

// Collects the sections of one card and the sources that they name.
class CardWriter {
 public:
  CardWriter(const ModelCard& card, const Catalogue& catalogue, Date date)
      : card_(card), catalogue_(catalogue), date_(date) {}

  std::string Write() {
    Title();
    Facts();
    Prices();
    Images();
    Benchmarks();
    Guidance();
    Remarks();
    Sources();
    return std::move(text_);
  }

 private:
  // The mark of a source, remembered for the last section.
  std::string Cite(const std::string& source) {
    if (source.empty()) return "";
    cited_.insert(source);
    return fmt::format("[{}]", source);
  }

  void Section(std::string_view title) {
    text_ += fmt::format("\n{}\n", title);
  }

  void Title() {
    text_ += fmt::format("{} ({})", card_.id, card_.provider);
    if (card_.display.has_value() && !card_.display->title.empty()) {
      text_ += ": " + card_.display->title;
    }
    text_ += "\n";
    if (!card_.aliases.empty()) {
      text_ += Wrapped(
          fmt::format("also called {}", fmt::join(card_.aliases, ", ")), 0);
    }
    text_ += fmt::format("on {}: {}\n", FormatDate(date_),
                         LifecycleOn(card_, date_) == Lifecycle::kUnknown
                             ? "unknown whether it answers"
                             : StatusText(card_, date_));
    if (card_.display.has_value() && !card_.display->description.empty()) {
      text_ += "\n" + Wrapped(card_.display->description, 0);
    }
  }

  void Facts() {
    Table table("lll");
    ForEachFact([&](const auto& fact) { AddFact(table, fact); });
    AddEncoding(table);
    table.AddRow(
        {"request rules", std::string(RuleFamilyName(card_.rule_family))});
    ForEachDatedFact([&](const DatedFactField& fact) {
      AddDated(table, fact.label, card_.*fact.member);
    });
    Section("Facts");
    text_ += table.ToString(kIndent);
  }

  // What the provider's own listing shows: "1M". Empty where it shows none.
  std::string ShownAs(const FactField<uint64_t>& fact) const {
    if (!card_.display.has_value()) return "";
    if (fact.member == &ModelCard::context_window) {
      return card_.display->context_window;
    }
    return fact.member == &ModelCard::max_output_tokens
               ? card_.display->max_output
               : "";
  }

  void AddFact(Table& table, const FactField<uint64_t>& field) {
    const std::optional<Fact<uint64_t>>& fact = card_.*field.member;
    const std::string shown = ShownAs(field);
    if (!fact.has_value() && shown.empty()) return;
    std::string value = TokensText(fact);
    if (!shown.empty()) value = fmt::format("{} ({})", shown, value);
    if (field.member != &ModelCard::max_inputs) value += " tokens";
    table.AddRow({field.label, std::move(value),
                  fact.has_value() ? Cite(fact->source) : ""});
  }

  template <typename T>
  void AddFact(Table& table, const FactField<T>& field) {
    const std::optional<Fact<T>>& fact = card_.*field.member;
    if (!fact.has_value()) return;
    table.AddRow({field.label, ValueText(fact->value), Cite(fact->source)});
  }

  void AddDated(Table& table, const std::string& name,
                const std::vector<DatedFact>& facts) {
    for (const DatedFact& fact : facts) {
      std::string value = fact.value;
      if (fact.valid_from) {
        value += fmt::format(" from {}", FormatDate(*fact.valid_from));
      }
      table.AddRow({name, std::move(value), Cite(fact.source)});
    }
  }

  void AddEncoding(Table& table) {
    std::string value = card_.encoding.name;
    if (card_.encoding.assumed) value += ", assumed";
    if (card_.encoding.reconstructed) value += ", reconstructed";
    if (!card_.encoding.note.empty()) {
      value += fmt::format(" ({})", card_.encoding.note);
    }
    table.AddRow({"encoding", std::move(value), Cite(card_.encoding.source)});
  }

  void Prices() {
    const std::optional<Date> first = FirstPricedDay(card_);
    if (!first.has_value()) {
      Section("Prices: unknown");
      return;
    }
    const RateCard* in_force = RateCardOn(card_, date_);
    if (in_force == nullptr) {
      Section("Prices: unknown before " + FormatDate(*first));
    }
    for (const RateCard& rates : card_.rate_cards) {
      Section(fmt::format("Prices in USD per million tokens{}{}, verified {}{}",
                          rates.valid_from.has_value()
                              ? ", from " + FormatDate(*rates.valid_from)
                              : "",
                          &rates == in_force ? "" : " (not in force)",
                          FormatDate(rates.verified),
                          &rates == in_force ? StaleText(rates) : ""));
      text_ += RateTable(rates).ToString(kIndent);
    }
  }

  // Why the rates in force may no longer hold; empty where they are fresh.
  std::string StaleText(const RateCard& rates) const {
    if (NoLongerAssured(rates, date_)) {
      return ", assured until " + FormatDate(*rates.assured_until) + " only";
    }
    if (!PricesStale(rates, date_)) return "";
    return fmt::format(", {} days before {}", (date_ - rates.verified).count(),
                       FormatDate(date_));
  }

  Table RateTable(const RateCard& rates) {
    Table table("lrrrrl");
    table.AddRow({"tier", "input", "cached", "cache write", "output"});
    for (const auto& [tier, of_tier] : rates.tiers) {
      const std::string name(ServiceTierName(tier));
      AddRates(table, name, of_tier.rates, of_tier.source);
      if (of_tier.long_context.has_value()) {
        AddRates(table,
                 fmt::format("{}, input over {}", name,
                             Grouped(of_tier.long_context->above_input_tokens)),
                 of_tier.long_context->rates, of_tier.source);
      }
    }
    return table;
  }

  void AddRates(Table& table, std::string name, const Rates& rates,
                const std::string& source) {
    table.AddRow({std::move(name), RateText(rates.input),
                  RateText(rates.cached_input), RateText(rates.cache_write),
                  RateText(rates.output), Cite(source)});
  }

  void Images() {
    if (card_.image_rules.empty()) return;
    Section("Tokens of an image");
    const ImageRule* in_force = ImageRuleOn(card_, date_);
    for (const ImageRule& rule : card_.image_rules) {
      std::string text = fmt::format(
          "{}{}: ",
          rule.valid_from.has_value() ? "from " + FormatDate(*rule.valid_from)
                                      : "at first",
          &rule == in_force ? "" : " (not in force)");
      if (card_.image_rules.size() == 1) text.clear();
      text += RuleText(rule) + " " + Cite(rule.source);
      if (!rule.uncertain.empty()) text += "; uncertain: " + rule.uncertain;
      text_ += Wrapped(text, kIndent);
    }
  }

  static std::string RuleText(const ImageRule& rule) {
    if (const auto* tile = std::get_if<TileImageRule>(&rule.rule)) {
      return fmt::format("{} and {} a tile of 512 pixels; {} at low detail",
                         tile->base, tile->tile, tile->base);
    }
    const auto& patch = std::get<PatchImageRule>(rule.rule);
    std::string text =
        fmt::format("patches of 32 pixels, times {}", MultiplierText(patch));
    for (const auto& [detail, limits] : patch.limits) {
      text += fmt::format("; {}: ", ImageDetailName(detail));
      if (limits.max_dimension) {
        text += fmt::format("at most {} pixels a side", *limits.max_dimension);
      }
      if (limits.max_patches) {
        text += fmt::format("{}{} patches", limits.max_dimension ? ", " : "",
                            Grouped(*limits.max_patches));
      }
    }
    return text;
  }

  void Benchmarks() {
    if (card_.benchmarks.empty()) return;
    Section("Benchmarks");
    Table table("lrlll");
    for (const BenchmarkScore& score : card_.benchmarks) {
      table.AddRow({score.name, score.score + score.unit, score.group,
                    score.description, Cite(score.source)});
    }
    text_ += table.ToString(kIndent);
  }

  void Guidance() {
    if (card_.guidance.empty()) return;
    Section("Guidance");
    for (const tokenfare::Guidance& item : card_.guidance) {
      text_ += Wrapped(item.question, kIndent);
      text_ += Wrapped(fmt::format("{} {}", item.answer, Cite(item.source)),
                       2 * kIndent);
    }
  }

  void Remarks() {
    if (!card_.disagreements.empty()) Section("Where sources disagree");
    for (const Disagreement& item : card_.disagreements) {
      text_ += Wrapped(fmt::format("{}: {}", item.field, item.text), kIndent);
    }
    if (!card_.notes.empty()) Section("Notes");
    for (const std::string& note : card_.notes) text_ += Wrapped(note, kIndent);
  }

  void Sources() {
    if (cited_.empty()) return;
    Section("Sources");
    for (const std::string& key : cited_) {
      const auto found = catalogue_.sources().find(key);
      if (found == catalogue_.sources().end()) continue;
      const Source& source = found->second;
      text_ += Wrapped(fmt::format("[{}] {} {} {}", key, source.what,
                                   source.url, source.date_hint),
                       kIndent);
    }
  }

  const ModelCard& card_;
  const Catalogue& catalogue_;
  const Date date_;
  std::string text_;
  std::set<std::string> cited_;
};

std::vector<std::string> ModelRow(const ModelCard& card, Date date) {
  std::optional<Rates> rates;
  std::string verified(kUnknown);
  if (const RateCard* in_force = RateCardOn(card, date)) {
    verified = FormatDate(in_force->verified);
    if (PricesStale(*in_force, date)) verified += '!';
    const auto standard = in_force->tiers.find(ServiceTier::kStandard);
    if (standard != in_force->tiers.end()) rates = standard->second.rates;
  }
  const std::string unknown(kUnknown);
  return {card.id,
          card.provider,
          TokensText(card.context_window),
          TokensText(card.max_output_tokens),
          rates ? RateText(rates->input) : unknown,
          rates ? RateText(rates->cached_input) : unknown,
          rates ? RateText(rates->output) : unknown,
          verified,
          StatusText(card, date)};
}

}  // namespace

std::string ModelTable(std::span<const ModelCard* const> cards, Date date) {
  Table table("llrrrrrll");
  table.AddRow({"MODEL", "PROVIDER", "CONTEXT", "MAX OUTPUT", "INPUT", "CACHED",
                "OUTPUT", "VERIFIED", "STATUS"});
  std::vector<std::string_view> names_only;
  bool stale = false;
  for (const ModelCard* card : cards) {
    if (card->rate_cards.empty() && !card->context_window.has_value()) {
      names_only.push_back(card->id);
    } else {
      table.AddRow(ModelRow(*card, date));
      const RateCard* rates = RateCardOn(*card, date);
      stale = stale || (rates != nullptr && PricesStale(*rates, date));
    }
  }
  std::string text = fmt::format(
      "{}\nUSD per million tokens at the standard tier on {}; - is unknown.\n",
      table.ToString(), FormatDate(date));
  if (stale) {
    text += fmt::format(
        "! verified over {} days before, or no longer assured; compare them "
        "with the "
        "provider's price list.\n",
        kPricesStaleAfter.count());
  }
  if (!names_only.empty()) {
    text += "\nCounted, but without known prices and limits:\n" +
            Wrapped(fmt::format("{}", fmt::join(names_only, ", ")), kIndent);
  }
  return text;
}

std::string ModelText(const ModelCard& card, const Catalogue& catalogue,
                      Date date) {
  return CardWriter(card, catalogue, date).Write();
}

}  // namespace tokenfare::cli
