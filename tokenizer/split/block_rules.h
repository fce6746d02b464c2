// Where pieces end, by rules on the classes of 64 bytes at once.
//
// A block begins where a piece does. Each rule looks at most three bytes ahead
// and says of every place of the block whether a piece begins there. Three
// things are left to the automaton (automaton_splitter.h), by a bit in
// `undecided`: what needs more than the block, what needs counting of
// characters of several bytes, and what is rare and would make the rules
// longer. A place before the lowest such bit is decided.
//
// tests/tokenizer/block_splitter_test.cc compares with the automaton.

#ifndef TOKENFARE_TOKENIZER_SPLIT_BLOCK_RULES_H_
#define TOKENFARE_TOKENIZER_SPLIT_BLOCK_RULES_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/split/automaton.h"
#include "tokenfare/tokenizer/split/block_classes.h"

namespace tokenfare::internal {

struct BlockStarts {
  uint64_t starts = 0;     // a piece begins here, and so one ends
  uint64_t undecided = 0;  // from the lowest of these on, `starts` says nothing
};

template <PatternFamily kFamily>
class BlockRules {
 public:
  // `text` is the block that `classes` describes. `is_last`: the text ends with
  // it. Bit 0 of the starts is never set.
  TOKENFARE_BLOCK_INLINE static BlockStarts Find(const char* text,
                                                 const BlockClasses& classes,
                                                 bool is_last) {
    BlockRules rules(text, classes, is_last);
    rules.WhiteSpace();
    rules.Punctuation();
    rules.Numbers();
    rules.Letters();
    return rules.Result();
  }

 private:
  static constexpr bool kO200k = kFamily == PatternFamily::kO200k;

  TOKENFARE_BLOCK_INLINE BlockRules(const char* text, const BlockClasses& c,
                                    bool is_last)
      : text_(text),
        classes_(c),
        is_last_(is_last),
        inside_(BitsBelow(c.size)),
        // In o200k_base a mark is a letter without case; after punctuation it
        // is more of that (Letters). In cl100k_base it is punctuation.
        letter_(c.upper | c.lower | c.caseless | (kO200k ? c.mark : 0)),
        blank_(c.space | c.blank),
        white_(blank_ | c.newline),
        punct_(inside_ & ~(letter_ | c.number | white_)) {
    result_.undecided = c.undecided;
  }

  // \s*[\r\n]+|\s+(?!\S)|\s+, and the end of punctuation: [\r\n/]* or, in
  // cl100k_base, [\r\n]*.
  TOKENFARE_BLOCK_INLINE void WhiteSpace() {
    const uint64_t newline = classes_.newline;
    const uint64_t absorbed = Absorbed();
    punct_ &= ~absorbed;
    const uint64_t free_white = white_ & ~absorbed;
    result_.starts |= RunStarts(free_white);
    // The last newline of a run ends a piece.
    result_.starts |= (newline << 1) & ~newline & ~absorbed;
    BlanksBetweenNewlines(newline & ~absorbed);
    // The last blank before other characters stands alone, or with what follows
    // (Punctuation, Letters). At the end of the text there are no others.
    const uint64_t before_others =
        blank_ & ~(white_ >> 1) & (is_last_ ? inside_ >> 1 : ~uint64_t{0});
    result_.starts |= before_others;
    if (!kO200k && is_last_) JoinLastRun(free_white);
  }

  // The newlines right after punctuation, and what follows them in the same
  // run: adding the first of them to the run carries through the others.
  TOKENFARE_BLOCK_INLINE uint64_t Absorbed() const {
    const uint64_t first = classes_.newline & (punct_ << 1);
    const uint64_t run = classes_.newline | (kO200k ? classes_.slash : 0);
    // Of a run with several such newlines, the sum shows the later ones.
    return (run & ~(run + first)) | first;
  }

  // Blanks after a newline belong to its piece where another newline follows
  // them, which adding their first tells: it carries to what follows.
  TOKENFARE_BLOCK_INLINE void BlanksBetweenNewlines(uint64_t newline) {
    const uint64_t first = blank_ & (newline << 1);
    if (first == 0) return;
    const uint64_t sum = blank_ + first;
    const uint64_t after = sum & ~blank_;
    for (uint64_t between = after & classes_.newline; between != 0;
         between &= between - 1) {
      const uint64_t before = first & (BitsBelowLowest(between));
      result_.starts &= ~(uint64_t{1} << HighestBit(before));
    }
    // The last run may go on after the block.
    const bool overflows = sum < blank_;
    const uint64_t unknown = is_last_ ? 0 : ~inside_;
    if (overflows || (after & unknown) != 0) {
      result_.undecided |= uint64_t{1} << HighestBit(first);
    }
  }

