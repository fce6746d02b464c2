// What makes this more than "encode and cut": the prefix is counted as a text
// of its own, and at its end the pattern may split it otherwise than the text.
//
//   T1  A run of tokens of one piece encodes to itself (DESIGN.md, "Runs of
//       tokens"). So where a prefix of a piece is still one piece, its count is
//       the number of its tokens, without encoding it again.
//   T2  The end of a prefix changes pieces only from the one in which the
//       white space that ends the prefix begins: nothing else in a pattern
//       looks ahead (custom_encoding.h refuses what would).
//
// So each cut is counted from a place shortly before it, mostly without
// encoding, and cuts are tried from the last possible one down.

#include "tokenfare/tokenizer/internal/truncate.h"

#include <span>
#include <vector>

#include "tokenfare/tokenizer/internal/char_class.h"
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
  std::vector<Cut> cuts;
};

// The white-space character that begins at `at`, if it is one.
bool IsWhiteSpaceAt(std::string_view text, size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const uint8_t c = first < 0x80
                        ? kAsciiClass[first]
                        : NonAsciiClass(DecodeUtf8(text, at).code_point);
  return c == kSpace || c == kNewline || c == kBlank;
}

bool EndsInWhiteSpace(std::string_view text) {
  size_t at = text.size();
  while (at > 0 && text.size() - at < 4) {
    --at;
    if (!IsContinuation(text[at])) break;
  }
  return at < text.size() && IsWhiteSpaceAt(text, at);
}

class Truncator {
 public:
  Truncator(const EncodingParts& parts, Counter& counter, std::string_view text,
            size_t max_tokens)
      : parts_(parts),
        counter_(counter),
        text_(text),
        max_tokens_(max_tokens) {}

  std::string_view Run() {
    CollectPieces();
    for (size_t i = pieces_.size(); i-- > 0;) {
      if (const size_t end = LongestCut(i); end > 0)
        return text_.substr(0, end);
    }
    return text_.substr(0, 0);
  }

 private:
  // Pieces up to one that begins after too many tokens, and before which no
  // white space stands: every later cut is counted from there or later (T2).
  void CollectPieces() {
    size_t tokens = 0;
    ForEachEncodedPiece(
        parts_, text_, [&](const Piece& piece, std::span<const Rank> ranks) {
          if (tokens > max_tokens_ &&
              !EndsInWhiteSpace(text_.substr(0, piece.begin))) {
            return false;
          }
          pieces_.push_back({piece.begin, piece.end, tokens, {}});
          AddCuts(piece, ranks, tokens);
          tokens += ranks.size();
          return true;
        });
  }

  void AddCuts(const Piece& piece, std::span<const Rank> ranks, size_t tokens) {
    RepairedOffsets offsets(text_.substr(piece.begin, piece.end - piece.begin));
    size_t at = 0;
    for (const Rank rank : ranks) {
      at += parts_.image().TokenBytes(rank).size();
      ++tokens;
      if (at < piece.bytes.size() && IsContinuation(piece.bytes[at])) continue;
      const size_t offset = piece.repaired ? offsets.Before(at) : at;
      pieces_.back().cuts.push_back({piece.begin + offset, tokens});
    }
  }

  // The last cut of piece `i` before which few enough tokens stand, or 0.
  size_t LongestCut(size_t i) {
    const CutPiece& piece = pieces_[i];
    const std::vector<size_t> from = PiecesToCountFrom(i);
    for (size_t c = piece.cuts.size(); c-- > 0;) {
      if (Fits(piece.cuts[c], from[c])) return piece.cuts[c].offset;
    }
    return 0;
  }

  static constexpr size_t kAsInText = ~size_t{0};

  // For each cut of piece `i`, the index of the piece from which the prefix
  // splits otherwise than the text, or kAsInText where it nowhere does.
  std::vector<size_t> PiecesToCountFrom(size_t i) const {
    const CutPiece& piece = pieces_[i];
    size_t first = i;
    while (first > 0 &&
           EndsInWhiteSpace(text_.substr(0, pieces_[first].begin)) &&
           IsWhiteSpaceAt(text_, pieces_[first].begin)) {
      --first;
    }
    std::vector<size_t> from(piece.cuts.size(), kAsInText);
    std::vector<size_t> offsets;
    for (const Cut& cut : piece.cuts) offsets.push_back(cut.offset);
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
    const auto& [begin, end, tokens_before, cuts] = pieces_[from];
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
  std::vector<CutPiece> pieces_;
};

}  // namespace

std::string_view Truncate(const EncodingParts& parts, Counter& counter,
                          std::string_view text, size_t max_tokens) {
  return Truncator(parts, counter, text, max_tokens).Run();
}

}  // namespace tokenfare::internal
