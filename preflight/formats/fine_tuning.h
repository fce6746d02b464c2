// A line of a fine-tuning file: an example to learn from. Supervised examples
// are {messages, tools, parallel_tool_calls}, those of preferences {input:
// {messages, tools, ...}, preferred_output, non_preferred_output}.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_FINE_TUNING_H_
#define TOKENFARE_PREFLIGHT_FORMATS_FINE_TUNING_H_

#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

extern const Format kFineTuning;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_FINE_TUNING_H_
