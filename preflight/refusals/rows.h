// The checks behind the rows of the table (refusals.cc). Each gives what is
// refused, beginning with its path, or nothing.

#ifndef TOKENFARE_PREFLIGHT_REFUSALS_ROWS_H_
#define TOKENFARE_PREFLIGHT_REFUSALS_ROWS_H_

#include <string>
#include <string_view>

#include "tokenfare/preflight/refusals/refusals.h"

namespace tokenfare::internal {

// Where a node, or a property of it or of the body, stands.
std::string PathOf(const RefusalInput& input, const Origin& origin,
                   Field field = Field::kItself);
std::string PathOf(const RefusalInput& input, Field field);

// Letters, digits, underscores and hyphens, 64 at most: names of functions and
// schemas.
bool IsReferenceName(std::string_view name);

// A number of the request, and where it stands.
struct StatedNumber {
  NumberText text;
  Field field;
};

// "$.n: 0 is not from 1 to 128", where the number is stated and is not in the
// range.
std::string Outside(const RefusalInput& input, const StatedNumber& stated,
                    double least, double most);

// Whether the model reasons for this request: always, or by the effort asked.
bool Reasons(const RefusalInput& input);

// message_refusals.cc
std::string OrphanResult(const RefusalInput& input);
std::string UnansweredCall(const RefusalInput& input);
std::string EmptyToolCalls(const RefusalInput& input);
std::string LongCallId(const RefusalInput& input);
std::string MessageName(const RefusalInput& input);
std::string NoContent(const RefusalInput& input);
std::string EmptyContent(const RefusalInput& input);
std::string ContentPartType(const RefusalInput& input);
std::string ImageRole(const RefusalInput& input);
std::string AudioFormat(const RefusalInput& input);
std::string SystemRole(const RefusalInput& input);
std::string NoWordJson(const RefusalInput& input);

// tool_refusals.cc
std::string EmptyTools(const RefusalInput& input);
std::string ManyTools(const RefusalInput& input);
std::string ToolName(const RefusalInput& input);
std::string ChoiceWithoutTools(const RefusalInput& input);
std::string CallWithoutFunctions(const RefusalInput& input);
std::string ChoiceOfUnknown(const RefusalInput& input);
std::string ParallelWithoutTools(const RefusalInput& input);
std::string ParallelUnsupported(const RefusalInput& input);
std::string ToolsWithEffort(const RefusalInput& input);

// option_refusals.cc
std::string TemperatureRange(const RefusalInput& input);
std::string TopPRange(const RefusalInput& input);
std::string PenaltyRange(const RefusalInput& input);
std::string TopLogprobsRange(const RefusalInput& input);
std::string LogitBiasRange(const RefusalInput& input);
std::string ChoicesRange(const RefusalInput& input);
std::string TemperatureUnsupported(const RefusalInput& input);
std::string TopPUnsupported(const RefusalInput& input);
std::string PenaltyUnsupported(const RefusalInput& input);
std::string LogprobsUnsupported(const RefusalInput& input);
std::string LogitBiasUnsupported(const RefusalInput& input);
std::string MaxTokensUnsupported(const RefusalInput& input);
std::string BothOutputLimits(const RefusalInput& input);
std::string EffortUnsupported(const RefusalInput& input);
std::string ManyStops(const RefusalInput& input);
std::string StopUnsupported(const RefusalInput& input);
std::string TopLogprobsAlone(const RefusalInput& input);
std::string StreamOptionsAlone(const RefusalInput& input);
std::string MetadataLimits(const RefusalInput& input);
std::string MetadataWithoutStore(const RefusalInput& input);
std::string AudioWithoutVoice(const RefusalInput& input);
std::string SearchSampling(const RefusalInput& input);
std::string FormatType(const RefusalInput& input);
std::string FormatName(const RefusalInput& input);

// schema_refusals.cc
std::string RootNotObject(const RefusalInput& input);
std::string ArrayWithoutItems(const RefusalInput& input);
std::string StrictAdditional(const RefusalInput& input);
std::string StrictRequired(const RefusalInput& input);
std::string StrictKeyword(const RefusalInput& input);
std::string StrictSize(const RefusalInput& input);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_REFUSALS_ROWS_H_
