use std::num::NonZeroU32;

use ring::pbkdf2;

use crate::password::phc::Phc;

/// The most rounds a stored hash may ask for.
const MAX_ROUNDS: u32 = 10_000_000;

/// A hash the incumbent made: `$pbkdf2$f=SHA256,w=600000,l=32$salt$hash`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Pbkdf2 {
    rounds: NonZeroU32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Pbkdf2 {
    pub(super) fn parse(phc: &Phc<'_>) -> Option<Self> {
        let is_known = phc.algorithm == "pbkdf2" && phc.parameter("f") == Some("SHA256") && phc.version.is_none();
        let length = phc.number("l").and_then(|length| usize::try_from(length).ok());
        let fits = length == Some(phc.hash.len()) && (16..=64).contains(&phc.hash.len());
        let rounds = NonZeroU32::new(phc.number("w")?).filter(|rounds| rounds.get() <= MAX_ROUNDS)?;
        (is_known && fits).then(|| Self { rounds, salt: phc.salt.clone(), hash: phc.hash.clone() })
    }

    pub(super) fn verify(&self, password: &str) -> bool {
        pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, self.rounds, &self.salt, password.as_bytes(), &self.hash).is_ok()
    }
}
