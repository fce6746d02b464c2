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
//   T3  The counts of all prefixes of a piece take linear time together
//       (prefix_counter.h). So where the prefixes that end at many cuts each
//       have a piece that is no run of tokens, those are counted in one pass.
//   T4  Between a safe cut (Splitter::SafeCut) and the next, counts add up, in
//       each prefix too. So counting in the usual way leads to near the limit.
//
// So each cut is counted from a place shortly before it, mostly without
// encoding, and cuts are tried from the last possible one down.

#include "tokenfare/tokenizer/encoding/truncate.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tokenfare/tokenizer/encoding/piece_encoder.h"
#include "tokenfare/tokenizer/merge/prefix_counter.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

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
  Truncator(const EncodingParts& parts, std::string_view text,
            size_t max_tokens)
      : parts_(parts), text_(text), max_tokens_(max_tokens), encoder_(parts) {}

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
    const size_t first = std::min(i, FirstUncertain(pieces_[i].begin));
    const CutPiece& from = pieces_[first];
    if (from.tokens_before > max_tokens_) return 0;
    std::vector<Cut> cuts = CutsOf(pieces_[i]);
    // Those that no tokens reach are not looked at, however long the piece is.
    const size_t longest = parts_.image().longest_token();
    std::erase_if(cuts, [&](const Cut& cut) {
      return (cut.offset - from.begin) / longest >
             max_tokens_ - from.tokens_before;
    });
    std::vector<Cut> known(cuts.size(), {from.begin, from.tokens_before});
    while (Follow(i, cuts, known)) continue;
    for (size_t c = cuts.size(); c-- > 0;) {
      if (known[c].tokens <= max_tokens_) return cuts[c].offset;
    }
    return 0;
  }

  // For each cut of piece `i`, `known` is a place up to which the tokens of the
  // prefix that ends there are known, and where a piece of it begins. Takes
  // each one piece further; false where all are at their cuts. Prefixes that
  // are known up to the same place are taken together: one pass over the text
  // for all. The built-in patterns need four turns at most.
  bool Follow(size_t i, const std::vector<Cut>& cuts, std::vector<Cut>& known) {
    std::vector<size_t> open;  // indices of cuts, by that place
    for (size_t c = 0; c < cuts.size(); ++c) {
      if (known[c].offset < cuts[c].offset) open.push_back(c);
    }
    std::stable_sort(open.begin(), open.end(), [&](size_t a, size_t b) {
      return known[a].offset < known[b].offset;
    });
    for (size_t begin = 0, end = 0; begin < open.size(); begin = end) {
      const Cut place = known[open[begin]];
      while (end < open.size() && known[open[end]].offset == place.offset) {
        ++end;
      }
      FollowFrom(place, i, cuts, std::span(open).subspan(begin, end - begin),
                 known);
    }
    return !open.empty();
  }

  // The same for the prefixes that end at the cuts of `group`, all known up to
  // `place`.
  void FollowFrom(const Cut& place, size_t i, const std::vector<Cut>& cuts,
                  std::span<const size_t> group, std::vector<Cut>& known) {
    std::vector<size_t> offsets;
    for (const size_t c : group) offsets.push_back(cuts[c].offset);
    const std::vector<size_t> ends =
        parts_.splitter().FirstPieceEnds(text_, place.offset, offsets);
    std::vector<size_t> others;  // ends of pieces that are no runs
    for (size_t g = 0; g < group.size(); ++g) {
      if (const auto run_end = RunEnd(i, cuts, place, ends[g])) {
        known[group[g]] = *run_end;
      } else {
        others.push_back(ends[g]);
      }
    }
    if (others.empty()) return;
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    const std::vector<size_t> tokens = CountPieces(place.offset, others);
    for (size_t g = 0; g < group.size(); ++g) {
      const auto found =
          std::lower_bound(others.begin(), others.end(), ends[g]);
      if (known[group[g]].offset != place.offset) continue;
      known[group[g]] = {ends[g],
                         place.tokens + tokens[found - others.begin()]};
    }
  }

  // The tokens of each of the pieces from `begin` to one of `ends` (T3), which
  // ascend.
  std::vector<size_t> CountPieces(size_t begin, std::span<const size_t> ends) {
    std::string repaired;
    std::vector<size_t> repaired_ends;
    for (const size_t end : ends) {
      AppendRepaired(text_.substr(begin, end - begin), repaired);
      repaired_ends.push_back(repaired.size());
      begin = end;
    }
    if (!prefixes_) prefixes_.emplace(parts_.image(), parts_.cpu_path());
    return prefixes_->Count(repaired, repaired_ends);
  }

  // The place `end`, where the text from `place` to it is a piece of the text
  // before piece `i`, or a run of the tokens with which piece `i` begins (T1).
  std::optional<Cut> RunEnd(size_t i, const std::vector<Cut>& cuts,
                            const Cut& place, size_t end) const {
    const auto last = pieces_.begin() + i;
    const auto piece = std::lower_bound(
        pieces_.begin(), last, place.offset,
        [](const CutPiece& p, size_t offset) { return p.begin < offset; });
    if (piece->begin != place.offset) return std::nullopt;
    size_t tokens = 0;  // of the text up to `end`
    if (piece != last) {
      if (piece->end != end) return std::nullopt;
      tokens = std::next(piece)->tokens_before;
    } else {
      // Not of tokens that merging does not lead to.
      if (parts_.image().unreachable() > 0) return std::nullopt;
      const auto cut = std::lower_bound(
          cuts.begin(), cuts.end(), end,
          [](const Cut& c, size_t offset) { return c.offset < offset; });
      if (cut == cuts.end() || cut->offset != end) return std::nullopt;
      tokens = cut->tokens;
    }
    return Cut{end, place.tokens + tokens - piece->tokens_before};
  }

  const EncodingParts& parts_;
  const std::string_view text_;
  const size_t max_tokens_;
  PieceEncoder encoder_;
  std::vector<CutPiece> pieces_;
  std::optional<PrefixCounter> prefixes_;  // made when first needed
};

// Parts of so many bytes are cut exactly at once.
constexpr size_t kLeastStretch = 256;

// A safe cut before which there are not too many tokens, and how many.
Cut CountToNearLimit(const Splitter& splitter, Counter& counter,
                     std::string_view text, size_t max_tokens) {
  Cut known = {0, 0};
  // Each stretch counted in vain halves the next one, so they are linear in the
  // text together.
  size_t stretch = std::min(max_tokens, text.size()) * 4;
  while (stretch >= kLeastStretch) {
    const size_t left = text.size() - known.offset;
    const size_t end =
        splitter.SafeCut(text, known.offset + std::min(stretch, left));
    const std::string_view part = text.substr(known.offset, end - known.offset);
    const auto tokens = counter.CountUpTo(part, max_tokens - known.tokens);
    if (tokens) {
      known = {end, known.tokens + *tokens};
      if (end == text.size()) break;
    } else if (part.size() > 2 * stretch) {
      break;  // no cut before, or a long way back to it
    }
    stretch /= 2;
  }
  return known;
}

}  // namespace

std::string_view Truncate(const EncodingParts& parts, Counter& counter,
                          std::string_view text, size_t max_tokens) {
  if (counter.CountUpTo(text, max_tokens)) return text;
  const Cut known =
      CountToNearLimit(parts.splitter(), counter, text, max_tokens);
  const std::string_view rest =
      Truncator(parts, text.substr(known.offset), max_tokens - known.tokens)
          .Run();
  return text.substr(0, known.offset + rest.size());
}

}  // namespace tokenfare::internal
