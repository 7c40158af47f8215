//! What has to hold for any bytes. The module is part of canonry's own tests, which call it with what fuzzing found.

#[path = "../../tests/canonry/desk.rs"]
mod desk;
#[path = "../../tests/canonry/fuzzed/mod.rs"]
pub mod fuzzed;
