// Lines of JSON objects, {"text": ...} or {"ids": [...]}, that encode and
// decode exchange with other tools.

#ifndef TOKENFARE_CLI_JSON_LINES_H_
#define TOKENFARE_CLI_JSON_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "simdjson.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::cli {

// Reads the lines of one input in order. Blank lines are passed over; other
// members of an object are ignored, so that lines may carry ids of their own.
// Half a surrogate pair ("\ud83d" alone) reads as U+FFFD, as in tiktoken.
//
//   JsonLines lines("in.jsonl", std::move(content));
//   while (lines.Next()) { absl::StatusOr<...> text = lines.Text(); ... }
//
// Errors are InvalidArgument and begin with the file and the line's number.
class JsonLines {
 public:
  JsonLines(std::string name, std::string content);

  // Moves to the next line that is not blank; false at the end.
  bool Next();

  // The line, and its number from 1. Valid until the next call.
  std::string_view line() const {
    return std::string_view(content_).substr(begin_, end_ - begin_);
  }
  size_t number() const { return number_; }

  // All of the input.
  std::string_view content() const { return content_; }

  // The member "text" of the line. Valid until the next call.
  absl::StatusOr<std::string_view> Text();

  // The member "ids" of the line.
  absl::StatusOr<std::vector<TokenId>> Ids();

  // "FILE: line 7: " and `message`.
  absl::Status Error(std::string_view message) const;

 private:
  absl::StatusOr<simdjson::dom::object> Object();

  std::string name_;
  std::string content_;
  size_t next_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t number_ = 0;
  simdjson::dom::parser parser_;
};

// Whether `line` begins and ends as an object does, blanks apart.
bool IsObjectOnLine(std::string_view line);

// Writes "fffd" over the digits of each \u escape in `json` that is half of a
// surrogate pair without its other half; what is not JSON stays as it is.
void ReplaceLoneSurrogates(char* json, size_t size);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_JSON_LINES_H_
