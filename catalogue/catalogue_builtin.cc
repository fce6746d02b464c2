#include <cstddef>
#include <string_view>

#include "tokenfare/catalogue/catalogue.h"

extern "C" {
extern const unsigned char tokenfare_catalogue[];
extern const unsigned char tokenfare_catalogue_end[];
}

namespace [[gnu::visibility("default")]] tokenfare {

const Catalogue& Catalogue::BuiltIn() {
  // The build has loaded what it packed with the same code (pack_catalogue), so
  // it loads. Never destroyed: cards may be used while the program ends.
  static const Catalogue* const catalogue = new Catalogue(Packed(
      {reinterpret_cast<const char*>(tokenfare_catalogue),
       static_cast<size_t>(tokenfare_catalogue_end - tokenfare_catalogue)}));
  return *catalogue;
}

}  // namespace tokenfare
