#include "tests/reference/vocabulary.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

namespace tokenfare::reference {
namespace {

[[noreturn]] void Fail(const std::string& path, std::string_view why) {
  std::cerr << path << ": " << why << '\n';
  std::abort();
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail(path, "cannot be opened");
  return {std::istreambuf_iterator<char>(file), {}};
}

class Reader {
 public:
  Reader(const std::string& path, std::string_view rest)
      : path_(path), rest_(rest) {}

  uint32_t Varint() {
    uint32_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(Bytes(1)[0]);
      value |= static_cast<uint32_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
  }

  std::string_view Bytes(size_t length) {
    if (length > rest_.size()) Fail(path_, "is cut short");
    const std::string_view bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return bytes;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  const std::string& path_;
  std::string_view rest_;
};

}  // namespace

Vocabulary::Vocabulary(const std::string& path) {
  const std::string content = ReadAll(path);
  const size_t line = content.find('\n');
  if (!content.starts_with("tokenfare-vocabulary 1 ") ||
      line == std::string::npos) {
    Fail(path, "has no header");
  }
  Reader reader(path, std::string_view(content).substr(line + 1));
  std::vector<TokenId> ids;
  TokenId next = 0;
  for (uint32_t runs = reader.Varint(); runs > 0; --runs) {
    next += reader.Varint();
    for (uint32_t count = reader.Varint(); count > 0; --count) {
      ids.push_back(next++);
    }
  }
  for (const TokenId id : ids) {
    const std::string token(reader.Bytes(reader.Varint()));
    tokens_.emplace(id, token);
    if (!ids_.emplace(token, id).second) Fail(path, "a token repeats");
  }
  if (!reader.at_end()) Fail(path, "has bytes after the last token");
}

Vocabulary::Vocabulary(std::map<TokenId, std::string> tokens)
    : tokens_(std::move(tokens)) {
  for (const auto& [id, token] : tokens_) ids_.emplace(token, id);
}

std::vector<TokenId> Vocabulary::EncodePiece(std::string_view piece) const {
  if (const auto whole = ids_.find(std::string(piece)); whole != ids_.end()) {
    return {whole->second};
  }
  return MergePiece(piece);
}

std::vector<TokenId> Vocabulary::MergePiece(std::string_view piece) const {
  std::vector<std::string> parts;
  for (const char byte : piece) parts.emplace_back(1, byte);
  for (;;) {
    size_t best = parts.size();
    TokenId best_rank = 0;
    for (size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto pair = ids_.find(parts[i] + parts[i + 1]);
      if (pair == ids_.end()) continue;
      if (best == parts.size() || pair->second < best_rank) {
        best = i;
        best_rank = pair->second;
      }
    }
    if (best == parts.size()) break;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  std::vector<TokenId> encoded;
  for (const std::string& part : parts) encoded.push_back(ids_.at(part));
  return encoded;
}

}  // namespace tokenfare::reference
