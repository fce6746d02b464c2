// Any bytes as a JSON schema: as the parameters of a tool, of a legacy function
// and as the form of the reply, by the rules of each family that differ there.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fmt/format.h"
#include "tests/fuzz/verdict_invariants.h"

namespace tokenfare {
namespace {

constexpr std::string_view kMessages =
    R"("messages": [{"role": "system", "content": "Be terse."},)"
    R"( {"role": "user", "content": "Hi"}])";

struct Place {
  std::string_view before;
  std::string_view after;
};

constexpr std::array<Place, 3> kPlaces = {{
    {R"("tools": [{"type": "function", "function": {"name": "f",)"
     R"( "description": "d", "parameters": )",
     "}}]"},
    {R"("functions": [{"name": "f", "parameters": )", "}]"},
    {R"("response_format": {"type": "json_schema", "json_schema":)"
     R"( {"name": "r", "schema": )",
     "}}"},
}};

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view schema(reinterpret_cast<const char*>(data), size);
  for (const tokenfare::Place& place : tokenfare::kPlaces) {
    for (std::string_view model : {"gpt-4o", "gpt-5"}) {
      tokenfare::CheckInvariants(
          fmt::format(R"({{"model": "{}", {}, {}{}{}}})", model,
                      tokenfare::kMessages, place.before, schema, place.after),
          tokenfare::FuzzOptions());
    }
  }
  return 0;
}
