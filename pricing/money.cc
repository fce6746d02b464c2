#include "tokenfare/pricing/money.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using absl::int128;
using absl::uint128;

// I1: a dollar is 10^18 units.
constexpr int kDecimals = 18;
// I2: 18 - 6, because a rate is for 10^6 tokens.
constexpr int kRateDecimals = 12;
constexpr int kFactorDecimals = 6;

constexpr std::array<uint64_t, kDecimals + 1> PowersOfTen() {
  std::array<uint64_t, kDecimals + 1> powers{};
  uint64_t power = 1;
  for (uint64_t& entry : powers) {
    entry = power;
    power *= 10;
  }
  return powers;
}
constexpr std::array<uint64_t, kDecimals + 1> kPowersOfTen = PowersOfTen();

constexpr int128 kMax = std::numeric_limits<int128>::max();
constexpr uint128 kMaxMagnitude = static_cast<uint128>(kMax);

// Magnitudes stay within kMax on both sides, so negation never overflows.
uint128 Magnitude(int128 value) {
  return static_cast<uint128>(value < 0 ? -value : value);
}

int128 WithSign(uint128 magnitude, bool negative) {
  const int128 value = static_cast<int128>(magnitude);
  return negative ? -value : value;
}

absl::Status NotDecimal(std::string_view text, int decimals) {
  return absl::InvalidArgumentError(fmt::format(
      "\"{}\" is not an amount of dollars; write plain decimal digits such as "
      "\"0.40\", with at most {} decimals",
      text.substr(0, 60), decimals));
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

// The value of `text` in units of 10^-decimals.
absl::StatusOr<int128> ParseDecimal(std::string_view text, int decimals) {
  const bool negative = text.starts_with('-');
  const std::string_view number = text.substr(negative ? 1 : 0);
  const size_t point = number.find('.');
  const std::string_view whole = number.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos
                                        ? std::string_view("0")
                                        : number.substr(point + 1);
  if (!AllDigits(whole) || !AllDigits(fraction) ||
      fraction.size() > static_cast<size_t>(decimals)) {
    return NotDecimal(text, decimals);
  }
  uint128 units = 0;
  const auto append = [&units](char digit) {
    const uint128 value(static_cast<unsigned>(digit - '0'));
    if (units > (kMaxMagnitude - value) / 10) return false;
    units = units * 10 + value;
    return true;
  };
  bool fits = std::all_of(whole.begin(), whole.end(), append) &&
              std::all_of(fraction.begin(), fraction.end(), append);
  for (size_t i = fraction.size(); fits && i < static_cast<size_t>(decimals);
       ++i) {
    fits = append('0');
  }
  if (!fits) {
    return absl::OutOfRangeError(fmt::format(
        "\"{}\" is more dollars than can be counted exactly (10^20)",
        text.substr(0, 60)));
  }
  return WithSign(units, negative);
}

// `text` without exponent and with a digit on both sides of its point, or
// nothing where it is no number of these forms. At most 2 * 99 digits more.
std::optional<std::string> InFull(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  int exponent = 0;
  if (const size_t e = text.find_first_of("eE"); e != text.npos) {
    std::string_view digits = text.substr(e + 1);
    const bool minus = digits.starts_with('-');
    if (minus || digits.starts_with('+')) digits.remove_prefix(1);
    if (!AllDigits(digits) || digits.size() > 2) return std::nullopt;
    for (const char c : digits) exponent = exponent * 10 + (c - '0');
    if (minus) exponent = -exponent;
    text = text.substr(0, e);
  }
  const size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  if (point < text.size()) digits += text.substr(point + 1);
  if (!AllDigits(digits)) return std::nullopt;
  // Where the point belongs among the digits; zeros make room for it.
  int place = static_cast<int>(point) + exponent;
  if (place < 1) {
    digits.insert(0, static_cast<size_t>(1 - place), '0');
    place = 1;
  }
  const auto whole = static_cast<size_t>(place);
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  if (digits.size() > whole) {
    digits.insert(whole, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return (negative ? "-" : "") + digits;
}

// `units` of 10^-decimals as text, without trailing zeros.
std::string PrintDecimal(int128 units, int decimals) {
  const uint128 magnitude = Magnitude(units);
  const uint128 scale = kPowersOfTen[static_cast<size_t>(decimals)];
  // fmt prints 64 bits at a time: the fraction has at most 18 digits, the whole
  // 21 (I1), so it goes in two halves.
  const uint128 whole = magnitude / scale;
  const uint128 half = kPowersOfTen[kDecimals];
  std::string text(units < 0 ? "-" : "");
  if (whole >= half) {
    text += fmt::format("{}{:018}", absl::Uint128Low64(whole / half),
                        absl::Uint128Low64(whole % half));
  } else {
    text += fmt::format("{}", absl::Uint128Low64(whole));
  }
  std::string fraction =
      fmt::format("{:0{}}", absl::Uint128Low64(magnitude % scale), decimals);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (!fraction.empty()) text += "." + fraction;
  return text;
}

}  // namespace

absl::StatusOr<Money> Money::ParseUsd(std::string_view text) {
  absl::StatusOr<int128> units = ParseDecimal(text, kDecimals);
  if (!units.ok()) return units.status();
  return Money(*units);
}

absl::StatusOr<Money> Money::ParseUsdFreely(std::string_view text) {
  absl::StatusOr<Money> money = ParseUsd(text);
  if (!absl::IsInvalidArgument(money.status())) return money;
  // Longer ones are no amounts, whatever they say.
  constexpr size_t kMostText = 200;
  const std::optional<std::string> full =
      text.size() > kMostText ? std::nullopt : InFull(text);
  if (!full.has_value()) return NotDecimal(text, kDecimals);
  money = ParseUsd(*full);
  // The message names what was written.
  if (absl::IsInvalidArgument(money.status())) {
    return NotDecimal(text, kDecimals);
  }
  return money;
}

std::optional<Money> Money::Plus(Money other) const {
  const int128 a = atto_usd_;
  const int128 b = other.atto_usd_;
  if (b >= 0 ? a > kMax - b : a < -kMax - b) return std::nullopt;
  return Money(a + b);
}

std::optional<Money> Money::Minus(Money other) const {
  return Plus(Money(-other.atto_usd_));
}

std::optional<Money> Money::Times(uint64_t factor) const {
  const uint128 magnitude = Magnitude(atto_usd_);
  if (factor != 0 && magnitude > kMaxMagnitude / factor) return std::nullopt;
  return Money(WithSign(magnitude * factor, atto_usd_ < 0));
}

std::optional<Money> Money::RoundedTo(int decimals) const {
  if (decimals < 0 || decimals > kDecimals) return std::nullopt;
  const uint128 step = kPowersOfTen[static_cast<size_t>(kDecimals - decimals)];
  const uint128 magnitude = Magnitude(atto_usd_);
  const uint128 rest = magnitude % step;
  uint128 rounded = magnitude - rest;
  if (rest != 0 && rest >= step - rest) {
    if (rounded > kMaxMagnitude - step) return std::nullopt;
    rounded += step;
  }
  return Money(WithSign(rounded, atto_usd_ < 0));
}

std::string Money::ToDecimal() const {
  return PrintDecimal(atto_usd_, kDecimals);
}

std::string Money::ToString() const {
  const std::string decimal = ToDecimal();
  if (decimal.front() == '-') return "-$" + decimal.substr(1);
  return "$" + decimal;
}

absl::StatusOr<Factor> Factor::Parse(std::string_view text) {
  absl::StatusOr<int128> units = ParseDecimal(text, kFactorDecimals);
  if (!units.ok() || text.starts_with('-')) {
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is not a factor; write plain decimal digits such as "
        "\"1.1\", with at most {} decimals",
        text.substr(0, 60), kFactorDecimals));
  }
  Factor factor;
  factor.denominator_ = kPowersOfTen[kFactorDecimals];
  if (*units > int128(1000) * int128(factor.denominator_)) {
    return absl::OutOfRangeError(
        fmt::format("\"{}\" is a factor of over 1000", text.substr(0, 60)));
  }
  factor.numerator_ = static_cast<uint64_t>(*units);
  return factor;
}

