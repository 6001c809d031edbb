//! Scenarios across all houses, without a browser: `cargo test -p countersign-scenarios`. They are in `tests/`.
