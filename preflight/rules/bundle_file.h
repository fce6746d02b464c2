// The form of a bundle of data: which parts there are, and that they are whole.
//
//   {"format": 1,
//    "header": {"data_version": "2026.11.29.1", "needs_program": "0.1.0",
//               "needs": [], "parts": {"catalogue/openai.json": "SHA-256"}},
//    "header_sha256": "...",
//    "parts": {"catalogue/openai.json": {...}}}
//
// A sum is that of the value as JSON on one line without blanks, so a bundle
// may be indented otherwise. Sums show damage, not forgery.

#ifndef TOKENFARE_PREFLIGHT_RULES_BUNDLE_FILE_H_
#define TOKENFARE_PREFLIGHT_RULES_BUNDLE_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tokenfare::internal {

// The newest format that this program reads; it reads all before.
inline constexpr int kBundleFormat = 1;

struct BundlePart {
  // "rules/openai_chat.json".
  std::string name;
  // JSON on one line.
  std::string text;
};

struct BundleFile {
  std::string data_version;
  // In the order of the file.
  std::vector<BundlePart> parts;
};

// Reads `json` and compares all sums. The text is taken as hostile. Linear.
// InvalidArgument with `name` and the JSON path, for what is no bundle, is
// damaged or needs a later program. What a later version of the format adds is
// passed over and appended to `ignored`, unless the bundle says in "needs" that
// its readers must know it.
absl::StatusOr<BundleFile> ReadBundleFile(std::string_view json,
                                          std::string_view name,
                                          std::vector<std::string>* ignored);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_BUNDLE_FILE_H_
