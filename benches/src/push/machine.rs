//! Cores, CPU time and memory, as the kernel tells them.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result};

pub(super) struct Machine {
    cores: usize,
}

impl Machine {
    pub(super) fn look() -> Self {
        Self { cores: std::thread::available_parallelism().map_or(1, usize::from) }
    }

    /// Leaves the first core to what is measured. Without `taskset`, or with one core, everything shares.
    pub(super) fn stay_off_the_first_core(&self) {
        if self.cores > 1 {
            pin(&format!("1-{}", self.cores - 1), std::process::id());
        }
    }

    /// Takes the calling thread to the first core.
    pub(super) fn take_the_first_core(&self) {
        if self.cores > 1
            && let Ok(thread) = this_thread()
        {
            pin("0", thread);
        }
    }

    /// The command that runs a program on the first core.
    pub(super) fn on_the_first_core(&self, program: &std::path::Path) -> Command {
        if self.cores == 1 || Command::new("taskset").arg("--version").output().is_err() {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program);
        command
    }
}

fn pin(cores: &str, id: u32) {
    let pinned = Command::new("taskset").args(["-a", "-cp", cores, &id.to_string()]).output();
    if !pinned.is_ok_and(|output| output.status.success()) {
        tracing::warn!("taskset does not work here: what is measured shares its core with the load");
    }
}

/// The calling thread's number.
pub(super) fn this_thread() -> Result<u32> {
    let link = fs::read_link("/proc/thread-self").context("/proc is not there")?;
    link.file_name().and_then(|name| name.to_str()?.parse().ok()).context("/proc/thread-self is no thread")
}

/// CPU time a thread has used.
pub(super) fn thread_cpu(thread: u32) -> Result<Duration> {
    cpu(&format!("/proc/self/task/{thread}/schedstat"))
}

/// CPU time a process has used, all threads together.
pub(super) fn process_cpu(process: u32) -> Result<Duration> {
    let mut all = Duration::ZERO;
    for task in fs::read_dir(format!("/proc/{process}/task")).context("the process is gone")? {
        all += cpu(&format!("{}/schedstat", task?.path().display()))?;
    }
    Ok(all)
}

fn cpu(path: &str) -> Result<Duration> {
    let text = fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))?;
    let nanos = text.split_whitespace().next().and_then(|number| number.parse().ok()).context("schedstat is odd")?;
    Ok(Duration::from_nanos(nanos))
}

/// Memory of a process in MB: what it holds now (`VmRSS`) or held at most (`VmHWM`).
pub(super) fn memory_mb(process: u32, name: &str) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).context("the process is gone")?;
    let line = text.lines().find(|line| line.starts_with(name)).context("no such line in the process's status")?;
    let kib: f64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).context("status is odd")?;
    Ok(kib / 1024.0)
}
