#include "tokenfare/tokenizer/engine/write_ranks_avx512.h"
#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/kernels/machines/machine_kernels.h"
#include "tokenfare/tokenizer/lookup/find_keyed_avx512.h"
#include "tokenfare/tokenizer/lookup/find_packed_avx512.h"
#include "tokenfare/tokenizer/lookup/find_ranks_avx512.h"
#include "tokenfare/tokenizer/machine/byte_block_avx512.h"
#include "tokenfare/tokenizer/merge/find_pairs_avx512.h"

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
  TOKENFARE_BLOCK_INLINE static void FindRanks(FindRanksRun& run) {
    FindRanksAvx512(run);
  }
  TOKENFARE_BLOCK_INLINE static void FindKeyedRanks(FindKeyedRanksRun& run) {
    FindKeyedRanksAvx512(run);
  }
  TOKENFARE_BLOCK_INLINE static size_t ListLong(const size_t* begins,
                                                const size_t* ends,
                                                size_t pieces,
                                                uint32_t* indices) {
    return ListLongAvx512(begins, ends, pieces, indices);
  }
  TOKENFARE_BLOCK_INLINE static uint32_t* WriteRanks(WriteRun& run) {
    return WriteRanksAvx512(run);
  }
};

}  // namespace

constinit const BlockKernels kAvx512Kernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
