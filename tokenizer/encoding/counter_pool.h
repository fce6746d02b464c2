// Lends Counters to Encoding::Count.

#ifndef TOKENFARE_TOKENIZER_ENCODING_COUNTER_POOL_H_
#define TOKENFARE_TOKENIZER_ENCODING_COUNTER_POOL_H_

#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoding/worker_pool.h"

namespace tokenfare::internal {

class CounterPool : public WorkerPool<Counter> {};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_COUNTER_POOL_H_
