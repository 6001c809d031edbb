use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;

use crate::password::phc::{Phc, encode};

/// Length of the salt that [`hash_password`] takes.
pub const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// What new passwords cost: 19 MiB, two passes, one lane, as OWASP advises.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What a stored hash may ask for, so that nobody who can write one can exhaust the machine.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 8;

/// A hash nobody's password has: verify against it when there is no such account, so that the answer takes as long.
pub const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y291bnRlcnNpZ24gbm9uZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a new password; what is kept is a PHC string, `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. The salt is fresh
/// and random.
#[expect(clippy::missing_panics_doc, reason = "the parameters are constants, and a test hashes with them")]
pub fn hash_password(password: &str, salt: [u8; SALT_BYTES]) -> String {
    let hash = Argon2id { memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES, salt: salt.to_vec(), hash: Vec::new() }
        .digest(password, HASH_BYTES)
        .expect("the parameters above are within argon2's limits");
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}", encode(&salt), encode(&hash))
}

/// A hash this server made.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Argon2id {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Argon2id {
    pub(super) fn parse(phc: &Phc<'_>) -> Option<Self> {
        if phc.algorithm != "argon2id" || phc.version != Some(19) {
            return None;
        }
        let hash = Self {
            memory_kib: phc.number("m").filter(|&memory| memory <= MAX_MEMORY_KIB)?,
            passes: phc.number("t").filter(|&passes| passes <= MAX_PASSES)?,
            lanes: phc.number("p").filter(|&lanes| lanes <= MAX_LANES)?,
            salt: phc.salt.clone(),
            hash: phc.hash.clone(),
        };
        let fits = hash.hash.len() >= 16 && hash.hash.len() <= 64 && hash.salt.len() >= 8;
        (fits && hash.parameters(hash.hash.len()).is_some()).then_some(hash)
    }

    pub(super) fn verify(&self, password: &str) -> bool {
        self.digest(password, self.hash.len()).is_some_and(|digest| digest.ct_eq(&self.hash).into())
    }

    pub(super) fn is_current(&self) -> bool {
        (self.memory_kib, self.passes, self.lanes) == (MEMORY_KIB, PASSES, LANES)
    }

    fn parameters(&self, length: usize) -> Option<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(length)).ok()
    }

    fn digest(&self, password: &str, length: usize) -> Option<Vec<u8>> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.parameters(length)?);
        let mut digest = vec![0; length];
        argon2.hash_password_into(password.as_bytes(), &self.salt, &mut digest).ok()?;
        Some(digest)
    }
}
