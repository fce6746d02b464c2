// A guess first: the last token of the prefix before and one byte more, encoded
// alone. What fits is right, so a wrong guess only costs the search.

#include "tokenfare/tokenizer/merge/prefix_counter.h"

#include <algorithm>

namespace tokenfare::internal {

PrefixCounter::PrefixCounter(const Image& image, CpuPath path)
    : image_(image),
      merger_(image, path),
      guesses_(kAnswers),
      fits_(kAnswers) {}

std::vector<size_t> PrefixCounter::Count(std::string_view piece,
                                         std::span<const size_t> ends) {
  std::vector<size_t> counts;
  counts.reserve(ends.size());
  last_.assign(1, kNoRank);
  tokens_.assign(1, 0);
  for (const size_t end : ends) {
    while (last_.size() <= end) {
      const size_t next = last_.size();
      const Rank last = LastToken(piece, next);
      last_.push_back(last);
      tokens_.push_back(1 + tokens_[next - image_.TokenBytes(last).size()]);
    }
    // A piece that is a token is that token, whatever merging makes of it.
    const bool is_token = image_.unreachable() > 0 &&
                          image_.RankOfPiece(piece.substr(0, end)) != kNoRank;
    counts.push_back(is_token ? 1 : tokens_[end]);
  }
  return counts;
}

Rank PrefixCounter::LastToken(std::string_view piece, size_t end) {
  const auto byte = static_cast<unsigned char>(piece[end - 1]);
  if (end == 1) return image_.ByteRank(byte);
  const Rank guess = Guess(last_[end - 1], byte);
  if (FitsAt(end, guess)) return guess;
  for (size_t size = std::min(end, image_.longest_token()); size > 1; --size) {
    const Rank rank = image_.RankOfPiece(piece.substr(end - size, size));
    if (rank != kNoRank && rank != guess && FitsAt(end, rank)) return rank;
  }
  return image_.ByteRank(byte);  // the only one left
}

Rank PrefixCounter::Guess(Rank before, unsigned char byte) {
  Answer& answer = AnswerTo(guesses_, uint64_t{before} << 8 | byte);
  if (answer.value == kNoRank) {
    text_ = image_.TokenBytes(before);
    text_ += static_cast<char>(byte);
    answer.value = merger_.MergeBytes(text_).back();
  }
  return answer.value;
}

bool PrefixCounter::FitsAt(size_t end, Rank token) {
  return Fit(last_[end - image_.TokenBytes(token).size()], token);
}

bool PrefixCounter::Fit(Rank left, Rank right) {
  Answer& answer = AnswerTo(fits_, uint64_t{left} << 32 | right);
  if (answer.value == kNoRank) {
    text_ = left == kNoRank ? std::string_view() : image_.TokenBytes(left);
    text_ += image_.TokenBytes(right);
    const std::span<const Rank> merged = merger_.MergeBytes(text_);
    answer.value =
        merged.back() == right &&
        (left == kNoRank ? merged.size() == 1
                         : merged.size() == 2 && merged.front() == left);
  }
  return answer.value != 0;
}

// The place of the answer, emptied if it answers another question.
PrefixCounter::Answer& PrefixCounter::AnswerTo(Answers& answers, uint64_t key) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  Answer& answer = answers[(key * kMultiplier) >> (64 - 12)];
  static_assert(kAnswers == size_t{1} << 12);
  if (answer.key != key) answer = {key, kNoRank};
  return answer;
}

}  // namespace tokenfare::internal
