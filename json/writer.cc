#include "tokenfare/json/writer.h"

namespace tokenfare::internal {

std::string DocumentText(const Json& document) {
  constexpr int kIndent = 2;
  return document.dump(kIndent, ' ', /*ensure_ascii=*/false,
                       Json::error_handler_t::replace) +
         "\n";
}

}  // namespace tokenfare::internal
