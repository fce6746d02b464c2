#include "tests/golden/golden_files.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "simdjson.h"

namespace tokenfare::testing {

namespace {

constexpr char kFolder[] = "tests/golden/";

// Encodings that differ from another in special tokens only.
std::string VocabularyOf(std::string_view encoding) {
  static const std::map<std::string_view, std::string> kSharing = {
      {"o200k_harmony", "o200k_base"},
      {"p50k_edit", "p50k_base"},
      {"gpt2", "r50k_base"}};
  auto found = kSharing.find(encoding);
  return found == kSharing.end() ? std::string(encoding) : found->second;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(
        std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// Unsigned LEB128 at the front of `bytes`, which it removes.
size_t TakeVarint(std::string_view& bytes) {
  size_t value = 0;
  for (int shift = 0; !bytes.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<size_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  ADD_FAILURE() << "an ids file ends inside a number";
  return 0;
}

GoldenInput IllFormed(const simdjson::dom::object& line) {
  GoldenInput input{"ill_formed", FromHex(std::string_view(line["hex"])), {}};
  for (simdjson::dom::array part : line["parts"]) {
    input.parts.emplace_back(uint64_t(part.at(0)), uint64_t(part.at(1)));
  }
  return input;
}

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path << " cannot be read";
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<GoldenInput> ReadGoldenInputs() {
  std::istringstream lines(ReadFile(fmt::format("{}inputs.jsonl", kFolder)));
  std::vector<GoldenInput> inputs;
  simdjson::dom::parser parser;
  std::string line, section;
  uint64_t count = 0;
  while (std::getline(lines, line)) {
    const simdjson::dom::element value = parser.parse(line);
    if (value.is_string()) {
      inputs.push_back({section, std::string(std::string_view(value)), {}});
    } else if (!value["count"].get(count)) {
      continue;  // The header.
    } else if (value["section"].error() == simdjson::SUCCESS) {
      section = std::string_view(value["section"]);
    } else {
      inputs.push_back(IllFormed(value));
    }
  }
  EXPECT_GE(count, 5000u);
  EXPECT_EQ(inputs.size(), count);
  return inputs;
}

std::vector<std::vector<TokenId>> ReadGoldenIds(std::string_view encoding,
                                                size_t inputs) {
  const std::string file =
      ReadFile(fmt::format("{}{}.ids", kFolder, VocabularyOf(encoding)));
  const size_t header = file.find('\n') + 1;
  EXPECT_EQ(
      file.rfind(
          fmt::format("tokenfare-golden-ids 1 {} ", VocabularyOf(encoding)), 0),
      0u);
  std::string_view rest(file);
  rest.remove_prefix(header);
  std::vector<std::vector<TokenId>> all(inputs);
  for (std::vector<TokenId>& ids : all) {
    ids.resize(TakeVarint(rest));
    for (TokenId& id : ids) id = static_cast<TokenId>(TakeVarint(rest));
  }
  EXPECT_TRUE(rest.empty()) << file.substr(0, header);
  return all;
}

bool IsBuilt(std::string_view encoding) {
  constexpr std::string_view kBuilt = "," TOKENFARE_BUILT_ENCODINGS ",";
  return kBuilt.find(fmt::format(",{},", encoding)) != std::string_view::npos;
}

}  // namespace tokenfare::testing
