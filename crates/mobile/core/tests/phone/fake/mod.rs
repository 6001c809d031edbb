//! A messaging server in this process: speaks the API as far as the phone calls it, remembers what it was asked, and can
//! be told to fail in particular ways.

mod answers;
mod lists;
mod login;
mod posts;
mod pushes;
mod routes;
mod socket;
mod world;

use std::{net::SocketAddr, sync::Arc};

use tokio::{net::TcpListener, task::JoinHandle};

pub(crate) use answers::Script;
pub(crate) use pushes::sign_with;
pub(crate) use world::{PASSWORD, World};

use crate::support::Bell;

pub(crate) struct FakeServer {
    pub(crate) world: Arc<World>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl FakeServer {
    pub(crate) async fn start(bell: &Bell) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let world = Arc::new(World::new(bell.clone()));
        let router = routes::router(Arc::clone(&world));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { world, address, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
