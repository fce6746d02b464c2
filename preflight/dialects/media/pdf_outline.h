// What a PDF shows of itself without being decompressed.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_PDF_OUTLINE_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_PDF_OUTLINE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace tokenfare::internal {

struct PdfOutline {
  // Page objects in plain sight; 0 where they are compressed.
  int64_t pages = 0;
  // Bytes of the streams that may hold text of pages, as they are stored: not
  // those of images, fonts, colour profiles, metadata and tables of the file.
  int64_t text_bytes = 0;
};

// The outline of the bytes of a file; nothing where they are no PDF. Linear,
// and nothing is decompressed.
std::optional<PdfOutline> ReadPdfOutline(std::string_view bytes);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_MEDIA_PDF_OUTLINE_H_
