#include <array>
#include <cassert>
#include <string_view>

#include "tokenfare/catalogue/catalogue.h"

extern "C" {
extern const unsigned char tokenfare_catalogue_openai[];
extern const unsigned char tokenfare_catalogue_openai_end[];
extern const unsigned char tokenfare_catalogue_additions[];
extern const unsigned char tokenfare_catalogue_additions_end[];
}

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

std::string_view View(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin),
          static_cast<size_t>(end - begin)};
}

}  // namespace

const Catalogue& Catalogue::BuiltIn() {
  // The build has loaded the same files with the same code (check_catalogue),
  // so they load. Never destroyed: cards may be used while the program ends.
  static const Catalogue* const catalogue = [] {
    const std::array<Text, 2> texts = {{
        {View(tokenfare_catalogue_openai, tokenfare_catalogue_openai_end),
         "openai.json"},
        {View(tokenfare_catalogue_additions, tokenfare_catalogue_additions_end),
         "additions.json"},
    }};
    absl::StatusOr<Catalogue> loaded = ParseAll(texts);
    assert(loaded.ok());
    return new Catalogue(loaded.ok() ? *std::move(loaded) : Empty());
  }();
  return *catalogue;
}

}  // namespace tokenfare
