use countersign_ingress::TrustedForwarders;

/// What the surface is told when it is put together. Everything else is in the server's settings.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// The machine's name, told to clients when their socket opens.
    pub hostname: String,
    /// Whether the process runs as the machine's superuser; administrators are told, because it should not.
    pub runs_as_root: bool,
    /// How long a socket that was lost can be taken up again.
    pub resume_window: std::time::Duration,
    /// The reverse proxies whose word counts about where a client is. None by default: the connection tells.
    pub forwarders: TrustedForwarders,
}

impl Default for HttpConfig {
    /// No name, not the superuser, five minutes, no proxies.
    fn default() -> Self {
        Self {
            hostname: String::new(),
            runs_as_root: false,
            resume_window: std::time::Duration::from_mins(5),
            forwarders: TrustedForwarders::none(),
        }
    }
}
