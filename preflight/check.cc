// The way of a request: parsed, assessed in stages (judgement/assess.h), and
// put together as a verdict at the end.

#include "tokenfare/preflight/check.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/formats/detect.h"
#include "tokenfare/preflight/formats/read_request.h"
#include "tokenfare/preflight/internal/option_error.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/assemble.h"
#include "tokenfare/preflight/judgement/assess.h"
#include "tokenfare/preflight/judgement/suggest.h"
#include "tokenfare/support/allowance.h"
#include "tokenfare/support/status_message.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::Allowance;
using internal::Conversation;

absl::StatusOr<Conversation> ParsePrevious(std::string_view body,
                                           const RequestLimits& limits) {
  absl::StatusOr<Conversation> previous =
      internal::ReadPreviousRequest(body, limits);
  if (previous.ok()) return previous;
  return absl::Status(previous.status().code(),
                      fmt::format("previous request: {}",
                                  internal::MessageOf(previous.status())));
}

Allowance AllowanceOf(const CheckOptions& options) {
  std::optional<Allowance::Clock::time_point> deadline;
  if (options.deadline.has_value()) {
    // More than a year is no deadline, and could not be added.
    constexpr std::chrono::nanoseconds kMost = std::chrono::years(1);
    deadline = Allowance::Clock::now() + std::min(*options.deadline, kMost);
  }
  // A run of text without a place to be cut at takes 28 bytes per byte to be
  // merged (tokenizer/encoding.h).
  constexpr size_t kShareOfRun = 128;
  const uint64_t largest_step = options.max_memory.has_value()
                                    ? *options.max_memory / kShareOfRun
                                    : Allowance::kUnlimited;
  return {options.max_work.value_or(Allowance::kUnlimited), deadline,
          options.cancel, largest_step};
}

// Those that keep a body within CheckOptions::max_memory. Measured, a check
// takes up to 500 bytes per value, most for its verdict, and up to 8 per byte
// of text that is written anew (tests/preflight/check_memory_test.cc).
RequestLimits LimitsOf(const CheckOptions& options) {
  RequestLimits limits = options.limits;
  if (!options.max_memory.has_value()) return limits;
  constexpr size_t kShareOfBytes = 24;
  constexpr size_t kShareOfValue = 1250;
  limits.body_bytes =
      std::min(limits.body_bytes, *options.max_memory / kShareOfBytes);
  limits.json_values =
      std::min(limits.json_values, *options.max_memory / kShareOfValue);
  return limits;
}

// An error of parsing within LimitsOf(options).
absl::Status WithMemory(const absl::Status& error,
                        const CheckOptions& options) {
  if (!absl::IsResourceExhausted(error) || !options.max_memory.has_value()) {
    return error;
  }
  return absl::ResourceExhaustedError(fmt::format(
      "{}; max_memory is {}", internal::MessageOf(error), *options.max_memory));
}

absl::StatusOr<Verdict> CheckParsed(const Conversation& request,
                                    const Conversation* previous,
                                    const CheckOptions& options,
                                    Allowance& allowance) {
  absl::StatusOr<internal::Subject> subject =
      internal::FindSubject(request, options);
  if (!subject.ok()) return subject.status();
  absl::StatusOr<internal::Assessment> found = internal::Assess(
      request, previous, *std::move(subject), options, allowance);
  if (!found.ok()) return found.status();
  std::optional<std::vector<Suggestion>> suggestions;
  if (options.suggest) {
    suggestions =
        internal::SuggestModels(request, previous, *found, options, allowance);
    if (allowance.IsCancelled()) return internal::Cancelled();
  }
  return internal::Assemble(request, options, std::move(suggestions),
                            *std::move(found));
}

}  // namespace

absl::StatusOr<Request> Request::Parse(std::string_view body,
                                       const RequestLimits& limits,
                                       std::string_view format) {
  if (!format.empty()) {
    const absl::Status known = internal::FindFormat(format).status();
    if (!known.ok()) return internal::OptionError("format", known);
  }
  absl::StatusOr<Conversation> parsed =
      internal::ReadRequest(body, limits, format);
  if (!parsed.ok()) return parsed.status();
  return Request(std::make_shared<const Conversation>(*std::move(parsed)));
}

std::string_view Request::format() const { return parsed_->format; }

std::string_view Request::model() const { return parsed_->model; }

std::string_view Request::service_tier() const {
  return parsed_->service_tier.value_or(std::string_view());
}

std::vector<std::string_view> RequestFormats() {
  std::vector<std::string_view> names;
  for (const internal::Format* format : internal::Formats()) {
    names.push_back(format->name);
  }
  return names;
}

absl::StatusOr<Verdict> Request::CheckWithin(
    const CheckOptions& options, internal::Allowance& allowance) const {
  if (!options.previous.has_value()) {
    return CheckParsed(*parsed_, nullptr, options, allowance);
  }
  if (const auto* known = std::get_if<Request>(&*options.previous)) {
    return CheckParsed(*parsed_, known->parsed_.get(), options, allowance);
  }
  const absl::StatusOr<Conversation> previous = ParsePrevious(
      std::get<std::string_view>(*options.previous), LimitsOf(options));
  if (!previous.ok()) return WithMemory(previous.status(), options);
  return CheckParsed(*parsed_, &*previous, options, allowance);
}

absl::StatusOr<Verdict> Check(const Request& request,
                              const CheckOptions& options) {
  Allowance allowance = AllowanceOf(options);
  return request.CheckWithin(options, allowance);
}

absl::StatusOr<Verdict> Check(std::string_view body,
                              const CheckOptions& options) {
  // From here on: the time that parsing takes is part of it.
  Allowance allowance = AllowanceOf(options);
  if (allowance.IsCancelled()) return internal::Cancelled();
  if (options.format.has_value() && options.format->empty()) {
    return internal::OptionError("format", internal::FindFormat("").status());
  }
  const absl::StatusOr<Request> request = Request::Parse(
      body, LimitsOf(options),
      options.format.has_value() ? std::string_view(*options.format)
                                 : std::string_view());
  if (!request.ok()) return WithMemory(request.status(), options);
  return request->CheckWithin(options, allowance);
}

std::string_view OptionAtFault(const absl::Status& error) {
  return internal::OptionOf(error);
}

}  // namespace tokenfare
