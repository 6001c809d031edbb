//! Personal access tokens.

use countersign_primitives::{TokenId, UserId};

use crate::{
    conformance::samples::{random, session, user},
    model::{AccessToken, Session, TokenHash},
    ports::store::{Page, Store},
};

async fn added(store: &dyn Store, user_id: UserId, secret: &str) -> AccessToken {
    let token = AccessToken {
        id: TokenId::generate(random().as_ref()),
        user_id,
        token_hash: TokenHash::of(secret),
        description: "d".to_owned(),
        is_active: true,
    };
    store.add_access_token(token.clone()).await.unwrap();
    token
}

fn opening(token: &AccessToken) -> Session {
    Session { token_hash: token.token_hash, ..session(token.user_id, "", 0) }
}

/// Tokens are found by id and hash, listed by owner, and looked for by the beginning of names.
pub async fn tokens_are_listed_and_found(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "b_n").await);
    let mut of_ana = [added(store, ana.id, "a").await, added(store, ana.id, "b").await];
    of_ana.sort_by_key(|token| token.id);
    let of_ben = added(store, ben.id, "c").await;
    assert_eq!(store.access_token(of_ben.id).await.unwrap(), Some(of_ben.clone()));
    assert_eq!(store.access_token_by_hash(TokenHash::of("c")).await.unwrap(), Some(of_ben.clone()));
    assert_eq!(store.access_token_by_hash(TokenHash::of("d")).await.unwrap(), None);
    let page = |of, number, size| store.access_tokens(of, Page { number, size });
    assert_eq!(page(Some(ana.id), 0, 1).await.unwrap(), &of_ana[..1]);
    assert_eq!(page(Some(ana.id), 1, 1).await.unwrap(), &of_ana[1..]);
    assert_eq!(page(None, 0, 10).await.unwrap().len(), 3);
    assert_eq!(store.find_access_tokens("b_", 10).await.unwrap(), std::slice::from_ref(&of_ben));
    assert_eq!(store.find_access_tokens("%", 10).await.unwrap(), []);
    assert_eq!(store.find_access_tokens(ana.id.as_str(), 10).await.unwrap(), of_ana);
    assert_eq!(store.find_access_tokens(of_ben.id.as_str(), 10).await.unwrap(), [of_ben]);
}

/// However often a token is used, it has one session.
pub async fn tokens_open_one_session(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let token = added(store, ana.id, "a").await;
    let first = opening(&token);
    assert!(store.open_token_session(first.clone()).await.unwrap());
    assert!(store.open_token_session(opening(&token)).await.unwrap());
    assert_eq!(store.session_by_hash(token.token_hash).await.unwrap(), Some(first.clone()));
    assert_eq!(store.sessions_of(ana.id).await.unwrap().len(), 1);
    let ended = store.delete_access_token(token.id).await.unwrap().unwrap();
    assert_eq!(ended.iter().map(|session| session.id).collect::<Vec<_>>(), [first.id]);
    assert_eq!(store.session_by_hash(token.token_hash).await.unwrap(), None);
    assert_eq!(store.access_token(token.id).await.unwrap(), None);
    assert_eq!(store.delete_access_token(token.id).await.unwrap(), None);
}

/// A token that is switched off loses its session and gets no other, until it is switched on.
pub async fn switched_off_tokens_open_nothing(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let token = added(store, ana.id, "a").await;
    assert!(store.open_token_session(opening(&token)).await.unwrap());
    assert_eq!(store.set_access_token_active(token.id, false).await.unwrap().unwrap().len(), 1);
    assert!(!store.open_token_session(opening(&token)).await.unwrap());
    assert_eq!(store.session_by_hash(token.token_hash).await.unwrap(), None);
    assert!(!store.access_token(token.id).await.unwrap().unwrap().is_active);
    assert_eq!(store.set_access_token_active(token.id, true).await.unwrap(), Some(Vec::new()));
    assert!(store.open_token_session(opening(&token)).await.unwrap());
    assert_eq!(store.set_access_token_active(TokenId::generate(random().as_ref()), true).await.unwrap(), None);
}
