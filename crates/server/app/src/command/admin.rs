use std::{io, sync::Arc};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use countersign_primitives::Secret;
use countersign_server::{Server, ServerConfig, Surroundings};
use countersign_server_domain::{
    accounts::{NewAccount, create_administrator},
    ports::journal::NoJournal,
};
use countersign_system::{OsRandom, SystemClock};

use crate::command::settings::Settings;

/// What can be done with administrators.
#[derive(Subcommand)]
pub(crate) enum Admin {
    /// Make an administrator's account; the password is read from standard input
    Create(Create),
}

/// Options of `admin create`.
#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    settings: Settings,
    /// User name
    #[arg(long)]
    username: String,
    /// E-mail address
    #[arg(long)]
    email: String,
}

/// Does it.
pub(crate) async fn run(Admin::Create(create): Admin) -> Result<()> {
    let mut password = String::new();
    io::stdin().read_line(&mut password).context("the password cannot be read from standard input")?;
    let new = NewAccount {
        username: create.username,
        email: create.email,
        password: Secret::new(password.trim_end_matches(['\r', '\n']).to_owned()),
        ..NewAccount::default()
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let config = ServerConfig { bus: None, ..create.settings.load()? };
    let workshop = Server::open(&config, &surroundings).await?;
    let created = create_administrator(workshop.domain(), new).await;
    workshop.close().await;
    let created = created.map_err(|error| anyhow::anyhow!("the account was not made: {error}"))?;
    tracing::info!(username = created.user.username, "the administrator's account was made");
    Ok(())
}
