#include "tests/reference/encoding.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "tests/reference/utf8.h"

namespace tokenfare::reference {

std::vector<Token> Encoding::Tokens(std::string_view text) const {
  const RepairedText repaired = Repair(text);
  std::vector<Token> tokens;
  size_t at = 0;
  for (const std::string_view piece : splitter_.Split(repaired.text)) {
    for (const TokenId id : vocabulary_.EncodePiece(piece)) {
      const size_t begin = at;
      at += vocabulary_.tokens().at(id).size();
      tokens.push_back({id, repaired.source[begin], repaired.source[at],
                        repaired.starts[at]});
    }
  }
  return tokens;
}

std::vector<TokenId> Encoding::Encode(std::string_view text) const {
  const RepairedText repaired = Repair(text);
  std::vector<TokenId> ids;
  for (const std::string_view piece : splitter_.Split(repaired.text)) {
    for (const TokenId id : vocabulary_.EncodePiece(piece)) ids.push_back(id);
  }
  return ids;
}

std::optional<size_t> Encoding::CountUpTo(std::string_view text,
                                          size_t limit) const {
  const size_t count = Count(text);
  if (count > limit) return std::nullopt;
  return count;
}

std::string_view Encoding::Truncate(std::string_view text,
                                    size_t max_tokens) const {
  std::string_view longest = text.substr(0, 0);
  for (const Token& token : Tokens(text)) {
    if (!token.ends_character) continue;
    const std::string_view prefix = text.substr(0, token.end);
    if (Count(prefix) <= max_tokens) longest = prefix;
  }
  return longest;
}

const UnicodeClasses& Unicode() {
  static const UnicodeClasses classes(TOKENFARE_DATA_FOLDER
                                      "/unicode/code_points.ranges");
  return classes;
}

namespace {

struct Definition {
  PatternFamily family;
  const char* vocabulary;
};

Definition DefinitionOf(std::string_view name) {
  if (name == "o200k_base" || name == "o200k_harmony") {
    return {PatternFamily::kO200k, "o200k_base"};
  }
  if (name == "cl100k_base") return {PatternFamily::kCl100k, "cl100k_base"};
  if (name == "p50k_base" || name == "p50k_edit") {
    return {PatternFamily::kR50k, "p50k_base"};
  }
  if (name == "r50k_base" || name == "gpt2") {
    return {PatternFamily::kR50k, "r50k_base"};
  }
  std::cerr << "no reference for the encoding " << name << '\n';
  std::abort();
}

const Splitter& SplitterOf(PatternFamily family) {
  static std::map<PatternFamily, Splitter> splitters;
  return splitters.try_emplace(family, family, Unicode()).first->second;
}

const Vocabulary& VocabularyNamed(const std::string& name) {
  static std::map<std::string, Vocabulary> vocabularies;
  const std::string path =
      std::string(TOKENFARE_DATA_FOLDER "/vocab/") + name + ".vocab";
  return vocabularies.try_emplace(name, path).first->second;
}

}  // namespace

const Splitter& SplitterNamed(std::string_view name) {
  return SplitterOf(DefinitionOf(name).family);
}

const Encoding& EncodingNamed(std::string_view name) {
  static std::map<std::string, Encoding, std::less<>> encodings;
  const auto found = encodings.find(name);
  if (found != encodings.end()) return found->second;
  const Definition definition = DefinitionOf(name);
  return encodings
      .try_emplace(std::string(name), SplitterOf(definition.family),
                   VocabularyNamed(definition.vocabulary))
      .first->second;
}

}  // namespace tokenfare::reference
