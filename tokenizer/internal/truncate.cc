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
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tokenfare/tokenizer/internal/piece_encoder.h"
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
        encoder_(parts) {}

  std::string_view Run() {
    CollectPieces();
    for (size_t i = pieces_.size(); i-- > 0;) {
      if (const size_t end = LongestCut(i); end > 0) {
        return text_.substr(0, end);
      }
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
    const std::vector<Cut> known = KnownUpTo(i, cuts);
    for (size_t c = cuts.size(); c-- > 0;) {
      if (Fits(cuts[c], known[c])) return cuts[c].offset;
    }
    return 0;
  }

  // How often a prefix may split otherwise than the text within one piece
  // before the rest of it is encoded. The built-in patterns do so twice at
  // most.
  static constexpr size_t kMostTurns = 4;

  // For each cut of piece `i` the place up to which the tokens of the prefix
  // are known: its pieces are followed from the first that the cut may change,
  // as long as they are runs of tokens of the text (T1).
  std::vector<Cut> KnownUpTo(size_t i, const std::vector<Cut>& cuts) const {
    const size_t first = std::min(i, FirstUncertain(pieces_[i].begin));
    const CutPiece& from = pieces_[first];
    std::vector<Cut> known(cuts.size(), {from.begin, from.tokens_before});
    // T1 does not hold for tokens that merging does not lead to.
    if (parts_.image().unreachable() > 0) return known;
    for (size_t turn = first; turn < i + kMostTurns; ++turn) {
      if (!Follow(i, cuts, known)) break;
    }
    return known;
  }

  // Takes each of `known` one piece of its prefix further, where that piece is
  // a run of tokens; false where none is. Cuts that are known up to the same
  // place are taken together: one pass over the text for all.
  bool Follow(size_t i, const std::vector<Cut>& cuts,
              std::vector<Cut>& known) const {
    std::map<size_t, std::vector<size_t>> groups;  // of cuts, by that place
    for (size_t c = 0; c < cuts.size(); ++c) {
      if (known[c].offset < cuts[c].offset) {
        groups[known[c].offset].push_back(c);
      }
    }
    bool any = false;
    for (const auto& [place, group] : groups) {
      std::vector<size_t> offsets;
      for (const size_t c : group) offsets.push_back(cuts[c].offset);
      const std::vector<size_t> ends =
          parts_.splitter().FirstPieceEnds(text_, place, offsets);
      for (size_t g = 0; g < group.size(); ++g) {
        const auto run_end = RunEnd(i, cuts, place, ends[g]);
        if (!run_end) continue;
        known[group[g]] = *run_end;
        any = true;
      }
    }
    return any;
  }

  // The tokens up to `end`, where the text from `place`, a known place, to it
  // is a run of tokens of one piece: a piece before piece `i`, or a part of
  // that.
  std::optional<Cut> RunEnd(size_t i, const std::vector<Cut>& cuts,
                            size_t place, size_t end) const {
    if (place < pieces_[i].begin) {
      for (size_t p = i; p-- > 0 && pieces_[p].begin >= place;) {
        if (pieces_[p].begin == place && pieces_[p].end == end) {
          return Cut{end, pieces_[p + 1].tokens_before};
        }
      }
      return std::nullopt;
    }
    const auto found = std::lower_bound(
        cuts.begin(), cuts.end(), end,
        [](const Cut& cut, size_t offset) { return cut.offset < offset; });
    if (found == cuts.end() || found->offset != end) return std::nullopt;
    return *found;
  }

  bool Fits(const Cut& cut, const Cut& known) {
    if (known.tokens > max_tokens_) return false;
    return counter_
        .CountUpTo(text_.substr(known.offset, cut.offset - known.offset),
                   max_tokens_ - known.tokens)
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
  if (counter.CountUpTo(text, max_tokens)) return text;
  return Truncator(parts, counter, text, max_tokens).Run();
}

}  // namespace tokenfare::internal
