// Whether a request fits a model, how many tokens it takes and what it
// costs, before it is sent.
//
//   tokenfare::CheckOptions options;
//   options.as_of = *tokenfare::ParseDate("2026-11-22");
//   absl::StatusOr<tokenfare::Verdict> verdict =
//       tokenfare::Check(body, options);
//   if (!verdict.ok()) return Refuse(verdict.status());
//   if (verdict->fits != true) return Explain(verdict->reasons);
//
// A request that is checked more than once is parsed once:
//
//   absl::StatusOr<tokenfare::Request> request =
//       tokenfare::Request::Parse(body);
//   if (!request.ok()) return Refuse(request.status());
//   for (const auto& options : all) Check(*request, options);

#ifndef TOKENFARE_PREFLIGHT_CHECK_H_
#define TOKENFARE_PREFLIGHT_CHECK_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/money.h"

namespace tokenfare::internal {
class Allowance;
struct Conversation;
}  // namespace tokenfare::internal

namespace [[gnu::visibility("default")]] tokenfare {

class Rules;
struct CheckOptions;

// The largest body that Check reads, and the most values in it, unless
// CheckOptions::limits says otherwise.
inline constexpr size_t kMaxBodyBytes = size_t{128} << 20;
inline constexpr size_t kMaxJsonValues = 1'000'000;
// The most arrays and objects inside each other. Fixed, since it bounds the
// stack.
inline constexpr size_t kMaxJsonDepth = 512;
// The largest token limit or number of choices that makes sense; more is taken
// for a mistake.
inline constexpr int64_t kMaxTokenLimit = 1'000'000'000;

// What a request may take: a body is refused before it takes more memory than
// these allow, to be parsed about 4 * body_bytes + 100 * json_values; see
// CheckOptions::max_memory for all that a check takes. They hold for the
// previous request too.
struct RequestLimits {
  // More than kMostBodyBytes is taken for that.
  size_t body_bytes = kMaxBodyBytes;
  size_t json_values = kMaxJsonValues;

  // Places in a body have 32 bits.
  static constexpr size_t kMostBodyBytes = size_t{4000} << 20;
};

// The JSON of a request, parsed: to /v1/chat/completions, /v1/responses,
// /v1/embeddings or /v1/completions, a line of a Batch file, or an example of a
// fine-tuning file. It does not change: any
// number of threads may check one at once. Copies share what was parsed. One
// that was moved from may only be destroyed or assigned to.
class Request {
 public:
  // Any bytes may be given; `body` may go afterwards. `format` as in
  // CheckOptions. Time and memory are those of Check, and so are the errors
  // that the body and the format cause.
  static absl::StatusOr<Request> Parse(std::string_view body,
                                       const RequestLimits& limits = {},
                                       std::string_view format = {});

  // The name of its format: "openai_chat".
  std::string_view format() const;

  // The model that it names, and the service tier; empty where it names none.
  std::string_view model() const;
  std::string_view service_tier() const;

 private:
  friend absl::StatusOr<Verdict> Check(const Request& request,
                                       const CheckOptions& options);
  friend absl::StatusOr<Verdict> Check(std::string_view body,
                                       const CheckOptions& options);

  explicit Request(std::shared_ptr<const internal::Conversation> parsed)
      : parsed_(std::move(parsed)) {}

  absl::StatusOr<Verdict> CheckWithin(const CheckOptions& options,
                                      internal::Allowance& allowance) const;

