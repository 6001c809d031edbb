use std::fmt;

use crate::password::{argon2id::Argon2id, pbkdf2::Pbkdf2, phc::Phc};

/// The most rounds (as a power of two) a stored bcrypt hash may ask for.
const MAX_BCRYPT_COST: u32 = 16;

/// A kept password hash of a form this server knows, so that accounts brought along from the incumbent sign in with
/// the passwords they have. Never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(Form);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Argon2id(Argon2id),
    Pbkdf2(Pbkdf2),
    Bcrypt(String),
}

impl PasswordHash {
    /// Reads a kept hash: this server's argon2id, the incumbent's PBKDF2 with SHA-256, or bcrypt (`$2a$`, `$2b$`,
    /// `$2y$`). `None` for anything else, and for costs out of proportion.
    pub fn parse(text: &str) -> Option<Self> {
        if ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| text.starts_with(prefix)) {
            let cost: u32 = text.get(4..6)?.parse().ok()?;
            let is_whole = text.len() == 60 && cost <= MAX_BCRYPT_COST;
            return is_whole.then(|| Self(Form::Bcrypt(text.to_owned())));
        }
        let phc = Phc::parse(text)?;
        let argon2id = || Argon2id::parse(&phc).map(Form::Argon2id);
        argon2id().or_else(|| Pbkdf2::parse(&phc).map(Form::Pbkdf2)).map(Self)
    }

    /// Whether this is the password, in a time that depends on the hash and not on the password.
    pub fn verify(&self, password: &str) -> bool {
        match &self.0 {
            Form::Argon2id(hash) => hash.verify(password),
            Form::Pbkdf2(hash) => hash.verify(password),
            Form::Bcrypt(hash) => bcrypt::verify(password, hash).unwrap_or(false),
        }
    }

    /// Whether the password should be hashed again after it was verified: it is not argon2id with today's costs.
    pub fn needs_rehash(&self) -> bool {
        !matches!(&self.0, Form::Argon2id(hash) if hash.is_current())
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Form::Argon2id(_) => "PasswordHash(argon2id)",
            Form::Pbkdf2(_) => "PasswordHash(pbkdf2)",
            Form::Bcrypt(_) => "PasswordHash(bcrypt)",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use proptest::prelude::*;

    use crate::password::{DECOY, hash_password, phc::encode};

    use super::*;

    /// As the incumbent writes it, with fewer rounds so that the test is quick.
    fn incumbents(password: &str) -> String {
        let salt = [7_u8; 16];
        let mut hash = [0; 32];
        let rounds = NonZeroU32::new(1000).unwrap();
        ring::pbkdf2::derive(ring::pbkdf2::PBKDF2_HMAC_SHA256, rounds, &salt, password.as_bytes(), &mut hash);
        format!("$pbkdf2$f=SHA256,w=1000,l=32${}${}", encode(&salt), encode(&hash))
    }

    #[test]
    fn every_known_form_verifies_its_password_only() {
        let bcrypt = bcrypt::hash("correct horse", 4).unwrap();
        for (kept, rehash) in
            [(hash_password("correct horse", [1; 16]), false), (incumbents("correct horse"), true), (bcrypt, true)]
        {
            let hash = PasswordHash::parse(&kept).unwrap();
            assert!(hash.verify("correct horse"), "{hash:?}");
            assert!(!hash.verify("correct horsf"), "{hash:?}");
            assert_eq!(hash.needs_rehash(), rehash, "{hash:?}");
        }
    }

    #[test]
    fn a_known_vector_of_pbkdf2_verifies() {
        // RFC 7914, section 11: password "passwd", salt "salt", one round; its first 32 bytes.
        let hash = "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc";
        let kept = format!("$pbkdf2$f=SHA256,w=1,l=32${}${}", encode(b"salt"), encode(&hex::decode(hash).unwrap()));
        assert!(PasswordHash::parse(&kept).unwrap().verify("passwd"));
    }

    #[test]
    fn the_decoy_is_read_and_fits_nobody() {
        let decoy = PasswordHash::parse(DECOY).unwrap();
        assert!(!decoy.verify("") && !decoy.needs_rehash());
    }

    #[test]
    fn other_forms_and_extreme_costs_are_not_read() {
        for text in [
            "",
            "plain",
            "$2a$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "$argon2i$v=19$m=19456,t=2,p=1$Y291bnRlcnNpZ24gbm9uZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=99999999,t=2,p=1$Y291bnRlcnNpZ24gbm9uZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$pbkdf2$f=SHA256,w=99999999,l=32$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$pbkdf2$f=SHA1,w=1000,l=32$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(PasswordHash::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text: String) {
            let _ = PasswordHash::parse(&text);
            let _ = PasswordHash::parse(&format!("$2a${text}"));
            let _ = PasswordHash::parse(&format!("$pbkdf2$f=SHA256,w=1,l=32${text}"));
        }
    }
}
