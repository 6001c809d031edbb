#![doc = include_str!("../README.md")]

mod backup;
mod bus;
mod company;
mod config;
mod data_folder;
mod files;
mod gateway;
mod integrations;
mod jobs;
mod relocate;
mod server;
mod store;

pub use backup::{Backup, BackupError, back_up};
pub use bus::BusError;
pub use company::CompanyError;
pub use config::{BucketPlace, ConfigError, Database, FileStorage, ServerConfig, Surroundings};
pub use countersign_nats::NatsConfig;
pub use countersign_server_bus_nats::NatsBusConfig;
pub use countersign_server_store_postgres::PostgresConfig;
pub use data_folder::{DataFolder, DataFolderError};
pub use files::FilesError;
pub use gateway::HttpGateway;
pub use relocate::{MoveError, move_to_postgres};
pub use server::{OpenServer, RunningServer, Server, StartError};
