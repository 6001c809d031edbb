/// The way a connection takes. Routes are data; [`crate::Dialer`] acts on them.
///
/// Corporate proxies (CONNECT) and relays become variants here; callers that match must leave room for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Route {
    /// Straight to the endpoint's address.
    #[default]
    Direct,
}
