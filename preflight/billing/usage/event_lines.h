// Splits a stream of server-sent events into events, as HTML's standard has
// them.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_EVENT_LINES_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_EVENT_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace tokenfare::internal {

//   EventLines events(text);
//   while (events.Next()) Use(events.data());
class EventLines {
 public:
  // `text` must outlive this.
  explicit EventLines(std::string_view text);

  // Moves to the next event that has data; false at the end. The last one need
  // not end in a blank line.
  bool Next();

  // Lines of data are joined by newlines. Valid until the next call.
  std::string_view data() const { return data_; }
  // The line at which the data begin, from 1.
  size_t line() const { return line_; }
  // Nothing follows but blanks.
  bool IsLast() const;

 private:
  std::string_view TakeLine();

  std::string_view rest_;
  std::string data_;
  size_t lines_taken_ = 0;
  size_t line_ = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_EVENT_LINES_H_
