#include "tokenfare/cli/json_text.h"

#include "nlohmann/json.hpp"

namespace tokenfare::cli {

std::string JsonText(const nlohmann::ordered_json& json) {
  constexpr int kSpaces = 2;
  return json.dump(kSpaces, ' ', /*ensure_ascii=*/false,
                   nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace tokenfare::cli
