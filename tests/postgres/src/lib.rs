#![doc = include_str!("../README.md")]

mod cluster;
mod programs;

pub use cluster::{Cluster, Database};
