// What calibrate prints.

#ifndef TOKENFARE_CLI_CALIBRATION_TEXT_H_
#define TOKENFARE_CLI_CALIBRATION_TEXT_H_

#include <cstddef>
#include <string>

#include "tokenfare/cli/record_lines.h"
#include "tokenfare/preflight/calibrate.h"

namespace tokenfare::cli {

// Whether every pair that was fitted is explained, and nothing refused.
bool IsWholeAnswer(const Calibration& found);

// `output` is the name of the file that has the rules.
std::string CalibrationText(const Calibration& found, const RecordsRead& lines,
                            const std::string& output);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_CALIBRATION_TEXT_H_
