// Arguments that several functions take, with errors that name them.

#ifndef TOKENFARE_PYTHON_SRC_ARGUMENTS_H_
#define TOKENFARE_PYTHON_SRC_ARGUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nanobind/nanobind.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::python {

// A whole number from 0 on, of any type with __index__. Throws TypeError, or
// InvalidRequestError for what is no 64-bit number.
uint64_t CountArgument(nanobind::handle count, const char* what);

// The same, and nothing for None.
std::optional<uint64_t> OptionalCount(nanobind::handle count, const char* what);

// True or False. Throws TypeError for anything else.
bool FlagArgument(nanobind::handle flag, const char* what);

// A str; nothing for None. Throws TypeError.
std::optional<std::string> NameArgument(nanobind::handle name,
                                        const char* what);

// A tokenfare.Catalogue; the one in force (data.h) for None. Copies of a
// catalogue share its data. Throws TypeError.
Catalogue CatalogueArgument(nanobind::handle catalogue);

// The model that the name means. Throws UnknownNameError, whose message names
// the argument "provider" where the catalogue lacks that, or else "model".
const ModelCard& CardArgument(const Catalogue& catalogue,
                              std::string_view model,
                              std::string_view provider);

// Throws UnknownNameError where `catalogue` lacks the provider.
void RequireProvider(const Catalogue& catalogue, std::string_view provider);

// The tier of that name. Throws UnknownNameError.
ServiceTier TierArgument(nanobind::handle name);

// The content of bytes, or of a str or another buffer, which others may change
// meanwhile: that is copied. Stays valid as long as this.
class DocumentArgument {
 public:
  // Throws TypeError, and ValueError for a closed buffer.
  DocumentArgument(nanobind::handle document, const char* what);

  std::string_view text() const { return text_; }

 private:
  nanobind::object owner_;
  std::string copy_;
  std::string_view text_;
};

// What a file holds, of a larger one its first `most` + 1 bytes. Python opens
// it, so that errors are those of open().
nanobind::object FileContent(nanobind::handle path, size_t most);

// json.loads of a document that this library wrote.
nanobind::object JsonValueOf(const std::string& document);

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_ARGUMENTS_H_
