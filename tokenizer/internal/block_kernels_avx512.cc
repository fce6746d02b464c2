#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/byte_block_avx512.h"
#include "tokenfare/tokenizer/internal/find_keyed_avx512.h"
#include "tokenfare/tokenizer/internal/find_packed_avx512.h"
#include "tokenfare/tokenizer/internal/find_pairs_avx512.h"
#include "tokenfare/tokenizer/internal/machine_kernels.h"

namespace tokenfare::internal {
namespace {

struct Machine : PortableMachine {
  using Block = Avx512Block;
  using Row = Row16;

  TOKENFARE_BLOCK_INLINE static size_t WritePlaces(uint64_t mask, size_t base,
                                                   size_t* places) {
    return WritePlacesAvx512(mask, base, places);
  }
  TOKENFARE_BLOCK_INLINE static size_t FindPacked(FindRun& run) {
    return FindPackedAvx512(run);
  }
  TOKENFARE_BLOCK_INLINE static size_t FindKeyed(FindKeyedRun& run) {
    return FindKeyedAvx512(run);
  }
  TOKENFARE_BLOCK_INLINE static Row FindPairs(const PairTable& pairs, Row left,
                                              Row right) {
    return FindPairsAvx512(pairs, left, right);
  }
  TOKENFARE_BLOCK_INLINE static bool Any(Row where) { return AnyAvx512(where); }
};

}  // namespace

constinit const BlockKernels kAvx512Kernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
