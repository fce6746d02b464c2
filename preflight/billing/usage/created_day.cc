#include "tokenfare/preflight/billing/usage/created_day.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <system_error>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"

namespace tokenfare::internal {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// 9999-12-31, the last day that a Date writes.
constexpr double kEndOfTime = 253'402'300'800;
constexpr size_t kDayLength = 10;  // 2025-11-22

// A number of two digits at the front of `text`, which is taken away.
std::optional<int> TakeTwoDigits(std::string_view& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) {
    return std::nullopt;
  }
  const int number = (text[0] - '0') * 10 + (text[1] - '0');
  text.remove_prefix(2);
  return number;
}

bool Take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// "09:30", "09:30:00.25" and "0930" as seconds.
std::optional<seconds> TakeTime(std::string_view& text) {
  const std::optional<int> hour = TakeTwoDigits(text);
  if (!hour.has_value() || *hour > 24) return std::nullopt;
  int minute = 0;
  int second = 0;
  for (int* part : {&minute, &second}) {
    std::string_view rest = text;
    Take(rest, ':');
    const std::optional<int> number = TakeTwoDigits(rest);
    if (!number.has_value()) break;
    if (*number > 60) return std::nullopt;
    *part = *number;
    text = rest;
  }
  if (Take(text, '.') || Take(text, ',')) {
    text.remove_prefix(
        std::min(text.find_first_not_of("0123456789"), text.size()));
  }
  return seconds((*hour * 60 + minute) * 60 + second);
}

// How far the zone "Z", "+02:00" or "" is ahead of UTC.
std::optional<seconds> TakeZone(std::string_view& text) {
  Take(text, ' ');
  if (text == "UTC" || text == "GMT") text = {};
  if (text.empty() || Take(text, 'Z') || Take(text, 'z')) return seconds(0);
  const bool behind = text.front() == '-';
  if (!behind && text.front() != '+') return std::nullopt;
  text.remove_prefix(1);
  const std::optional<seconds> ahead = TakeTime(text);
  if (!ahead.has_value()) return std::nullopt;
  return behind ? -*ahead : *ahead;
}

std::optional<double> ParseDouble(std::string_view number) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<Date> DayOfSeconds(double value) {
  if (!(value >= 0 && value < kEndOfTime)) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(
      sys_seconds(seconds(static_cast<int64_t>(std::floor(value)))));
}

std::optional<Date> FromSeconds(std::string_view number) {
  const std::optional<double> value = ParseDouble(number);
  return value.has_value() ? DayOfSeconds(*value) : std::nullopt;
}

// A number of seconds or of a finer unit. A double holds nanoseconds of today
// to 256 of them.
std::optional<Date> FromAnyUnit(double value) {
  constexpr double kMostSeconds = 1e11;
  constexpr double kFiner = 1'000;
  for (int unit = 0; unit < 3 && value >= kMostSeconds; ++unit) {
    value /= kFiner;
  }
  return value < kMostSeconds ? DayOfSeconds(value) : std::nullopt;
}

std::optional<Date> FromIso(std::string_view text) {
  const absl::StatusOr<Date> day = ParseDate(text.substr(0, kDayLength));
  if (!day.ok()) return std::nullopt;
  text.remove_prefix(std::min(kDayLength, text.size()));
  if (text.empty()) return *day;
  if (!Take(text, 'T') && !Take(text, 't') && !Take(text, ' ')) {
    return std::nullopt;
  }
  const std::optional<seconds> time = TakeTime(text);
  if (!time.has_value()) return std::nullopt;
  const std::optional<seconds> zone = TakeZone(text);
  if (!zone.has_value() || !text.empty()) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(
      sys_seconds(std::chrono::sys_days(*day)) + *time - *zone);
}

absl::Status BadTime(const JsonValue& found, std::string_view key,
                     std::string_view path) {
  return BadField(
      fmt::format("{}.{}", path, key),
      fmt::format("expected seconds since 1970 or a date and time such as "
                  "2025-11-22T09:30:00Z, found {}",
                  found.text().empty() ? std::string(JsonKindName(found.kind()))
                                       : Quoted(found.text())));
}

}  // namespace

absl::StatusOr<std::optional<Date>> ReadCreated(const JsonValue& object,
                                                std::string_view key,
                                                std::string_view path) {
  const JsonValue* created = object.Find(key);
  if (created == nullptr || created->Is(JsonKind::kNull)) {
    return std::optional<Date>();
  }
  std::optional<Date> day = FromSeconds(created->text());
  if (!day.has_value() && created->Is(JsonKind::kString)) {
    day = FromIso(created->text());
  }
  if (day.has_value()) return day;
  if (created->Is(JsonKind::kNumber)) {
    const auto number = OptionalInteger(
        object, key, 0, static_cast<int64_t>(kEndOfTime) - 1, path);
    if (!number.ok()) return number.status();
  }
  return BadTime(*created, key, path);
}

absl::StatusOr<std::optional<Date>> ReadTimestamp(const JsonValue& object,
                                                  std::string_view key,
                                                  std::string_view path) {
  const JsonValue* time = object.Find(key);
  if (time != nullptr && !time->elements().empty()) {
    time = &time->elements().front();
  }
  if (time == nullptr || time->Is(JsonKind::kNull) || time->text() == "0") {
    return std::optional<Date>();
  }
  const std::optional<double> number = ParseDouble(time->text());
  const std::optional<Date> day =
      number.has_value() ? FromAnyUnit(*number) : FromIso(time->text());
  if (day.has_value()) return day;
  return BadTime(*time, key, path);
}

}  // namespace tokenfare::internal
