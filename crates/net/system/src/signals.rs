use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// What a process is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Stop after finishing what was begun: SIGINT (Ctrl-C) or SIGTERM.
    Stop,
    /// Read the configuration again: SIGHUP.
    Reload,
}

/// Waits for signals of the operating system. From when it is made, none of them ends the process by itself.
#[derive(Debug)]
pub struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
}

impl Signals {
    /// Takes the signals over. Needs a Tokio runtime.
    ///
    /// # Errors
    /// The operating system refuses.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// The next signal.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.hangup.recv() => Signal::Reload,
        }
    }

    /// Waits until the process is asked to stop; requests to reload are passed over.
    pub async fn stop(&mut self) {
        while self.next().await != Signal::Stop {}
    }
}
