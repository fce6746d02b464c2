// Counts as Arrow structures.

#include <cerrno>
#include <memory>
#include <utility>

#include "arrow_counts.h"

namespace tokenfare::arrow {
namespace {

using SharedCounts = std::shared_ptr<const ColumnCounts>;

// What an exported array points to.
struct ArrayData {
  SharedCounts counts;
  const void* buffers[2];
};

// What an exported stream has left.
struct StreamData {
  SharedCounts counts;
  bool at_end = false;
};

void ReleaseSchema(ArrowSchema* schema) { schema->release = nullptr; }

void ReleaseArray(ArrowArray* array) {
  delete static_cast<ArrayData*>(array->private_data);
  array->release = nullptr;
}

void ReleaseStream(ArrowArrayStream* stream) {
  delete static_cast<StreamData*>(stream->private_data);
  stream->release = nullptr;
}

int StreamSchema(ArrowArrayStream*, ArrowSchema* schema) {
  ExportSchema(*schema);
  return 0;
}

int NextArray(ArrowArrayStream* stream, ArrowArray* array) {
  auto& data = *static_cast<StreamData*>(stream->private_data);
  // A released array marks the end.
  *array = {};
  if (std::exchange(data.at_end, true)) return 0;
  try {
    ExportArray(data.counts, *array);
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
  return 0;
}

const char* NoMessage(ArrowArrayStream*) { return nullptr; }

}  // namespace

void ExportSchema(ArrowSchema& schema) {
  // Its strings are constants, so that nothing is left to release.
  schema = {.format = "I",
            .name = "",
            .metadata = nullptr,
            .flags = ARROW_FLAG_NULLABLE,
            .n_children = 0,
            .children = nullptr,
            .dictionary = nullptr,
            .release = &ReleaseSchema,
            .private_data = nullptr};
}

void ExportArray(SharedCounts counts, ArrowArray& array) {
  const ColumnCounts& shared = *counts;
  auto data = std::make_unique<ArrayData>();
  data->buffers[0] = shared.validity();
  data->buffers[1] = shared.values().data();
  data->counts = std::move(counts);
  array = {.length = static_cast<int64_t>(shared.size()),
           .null_count = static_cast<int64_t>(shared.null_count()),
           .offset = 0,
           .n_buffers = 2,
           .n_children = 0,
           .buffers = data->buffers,
           .children = nullptr,
           .dictionary = nullptr,
           .release = &ReleaseArray,
           .private_data = nullptr};
  array.private_data = data.release();
}

void ExportStream(SharedCounts counts, ArrowArrayStream& stream) {
  auto data = std::make_unique<StreamData>();
  data->counts = std::move(counts);
  stream = {.get_schema = &StreamSchema,
            .get_next = &NextArray,
            .get_last_error = &NoMessage,
            .release = &ReleaseStream,
            .private_data = data.release()};
}

}  // namespace tokenfare::arrow
