// What holds of every verdict, whatever the request.

#ifndef TOKENFARE_TESTS_FUZZ_VERDICT_INVARIANTS_H_
#define TOKENFARE_TESTS_FUZZ_VERDICT_INVARIANTS_H_

#include <string_view>

#include "tokenfare/preflight/check.h"

namespace tokenfare {

// Ends the program with a message where `holds` is false, so that the fuzzer
// keeps the input.
void Require(bool holds, std::string_view what);

// The options of every fuzzed check: texts explained, a fixed day.
CheckOptions FuzzOptions();

// Checks the body, for `gpt-4o` where it names no known model, and requires of
// the verdict that bounds are in order, that parts sum to the input and texts
// to their part; and of an error that it says something.
void CheckInvariants(std::string_view body, CheckOptions options);

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_FUZZ_VERDICT_INVARIANTS_H_
