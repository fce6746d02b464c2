#include "arrow_strings.h"

#include <cstring>

#include "fmt/format.h"

namespace tokenfare::arrow {
namespace {

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(
      fmt::format("its Arrow array is malformed: {}", what));
}

// Item `i` of a buffer, which need not be aligned.
template <typename T>
T Load(const void* buffer, size_t i) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + i * sizeof(T),
              sizeof(T));
  return value;
}

// What all arrays have in common. `buffers` is how many there are at least.
absl::Status CheckShape(const ArrowArray& array, int64_t buffers,
                        int64_t children) {
  if (array.release == nullptr) return Malformed("it is released");
  if (array.length < 0 || array.offset < 0 ||
      array.offset > std::numeric_limits<int64_t>::max() - array.length) {
    return Malformed(
        fmt::format("offset {}, length {}", array.offset, array.length));
  }
  if (array.n_buffers < buffers ||
      (array.n_buffers > 0 && array.buffers == nullptr)) {
    return Malformed(fmt::format("{} buffers", array.n_buffers));
  }
  if (array.n_children != children ||
      (children > 0 && array.children == nullptr)) {
    return Malformed(fmt::format("{} children", array.n_children));
  }
  if (array.null_count < -1) {
    return Malformed(fmt::format("{} nulls", array.null_count));
  }
  return absl::OkStatus();
}

// Of an array whose first buffer that is; its shape has been checked.
absl::StatusOr<Validity> ValidityOf(const ArrowArray& array) {
  if (array.null_count > 0 && array.length > 0 && array.buffers[0] == nullptr) {
    return Malformed("it has nulls, but does not say where");
  }
  return Validity(array.buffers[0], array.offset);
}

}  // namespace

absl::StatusOr<StringArray> StringArray::Make(StringLayout layout,
                                              const ArrowArray& array) {
  const bool all_null = layout == StringLayout::kNull;
  if (absl::Status shape = CheckShape(array, all_null ? 0 : 3, 0);
      !shape.ok()) {
    return shape;
  }
  StringArray strings;
  strings.layout_ = layout;
  strings.offset_ = array.offset;
  strings.length_ = array.length;
  if (all_null) return strings;
  strings.buffers_ = {array.buffers, static_cast<size_t>(array.n_buffers)};
  // Of an array without rows producers may leave out every buffer.
  if (array.length == 0) return strings;
  const absl::StatusOr<Validity> validity = ValidityOf(array);
  if (!validity.ok()) return validity.status();
  strings.validity_ = *validity;
  if (array.buffers[1] == nullptr) return Malformed("a buffer is missing");
  if (layout == StringLayout::kView && array.n_buffers > 3 &&
      array.buffers[array.n_buffers - 1] == nullptr) {
    return Malformed("the sizes of its buffers are missing");
  }
  return strings;
}

absl::Status StringArray::Read(size_t begin,
                               std::span<std::string_view> texts) const {
  switch (layout_) {
    case StringLayout::kUtf8:
      return ReadOffsets<int32_t>(begin, texts);
    case StringLayout::kLargeUtf8:
      return ReadOffsets<int64_t>(begin, texts);
    case StringLayout::kView:
      return ReadViews(begin, texts);
    case StringLayout::kNull:
      break;
  }
  for (std::string_view& text : texts) text = {};
  return absl::OkStatus();
}

template <typename Offset>
absl::Status StringArray::ReadOffsets(size_t begin,
                                      std::span<std::string_view> texts) const {
  const auto* const data = static_cast<const char*>(buffers_[2]);
  const size_t first = static_cast<size_t>(offset_) + begin;
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i] = {};
    if (validity_.IsNull(begin + i)) continue;
    const auto from = Load<Offset>(buffers_[1], first + i);
    const auto to = Load<Offset>(buffers_[1], first + i + 1);
    if (from < 0 || to < from || (to > from && data == nullptr)) {
      return Malformed(fmt::format("row {} is from byte {} to byte {}",
                                   begin + i, from, to));
    }
    if (to > from) texts[i] = {data + from, static_cast<size_t>(to - from)};
  }
  return absl::OkStatus();
}

