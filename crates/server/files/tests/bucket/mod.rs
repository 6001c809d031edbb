//! A bucket in this process: the part of the S3 protocol that stores of files use, signatures checked.
//!
//! Source: Amazon S3 API reference; "Authenticating Requests (AWS Signature Version 4)".

#![allow(dead_code, reason = "each test file uses its share")]

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures_util::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{Method, Request, Response, StatusCode, body::Frame, body::Incoming, header, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use countersign_primitives::Secret;
use countersign_server_files::storage::BucketConfig;

pub(crate) const KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(crate) const BUCKET: &str = "files-of-tests";

#[derive(Default)]
struct State {
    objects: HashMap<String, Bytes>,
    uploads: HashMap<String, BTreeMap<u32, Bytes>>,
    part_sizes: Vec<usize>,
    refuse: usize,
    cut: bool,
    aborted: usize,
}

/// A running bucket.
#[derive(Clone)]
pub(crate) struct Bucket {
    state: Arc<Mutex<State>>,
    port: u16,
}

type Body = BoxBody<Bytes, std::io::Error>;

impl Bucket {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let bucket = Self { state: Arc::default(), port: listener.local_addr().expect("bound").port() };
        let served = bucket.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| {
                        let served = served.clone();
                        async move { Ok::<_, Infallible>(served.answer(request).await) }
                    });
                    let builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                    builder.serve_connection(TokioIo::new(stream), service).await.ok();
                });
            }
        });
        bucket
    }

    pub(crate) fn config(&self) -> BucketConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        BucketConfig {
            endpoint: Some(format!("http://127.0.0.1:{}", self.port).parse().expect("an address")),
            region: "eu-test-1".into(),
            bucket: BUCKET.into(),
            prefix: "countersign/test".into(),
            access_key_id: KEY_ID.into(),
            secret_access_key: Secret::new(KEY.into()),
            session_token: None,
            path_style: true,
            allow_plain_http: true,
            tls,
            timeout: Duration::from_secs(20),
        }
    }

    /// The names of what is stored, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.state.lock().expect("no panic").objects.keys().cloned().collect();
        names.sort();
        names
    }

    /// The sizes of the parts that came, in order.
    pub(crate) fn part_sizes(&self) -> Vec<usize> {
        self.state.lock().expect("no panic").part_sizes.clone()
    }

    pub(crate) fn unfinished(&self) -> usize {
        self.state.lock().expect("no panic").uploads.len()
    }

    pub(crate) fn aborted(&self) -> usize {
        self.state.lock().expect("no panic").aborted
    }

    /// The next `count` requests are answered 503.
    pub(crate) fn refuse(&self, count: usize) {
        self.state.lock().expect("no panic").refuse = count;
    }

    /// From now on bodies end halfway.
    pub(crate) fn cut_bodies(&self) {
        self.state.lock().expect("no panic").cut = true;
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
            return status(StatusCode::BAD_REQUEST);
        };
        if !is_signed(&head, &body) {
            return status(StatusCode::FORBIDDEN);
        }
        let Some(key) = head.uri.path().strip_prefix(&format!("/{BUCKET}/")).map(str::to_owned) else {
            return status(StatusCode::NOT_FOUND);
        };
        let query: HashMap<String, String> =
            url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let mut state = self.state.lock().expect("no panic");
        if state.refuse > 0 {
            state.refuse -= 1;
            return status(StatusCode::SERVICE_UNAVAILABLE);
        }
        match (&head.method, query.get("uploadId")) {
            (&Method::POST, None) if query.contains_key("uploads") => begin(&mut state, &key),
            (&Method::PUT, Some(upload)) => part(&mut state, upload, &query["partNumber"], body),
            (&Method::POST, Some(upload)) => complete(&mut state, upload, key),
            (&Method::DELETE, Some(upload)) => {
                state.uploads.remove(upload);
                state.aborted += 1;
                status(StatusCode::NO_CONTENT)
            }
            (&Method::PUT, None) => {
                state.objects.insert(key, body);
                tagged(StatusCode::OK)
            }
            (&Method::GET | &Method::HEAD, None) => read(&state, &key, &head),
            (&Method::DELETE, None) => {
                state.objects.remove(&key);
                status(StatusCode::NO_CONTENT)
            }
            _ => status(StatusCode::NOT_IMPLEMENTED),
        }
    }
}

fn begin(state: &mut State, key: &str) -> Response<Body> {
    let upload = format!("upload-{}", state.part_sizes.len() + state.uploads.len() + state.aborted);
    state.uploads.insert(upload.clone(), BTreeMap::new());
    xml(&format!(
        "<InitiateMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{key}</Key><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
    ))
}

