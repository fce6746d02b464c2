//! Counts a file with the bpe-openai crate and prints one line of JSON:
//! {"count": tokens, "seconds": [first pass, second pass, ...]}
//!
//! usage: rival-bpe-openai FILE ENCODING PASSES

use std::hint::black_box;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, encoding, passes] = arguments.as_slice() else {
        panic!("usage: rival-bpe-openai FILE ENCODING PASSES");
    };
    let text = std::fs::read_to_string(file).expect("a file of UTF-8");
    let tokenizer = match encoding.as_str() {
        "o200k_base" => bpe_openai::o200k_base(),
        "cl100k_base" => bpe_openai::cl100k_base(),
        _ => panic!("the crate has o200k_base and cl100k_base"),
    };
    // The tables are loaded before the clock starts.
    black_box(tokenizer.count("a"));
    let mut count = 0;
    let mut seconds = Vec::new();
    for _ in 0..passes.parse::<usize>().expect("a number of passes") {
        let start = Instant::now();
        count = tokenizer.count(black_box(text.as_str()));
        seconds.push(start.elapsed().as_secs_f64());
    }
    println!("{{\"count\": {count}, \"seconds\": {seconds:?}}}");
}