// A view is 16 bytes: the text's size and then, of a text of up to 12 bytes,
// the text; of a longer one 4 bytes of it, the number of its buffer and where
// in that it begins.
absl::Status StringArray::ReadViews(size_t begin,
                                    std::span<std::string_view> texts) const {
  constexpr size_t kViewSize = 16;
  constexpr int32_t kMostInline = 12;
  const auto* const views = static_cast<const char*>(buffers_[1]);
  const size_t first = static_cast<size_t>(offset_) + begin;
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i] = {};
    if (validity_.IsNull(begin + i)) continue;
    const char* const view = views + (first + i) * kViewSize;
    const auto size = Load<int32_t>(view, 0);
    if (size < 0) return Malformed(fmt::format("row {} has {} bytes", i, size));
    if (size <= kMostInline) {
      texts[i] = {view + 4, static_cast<size_t>(size)};
      continue;
    }
    const absl::StatusOr<std::string_view> text =
        LongView(view, static_cast<size_t>(size));
    if (!text.ok()) return text.status();
    texts[i] = *text;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> StringArray::LongView(const char* view,
                                                       size_t size) const {
  // After validity and views come the buffers of text and their sizes.
  const size_t data_buffers = buffers_.size() - 3;
  const auto number = Load<int32_t>(view, 2);
  const auto at = Load<int32_t>(view, 3);
  if (number < 0 || static_cast<size_t>(number) >= data_buffers || at < 0) {
    return Malformed(fmt::format("a view of byte {} of buffer {}", at, number));
  }
  const auto* const data =
      static_cast<const char*>(buffers_[2 + static_cast<size_t>(number)]);
  const auto available =
      Load<int64_t>(buffers_.back(), static_cast<size_t>(number));
  if (data == nullptr || available < 0 ||
      static_cast<size_t>(at) + size > static_cast<size_t>(available)) {
    return Malformed(fmt::format("a view of bytes {} to {} of a buffer of {}",
                                 at, static_cast<size_t>(at) + size,
                                 available));
  }
  return std::string_view(data + at, size);
}

absl::StatusOr<DictionaryIndices> DictionaryIndices::Make(
    char index_format, const ArrowArray& array) {
  if (absl::Status shape = CheckShape(array, 2, 0); !shape.ok()) return shape;
  if (array.dictionary == nullptr) return Malformed("it has no dictionary");
  DictionaryIndices indices;
  indices.format_ = index_format;
  indices.offset_ = array.offset;
  indices.length_ = array.length;
  if (array.length == 0) return indices;
  const absl::StatusOr<Validity> validity = ValidityOf(array);
  if (!validity.ok()) return validity.status();
  indices.validity_ = *validity;
  indices.data_ = array.buffers[1];
  if (indices.data_ == nullptr) return Malformed("a buffer is missing");
  return indices;
}

absl::Status DictionaryIndices::Read(size_t begin, size_t values,
                                     std::span<size_t> indices) const {
  switch (format_) {
    case 'c':
      return ReadAs<int8_t>(begin, values, indices);
    case 'C':
      return ReadAs<uint8_t>(begin, values, indices);
    case 's':
      return ReadAs<int16_t>(begin, values, indices);
    case 'S':
      return ReadAs<uint16_t>(begin, values, indices);
    case 'i':
      return ReadAs<int32_t>(begin, values, indices);
    case 'I':
      return ReadAs<uint32_t>(begin, values, indices);
    case 'l':
      return ReadAs<int64_t>(begin, values, indices);
    default:
      return ReadAs<uint64_t>(begin, values, indices);
  }
}

template <typename Index>
absl::Status DictionaryIndices::ReadAs(size_t begin, size_t values,
                                       std::span<size_t> indices) const {
  const size_t first = static_cast<size_t>(offset_) + begin;
  for (size_t i = 0; i < indices.size(); ++i) {
    indices[i] = kNull;
    if (validity_.IsNull(begin + i)) continue;
    const auto index = Load<Index>(data_, first + i);
    // A negative one becomes a large one.
    if (static_cast<uint64_t>(index) >= values) {
      return Malformed(fmt::format("row {} has index {} of a dictionary of {}",
                                   begin + i, index, values));
    }
    indices[i] = static_cast<size_t>(index);
  }
  return absl::OkStatus();
}

absl::StatusOr<TableColumn> OnlyColumnOf(const ArrowArray& table) {
  if (absl::Status shape = CheckShape(table, 1, 1); !shape.ok()) return shape;
  const absl::StatusOr<Validity> rows = ValidityOf(table);
  if (!rows.ok()) return rows.status();
  const ArrowArray* const child = table.children[0];
  if (child == nullptr || child->offset < 0 || child->length < 0 ||
      child->length < table.offset + table.length ||
      child->offset > std::numeric_limits<int64_t>::max() - child->length) {
    return Malformed("its column is shorter than the table");
  }
  TableColumn only = {.column = *child, .rows = *rows};
  only.column.offset += table.offset;
  only.column.length = table.length;
  return only;
}

}  // namespace tokenfare::arrow
