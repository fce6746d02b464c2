//! The bpe-openai crate as an adapter.

use rivals::{encoding_name, serve, Rival};

struct BpeOpenai(&'static bpe_openai::Tokenizer);

impl Rival for BpeOpenai {
    fn count(&self, text: &str) -> usize {
        self.0.count(text)
    }

    fn encode(&self, text: &str) -> Vec<u32> {
        self.0.encode(text)
    }
}

fn main() {
    serve(&BpeOpenai(match encoding_name().as_str() {
        "o200k_base" => bpe_openai::o200k_base(),
        "cl100k_base" => bpe_openai::cl100k_base(),
        _ => panic!("the crate has o200k_base and cl100k_base"),
    }));
}
