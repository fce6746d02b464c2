#include "tokenfare/support/cache_memory.h"

#include <cstdint>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#else
#include <cstdlib>
#include <cstring>
#endif

namespace tokenfare::internal {
namespace {

constexpr size_t kSmallPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;

size_t RoundUp(size_t bytes, size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

#if defined(__linux__)

void* Map(size_t bytes) {
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return memory;
}

// Maps a huge page more than asked for, and gives back what lies before and
// after the aligned part.
void* MapHuge(size_t bytes) {
  char* const memory = static_cast<char*>(Map(bytes + kHugePage));
  const auto address = reinterpret_cast<uintptr_t>(memory);
  const size_t before = RoundUp(address, kHugePage) - address;
  if (before > 0) munmap(memory, before);
  char* const first = memory + before;
  munmap(first + bytes, kHugePage - before);
  // Where the system has no huge pages it has small ones.
  madvise(first, bytes, MADV_HUGEPAGE);
  return first;
}

void* Allocate(size_t bytes, CacheMemory::Pages pages) {
  if (bytes < kHugePage) return Map(bytes);
  if (pages == CacheMemory::Pages::kHuge) return MapHuge(bytes);
  void* const memory = Map(bytes);
  // Some systems give huge pages where nobody asks.
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  return memory;
}
void Free(void* memory, size_t bytes) { munmap(memory, bytes); }

#else

void* Allocate(size_t bytes, CacheMemory::Pages /*pages*/) {
  void* const memory = std::aligned_alloc(CacheMemory::kLine, bytes);
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, 0, bytes);
  return memory;
}
void Free(void* memory, size_t) { std::free(memory); }

#endif

}  // namespace

CacheMemory::CacheMemory(size_t bytes, Pages pages)
    : bytes_(RoundUp(bytes, bytes < kHugePage || pages == Pages::kSmall
                                ? kSmallPage
                                : kHugePage)),
      memory_(Allocate(bytes_, pages)) {}

CacheMemory::~CacheMemory() { Free(memory_, bytes_); }

void* CacheMemory::TakeBytes(size_t bytes) {
  void* const taken = static_cast<char*>(memory_) + used_;
  used_ += RoundUp(bytes, kLine);
  return taken;
}

}  // namespace tokenfare::internal
