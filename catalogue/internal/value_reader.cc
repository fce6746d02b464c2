#include "tokenfare/catalogue/internal/value_reader.h"

#include "fmt/format.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {

std::vector<std::string_view> SourceNames::All() const {
  std::vector<std::string_view> names;
  if (sources_ == nullptr) return names;
  for (const auto& [name, source] : *sources_) names.push_back(name);
  return names;
}

// An empty text has been refused already, or stands for a missing field: in
// both cases there is an error to report.

Date ReadDate(const CheckedJson& value) {
  const std::string text = value.Text();
  return text.empty() ? Date() : ValueOrRefuse(value, ParseDate(text));
}

Rate ReadRate(const CheckedJson& value) {
  const std::string text = value.Text();
  return text.empty() ? Rate()
                      : ValueOrRefuse(value, Rate::ParseUsdPerMillion(text));
}

std::string ReadDecimal(const CheckedJson& value) {
  std::string text = value.Text();
  if (!text.empty()) ValueOrRefuse(value, Money::ParseUsd(text));
  return text;
}

std::string ReadMonthOrDay(const CheckedJson& value) {
  std::string text = value.Text();
  if (text.empty()) return text;
  if (!ParseDate(text.size() == 7 ? text + "-01" : text).ok()) {
    value.Refuse("this must be a day (YYYY-MM-DD) or a month (YYYY-MM)");
  }
  return text;
}

uint64_t ReadTokens(const CheckedJson& value) { return value.PositiveNumber(); }

bool ReadBool(const CheckedJson& value) { return value.Bool(); }

std::vector<std::string> ReadTexts(const CheckedJson& value) {
  std::vector<std::string> texts;
  value.ForEach([&](const CheckedJson& text) { texts.push_back(text.Text()); });
  return texts;
}

std::vector<std::string> ReadNames(const CheckedJson& value) {
  std::vector<std::string> names;
  value.ForEach([&](const CheckedJson& name) { names.push_back(name.Name()); });
  return names;
}

std::string ReadSource(JsonObject& object, const SourceNames& sources) {
  const CheckedJson value = object.Required("source");
  std::string source = value.Name();
  if (!source.empty() && !sources.Contain(source)) {
    value.Refuse(fmt::format("\"{}\" is not among the file's sources{}", source,
                             DidYouMean(source, sources.All())));
  }
  return source;
}

std::vector<DatedFact> ReadDatedFacts(JsonObject& model, std::string_view key,
                                      const SourceNames& sources) {
  std::vector<DatedFact> facts;
  const std::optional<CheckedJson> value = model.Optional(key);
  if (!value) return facts;
  const auto read = [&](const CheckedJson& entry) {
    JsonObject object(entry);
    DatedFact fact;
    if (const std::optional<CheckedJson> from = object.Optional("valid_from")) {
      fact.valid_from = ReadDate(*from);
    }
    fact.value = ReadDecimal(object.Required("value"));
    fact.source = ReadSource(object, sources);
    object.RefuseOthers();
    if (!facts.empty()) {
      CheckOrder(entry, facts.back().valid_from, fact.valid_from);
    }
    facts.push_back(std::move(fact));
  };
  if (value->IsArray()) {
    value->ForEach(read);
  } else {
    read(*value);
  }
  return facts;
}

void CheckOrder(const CheckedJson& entry, std::optional<Date> previous,
                std::optional<Date> from) {
  if (from && (!previous || *from > *previous)) return;
  entry.Refuse("\"valid_from\" must be later than that of the entry before");
}

}  // namespace tokenfare::internal
