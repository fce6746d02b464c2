#include "tokenfare/tokenizer/merge/token_chain.h"

#include <algorithm>

namespace tokenfare::internal {

TokenChain::TokenChain(const Image& image, std::string_view piece, size_t begin,
                       size_t stop, const WindowSizes& sizes)
    : image_(image),
      piece_(piece),
      begin_(begin),
      stop_(stop),
      sizes_(sizes),
      window_begin_(begin) {}

void TokenChain::Add(std::span<const Rank> ranks) {
  window_ends_.clear();
  size_t length = 0;
  for (const Rank rank : ranks) {
    length += image_.TokenBytes(rank).size();
    window_ends_.push_back(length);
  }
  std::string_view text;
  do {
    text = window();
    const size_t begin = window_begin_;
    for (size_t& end : window_ends_) end += begin;
    if (ranks_.empty()) {
      ranks_.assign(ranks.begin(), ranks.end());
      ends_ = window_ends_;
    } else {
      JoinTokens(window_token_, begin, ranks, window_ends_);
    }
    for (size_t& end : window_ends_) end -= begin;
    if (!broken_ && !done()) ChooseWindow();
  } while (!broken_ && !done() && window() == text);
}

void TokenChain::Join(const TokenChain& other) {
  const auto first = std::lower_bound(ends_.begin(), ends_.end(), other.begin_);
  JoinTokens(static_cast<size_t>(first - ends_.begin()), other.begin_,
             other.ranks_, other.ends_);
}

void TokenChain::JoinTokens(size_t first, size_t begin,
                            std::span<const Rank> ranks,
                            std::span<const size_t> ends) {
  size_t ours = first;
  size_t theirs = 0;
  while (ours < ends_.size() && theirs < ends.size()) {
    const size_t our_end = ends_[ours];
    const size_t their_end = ends[theirs];
    const size_t their_begin = theirs == 0 ? begin : ends[theirs - 1];
    if (our_end == their_end && BeginOf(ours) == their_begin) {
      ranks_.resize(ours + 1);
      ends_.resize(ours + 1);
      const std::span<const Rank> more_ranks = ranks.subspan(theirs + 1);
      const std::span<const size_t> more_ends = ends.subspan(theirs + 1);
      ranks_.insert(ranks_.end(), more_ranks.begin(), more_ranks.end());
      ends_.insert(ends_.end(), more_ends.begin(), more_ends.end());
      return;
    }
    ours += our_end <= their_end ? 1 : 0;
    theirs += their_end <= our_end ? 1 : 0;
  }
  broken_ = true;
}

// The last place that leaves so much overlap and begins a token.
void TokenChain::ChooseWindow() {
  const size_t last = end() - sizes_.overlap;
  size_t token = ends_.size();
  while (token > window_token_ && BeginOf(token) > last) --token;
  broken_ = token == window_token_;
  window_token_ = token;
  window_begin_ = BeginOf(token);
}

}  // namespace tokenfare::internal
