// How a text says that it is encoded, by its first bytes.

#ifndef TOKENFARE_SUPPORT_TEXT_ENCODING_H_
#define TOKENFARE_SUPPORT_TEXT_ENCODING_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace tokenfare::internal {

// `text` without the byte order mark that some programs begin UTF-8 with.
inline std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

// "UTF-16" or "UTF-32" where the text begins with their mark, or its first
// characters as ASCII in UTF-16 would; empty otherwise. Constant cost.
inline std::string_view WideEncodingOf(std::string_view text) {
  using std::string_view_literals::operator""sv;
  if (text.starts_with("\xFF\xFE\0\0"sv) ||
      text.starts_with("\0\0\xFE\xFF"sv)) {
    return "UTF-32";
  }
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) {
    return "UTF-16";
  }
  constexpr size_t kLooked = 16;
  const std::string_view head = text.substr(0, kLooked);
  if (head.size() < 8) return {};
  for (const size_t high : {size_t{0}, size_t{1}}) {
    bool alternates = true;
    for (size_t i = 0; i + 1 < head.size(); i += 2) {
      alternates = alternates && head[i + high] == 0 && head[i + 1 - high] != 0;
    }
    if (alternates) return "UTF-16";
  }
  return {};
}

// "the text is UTF-16; write it as UTF-8: ..." for a WideEncodingOf.
inline std::string WideEncodingError(std::string_view encoding) {
  return "the text is " + std::string(encoding) + "; convert it: iconv -f " +
         std::string(encoding) +
         " -t UTF-8 FILE (PowerShell: Out-File -Encoding utf8)";
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_TEXT_ENCODING_H_