  std::shared_ptr<const internal::Conversation> parsed_;
};

// The formats of requests that are read: "openai_chat", ...
std::vector<std::string_view> RequestFormats();

struct CheckOptions {
  // The day on which the request would be sent: prices, retirement and rules
  // are those of this day.
  Date as_of{};
  std::string provider{Catalogue::kDefaultProvider};
  // Instead of the request's own `model` and `service_tier`.
  std::optional<std::string> model;
  std::optional<std::string> service_tier;
  // One of RequestFormats, in place of the one that the fields of the body
  // tell. A Request has its own.
  std::optional<std::string> format;
  // For the expected cost: input tokens read from the cache (part of the input;
  // more than the input is an error), and output tokens of one choice.
  std::optional<uint64_t> cached_tokens;
  std::optional<uint64_t> expected_output_tokens;
  // Where expected_output_tokens is not given: the median output of one choice
  // in the caller's own log, by model. A model is looked up by the name that
  // was asked for, then by its id and its aliases in the catalogue. More than
  // the request's limit is taken for that limit. Of a model that is not here,
  // no more is known than the limit.
  std::map<std::string, uint64_t, std::less<>> median_output_tokens;
  // Of examples to learn from: how often the model goes through them. 1 where
  // it is not stated.
  std::optional<uint64_t> epochs;
  // The request that was sent before, or its body, in place of cached_tokens:
  // the prefix that both prompts share, from 1,024 tokens on and in steps of
  // 128, is expected to be read from the cache. A request that continues a
  // stored one (previous_response_id, conversation) has its turns from here:
  // the body is then that of the request before, whose input holds all turns,
  // or
  // {"request": ..., "response": ...}, whose output follows. A body must
  // outlive the call. Both together are an error.
  std::optional<std::variant<std::string_view, Request>> previous;
  // Sent to a regional endpoint, which costs more with some models.
  bool regional = false;
  // Budgets of the caller's own; a request that may be over one does not fit.
  // Over max_input_tokens counting stops, so that a body of any size costs
  // little more than to parse it; see InputTokens::stopped. It does not stop
  // where more rests on the figure: with max_cost, cached_tokens, previous,
  // explain or suggest, and where the encoding is only assumed. Where it stops
  // depends on the request alone, not on what was counted before.
  std::optional<uint64_t> max_input_tokens;
  std::optional<Money> max_cost;
  // Fills PartTokens::texts: the text of the prompt, as far as it is known.
  bool explain = false;
  // Fills Verdict::suggestions with the models of the same provider that fit
  // the request and are cheaper or larger than the one asked for, or any that
  // fit where that one does not. Nothing is said of how well they answer.
  // Leaves out models that are not known to be active on the day, that have no
  // price, or whose rules or encoding are only assumed. Renders and
  // counts the prompt for each of the provider's chat models.
  bool suggest = false;
  // Rules of the caller's own over the embedded ones (rules.h), and medians for
  // models that median_output_tokens does not have; null means none. Must
  // outlive the call.
  const Rules* rules = nullptr;
  // For bodies larger than clients send: those that Check parses.
  RequestLimits limits;
  // What a check may take, for a gateway that must answer in time whatever the
  // body holds. Where one of these ends it the verdict has bounds: a text that
  // was not counted is bounded by its bytes; of thousands of messages and of
  // large schemas the high bound is one that no request reaches. Reason and
  // warning are kCountStopped; see InputTokens::stopped.
  //
  // The deadline counts from the call on, and where it stops depends on the
  // machine. It covers all but what is linear in the body: to parse it, to go
  // over its texts once, and to free it again. `limits` bounds that;
  // bench/README.md has how long it takes.
  std::optional<std::chrono::nanoseconds> deadline;
  // About the bytes of text to count, 16 for each keyword of a schema and 64
  // for each message. Where it stops depends on the request alone.
  std::optional<uint64_t> max_work;
  // Bytes of memory, beside some 10 MB of caches for each thread. A body that
  // could take more is refused (ResourceExhausted): one of over a 24th of it,
  // or with more JSON values than a 1,250th. A run of text that can be cut
  // nowhere (spaces, one letter) is bounded by its bytes over a 128th. Not for
  // `suggest`, `explain` and `previous`, which take as much again.
  std::optional<size_t> max_memory;
  // Once a stop is requested the check ends within milliseconds, but for what
  // the deadline does not cover, as Cancelled.
  std::stop_token cancel;
  // Null means Catalogue::BuiltIn(). Must outlive the call.
  const Catalogue* catalogue = nullptr;
};

// The verdict on a request. Text that looks like a special token is taken for
// ordinary text, with bounds. Nothing in the body is followed, fetched or
// decompressed.
//
// Linear in the body, apart from JSON Schemas that refer to their own parts,
// which are bounded (DESIGN.md). Memory: the body twice over for its strings,
// four bytes for each of its JSON tokens (at worst one per byte) and under
// 128 MiB for a million values. Recursion is bounded by kMaxJsonDepth. May be
// called from any number of threads.
//
// Errors, whose messages begin with a JSON path such as
// `$.messages[3].content`, or with an option (OptionAtFault), and say what
// would be right:
//   InvalidArgument     malformed JSON or ill-formed UTF-8 (with line and
//                       column), a repeated key, a missing or wrong field, a
//                       limit that is negative or absurd, a role or tier that
//                       does not exist; options that contradict the request or
//                       each other; a model of another kind than the request
//                       is for (one that takes no messages, or embeds nothing).
//                       What is wrong with the previous request is said of that
//   ResourceExhausted   over CheckOptions::limits or kMaxJsonDepth
//   NotFound            an unknown model or provider, or an unknown tier or
//                       format in the options, with near matches; or the
//                       encoding is not in this build
//   OutOfRange          the cost is beyond Money
//   Cancelled           CheckOptions::cancel asked for it
absl::StatusOr<Verdict> Check(const Request& request,
                              const CheckOptions& options);

// The same for `body`, which is parsed within CheckOptions::limits.
absl::StatusOr<Verdict> Check(std::string_view body,
                              const CheckOptions& options);

// Which option an error of Check or Reconcile (reconcile.h) is about, where it
// is about one and not about a request or response: "provider", "model",
// "service_tier" or "format", the name of the member. Empty otherwise. The
// message begins with that name and ": ", so that a program can put its own
// name there.
std::string_view OptionAtFault(const absl::Status& error);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_CHECK_H_
