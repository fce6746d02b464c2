// Names hold no blanks (CheckedJson::Name) and JSON on one line has none of its
// line ends, so blanks and line ends part them.
#include "tokenfare/catalogue/internal/packed_catalogue.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// Takes a text apart from its beginning. After a fault all that is taken is
// empty.
class Taker {
 public:
  explicit Taker(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && rest_.empty(); }

  // What stands before the next `end`.
  std::string_view Until(char end) {
    const size_t at = rest_.find(end);
    if (at == std::string_view::npos) return Fail();
    const std::string_view taken = rest_.substr(0, at);
    rest_.remove_prefix(at + 1);
    return taken;
  }

  // A number before the next `end`, less than `limit`.
  size_t NumberUntil(char end, size_t limit) {
    const std::string_view digits = Until(end);
    size_t number = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() ||
        stop != digits.data() + digits.size() || number >= limit) {
      Fail();
      return 0;
    }
    return number;
  }

  // A line of so many bytes.
  std::string_view Line(size_t size) {
    if (rest_.size() <= size || rest_[size] != '\n') return Fail();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size + 1);
    return taken;
  }

 private:
  std::string_view Fail() {
    ok_ = false;
    rest_ = {};
    return {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::vector<CardName> NamesOf(std::span<const ModelCard> cards) {
  std::vector<CardName> names;
  for (size_t i = 0; i < cards.size(); ++i) {
    names.push_back({cards[i].provider, cards[i].id, i});
    for (const std::string& alias : cards[i].aliases) {
      names.push_back({cards[i].provider, alias, i});
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Pack(const PackedCatalogue& catalogue) {
  std::string text =
      fmt::format("{} {} {}\n", catalogue.names.size(), catalogue.cards.size(),
                  catalogue.sources.size());
  for (const CardName& name : catalogue.names) {
    text += fmt::format("{} {} {}\n", name.provider, name.name, name.card);
  }
  for (const std::string_view card : catalogue.cards) {
    text += fmt::format("{}\n", card.size());
  }
  text += fmt::format("{}\n", catalogue.sources);
  for (const std::string_view card : catalogue.cards) {
    text += fmt::format("{}\n", card);
  }
  return text;
}

std::optional<PackedCatalogue> Unpack(std::string_view text) {
  Taker taker(text);
  // Each name, card and byte takes a byte at least.
  const size_t names = taker.NumberUntil(' ', text.size());
  const size_t cards = taker.NumberUntil(' ', text.size());
  const size_t bytes_of_sources = taker.NumberUntil('\n', text.size());
  PackedCatalogue catalogue;
  catalogue.names.reserve(names);
  for (size_t i = 0; i < names && taker.ok(); ++i) {
    const std::string_view provider = taker.Until(' ');
    const std::string_view name = taker.Until(' ');
    catalogue.names.push_back({provider, name, taker.NumberUntil('\n', cards)});
  }
  std::vector<size_t> sizes(cards);
  for (size_t& size : sizes) size = taker.NumberUntil('\n', text.size());
  catalogue.sources = taker.Line(bytes_of_sources);
  catalogue.cards.reserve(cards);
  for (const size_t size : sizes) catalogue.cards.push_back(taker.Line(size));
  if (!taker.AtEnd()) return std::nullopt;
  return catalogue;
}

}  // namespace tokenfare::internal
