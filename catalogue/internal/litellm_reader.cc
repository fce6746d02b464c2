#include "tokenfare/catalogue/internal/litellm_reader.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace tokenfare::internal {
namespace {

// Takes a file apart while it is parsed, so that the text of numbers is at
// hand. Depth 1 is the file, 2 an entry, 3 a list or an object in it.
class EntryReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  EntryReader(std::string_view file, std::vector<LitellmEntry>& entries)
      : file_(file), entries_(entries) {}

  const absl::Status& status() const { return status_; }

  bool null() override { return Scalar(); }
  bool boolean(bool value) override {
    if (AtField()) entries_.back().flags[Named()] = value;
    return Scalar();
  }
  bool number_integer(number_integer_t value) override {
    return Number(fmt::format("{}", value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return Number(fmt::format("{}", value));
  }
  bool number_float(number_float_t, const string_t& text) override {
    return Number(text);
  }
  bool string(string_t& text) override {
    if (depth_ == 3 && in_list_) {
      entries_.back().lists[outer_key_].push_back(text);
    } else if (AtField()) {
      entries_.back().texts[Named()] = text;
    }
    return Scalar();
  }
  bool binary(binary_t&) override { return true; }

  bool key(string_t& text) override {
    if (depth_ == 1) {
      entries_.emplace_back().name = text;
    } else if (depth_ == 2) {
      outer_key_ = text;
    } else if (depth_ == 3) {
      inner_key_ = text;
    }
    return true;
  }
  bool start_object(std::size_t) override {
    if (depth_ == 3 && !in_list_) Named();
    if (++depth_ == 3) in_list_ = false;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ < 2) return Refuse("an object of models is wanted, not a list");
    if (AtField()) Named();
    if (++depth_ == 3) in_list_ = true;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return Refuse(fmt::format("this is not valid JSON, at byte {}", position));
  }

 private:
  // Whether a value belongs to an entry, or to an object in it.
  bool AtField() const { return depth_ == 2 || (depth_ == 3 && !in_list_); }
  // The name of the field that a value belongs to, noted as one of the entry.
  std::string Named() {
    std::string name = depth_ == 2 ? outer_key_ : outer_key_ + "." + inner_key_;
    entries_.back().fields.insert(name);
    return name;
  }
  bool Scalar() {
    return depth_ >= 2 || Refuse("an object of models is wanted");
  }
  bool Number(std::string text) {
    if (AtField()) entries_.back().numbers[Named()] = std::move(text);
    return Scalar();
  }
  bool Refuse(std::string_view what) {
    const std::string where =
        entries_.empty()
            ? ""
            : fmt::format(" \"{}\":", entries_.back().name.substr(0, 60));
    status_ = absl::InvalidArgumentError(
        fmt::format("{}:{} {}; give LiteLLM's "
                    "model_prices_and_context_window.json",
                    file_, where, what));
    return false;
  }

  std::string_view file_;
  std::vector<LitellmEntry>& entries_;
  absl::Status status_;
  size_t depth_ = 0;
  bool in_list_ = false;
  std::string outer_key_;
  std::string inner_key_;
};

}  // namespace

std::string LitellmEntry::Text(std::string_view key) const {
  const auto found = texts.find(key);
  return found == texts.end() ? "" : found->second;
}

std::optional<bool> LitellmEntry::Flag(std::string_view key) const {
  const auto found = flags.find(key);
  if (found == flags.end()) return std::nullopt;
  return found->second;
}

std::optional<std::vector<std::string>> LitellmEntry::List(
    std::string_view key) const {
  const auto found = lists.find(key);
  if (found == lists.end()) return std::nullopt;
  return found->second;
}

std::optional<uint64_t> LitellmEntry::Tokens(std::string_view key) const {
  const auto found = numbers.find(key);
  if (found == numbers.end()) return std::nullopt;
  constexpr uint64_t kMost = 1'000'000'000'000;
  const std::string& text = found->second;
  uint64_t tokens = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), tokens);
  if (error != std::errc() || end != text.data() + text.size() || tokens == 0 ||
      tokens > kMost) {
    return std::nullopt;
  }
  return tokens;
}

std::optional<Date> LitellmEntry::Day(std::string_view key) const {
  const absl::StatusOr<Date> date = ParseDate(Text(key));
  if (!date.ok()) return std::nullopt;
  return *date;
}

std::optional<std::string> LitellmEntry::Decimal(std::string_view key) const {
  const auto found = numbers.find(key);
  if (found == numbers.end()) return std::nullopt;
  return ExactDecimal(found->second, 0);
}

absl::StatusOr<std::vector<LitellmEntry>> ReadLitellm(std::string_view json,
                                                      std::string_view file) {
  std::vector<LitellmEntry> entries;
  EntryReader reader(file, entries);
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
    return reader.status();
  }
  return entries;
}

std::optional<std::string> ExactDecimal(std::string_view number, int power) {
  constexpr size_t kMostDigits = 30;
  constexpr int kLargestExponent = 30;
  int exponent = 0;
  if (const size_t e = number.find_first_of("eE");
      e != std::string_view::npos) {
    std::string_view text = number.substr(e + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (error != std::errc() || end != text.data() + text.size()) {
      return std::nullopt;
    }
    number = number.substr(0, e);
  }
  if (std::abs(exponent) > kLargestExponent || number.size() > kMostDigits) {
    return std::nullopt;
  }
  // The digits of the number, and how many of them are after the point.
  std::string digits;
  int decimals = 0;
  bool after_point = false;
  for (const char c : number) {
    if (c == '.') {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      digits += c;
      if (after_point) ++decimals;
    } else {
      return std::nullopt;
    }
  }
  if (digits.empty()) return std::nullopt;
  decimals -= exponent + power;
  if (decimals < 0) digits.append(static_cast<size_t>(-decimals), '0');
  const auto places = static_cast<size_t>(std::max(decimals, 0));
  if (digits.size() <= places) {
    digits.insert(0, places + 1 - digits.size(), '0');
  }
  std::string whole = digits.substr(0, digits.size() - places);
  std::string part = digits.substr(digits.size() - places);
  while (whole.size() > 1 && whole.front() == '0') whole.erase(0, 1);
  while (!part.empty() && part.back() == '0') part.pop_back();
  return part.empty() ? whole : whole + "." + part;
}

}  // namespace tokenfare::internal
