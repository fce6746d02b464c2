#include "tokenfare/preflight/dialects/media/pdf_outline.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tokenfare::internal {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
         c == '\0';
}

bool IsNameCharacter(char c) {
  return !IsSpace(c) &&
         std::string_view("()<>[]{}/%").find(c) == std::string_view::npos;
}

// How often the name `name` is the value of the key /Type in `text`.
int64_t CountObjectsOfType(std::string_view text, std::string_view name) {
  constexpr std::string_view kKey = "/Type";
  int64_t count = 0;
  for (size_t at = text.find(kKey); at != std::string_view::npos;
       at = text.find(kKey, at)) {
    at += kKey.size();
    size_t value = at;
    while (value < text.size() && IsSpace(text[value])) ++value;
    const size_t end = value + name.size();
    if (text.substr(value, name.size()) == name &&
        (end >= text.size() || !IsNameCharacter(text[end]))) {
      ++count;
    }
  }
  return count;
}

// Keys and values that only dictionaries of streams without text of pages have:
// font programs, images, colour profiles and tables of the file (ISO 32000-1,
// 9.9, 8.9.5, 8.6.5.5, 14.3.2, 7.5.8).
bool HoldsNoText(std::string_view dictionary) {
  constexpr std::array<std::string_view, 9> kMarks = {
      "/Length1", "/Type1C",    "/CIDFontType0C", "/OpenType",    "/Image",
      "/XRef",    "/Alternate", "/Metadata",      "/FunctionType"};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [dictionary](std::string_view mark) {
                       return dictionary.find(mark) != std::string_view::npos;
                     });
}

}  // namespace

std::optional<PdfOutline> ReadPdfOutline(std::string_view bytes) {
  constexpr std::string_view kBegin = "stream";
  constexpr std::string_view kEnd = "endstream";
  if (!bytes.starts_with("%PDF-")) return std::nullopt;
  PdfOutline outline;
  // Objects and streams alternate; `object` is where the former begin.
  size_t object = 0;
  while (object < bytes.size()) {
    const size_t begin = bytes.find(kBegin, object);
    const std::string_view objects = bytes.substr(
        object, begin == std::string_view::npos ? begin : begin - object);
    outline.pages += CountObjectsOfType(objects, "/Page");
    if (begin == std::string_view::npos) break;
    const size_t data = begin + kBegin.size();
    const size_t end = std::min(bytes.find(kEnd, data), bytes.size());
    // The stream's own dictionary is the last object.
    const size_t own = objects.rfind("obj");
    const std::string_view dictionary =
        own == std::string_view::npos ? objects : objects.substr(own);
    if (!HoldsNoText(dictionary)) {
      outline.text_bytes += static_cast<int64_t>(end - data);
    }
    object = std::min(end + kEnd.size(), bytes.size());
  }
  return outline;
}

}  // namespace tokenfare::internal
