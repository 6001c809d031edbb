use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use countersign_fcm::{AccountError, AccountKey, TokenFault};
use countersign_loopback::{Received, Reply, TEST_RSA_KEY, service_account};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use tokio::time::Instant;

use crate::support::{clock, soon, token, tokens};

fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(10)
}

/// Numbers the tokens it makes.
fn numbered(secs: u64) -> impl Fn(&Received) -> Reply {
    let made = AtomicUsize::new(0);
    move |_| token(made.fetch_add(1, Ordering::SeqCst) + 1, secs)
}

#[tokio::test]
async fn the_assertion_is_signed_and_complete() {
    let (peer, tokens) = tokens(&clock(), numbered(3599)).await;
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), "Bearer token-1");
    let received = &peer.received()[0];
    assert_eq!((received.method.as_str(), received.path.as_str()), ("POST", "/token?x=1"));
    let form: HashMap<_, _> = url::form_urlencoded::parse(&received.body).into_owned().collect();
    assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let public = public_key();
    let key = DecodingKey::from_rsa_raw_components(&public.0, &public.1);
    let decoded = jsonwebtoken::decode::<Value>(&form["assertion"], &key, &validation).unwrap();
    assert_eq!(decoded.header.kid.as_deref(), Some("testkey1"));
    let claims = decoded.claims;
    assert_eq!(claims["iss"], "test@test-project.example");
    assert_eq!(claims["scope"], "https://www.googleapis.com/auth/firebase.messaging");
    assert_eq!(claims["aud"], format!("http://{}/token?x=1", peer.address()));
    assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(1_700_000_000), Some(1_700_003_600)));
}

fn public_key() -> (Vec<u8>, Vec<u8>) {
    use ring::signature::RsaKeyPair;
    use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
    let der = PrivatePkcs8KeyDer::from_pem_slice(TEST_RSA_KEY.as_bytes()).unwrap();
    let pair = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let components = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
    (components.n, components.e)
}

#[tokio::test]
async fn a_thousand_askers_make_one_request() {
    let (peer, tokens) = tokens(&clock(), |_| token(1, 3599).after(Duration::from_millis(50))).await;
    let asking: Vec<_> = (0..1000)
        .map(|_| {
            let tokens = tokens.clone();
            tokio::spawn(async move { tokens.authorization(deadline()).await })
        })
        .collect();
    for asker in asking {
        assert_eq!(soon(asker).await.unwrap().unwrap(), "Bearer token-1");
    }
    assert_eq!((peer.received().len(), tokens.asked()), (1, 1));
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_time_and_used_meanwhile() {
    let clock = clock();
    let (peer, tokens) = tokens(&clock, numbered(1000)).await;
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), "Bearer token-1");
    clock.advance(Duration::from_secs(760));
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), "Bearer token-1");
    assert_eq!(peer.received().len(), 1);
    clock.advance(Duration::from_secs(20));
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), "Bearer token-1");
    soon(async {
        while tokens.authorization(deadline()).await.unwrap() != "Bearer token-2" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(peer.received().len(), 2);
}

#[tokio::test]
async fn a_failed_renewal_is_no_error_until_the_token_expires() {
    let clock = clock();
    let made = AtomicUsize::new(0);
    let script = move |_: &Received| match made.fetch_add(1, Ordering::SeqCst) {
        0 => token(1, 1000),
        _ => Reply::json(503, r#"{"error":"busy"}"#),
    };
    let (peer, tokens) = tokens(&clock, script).await;
    tokens.authorization(deadline()).await.unwrap();
    clock.advance(Duration::from_secs(800));
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), "Bearer token-1");
    soon(peer.wait_for(2)).await;
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), "Bearer token-1");
    clock.advance(Duration::from_mins(5));
    let fault = soon(tokens.authorization(deadline())).await.unwrap_err();
    assert!(matches!(fault, TokenFault::Unavailable(_)), "{fault:?}");
}

#[tokio::test]
async fn a_refused_account_is_not_asked_about_again_at_once() {
    let clock = clock();
    let (peer, tokens) = tokens(&clock, |_| Reply::json(400, r#"{"error":"invalid_grant"}"#)).await;
    for _ in 0..5 {
        let fault = soon(tokens.authorization(deadline())).await.unwrap_err();
        assert_eq!(fault, TokenFault::Refused("the token endpoint answered http 400 invalid_grant".to_owned()));
    }
    assert_eq!(peer.received().len(), 1);
    clock.advance(Duration::from_secs(2));
    soon(tokens.authorization(deadline())).await.unwrap_err();
    assert_eq!(peer.received().len(), 2);
}

#[tokio::test]
async fn a_silent_endpoint_costs_an_asker_only_its_own_time() {
    let (_peer, tokens) = tokens(&clock(), |_| Reply::hang()).await;
    let fault = tokens.authorization(Instant::now() + Duration::from_millis(50)).await.unwrap_err();
    assert!(matches!(fault, TokenFault::Unavailable(_)), "{fault:?}");
}

#[tokio::test]
async fn a_token_the_vendor_refused_is_replaced_once() {
    let (peer, tokens) = tokens(&clock(), numbered(3599)).await;
    let first = tokens.authorization(deadline()).await.unwrap();
    tokens.refused(&first);
    let second = soon(tokens.authorization(deadline())).await.unwrap();
    assert_eq!(second, "Bearer token-2");
    tokens.refused(&first);
    assert_eq!(tokens.authorization(deadline()).await.unwrap(), second);
    assert_eq!(peer.received().len(), 2);
}

#[test]
fn files_that_are_no_accounts_are_refused_with_their_place() {
    let error = |text: &str| AccountKey::from_json(text).unwrap_err();
    assert_eq!(error("{\n  \"type\": 1}"), AccountError::NotAnAccount { line: 2, column: 11 });
    assert_eq!(
        error(&service_account("http://x").replace("service_account", "authorized_user")),
        AccountError::WrongKind
    );
    let bad = service_account("http://x").replace("MII", "AAA");
    assert_eq!(error(&bad), AccountError::BadKey);
    assert!(!error(&bad).to_string().contains("AAA"));
}

#[test]
fn a_token_endpoint_that_is_no_url_is_refused() {
    let key = AccountKey::from_json(&service_account("not a url")).unwrap();
    let template = crate::support::dialer(&countersign_loopback::Authority::new(), 1);
    let tokens = countersign_fcm::AccessTokens::new(
        key,
        &template,
        &countersign_egress::ProxyRules::default(),
        Arc::clone(&clock()) as _,
    );
    assert_eq!(tokens.err(), Some(AccountError::BadTokenUri));
}
