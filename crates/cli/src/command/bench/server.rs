use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use countersign_benches::{
    Row,
    server::{self, Figures, Options, Scale, Target},
};
use countersign_primitives::Secret;

use super::Output;

/// Options of `bench server`.
#[derive(Args)]
pub(crate) struct Server {
    /// A server that runs, ours or the incumbent's, instead of one started for the purpose; people and channels that are
    /// made there stay
    #[arg(long, value_name = "URL", requires = "admin_user", requires = "admin_password_file")]
    url: Option<String>,
    /// User name of an administrator of that server
    #[arg(long, value_name = "NAME", requires = "url")]
    admin_user: Option<String>,
    /// File with the administrator's password
    #[arg(long, value_name = "FILE", requires = "url")]
    admin_password_file: Option<PathBuf>,
    /// Certificates (PEM) to believe besides the system's, for a server that speaks TLS with its own
    #[arg(long, value_name = "FILE", requires = "url")]
    extra_roots: Option<PathBuf>,
    /// Our server's binary, built in release [default: `countersign-server` beside this program]
    #[arg(long = "server", value_name = "FILE", conflicts_with = "url")]
    program: Option<PathBuf>,
    /// An empty PostgreSQL database for our server; without it SQLite is measured
    #[arg(long, value_name = "URL", conflicts_with = "url")]
    database_url: Option<String>,
    /// A process whose CPU time and memory count, the server's first; may be given often. Known where the server is ours
    #[arg(long = "pid", value_name = "NAME=PID", value_parser = process)]
    processes: Vec<(String, u32)>,
    /// Only these figures; may be given often, or with commas
    #[arg(long, value_name = "FIGURES", value_delimiter = ',', value_parser = figures())]
    only: Vec<Figures>,
    /// Shorter runs, for a first impression
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Measures.
pub(super) fn run(bench: &Server) -> Result<Vec<Row>> {
    let mut options = Options::beside_this_binary()?;
    if bench.quick {
        options.scale = Scale::quick();
    }
    options.watched.clone_from(&bench.processes);
    options.only.clone_from(&bench.only);
    options.progress = Some(say);
    options.target = match (&bench.url, &bench.admin_user, &bench.admin_password_file) {
        (Some(url), Some(admin), Some(file)) => {
            let password = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            let password = Secret::new(password.trim_end_matches(['\r', '\n']).to_owned());
            let extra_roots_pem = match &bench.extra_roots {
                Some(file) => std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?,
                None => Vec::new(),
            };
            Target::Running { url: url.clone(), admin: admin.clone(), password, extra_roots_pem }
        }
        _ => own(bench, options.target),
    };
    server::run(&options)
}

fn own(bench: &Server, beside: Target) -> Target {
    match (&bench.program, beside) {
        (Some(program), _) => Target::Own { program: program.clone(), database_url: bench.database_url.clone() },
        (None, Target::Own { program, .. }) => Target::Own { program, database_url: bench.database_url.clone() },
        (None, running) => running,
    }
}

#[expect(clippy::print_stderr, reason = "who waits wants to see that it goes on")]
fn say(what: &str) {
    eprintln!("{what}");
}

fn figures() -> impl TypedValueParser<Value = Figures> {
    let name = |name: String| Figures::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, figures)| figures);
    PossibleValuesParser::new(Figures::ALL.map(|(name, _)| name))
        .try_map(move |text| name(text).ok_or("unknown figures"))
}

fn process(text: &str) -> Result<(String, u32), String> {
    let pair = text.split_once('=').and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)));
    pair.ok_or_else(|| "write it as name=number, such as server=1234".to_owned())
}
