#![doc = include_str!("../README.md")]

mod backup;
mod config;
mod data_folder;
mod files;
mod gateway;
mod jobs;
mod relocate;
mod server;
mod store;

pub use backup::{Backup, BackupError, back_up};
pub use config::{Database, ServerConfig, Surroundings};
pub use countersign_server_store_postgres::PostgresConfig;
pub use data_folder::{DataFolder, DataFolderError};
pub use gateway::HttpGateway;
pub use relocate::{MoveError, move_to_postgres};
pub use server::{OpenServer, RunningServer, Server, StartError};
