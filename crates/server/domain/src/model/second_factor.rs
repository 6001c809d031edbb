use countersign_primitives::Secret;

/// What a user's codes are compared with. Read for signing in and setting up only, never cached.
#[derive(Clone, Debug, Default)]
pub struct SecondFactor {
    /// The secret that signing in needs codes of, base32; empty while none is active.
    pub secret: Secret<String>,
    /// A fresh secret that waits for its first code, base32; empty for none.
    pub pending: Secret<String>,
    /// Time steps whose codes were used.
    pub used: Vec<i64>,
}
