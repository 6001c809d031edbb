#![doc = include_str!("../README.md")]

mod config;
mod data_folder;
mod files;
mod gateway;
mod jobs;
mod server;

pub use config::{ServerConfig, Surroundings};
pub use data_folder::{DataFolder, DataFolderError};
pub use gateway::HttpGateway;
pub use server::{OpenServer, RunningServer, Server, StartError};
