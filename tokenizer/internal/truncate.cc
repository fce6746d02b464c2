// What makes this more than "encode and cut": the prefix is counted as a text
// of its own, and at its end the pattern may split it otherwise than the text.
//
//   T1  A run of tokens of one piece encodes to itself (DESIGN.md, "Runs of
//       tokens"). So where a prefix of a piece is still one piece, its count is
//       the number of its tokens, without encoding it again.
//   T2  The end of a prefix changes only pieces that begin after a certain
//       place, which the splitter knows (Splitter::CertainBefore): mostly the
//       one piece that is cut, and white space before it.
//
// So each cut is counted from a place shortly before it, mostly without
// encoding, and cuts are tried from the last possible one down.

#include "tokenfare/tokenizer/internal/truncate.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "tokenfare/tokenizer/internal/encoder.h"
#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare::internal {
namespace {

// A place where the text may be cut: the end of a token, between characters.
struct Cut {
  size_t offset;
  size_t tokens;  // of the text before it
};

struct CutPiece {
  size_t begin;
  size_t end;
  size_t tokens_before;
};

class Truncator {
 public:
  Truncator(const EncodingParts& parts, Counter& counter, std::string_view text,
            size_t max_tokens)
      : parts_(parts),
        counter_(counter),
        text_(text),
        max_tokens_(max_tokens),
        encoder_(parts.image()) {}

  std::string_view Run() {
    CollectPieces();
    for (size_t i = pieces_.size(); i-- > 0;) {
      if (const size_t end = LongestCut(i); end > 0)
        return text_.substr(0, end);
    }
    return text_.substr(0, 0);
  }

 private:
  // Pieces up to one such that every later cut is counted from a piece (T2)
  // before which there are too many tokens already.
  void CollectPieces() {
    size_t tokens = 0;
    ForEachEncodedPiece(parts_, text_,
                        [&](const Piece& piece, std::span<const Rank> ranks) {
                          if (tokens > max_tokens_ &&
                              TokensBeforeCertain(piece.begin) > max_tokens_) {
                            return false;
                          }
                          pieces_.push_back({piece.begin, piece.end, tokens});
                          tokens += ranks.size();
                          return true;
                        });
  }

  // The tokens before the first piece that a cut after `boundary` may change.
  size_t TokensBeforeCertain(size_t boundary) const {
    const size_t first = FirstUncertain(boundary);
    // The piece at `boundary` is not among pieces_ yet.
    return first < pieces_.size() ? pieces_[first].tokens_before
                                  : max_tokens_ + 1;
  }

  // The index of the first piece that a cut after `boundary` may change.
  size_t FirstUncertain(size_t boundary) const {
    const size_t certain = parts_.splitter().CertainBefore(text_, boundary);
    const auto first = std::lower_bound(
        pieces_.begin(), pieces_.end(), certain,
        [](const CutPiece& piece, size_t at) { return piece.begin < at; });
    return first - pieces_.begin();
  }

  std::vector<Cut> CutsOf(const CutPiece& piece) {
    const std::string_view bytes =
        text_.substr(piece.begin, piece.end - piece.begin);
    const std::string repaired = RepairUtf8(bytes);
    RepairedOffsets offsets(bytes);
    std::vector<Cut> cuts;
    size_t at = 0;
    size_t tokens = piece.tokens_before;
    for (const Rank rank : encoder_.Encode(repaired)) {
      at += parts_.image().TokenBytes(rank).size();
      ++tokens;
      if (at == repaired.size() || !IsContinuation(repaired[at])) {
        cuts.push_back({piece.begin + offsets.Before(at), tokens});
      }
    }
    return cuts;
  }

  // The last cut of piece `i` before which few enough tokens stand, or 0.
  size_t LongestCut(size_t i) {
    const std::vector<Cut> cuts = CutsOf(pieces_[i]);
    const std::vector<size_t> from = PiecesToCountFrom(i, cuts);
    for (size_t c = cuts.size(); c-- > 0;) {
      if (Fits(cuts[c], from[c])) return cuts[c].offset;
    }
    return 0;
  }

  static constexpr size_t kAsInText = ~size_t{0};

  // For each cut of piece `i`, the index of the piece from which the prefix
  // splits otherwise than the text, or kAsInText where it nowhere does.
  std::vector<size_t> PiecesToCountFrom(size_t i,
                                        const std::vector<Cut>& cuts) const {
    const size_t first = std::min(i, FirstUncertain(pieces_[i].begin));
    std::vector<size_t> from(cuts.size(), kAsInText);
    std::vector<size_t> offsets;
    for (const Cut& cut : cuts) offsets.push_back(cut.offset);
    for (size_t p = first; p <= i; ++p) {
      const std::vector<size_t> ends =
          parts_.splitter().FirstPieceEnds(text_, pieces_[p].begin, offsets);
      for (size_t c = 0; c < ends.size(); ++c) {
        const size_t as_in_text = p == i ? offsets[c] : pieces_[p].end;
        if (from[c] == kAsInText && ends[c] != as_in_text) from[c] = p;
      }
    }
    // T1 does not hold for tokens that merging does not lead to.
    if (parts_.image().unreachable() > 0) from.assign(from.size(), first);
    return from;
  }

  bool Fits(const Cut& cut, size_t from) {
    if (from == kAsInText) return cut.tokens <= max_tokens_;
    const auto& [begin, end, tokens_before] = pieces_[from];
    if (tokens_before > max_tokens_) return false;
    return counter_
        .CountUpTo(text_.substr(begin, cut.offset - begin),
                   max_tokens_ - tokens_before)
        .has_value();
  }

  const EncodingParts& parts_;
  Counter& counter_;
  const std::string_view text_;
  const size_t max_tokens_;
  PieceEncoder encoder_;
  std::vector<CutPiece> pieces_;
};

}  // namespace

std::string_view Truncate(const EncodingParts& parts, Counter& counter,
                          std::string_view text, size_t max_tokens) {
  return Truncator(parts, counter, text, max_tokens).Run();
}

}  // namespace tokenfare::internal
