// The way of a request: parsed, assessed in stages (judgement/assess.h), and
// put together as a verdict at the end.

#include "tokenfare/preflight/check.h"

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
#include "tokenfare/support/status_message.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

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

absl::StatusOr<Verdict> CheckParsed(const Conversation& request,
                                    const Conversation* previous,
                                    const CheckOptions& options) {
  absl::StatusOr<internal::Subject> subject =
      internal::FindSubject(request, options);
  if (!subject.ok()) return subject.status();
  absl::StatusOr<internal::Assessment> found =
      internal::Assess(request, previous, *std::move(subject), options);
  if (!found.ok()) return found.status();
  std::optional<std::vector<Suggestion>> suggestions;
  if (options.suggest) {
    suggestions = internal::SuggestModels(request, previous, *found, options);
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

absl::StatusOr<Verdict> Check(const Request& request,
                              const CheckOptions& options) {
  if (!options.previous.has_value()) {
    return CheckParsed(*request.parsed_, nullptr, options);
  }
  if (const auto* parsed = std::get_if<Request>(&*options.previous)) {
    return CheckParsed(*request.parsed_, parsed->parsed_.get(), options);
  }
  const absl::StatusOr<Conversation> previous = ParsePrevious(
      std::get<std::string_view>(*options.previous), options.limits);
  if (!previous.ok()) return previous.status();
  return CheckParsed(*request.parsed_, &*previous, options);
}

absl::StatusOr<Verdict> Check(std::string_view body,
                              const CheckOptions& options) {
  if (options.format.has_value() && options.format->empty()) {
    return internal::OptionError("format", internal::FindFormat("").status());
  }
  const absl::StatusOr<Request> request = Request::Parse(
      body, options.limits,
      options.format.has_value() ? std::string_view(*options.format)
                                 : std::string_view());
  if (!request.ok()) return request.status();
  return Check(*request, options);
}

std::string_view OptionAtFault(const absl::Status& error) {
  return internal::OptionOf(error);
}

}  // namespace tokenfare
