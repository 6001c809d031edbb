//! A node as a process of its own, which can be killed.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A server that runs; it is killed when this goes.
pub(crate) struct Node {
    pub(crate) url: String,
    process: Child,
    _folder: TempDir,
}

/// A server's command line, on a port of its own.
fn command(folder: &Path, database: &str, bus: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--database-url", database, "--data"]).arg(folder);
    if let Some(bus) = bus {
        command.args(["--bus", bus]);
    }
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

impl Node {
    /// Starts one and waits until it listens.
    pub(crate) fn start(database: &str, bus: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = command(folder.path(), database, bus).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut said = String::new();
        let url = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).unwrap() > 0, "the server ended: {said}");
            said += &line;
            if let Some(start) = line.find("http://127.0.0.1:") {
                let address = &line[start..];
                let end = address.char_indices().find(|(at, c)| *at > 17 && !c.is_ascii_digit());
                break address[..end.map_or(address.len(), |(at, _)| at)].to_owned();
            }
        };
        // What it says later would fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { url, process, _folder: folder }
    }

    /// Tries to start one that is expected to refuse; what it says.
    pub(crate) fn refused(database: &str, bus: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let mut process = command(folder.path(), database, bus).spawn().unwrap();
        let mut log = process.stderr.take().unwrap();
        let mut said = String::new();
        // It ends by itself; should it not, the pipe closes with the runner's patience.
        log.read_to_string(&mut said).unwrap();
        assert!(!process.wait().unwrap().success(), "{said}");
        said
    }

    /// Ends it as a power cut does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
