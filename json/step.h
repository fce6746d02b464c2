// The way from the root of a JSON document to a value, written out only where a
// message needs it.

#ifndef TOKENFARE_JSON_STEP_H_
#define TOKENFARE_JSON_STEP_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/json/place.h"

namespace tokenfare::internal {

// A step from `parent`: a key, or an index where the key is null. Lives on the
// stack of whoever walks.
struct JsonStep {
  const JsonStep* parent = nullptr;
  std::string_view key = {};
  size_t index = 0;

  // "$.tools[0].function"; `root` stands for what has no parent.
  std::string Path(std::string_view root = "$") const {
    if (parent == nullptr) return std::string(root);
    return parent->Path(root) +
           (key.data() == nullptr ? fmt::format("[{}]", index) : PathStep(key));
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_STEP_H_
