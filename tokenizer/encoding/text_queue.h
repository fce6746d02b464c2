// Deals texts out to threads, by bytes: many small ones at once, a large one in
// parts.

#ifndef TOKENFARE_TOKENIZER_ENCODING_TEXT_QUEUE_H_
#define TOKENFARE_TOKENIZER_ENCODING_TEXT_QUEUE_H_

#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>

#include "tokenfare/tokenizer/split/splitter.h"

namespace tokenfare::internal {

// A place in a list of texts: the byte `offset` of the text `text`, which it
// has. The end is byte 0 of the text after the last.
struct TextPlace {
  size_t text = 0;
  size_t offset = 0;

  bool operator==(const TextPlace&) const = default;
};

// What one thread counts at a time.
struct TextShare {
  TextPlace begin;
  TextPlace end;

  // Calls on_part(index, part) for each text, or part of one, that is not
  // empty.
  template <typename OnPart>
  void ForEachPart(std::span<const std::string_view> texts,
                   OnPart on_part) const {
    size_t from = begin.offset;
    for (size_t i = begin.text; i < end.text; ++i, from = 0) {
      if (from < texts[i].size()) on_part(i, texts[i].substr(from));
    }
    if (end.offset > from) {
      on_part(end.text, texts[end.text].substr(from, end.offset - from));
    }
  }
};

// Safe from any thread. Texts and splitter must outlive it.
class TextQueue {
 public:
  // Shares have `share_bytes` and what it takes to the next safe cut, or to the
  // end of a text where there is no splitter. Requires share_bytes > 0.
  TextQueue(std::span<const std::string_view> texts, const Splitter* splitter,
            size_t share_bytes)
      : texts_(texts), splitter_(splitter), share_bytes_(share_bytes) {}

  // The next share, or nothing where all are dealt out. Together they are the
  // texts, in order. What the search for a cut reads is read once, while other
  // threads wait: they could not know where the next share begins. So a run
  // without a cut of a gigabyte holds them up as long as splitting it takes.
  std::optional<TextShare> Next();

  bool IsEmpty() const;

  // Deals out no more.
  void Close();

  // Deals out no more. The first error is kept.
  void Fail(std::exception_ptr error);

  // Throws that error, if there was one.
  void RethrowError() const;

 private:
  const std::span<const std::string_view> texts_;
  const Splitter* const splitter_;
  const size_t share_bytes_;

  mutable std::mutex mutex_;
  TextPlace next_;            // guarded by mutex_
  std::exception_ptr error_;  // guarded by mutex_
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_TEXT_QUEUE_H_
