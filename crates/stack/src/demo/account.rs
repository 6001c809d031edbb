use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use countersign_primitives::Random;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the server.
    Administrator,
    /// Writes messages.
    Member,
}

/// A demo account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// User name.
    pub username: String,
    /// Password: made at the first start, kept in the data folder, printed for whoever tries the demo.
    pub password: String,
    /// What the account may do.
    pub role: Role,
    /// Given name.
    #[serde(default)]
    pub first_name: String,
    /// Family name.
    #[serde(default)]
    pub last_name: String,
}

/// The demo's accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoPeople {
    /// The administrator, Ana (on the iPhone), Ben (on the Android phone).
    pub people: Vec<Person>,
}

const FILE: &str = "people.json";
const PEOPLE: [(&str, Role, &str, &str); 3] = [
    ("admin", Role::Administrator, "Ada", "Wagner"),
    ("ana", Role::Member, "Ana", "Oliveira"),
    ("ben", Role::Member, "Ben", "Okafor"),
];

impl DemoPeople {
    /// Reads the accounts of an earlier start, or makes up new passwords and keeps them in `folder`, readable by the
    /// owner only.
    ///
    /// # Errors
    /// The folder cannot be written, or the file in it makes no sense.
    pub fn load_or_create(folder: &Path, random: &dyn Random) -> Result<Self> {
        let path = folder.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} makes no sense; start over with --fresh", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = Self { people: PEOPLE.map(|row| person(row, random)).into() };
                let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
                file.write_all(&serde_json::to_vec_pretty(&made)?)?;
                file.sync_all()?;
                Ok(made)
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// The account of that name.
    ///
    /// # Panics
    /// When it is none of the demo's names.
    pub fn named(&self, username: &str) -> &Person {
        self.people.iter().find(|person| person.username == username).expect("the demo has a fixed set of people")
    }
}

fn person((username, role, first_name, last_name): (&str, Role, &str, &str), random: &dyn Random) -> Person {
    Person {
        username: username.to_owned(),
        password: password(random),
        role,
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
    }
}

/// Four groups of four letters and digits that are hard to confuse: 78 bits, easy to type.
fn password(random: &dyn Random) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789z";
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use countersign_primitives::SequenceRandom;

    use super::*;

    #[test]
    fn passwords_stay_from_start_to_start_and_only_the_owner_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        let first = DemoPeople::load_or_create(folder.path(), &SequenceRandom::new(1)).unwrap();
        let second = DemoPeople::load_or_create(folder.path(), &SequenceRandom::new(2)).unwrap();
        assert_eq!(first.named("ana").password, second.named("ana").password);
        assert_ne!(first.named("ana").password, first.named("ben").password);
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{").unwrap();
        let error = DemoPeople::load_or_create(folder.path(), &SequenceRandom::new(1)).unwrap_err();
        assert!(format!("{error:#}").contains("--fresh"), "{error:#}");
    }
}
