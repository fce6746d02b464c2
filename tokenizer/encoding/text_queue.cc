#include "tokenfare/tokenizer/encoding/text_queue.h"

#include <algorithm>
#include <utility>

namespace tokenfare::internal {

std::optional<TextShare> TextQueue::Next() {
  const std::lock_guard lock(mutex_);
  if (next_.text == texts_.size()) return std::nullopt;
  const TextPlace begin = next_;
  size_t wanted = share_bytes_;
  while (wanted > 0 && next_.text < texts_.size()) {
    const std::string_view text = texts_[next_.text];
    const size_t left = text.size() - next_.offset;
    size_t end = text.size();
    if (left > wanted && splitter_ != nullptr) {
      end = splitter_->SafeCut(text, next_.offset + wanted);
    }
    if (end < text.size()) {
      next_.offset = end;
      break;
    }
    next_ = {next_.text + 1, 0};
    // An empty text is work too: a million of them are not one share.
    wanted -= std::min(wanted, std::max<size_t>(left, 1));
  }
  return TextShare{begin, next_};
}

bool TextQueue::IsEmpty() const {
  const std::lock_guard lock(mutex_);
  return next_.text == texts_.size();
}

void TextQueue::Close() {
  const std::lock_guard lock(mutex_);
  next_ = {texts_.size(), 0};
}

void TextQueue::Fail(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  next_ = {texts_.size(), 0};
  if (error_ == nullptr) error_ = std::move(error);
}

void TextQueue::RethrowError() const {
  const std::lock_guard lock(mutex_);
  if (error_ != nullptr) std::rethrow_exception(error_);
}

}  // namespace tokenfare::internal
