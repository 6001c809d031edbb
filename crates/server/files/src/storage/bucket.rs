use std::time::Duration;

use object_store::{
    RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
    prefix::PrefixStore,
};
use url::Url;

use countersign_primitives::Secret;

use super::{dial::Dial, error::OpenError};

/// A bucket of an S3-compatible service.
#[derive(Clone, Debug)]
pub struct BucketConfig {
    /// Where the service answers, such as `https://minio.example.com:9000`, without the bucket. Absent: Amazon's own
    /// address for the region.
    pub endpoint: Option<Url>,
    /// The region that signatures name. Services of one's own mostly take `us-east-1`.
    pub region: String,
    /// The bucket. It must exist.
    pub bucket: String,
    /// What every name in the bucket begins with, such as `countersign/prod`; empty for nothing.
    pub prefix: String,
    /// The access key's id. It is no secret.
    pub access_key_id: String,
    /// The access key.
    pub secret_access_key: Secret,
    /// Goes with keys that are lent for a time. Absent for keys that last.
    pub session_token: Option<Secret>,
    /// The bucket in the path (true, what most services of one's own want) or in the host name.
    pub path_style: bool,
    /// Whether `http://` is allowed as endpoint: every file and the signature travel in the clear.
    pub allow_plain_http: bool,
    /// Trusted roots and client certificate, without ALPN.
    pub tls: rustls::ClientConfig,
    /// How long to wait for a connection, and for the head of an answer.
    pub timeout: Duration,
}

pub(super) fn open(config: &BucketConfig) -> Result<PrefixStore<AmazonS3>, OpenError> {
    if config.bucket.is_empty() {
        return Err(OpenError::Settings("the bucket has no name"));
    }
    if config.access_key_id.is_empty() || config.secret_access_key.expose().is_empty() {
        return Err(OpenError::Settings("the access key is missing"));
    }
    let prefix = Path::parse(&config.prefix).map_err(|_| OpenError::Settings("the prefix is no path"))?;
    let retry = RetryConfig { max_retries: 3, retry_timeout: config.timeout, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_region(&config.region)
        .with_bucket_name(&config.bucket)
        .with_access_key_id(&config.access_key_id)
        .with_secret_access_key(config.secret_access_key.expose())
        .with_virtual_hosted_style_request(!config.path_style)
        .with_allow_http(config.allow_plain_http)
        // One request for one file: not every service takes a list.
        .with_disable_bulk_delete(true)
        .with_retry(retry)
        .with_http_connector(Dial::new(config.tls.clone(), config.allow_plain_http, config.timeout));
    if let Some(token) = &config.session_token {
        builder = builder.with_token(token.expose());
    }
    if let Some(endpoint) = &config.endpoint {
        builder = builder.with_endpoint(endpoint_text(endpoint, config)?);
    }
    Ok(PrefixStore::new(builder.build().map_err(OpenError::Library)?, prefix))
}

fn endpoint_text(endpoint: &Url, config: &BucketConfig) -> Result<String, OpenError> {
    let mut endpoint = endpoint.clone();
    match endpoint.scheme() {
        "https" => {}
        "http" if config.allow_plain_http => {}
        "http" => return Err(OpenError::Settings("plain HTTP is not allowed for the endpoint")),
        _ => return Err(OpenError::Settings("the endpoint is no web address")),
    }
    if !config.path_style {
        // The library takes an endpoint as it stands: the bucket has to be in it.
        let host = endpoint.host_str().ok_or(OpenError::Settings("the endpoint has no host"))?;
        let host = format!("{}.{host}", config.bucket);
        endpoint.set_host(Some(&host)).map_err(|_| OpenError::Settings("the bucket cannot be part of a host name"))?;
    }
    Ok(endpoint.as_str().trim_end_matches('/').to_owned())
}