absl::StatusOr<Rate> Rate::ParseUsdPerMillion(std::string_view text) {
  absl::StatusOr<int128> per_token = ParseDecimal(text, kRateDecimals);
  if (!per_token.ok()) return per_token.status();
  if (*per_token < 0 || text.starts_with('-')) {
    return absl::InvalidArgumentError(fmt::format(
        "a rate cannot be negative, as \"{}\" is", text.substr(0, 60)));
  }
  // $10^9 for a million tokens is $1000 a token.
  if (*per_token > int128(1000) * int128(kPowersOfTen[kDecimals])) {
    return absl::OutOfRangeError(
        fmt::format("\"{}\" is over a billion dollars for a million tokens",
                    text.substr(0, 60)));
  }
  return Rate(Money(*per_token));
}

std::optional<Money> Rate::For(uint64_t tokens) const {
  return per_token_.Times(tokens);
}

std::optional<Rate> Rate::Times(Factor factor) const {
  const std::optional<Money> product = per_token_.Times(factor.numerator_);
  const int128 denominator(factor.denominator_);
  if (!product || product->atto_usd_ % denominator != 0) return std::nullopt;
  return Rate(Money(product->atto_usd_ / denominator));
}

std::string Rate::ToDecimal() const {
  return PrintDecimal(per_token_.atto_usd_, kRateDecimals);
}

}  // namespace tokenfare
