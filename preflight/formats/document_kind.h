// Names files of the trade that are no chat request, or no response to one.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_DOCUMENT_KIND_H_
#define TOKENFARE_PREFLIGHT_FORMATS_DOCUMENT_KIND_H_

#include <string>
#include <string_view>

#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// "this is a line of a Batch file, which is not read yet; give its body": what
// the document is and what to do with it; empty where it is none that is known.
// Constant cost but for finding members.
std::string NameDocument(const JsonValue& root);

// The same of a request, or of another object of the API, that is never
// counted: speech, images, a session, moderation, a job. What has messages is
// none.
std::string NameUncounted(const JsonValue& root);

// The same of a text that is no JSON: a stream of events, a web page, a curl
// command.
std::string NameText(std::string_view text);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_DOCUMENT_KIND_H_
