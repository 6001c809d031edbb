use serde::{Deserialize, Serialize};

/// `RateLimitSettings`: how often clients may ask. A limit counts per node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RateLimitSettings {
    /// Whether there is a limit.
    pub enable: bool,
    /// Requests a second for each key; 0 counts as 1.
    pub per_sec: u32,
    /// How many requests more than that may come at once. Phones send twenty and more when they are opened.
    pub max_burst: u32,
    /// How many keys are remembered at most; 0 counts as 1.
    pub memory_store_size: usize,
    /// Whether each address has a limit of its own.
    pub vary_by_remote_addr: bool,
    /// Whether each session has a limit of its own; requests without one go by their address.
    pub vary_by_user: bool,
    /// A header whose value belongs to the key; empty for none.
    pub vary_by_header: String,
}

impl Default for RateLimitSettings {
    fn default() -> Self {
        Self {
            enable: false,
            per_sec: 10,
            max_burst: 100,
            memory_store_size: 10_000,
            vary_by_remote_addr: true,
            vary_by_user: false,
            vary_by_header: String::new(),
        }
    }
}