fn part(state: &mut State, upload: &str, number: &str, body: Bytes) -> Response<Body> {
    state.part_sizes.push(body.len());
    match state.uploads.get_mut(upload) {
        Some(parts) => {
            parts.insert(number.parse().expect("a number"), body);
            tagged(StatusCode::OK)
        }
        None => status(StatusCode::NOT_FOUND),
    }
}

fn complete(state: &mut State, upload: &str, key: String) -> Response<Body> {
    let Some(parts) = state.uploads.remove(upload) else { return status(StatusCode::NOT_FOUND) };
    let whole: Vec<u8> = parts.into_values().flatten().collect();
    let answer = format!(
        "<CompleteMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{key}</Key><ETag>\"etag\"</ETag></CompleteMultipartUploadResult>"
    );
    state.objects.insert(key, whole.into());
    xml(&answer)
}

fn read(state: &State, key: &str, head: &hyper::http::request::Parts) -> Response<Body> {
    let Some(object) = state.objects.get(key) else { return status(StatusCode::NOT_FOUND) };
    let size = object.len();
    let range =
        head.headers.get(header::RANGE).and_then(|range| range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'));
    let (code, part) = match range {
        None => (StatusCode::OK, 0..size),
        Some((first, last)) => {
            let first: usize = first.parse().expect("a number");
            let last = last.parse().map_or(size, |last: usize| (last + 1).min(size));
            if first >= size {
                return status(StatusCode::RANGE_NOT_SATISFIABLE);
            }
            (StatusCode::PARTIAL_CONTENT, first..last)
        }
    };
    let mut response = Response::builder()
        .status(code)
        .header(header::ETAG, "\"etag\"")
        .header(header::CONTENT_LENGTH, part.len())
        .header(header::LAST_MODIFIED, "Sat, 21 Nov 2026 04:22:00 GMT");
    if range.is_some() {
        response = response.header(header::CONTENT_RANGE, format!("bytes {}-{}/{size}", part.start, part.end - 1));
    }
    let body = object.slice(part);
    let body = if state.cut {
        let half = body.slice(..body.len() / 2);
        let first = futures_util::stream::iter([Ok(Frame::data(half))]);
        let then = futures_util::stream::once(async {
            // Lets the head and the first half go out.
            tokio::task::yield_now().await;
            Err(std::io::Error::other("cut"))
        });
        BodyExt::boxed(StreamBody::new(first.chain(then)))
    } else {
        full(body)
    };
    response.body(body).expect("well formed")
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

fn status(code: StatusCode) -> Response<Body> {
    Response::builder().status(code).body(full(Bytes::new())).expect("well formed")
}

fn tagged(code: StatusCode) -> Response<Body> {
    Response::builder().status(code).header(header::ETAG, "\"etag\"").body(full(Bytes::new())).expect("well formed")
}

fn xml(text: &str) -> Response<Body> {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}");
    Response::builder().header(header::CONTENT_TYPE, "application/xml").body(full(text.into())).expect("well formed")
}

/// Computes the signature anew from the request as it came.
fn is_signed(head: &hyper::http::request::Parts, body: &Bytes) -> bool {
    let value = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(authorization) = value("authorization").strip_prefix("AWS4-HMAC-SHA256 ") else { return false };
    let fields: HashMap<&str, &str> =
        authorization.split(',').filter_map(|field| field.trim().split_once('=')).collect();
    let (Some(credential), Some(signed), Some(signature)) =
        (fields.get("Credential"), fields.get("SignedHeaders"), fields.get("Signature"))
    else {
        return false;
    };
    let Some(scope) = credential.strip_prefix(&format!("{KEY_ID}/")) else { return false };
    if value("x-amz-content-sha256") != hex::encode(Sha256::digest(body)) {
        return false;
    }
    let mut query: Vec<&str> =
        head.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let headers =
        signed.split(';').fold(String::new(), |headers, name| headers + name + ":" + value(name).trim() + "\n");
    let canonical = format!(
        "{}\n{}\n{}\n{headers}\n{signed}\n{}",
        head.method,
        head.uri.path(),
        query.join("&"),
        value("x-amz-content-sha256")
    );
    let text =
        format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", value("x-amz-date"), hex::encode(Sha256::digest(canonical)));
    let key = scope.split('/').fold(format!("AWS4{KEY}").into_bytes(), |key, part| mac(&key, part));
    hex::encode(mac(&key, &text)) == *signature
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
