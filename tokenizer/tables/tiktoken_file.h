// Reads vocabularies in tiktoken's file form: a line for each token, its bytes
// in base64, a space, its id in decimal.

#ifndef TOKENFARE_TOKENIZER_TABLES_TIKTOKEN_FILE_H_
#define TOKENFARE_TOKENIZER_TABLES_TIKTOKEN_FILE_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// The vocabulary of `file`, in order of ids, whatever their order in the file.
// Lines end in LF or CRLF; the last need not end; empty lines are passed over,
// as tiktoken does. The file is taken as hostile. InvalidArgument, with the
// line where there is one, where
//   - a line is not base64 (with its padding), one space and a number below
//     2^32 - 1, or its token is empty or has more than kMaxTokenBytes;
//   - a token or an id was given by an earlier line;
//   - one of the 256 bytes has no token of its own.
// ResourceExhausted where there are more than kMaxTokens.
//
// Linear; takes about 150 bytes for each token while it works.
absl::StatusOr<Vocabulary> ReadTiktokenFile(std::string_view file);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_TIKTOKEN_FILE_H_
