// What of a request is sent to be counted.

#ifndef TOKENFARE_CLI_VERIFY_BODY_H_
#define TOKENFARE_CLI_VERIFY_BODY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::cli {

// The fields of `request`, a body of /v1/responses, that the count endpoint
// takes, on one line, numbers as they are written; with `model` in place of its
// own where there is one. Errors begin with the JSON path: what is no such
// request, or has a part that the endpoint cannot count.
absl::StatusOr<std::string> BodyToCount(
    std::string_view request, const std::optional<std::string>& model);

// `input_tokens` of the endpoint's answer.
absl::StatusOr<int64_t> CountOfAnswer(std::string_view answer);

// The words of an error's JSON; empty where it is none.
std::string ErrorOfAnswer(std::string_view answer);

// A line for reconcile --jsonl and calibrate, without its newline. A count has
// no output: 0, which calibrate does not take for an answer's length.
std::string CountRecord(std::string_view body, int64_t tokens, Date day);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_VERIFY_BODY_H_
