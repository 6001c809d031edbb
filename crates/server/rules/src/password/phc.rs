use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// The parts of `$algorithm$[v=…$]key=value,…$salt$hash`: how argon2 and the incumbent's PBKDF2 write what they keep.
pub(super) struct Phc<'a> {
    pub algorithm: &'a str,
    pub version: Option<u32>,
    parameters: &'a str,
    pub salt: Vec<u8>,
    pub hash: Vec<u8>,
}

impl<'a> Phc<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.split('$');
        let algorithm = parts.next()?;
        let mut parameters = parts.next()?;
        let version = match parameters.strip_prefix("v=") {
            Some(version) => {
                parameters = parts.next()?;
                Some(version.parse().ok()?)
            }
            None => None,
        };
        let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        let hash = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        parts.next().is_none().then_some(Self { algorithm, version, parameters, salt, hash })
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        let pairs = self.parameters.split(',').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.parameter(name)?.parse().ok()
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}
