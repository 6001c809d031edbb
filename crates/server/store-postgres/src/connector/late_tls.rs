use std::{
    error::Error,
    pin::Pin,
    sync::{Arc, OnceLock},
};

use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio_postgres::{
    Socket,
    tls::{MakeTlsConnect, TlsConnect},
};
use tokio_postgres_rustls::MakeRustlsConnect;

type Connect = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;
type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
type AnyError = Box<dyn Error + Send + Sync>;

/// TLS for databases that want it. The machine's certificates are read when the first one does: reading them takes longer
/// than all the rest of a start.
#[derive(Clone)]
pub(super) struct LateTls(Arc<Trusted>);

struct Trusted {
    extra: RootCertStore,
    made: OnceLock<MakeRustlsConnect>,
}

/// TLS to one host.
pub(super) struct LateConnect {
    tls: LateTls,
    host: String,
}

impl LateTls {
    /// These certificates are trusted besides the machine's.
    pub(super) fn trusting(extra: RootCertStore) -> Self {
        Self(Arc::new(Trusted { extra, made: OnceLock::new() }))
    }

    fn made(&self) -> MakeRustlsConnect {
        self.0.made.get_or_init(|| make(self.0.extra.clone())).clone()
    }
}

fn make(mut roots: RootCertStore) -> MakeRustlsConnect {
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring offers the protocol versions that rustls holds for safe")
        .with_root_certificates(roots)
        .with_no_client_auth();
    MakeRustlsConnect::new(config)
}

impl MakeTlsConnect<Socket> for LateTls {
    type Stream = Stream;
    type TlsConnect = LateConnect;
    type Error = AnyError;

    fn make_tls_connect(&mut self, host: &str) -> Result<LateConnect, AnyError> {
        Ok(LateConnect { tls: self.clone(), host: host.to_owned() })
    }
}

impl TlsConnect<Socket> for LateConnect {
    type Stream = Stream;
    type Error = AnyError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, AnyError>> + Send>>;

    /// Called when the database has said that it speaks TLS.
    fn connect(self, stream: Socket) -> Self::Future {
        Box::pin(async move {
            let mut made = self.tls.made();
            let connect: Connect = MakeTlsConnect::<Socket>::make_tls_connect(&mut made, &self.host)?;
            Ok(connect.connect(stream).await?)
        })
    }
}
