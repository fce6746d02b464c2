// Exact US dollars. No floating point lies between a price card and a total.
//
//   absl::StatusOr<Rate> rate = Rate::ParseUsdPerMillion("0.40");
//   std::optional<Money> cost = rate->For(123);  // $0.0000492
//
// Invariants:
//   I1  Money is a whole number of attodollars (10^-18 USD) in 128 bits with a
//       sign, so it reaches about 1.7 * 10^20 USD.
//   I2  A Rate is a whole number of attodollars per token, because it is parsed
//       from at most 12 decimals of USD per million tokens.
//   I3  Sums, differences and products of these are therefore exact, or they
//       overflow and are nothing (std::nullopt); they never wrap or saturate.
//   I4  Nothing is rounded. The one place that rounds is Money::RoundedTo, for
//       display; no other function calls it.

#ifndef TOKENFARE_PRICING_MONEY_H_
#define TOKENFARE_PRICING_MONEY_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"

namespace [[gnu::visibility("default")]] tokenfare {

// An exact amount of US dollars; may be negative, as the difference of two
// amounts. A plain value: any number of threads may read one.
class Money {
 public:
  // No money.
  constexpr Money() = default;
  static constexpr Money Zero() { return Money(); }

  // The amount that decimal text such as "12", "0.05" or "-1.5" names.
  // InvalidArgument for anything else ("", "$1", "1e-6", ".5", "1,000", over 18
  // decimals), OutOfRange beyond I1.
  static absl::StatusOr<Money> ParseUsd(std::string_view text);

  // The same of what people and programs write on a command line: ".5", "5."
  // and "1e-3" too, with exponents of at most two digits. For settings; a price
  // is written in full, so that its file has one form.
  static absl::StatusOr<Money> ParseUsdFreely(std::string_view text);

  // The exact results, or nothing on overflow.
  std::optional<Money> Plus(Money other) const;
  std::optional<Money> Minus(Money other) const;
  std::optional<Money> Times(uint64_t factor) const;

  // This amount rounded to `decimals` (0 to 18) places, halves away from zero;
  // nothing where that overflows or `decimals` is out of range. For display.
  std::optional<Money> RoundedTo(int decimals) const;

  // All decimals that there are and no more: "0.000123", "0.4", "12", "-0.5".
  // ParseUsd(ToDecimal()) is this amount.
  std::string ToDecimal() const;

  // As ToDecimal with the sign of the currency: "$0.000123", "-$0.5".
  std::string ToString() const;

  friend constexpr bool operator==(Money a, Money b) {
    return a.atto_usd_ == b.atto_usd_;
  }
  friend constexpr std::strong_ordering operator<=>(Money a, Money b) {
    if (a.atto_usd_ == b.atto_usd_) return std::strong_ordering::equal;
    return a.atto_usd_ < b.atto_usd_ ? std::strong_ordering::less
                                     : std::strong_ordering::greater;
  }

 private:
  friend class Rate;
  explicit constexpr Money(absl::int128 atto_usd) : atto_usd_(atto_usd) {}

  absl::int128 atto_usd_ = 0;
};

// An exact factor on rates, such as the uplift "1.1": a whole number over a
// power of ten.
class Factor {
 public:
  // One.
  constexpr Factor() = default;

  // The factor that decimal text such as "1.1" names. InvalidArgument for text
  // that is not a decimal number, is negative or has over 6 decimals;
  // OutOfRange over a thousand.
  static absl::StatusOr<Factor> Parse(std::string_view text);

 private:
  friend class Rate;

  uint64_t numerator_ = 1;
  uint64_t denominator_ = 1;
};

// An exact price in US dollars per million tokens, never negative.
class Rate {
 public:
  // Free of charge.
  constexpr Rate() = default;

  // The price that decimal text such as "0.40" names. InvalidArgument for text
  // that is not a decimal number, is negative or has over 12 decimals;
  // OutOfRange over a billion dollars.
  static absl::StatusOr<Rate> ParseUsdPerMillion(std::string_view text);

  // What `tokens` cost, exactly; nothing on overflow.
  std::optional<Money> For(uint64_t tokens) const;

  // This price times `factor`, exactly; nothing where that has over 12 decimals
  // or overflows.
  std::optional<Rate> Times(Factor factor) const;

  // Dollars per million tokens, all decimals and no more: "0.4".
  std::string ToDecimal() const;

  friend constexpr bool operator==(Rate a, Rate b) {
    return a.per_token_ == b.per_token_;
  }
  friend constexpr std::strong_ordering operator<=>(Rate a, Rate b) {
    return a.per_token_ <=> b.per_token_;
  }

 private:
  explicit constexpr Rate(Money per_token) : per_token_(per_token) {}

  Money per_token_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_PRICING_MONEY_H_
