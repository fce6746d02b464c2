//! The commands of ../../tokenfare_adapter.cc, for any tokenizer with these two
//! functions.

use std::fs;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::Instant;

use cpu_time::ProcessTime;
use rayon::prelude::*;
use rayon::ThreadPool;

pub trait Rival: Sync {
    fn count(&self, text: &str) -> usize;
    fn encode(&self, text: &str) -> Vec<u32>;
}

/// The only argument.
pub fn encoding_name() -> String {
    std::env::args().nth(1).expect("usage: ADAPTER ENCODING")
}

/// Counts one byte, then answers standard input until it ends.
pub fn serve(rival: &impl Rival) {
    let mut adapter = Adapter {
        rival,
        text: String::new(),
        documents: Vec::new(),
        pool: None,
    };
    say(&format!("ready {}", rival.count("a")));
    for line in io::stdin().lock().lines() {
        say(&adapter.answer(&line.expect("a line of UTF-8")));
    }
}

fn say(line: &str) {
    println!("{line}");
    io::stdout().flush().expect("standard output");
}

struct Adapter<'a, R: Rival> {
    rival: &'a R,
    text: String,
    documents: Vec<(usize, usize)>,
    pool: Option<ThreadPool>,
}

impl<R: Rival> Adapter<'_, R> {
    fn answer(&mut self, line: &str) -> String {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        let numbers = || rest.split(' ').map(|word| word.parse().expect("a number"));
        match command {
            "load" => {
                self.text = String::new(); // never two texts: peaks are measured
                self.text = fs::read_to_string(rest).expect("a file of UTF-8");
                format!("{}", self.text.len())
            }
            "count" => self.timed_pass(|text| self.rival.count(text), |count| *count),
            "encode" => self.timed_pass(|text| self.rival.encode(text), Vec::len),
            "cut" => {
                let bounds: Vec<usize> = numbers().collect();
                self.documents = bounds.chunks(2).map(|pair| (pair[0], pair[1])).collect();
                format!("{}", self.documents.len())
            }
            "documents" => self.count_apart(numbers().next().expect("a number of bytes")),
            "threads" => self.count_together(numbers().next().expect("a number of workers")),
            _ => format!("error: unknown command {command}"),
        }
    }

    /// What `work` returns is dropped after the clocks have stopped.
    fn timed_pass<T>(&self, work: impl Fn(&str) -> T, tokens: impl Fn(&T) -> usize) -> String {
        let cpu_start = ProcessTime::now();
        let start = Instant::now();
        let result = work(black_box(&self.text));
        let seconds = start.elapsed().as_secs_f64();
        let cpu_seconds = cpu_start.elapsed().as_secs_f64();
        format!("{} {seconds} {cpu_seconds}", tokens(&result))
    }

    fn count_apart(&self, bytes: usize) -> String {
        // Ones, for pages that are only read are all the one page of zeros.
        let other = vec![1u64; bytes / 8];
        let mut tokens = 0;
        let mut all_seconds = String::new();
        for &(begin, end) in &self.documents {
            let sum: u64 = black_box(&other).iter().sum();
            assert_eq!(sum as usize, other.len(), "memory changed");
            let document = &self.text[begin..end];
            let start = Instant::now();
            tokens += self.rival.count(black_box(document));
            all_seconds += &format!(" {}", start.elapsed().as_secs_f64());
        }
        format!("{tokens}{all_seconds}")
    }

    /// The threads stay: the tiktoken crate keeps what it has seen in them.
    fn count_together(&mut self, workers: usize) -> String {
        if self.pool.as_ref().map(ThreadPool::current_num_threads) != Some(workers) {
            let builder = rayon::ThreadPoolBuilder::new().num_threads(workers);
            self.pool = Some(builder.build().expect("threads"));
        }
        let (rival, text) = (self.rival, &self.text);
        let documents = &self.documents;
        let start = Instant::now();
        let tokens: usize = self.pool.as_ref().expect("made above").install(|| {
            let counts = documents
                .par_iter()
                .map(|&(begin, end)| rival.count(&text[begin..end]));
            counts.sum()
        });
        format!("{tokens} {}", start.elapsed().as_secs_f64())
    }
}
