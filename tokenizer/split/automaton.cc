// The three patterns, state by state. Each table follows its pattern's
// alternatives; tests/tokenizer compares each with the pattern itself, run by a
// regular-expression library, on all short strings.

#include "tokenfare/tokenizer/split/automaton.h"

namespace tokenfare::internal {
namespace {

enum State : uint8_t {
  kFresh = kStart,
  kLetters,        // cl100k, r50k: \p{L}+
  kUppers,         // o200k: upper case only, so far
  kCaseds,         // o200k: [\p{Lu}..]*, the last one caseless or a mark
  kCasedUppers,    // o200k: the same, and upper case after it (marked)
  kLowers,         // o200k: in [\p{Ll}..]+
  kQuote,          // an apostrophe that may begin a contraction
  kQuoteL,         // 'l
  kQuoteRv,        // 'r or 'v
  kComplete,       // nothing can be added
  kDigits1,        // one digit of at most three
  kDigits2,        // two
  kDigits,         // r50k: \p{N}+
  kOneSpace,       // U+0020 alone, perhaps the prefix of a word
  kOneBlank,       // another white-space character alone
  kSpaces,         // two or more, the last (marked) is U+0020
  kBlanks,         // two or more, the last (marked) is not U+0020
  kNewlines,       // white space that ends with CR or LF
  kNewlineBlanks,  // the same, and other white space after it (marked)
  kOnePunct,       // one character that may be the prefix of a word
  kPuncts,         // [^\s\p{L}\p{N}]+
  kPunctNewlines,  // the same, and [\r\n/]* or [\r\n]* after it
};
static_assert(kPunctNewlines < kMaxStates);

constexpr ClassSet kUpperSet =
    SetOf(kUpper, kUpperSdmt, kUpperL, kUpperRv, kUpperE);
constexpr ClassSet kLowerSet =
    SetOf(kLower, kLongS, kLowerSdmt, kLowerL, kLowerRv, kLowerE);
constexpr ClassSet kLetterSet = kUpperSet | kLowerSet | SetOf(kCaseless);
constexpr ClassSet kPunctSet = SetOf(kOther, kSlash, kApostrophe);
constexpr ClassSet kEitherL = SetOf(kLowerL, kUpperL);
constexpr ClassSet kEitherRv = SetOf(kLowerRv, kUpperRv);
constexpr ClassSet kEitherE = SetOf(kLowerE, kUpperE);

// (?i:[sdmt]|ll|ve|re) after an apostrophe.
constexpr void AnyCaseContraction(AutomatonBuilder& b) {
  b.On(kQuote, SetOf(kLowerSdmt, kUpperSdmt, kLongS), kComplete);
  b.On(kQuote, kEitherL, kQuoteL);
  b.On(kQuote, kEitherRv, kQuoteRv);
  b.On(kQuoteL, kEitherL, kComplete);
  b.On(kQuoteRv, kEitherE, kComplete);
  b.BreakRest(kComplete);
}

// \p{N}{1,3}
constexpr void UpToThreeDigits(AutomatonBuilder& b) {
  b.On(kDigits1, SetOf(kNumber), kDigits2);
  b.BreakRest(kDigits1);
  b.On(kDigits2, SetOf(kNumber), kComplete);
  b.BreakRest(kDigits2);
}

// \s+(?!\S)|\s+ with `blanks` the classes of white space other than U+0020.
// Completes the rows of one character, which may be the prefix of a word.
constexpr void WhiteSpaceRun(AutomatonBuilder& b, ClassSet blanks) {
  for (State state : {kOneSpace, kOneBlank, kSpaces, kBlanks}) {
    b.On(state, SetOf(kSpace), kSpaces, kSetMark);
    b.On(state, blanks, kBlanks, kSetMark);
  }
  b.BreakRest(kOneSpace);
  b.BreakRest(kOneBlank);
  // At the end of the text the whole run, else all but its last character.
  b.On(kSpaces, SetOf(kEnd), kFresh, kEmit);
  b.On(kBlanks, SetOf(kEnd), kFresh, kEmit);
  b.BreakPreviousRest(kSpaces, kOneSpace);
  b.BreakPreviousRest(kBlanks, kOneBlank);
}

// \s*[\r\n]+: white space up to its last newline.
constexpr void Newlines(AutomatonBuilder& b) {
  for (State state :
       {kOneSpace, kOneBlank, kSpaces, kBlanks, kNewlines, kNewlineBlanks}) {
    b.On(state, SetOf(kNewline), kNewlines);
  }
  b.On(kNewlines, SetOf(kSpace, kBlank), kNewlineBlanks, kSetMark);
  b.BreakRest(kNewlines);
  b.On(kNewlineBlanks, SetOf(kSpace, kBlank), kNewlineBlanks);
  b.RewindRest(kNewlineBlanks);
}

constexpr AutomatonTable R50k() {
  AutomatonBuilder b;
  b.On(kFresh, kLetterSet, kLetters);
  b.On(kFresh, SetOf(kNumber), kDigits);
  b.On(kFresh, SetOf(kOther, kSlash, kMark), kPuncts);
  b.On(kFresh, SetOf(kApostrophe), kQuote);
  b.On(kFresh, SetOf(kSpace), kOneSpace);
  b.On(kFresh, SetOf(kBlank, kNewline), kOneBlank);

  //  ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++
  for (State state : {kOneSpace, kLetters}) b.On(state, kLetterSet, kLetters);
  for (State state : {kOneSpace, kDigits}) b.On(state, SetOf(kNumber), kDigits);
  for (State state : {kOneSpace, kPuncts, kQuote}) {
    b.On(state, kPunctSet | SetOf(kMark), kPuncts);
  }
  for (State state : {kLetters, kDigits, kPuncts}) b.BreakRest(state);

  // '(?:[sdmt]|ll|ve|re), and otherwise punctuation before letters.
  b.On(kQuote, SetOf(kLowerSdmt), kComplete);
  b.On(kQuote, SetOf(kLowerL), kQuoteL, kSetMark);
  b.On(kQuote, SetOf(kLowerRv), kQuoteRv, kSetMark);
  b.BreakRest(kQuote);
  b.On(kQuoteL, SetOf(kLowerL), kComplete);
  b.BreakPreviousRest(kQuoteL, kLetters);
  b.On(kQuoteRv, SetOf(kLowerE), kComplete);
  b.BreakPreviousRest(kQuoteRv, kLetters);
  b.BreakRest(kComplete);

  WhiteSpaceRun(b, SetOf(kBlank, kNewline));
  return b.Build();
}

constexpr AutomatonTable Cl100k() {
  AutomatonBuilder b;
  b.On(kFresh, kLetterSet, kLetters);
  b.On(kFresh, SetOf(kNumber), kDigits1);
  b.On(kFresh, SetOf(kOther, kSlash, kMark), kOnePunct);
  b.On(kFresh, SetOf(kApostrophe), kQuote);
  b.On(kFresh, SetOf(kSpace), kOneSpace);
  b.On(kFresh, SetOf(kBlank), kOneBlank);
  b.On(kFresh, SetOf(kNewline), kNewlines);
  UpToThreeDigits(b);

  // '(?i:[sdmt]|ll|ve|re), and otherwise the prefix of a word.
  AnyCaseContraction(b);
  b.On(kQuote, SetOf(kUpper, kUpperE, kLower, kLowerE, kCaseless), kLetters);
  b.On(kQuoteL, kLetterSet & ~kEitherL, kLetters);
  b.BreakRest(kQuoteL);
  b.On(kQuoteRv, kLetterSet & ~kEitherE, kLetters);
  b.BreakRest(kQuoteRv);

  // [^\r\n\p{L}\p{N}]?+\p{L}++
  for (State state : {kOneSpace, kOneBlank, kOnePunct, kLetters}) {
    b.On(state, kLetterSet, kLetters);
  }
  b.BreakRest(kLetters);

  //  ?[^\s\p{L}\p{N}]++[\r\n]*+
  for (State state : {kQuote, kOnePunct, kOneSpace, kPuncts}) {
    b.On(state, kPunctSet | SetOf(kMark), kPuncts);
  }
  for (State state : {kQuote, kOnePunct, kPuncts, kPunctNewlines}) {
    b.On(state, SetOf(kNewline), kPunctNewlines);
    b.BreakRest(state);
  }

  // \s++$ joins what follows the last newline, at the end of the text.
  b.On(kNewlineBlanks, SetOf(kEnd), kFresh, kEmit);
  Newlines(b);
  WhiteSpaceRun(b, SetOf(kBlank));
  return b.Build();
}

constexpr AutomatonTable O200k() {
  AutomatonBuilder b;
  b.On(kFresh, kUpperSet, kUppers);
  b.On(kFresh, kLowerSet, kLowers);
  b.On(kFresh, SetOf(kCaseless, kMark), kCaseds);
  b.On(kFresh, SetOf(kNumber), kDigits1);
  b.On(kFresh, kPunctSet, kOnePunct);
  b.On(kFresh, SetOf(kSpace), kOneSpace);
  b.On(kFresh, SetOf(kBlank), kOneBlank);
  b.On(kFresh, SetOf(kNewline), kNewlines);
  UpToThreeDigits(b);

  // [^\r\n\p{L}\p{N}]?[\p{Lu}..]*[\p{Ll}..]+ or the same with [\p{Lu}..]+ and
  // [\p{Ll}..]*. Where no lower case follows, the first alternative ends with
  // the last caseless letter or mark; the second is left where there is none.
  for (State state : {kOneSpace, kOneBlank, kOnePunct, kUppers}) {
    b.On(state, kUpperSet, kUppers);
  }
  b.On(kCaseds, kUpperSet, kCasedUppers, kSetMark);
  b.On(kCasedUppers, kUpperSet, kCasedUppers);
  for (State state :
       {kOneSpace, kOneBlank, kOnePunct, kUppers, kCaseds, kCasedUppers}) {
    b.On(state, SetOf(kCaseless, kMark), kCaseds);
    b.On(state, kLowerSet, kLowers);
  }
  b.RewindRest(kCasedUppers);
  b.On(kLowers, kLowerSet | SetOf(kCaseless, kMark), kLowers);

  // (?i:'s|'t|'re|'ve|'m|'ll|'d)? after the word.
  for (State state : {kUppers, kCaseds, kLowers}) {
    b.On(state, SetOf(kApostrophe), kQuote, kSetMark);
    b.BreakRest(state);
  }
  AnyCaseContraction(b);
  b.RewindRest(kQuoteL);
  b.RewindRest(kQuoteRv);

  //  ?[^\s\p{L}\p{N}]+[\r\n/]*
  for (State state : {kOneSpace, kOnePunct}) b.On(state, kPunctSet, kPuncts);
  b.On(kPuncts, kPunctSet | SetOf(kMark), kPuncts);
  b.On(kPunctNewlines, SetOf(kSlash), kPunctNewlines);
  for (State state : {kOnePunct, kPuncts, kPunctNewlines}) {
    b.On(state, SetOf(kNewline), kPunctNewlines);
    b.BreakRest(state);
  }
  // No contraction: the word ended before the apostrophe.
  b.BreakPreviousRest(kQuote, kOnePunct);

  Newlines(b);
  WhiteSpaceRun(b, SetOf(kBlank));
  return b.Build();
}

constexpr AutomatonTable kR50kTable = R50k();
constexpr AutomatonTable kCl100kTable = Cl100k();
constexpr AutomatonTable kO200kTable = O200k();

}  // namespace

const AutomatonTable& TableOf(PatternFamily family) {
  switch (family) {
    case PatternFamily::kR50k:
      return kR50kTable;
    case PatternFamily::kCl100k:
      return kCl100kTable;
    case PatternFamily::kO200k:
      break;
  }
  return kO200kTable;
}

}  // namespace tokenfare::internal
