//! The tiktoken crate, which is not by OpenAI, as an adapter.

use rivals::{encoding_name, serve, Rival};

struct Tiktoken(&'static tiktoken::CoreBpe);

impl Rival for Tiktoken {
    fn count(&self, text: &str) -> usize {
        self.0.count(text)
    }

    fn encode(&self, text: &str) -> Vec<u32> {
        self.0.encode(text)
    }
}

fn main() {
    serve(&Tiktoken(
        tiktoken::get_encoding(&encoding_name()).expect("the name of an encoding"),
    ));
}
