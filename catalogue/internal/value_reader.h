// Reads the kinds of values that a catalogue file consists of. Each refuses
// what is wrong with its place (JsonErrors) and returns an empty value.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_VALUE_READER_H_
#define TOKENFARE_CATALOGUE_INTERNAL_VALUE_READER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/money.h"

namespace tokenfare::internal {

using Sources = std::map<std::string, Source, std::less<>>;

// The names of sources that facts may have.
class SourceNames {
 public:
  // Those of `sources`, which outlives this.
  explicit SourceNames(const Sources& sources) : sources_(&sources) {}
  // Any name: for what was checked before.
  static SourceNames Any() { return {}; }

  bool Contain(std::string_view name) const {
    return sources_ == nullptr || sources_->contains(name);
  }
  // Empty where any name will do.
  std::vector<std::string_view> All() const;

 private:
  SourceNames() = default;

  const Sources* sources_ = nullptr;
};

Date ReadDate(const CheckedJson& value);
Rate ReadRate(const CheckedJson& value);
// Decimal text that is carried as it is.
std::string ReadDecimal(const CheckedJson& value);
// "2024-06-01" or "2024-06", as it is.
std::string ReadMonthOrDay(const CheckedJson& value);
uint64_t ReadTokens(const CheckedJson& value);
bool ReadBool(const CheckedJson& value);
std::vector<std::string> ReadTexts(const CheckedJson& value);
std::vector<std::string> ReadNames(const CheckedJson& value);
// The field "source", which must be one of `sources`.
std::string ReadSource(JsonObject& object, const SourceNames& sources);

// Reads the value of a fact by its type; a text is a month or a day.
inline void ReadValue(const CheckedJson& value, uint64_t& tokens) {
  tokens = ReadTokens(value);
}
inline void ReadValue(const CheckedJson& value, bool& flag) {
  flag = ReadBool(value);
}
inline void ReadValue(const CheckedJson& value, Date& date) {
  date = ReadDate(value);
}
inline void ReadValue(const CheckedJson& value, std::string& text) {
  text = ReadMonthOrDay(value);
}
inline void ReadValue(const CheckedJson& value,
                      std::vector<std::string>& texts) {
  texts = ReadTexts(value);
}

// The field `key`, {"value": ..., "source": ...}, if there is one.
template <typename T>
void ReadFact(JsonObject& model, std::string_view key,
              const SourceNames& sources, std::optional<Fact<T>>& fact) {
  const std::optional<CheckedJson> value = model.Optional(key);
  if (!value) return;
  JsonObject object(*value);
  fact.emplace();
  ReadValue(object.Required("value"), fact->value);
  fact->source = ReadSource(object, sources);
  object.RefuseOthers();
}

// The field `key`, if there is one: {"value": ..., "source": ...}, which may
// have a "valid_from", or a list of such in order of that.
std::vector<DatedFact> ReadDatedFacts(JsonObject& model, std::string_view key,
                                      const SourceNames& sources);

// Refuses `entry` unless `from`, its valid_from, is later than `previous`, that
// of the entry before.
void CheckOrder(const CheckedJson& entry, std::optional<Date> previous,
                std::optional<Date> from);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_VALUE_READER_H_
