// Lends Encoders to Encoding::Encode.

#ifndef TOKENFARE_TOKENIZER_ENCODING_ENCODER_POOL_H_
#define TOKENFARE_TOKENIZER_ENCODING_ENCODER_POOL_H_

#include "tokenfare/tokenizer/encoder.h"
#include "tokenfare/tokenizer/encoding/worker_pool.h"

namespace tokenfare::internal {

class EncoderPool : public WorkerPool<Encoder> {};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_ENCODER_POOL_H_
