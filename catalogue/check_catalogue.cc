// Fails the build where the catalogue's data would not load.
//
//   check_catalogue openai.json additions.json   loads each over the ones
//   before

#include <cstdio>
#include <span>
#include <string>

#include "fmt/format.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/support/read_file.h"

int main(int argc, char** argv) {
  absl::StatusOr<tokenfare::Catalogue> catalogue =
      absl::InvalidArgumentError("usage: check_catalogue FILE...");
  const std::span<char*> files(argv + 1, static_cast<size_t>(argc - 1));
  for (const std::string path : files) {
    if (path == files.front()) {
      absl::StatusOr<std::string> json =
          tokenfare::internal::ReadFile(path, tokenfare::Catalogue::kMaxBytes);
      catalogue =
          json.ok() ? tokenfare::Catalogue::Parse(*json, path) : json.status();
    } else {
      catalogue = catalogue->WithOverlayFile(path);
    }
    if (!catalogue.ok()) break;
  }
  if (catalogue.ok()) return 0;
  fmt::print(stderr, "{}\n", std::string{catalogue.status().message()});
  return 1;
}