  // \s++$ of cl100k_base: white space at the end of the text is one piece.
  TOKENFARE_BLOCK_INLINE void JoinLastRun(uint64_t free_white) {
    const uint64_t others = inside_ & ~free_white;
    const size_t run = others == 0 ? 0 : HighestBit(others) + 1;
    if (run < classes_.size) result_.starts &= BitsBelow(run + 1);
  }

  // ` ?[^\s\p{L}\p{N}]+` and contractions, which take their apostrophe away.
  TOKENFARE_BLOCK_INLINE void Punctuation() {
    uint64_t apostrophes = classes_.apostrophe;
    apostrophes &=
        kO200k ? letter_ << 1 : RunStarts(punct_) & ~(classes_.space << 1);
    if (apostrophes != 0) Contractions(apostrophes);
    result_.starts |= RunStarts(punct_) & ~(classes_.space << 1);
  }

  // '(?i:[sdmt]|ll|ve|re): after a word in o200k_base, a piece of its own in
  // cl100k_base.
  TOKENFARE_BLOCK_INLINE void Contractions(uint64_t apostrophes) {
    size_t end = 0;  // of the contraction before
    for (; apostrophes != 0; apostrophes &= apostrophes - 1) {
      const size_t at = LowestBit(apostrophes);
      if (kO200k && at == end) continue;  // no word is before it
      if (at + 2 >= classes_.size && !is_last_) {
        result_.undecided |= uint64_t{1} << at;
        return;
      }
      const size_t length = ContractionLength(text_ + at, classes_.size - at);
      if (length == 0) continue;
      end = at + length;
      const uint64_t contraction = BitsBelow(end) & ~BitsBelow(at);
      if (kO200k) punct_ &= ~contraction;
      contraction_ |= contraction;
      after_contraction_ |= end < 64 ? uint64_t{1} << end : 0;
    }
  }

  TOKENFARE_BLOCK_INLINE static size_t ContractionLength(const char* text,
                                                         size_t left) {
    if (left < 2) return 0;
    const auto lower = [&](size_t i) { return text[i] | 0x20; };
    const int first = lower(1);
    if (first == 's' || first == 'd' || first == 'm' || first == 't') return 2;
    if (left < 3) return 0;
    const int second = lower(2);
    const bool is_pair = (first == 'l' && second == 'l') ||
                         ((first == 'v' || first == 'r') && second == 'e');
    // U+017F is an s where case does not matter.
    const bool is_long_s = text[1] == '\xC5' && text[2] == '\xBF';
    return is_pair || is_long_s ? 3 : 0;
  }

  // \p{N}{1,3}. Of several bytes: undecided (block_classes.h).
  TOKENFARE_BLOCK_INLINE void Numbers() {
    const uint64_t number = classes_.number;
    uint64_t starts = RunStarts(number);
    const uint64_t fourth =
        number & (number << 1) & (number << 2) & (number << 3);
    while (starts != 0) {
      result_.starts |= starts;
      starts = (starts << 3) & fourth;
    }
  }

  // [^\r\n\p{L}\p{N}]? and letters.
  TOKENFARE_BLOCK_INLINE void Letters() {
    const uint64_t starts = RunStarts(letter_);
    // One character of punctuation that begins a piece goes with the letters
    // after it.
    uint64_t prefix = RunStarts(punct_) & ~(classes_.space << 1);
    if (classes_.later != 0) {
      for (int i = 0; i < 3; ++i) prefix |= (prefix << 1) & classes_.later;
    }
    const uint64_t joined = (blank_ | prefix) << 1;
    result_.starts |= starts & ~joined;
    if (kO200k) Case();
  }

  TOKENFARE_BLOCK_INLINE void Case() {
    result_.starts |= (classes_.lower << 1) & classes_.upper;
    const uint64_t caseless = classes_.caseless | classes_.mark;
    if (caseless == 0) return;
    // Upper case after letters without case: what follows decides.
    result_.undecided |= (caseless << 1) & classes_.upper;
    // A mark after punctuation is more of it, or the first of a word.
    result_.undecided |= (punct_ << 1) & classes_.mark;
  }

  TOKENFARE_BLOCK_INLINE BlockStarts Result() {
    if (kO200k) result_.starts &= ~contraction_;
    result_.starts |= after_contraction_;
    result_.starts &= inside_ & ~uint64_t{1};
    return result_;
  }

  const char* text_;
  const BlockClasses& classes_;
  bool is_last_;
  uint64_t inside_;
  uint64_t letter_;
  uint64_t blank_;
  uint64_t white_;
  uint64_t punct_;
  uint64_t contraction_ = 0;
  uint64_t after_contraction_ = 0;
  BlockStarts result_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_BLOCK_RULES_H_
