#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| canonry_fuzz::fuzzed::matching(bytes));
