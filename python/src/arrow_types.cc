// What the format strings of the Arrow C data interface mean.

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "arrow_strings.h"
#include "fmt/format.h"

namespace tokenfare::arrow {
namespace {

struct TypeName {
  std::string_view format;  // or what it begins with
  std::string_view name;
};

// Those of one letter are whole formats, the others beginnings.
constexpr TypeName kTypeNames[] = {
    {.format = "b", .name = "bool"},
    {.format = "c", .name = "int8"},
    {.format = "C", .name = "uint8"},
    {.format = "s", .name = "int16"},
    {.format = "S", .name = "uint16"},
    {.format = "i", .name = "int32"},
    {.format = "I", .name = "uint32"},
    {.format = "l", .name = "int64"},
    {.format = "L", .name = "uint64"},
    {.format = "e", .name = "float16"},
    {.format = "f", .name = "float32"},
    {.format = "g", .name = "float64"},
    {.format = "z", .name = "binary"},
    {.format = "Z", .name = "binary"},
    {.format = "vz", .name = "binary"},
    {.format = "w:", .name = "binary"},
    {.format = "d:", .name = "decimal"},
    {.format = "td", .name = "date"},
    {.format = "tt", .name = "time"},
    {.format = "ts", .name = "timestamp"},
    {.format = "tD", .name = "duration"},
    {.format = "ti", .name = "interval"},
    {.format = "+l", .name = "list"},
    {.format = "+L", .name = "list"},
    {.format = "+vl", .name = "list"},
    {.format = "+vL", .name = "list"},
    {.format = "+w:", .name = "list"},
    {.format = "+m", .name = "map"},
    {.format = "+u", .name = "union"},
    {.format = "+s", .name = "struct"},
    {.format = "+r", .name = "run-end encoded"},
};

// Formats come from outside, as long and as odd as they like.
std::string NameOf(std::string_view format) {
  for (const TypeName& type : kTypeNames) {
    if (type.format.size() == 1 ? format == type.format
                                : format.starts_with(type.format)) {
      return std::string(type.name);
    }
  }
  std::string printable;
  for (const char c : format.substr(0, 20)) {
    printable.push_back(c >= ' ' && c <= '~' ? c : '?');
  }
  return fmt::format("Arrow format \"{}\"", printable);
}

absl::Status OtherType(std::string_view format) {
  const std::string name = NameOf(format);
  const std::string_view remedy =
      name == "binary" ? "cast it to string, which checks that it is UTF-8"
      : name == "list" ? "flatten it"
      : name == "struct" || name == "map" || name == "union"
          ? "give one of its fields"
          : "cast it to string";
  return absl::UnimplementedError(fmt::format(
      "expected text (string, large_string, string_view or a dictionary of "
      "these), got {}; {}",
      name, remedy));
}

absl::StatusOr<StringLayout> LayoutOf(std::string_view format) {
  if (format == "u") return StringLayout::kUtf8;
  if (format == "U") return StringLayout::kLargeUtf8;
  if (format == "vu") return StringLayout::kView;
  if (format == "n") return StringLayout::kNull;
  return OtherType(format);
}

absl::StatusOr<std::string_view> FormatOf(const ArrowSchema& schema) {
  if (schema.release == nullptr) {
    return absl::InvalidArgumentError("its Arrow schema is released");
  }
  if (schema.format == nullptr) {
    return absl::InvalidArgumentError("its Arrow schema has no format");
  }
  return std::string_view(schema.format);
}

absl::StatusOr<ColumnType> DictionaryTypeOf(std::string_view index_format,
                                            const ArrowSchema& values) {
  if (index_format.size() != 1 ||
      std::string_view("cCsSiIlL").find(index_format) ==
          std::string_view::npos) {
    return absl::InvalidArgumentError(fmt::format(
        "its dictionary has indices of type {}", NameOf(index_format)));
  }
  const absl::StatusOr<std::string_view> format = FormatOf(values);
  if (!format.ok()) return format.status();
  if (values.dictionary != nullptr) {
    return absl::UnimplementedError(
        "expected text, got a dictionary of a dictionary; decode it");
  }
  const absl::StatusOr<StringLayout> layout = LayoutOf(*format);
  if (!layout.ok()) return layout.status();
  return ColumnType{.layout = *layout, .index_format = index_format[0]};
}

// The table's columns, as far as a message has room for them.
std::string ColumnNames(const ArrowSchema& schema) {
  constexpr int64_t kShown = 8;
  std::string names;
  for (int64_t i = 0; i < schema.n_children && i < kShown; ++i) {
    const ArrowSchema* const child = schema.children[i];
    const bool named = child != nullptr && child->name != nullptr;
    names += fmt::format("{}\"{}\"", i == 0 ? "" : ", ",
                         named ? std::string_view(child->name).substr(0, 60)
                               : std::string_view());
  }
  return schema.n_children > kShown ? names + ", ..." : names;
}

absl::StatusOr<ColumnType> TableTypeOf(const ArrowSchema& schema) {
  if (schema.n_children < 0 ||
      (schema.n_children > 0 && schema.children == nullptr)) {
    return absl::InvalidArgumentError("its Arrow schema has no fields");
  }
  if (schema.n_children != 1) {
    return absl::UnimplementedError(
        fmt::format("expected one column of text, got a table of {}; give one "
                    "of its columns{}{}",
                    schema.n_children, schema.n_children == 0 ? "" : ": ",
                    ColumnNames(schema)));
  }
  const ArrowSchema* const child = schema.children[0];
  if (child == nullptr) {
    return absl::InvalidArgumentError("its Arrow schema has no fields");
  }
  const absl::StatusOr<std::string_view> format = FormatOf(*child);
  if (!format.ok()) return format.status();
  if (*format == "+s") return OtherType(*format);
  absl::StatusOr<ColumnType> type = ColumnTypeOf(*child);
  if (type.ok()) type->in_table = true;
  return type;
}

}  // namespace

absl::StatusOr<ColumnType> ColumnTypeOf(const ArrowSchema& schema) {
  const absl::StatusOr<std::string_view> format = FormatOf(schema);
  if (!format.ok()) return format.status();
  if (schema.dictionary != nullptr) {
    return DictionaryTypeOf(*format, *schema.dictionary);
  }
  if (*format == "+s") return TableTypeOf(schema);
  const absl::StatusOr<StringLayout> layout = LayoutOf(*format);
  if (!layout.ok()) return layout.status();
  return ColumnType{.layout = *layout};
}

}  // namespace tokenfare::arrow
