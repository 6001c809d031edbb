use countersign_server_domain::ports::store::{ChannelStore, DirectChannel, NameTaken, UserStore};
use countersign_server_rules::channel::ChannelKind;
use countersign_server_store_postgres::PostgresStore;

use crate::samples::{database, member, new_channel, new_user, node, until, user};

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn one_of_two_first_accounts_is_the_first() {
    let database = database().await;
    let (first, second) = (node(&database).await, node(&database).await);
    let (ana, ben) = tokio::join!(first.create_user(new_user("ana")), second.create_user(new_user("ben")));
    let is_admin = |made: &countersign_server_domain::model::User| made.has_role("system_admin");
    let (ana, ben) = (ana.unwrap().unwrap(), ben.unwrap().unwrap());
    assert_ne!(is_admin(&ana), is_admin(&ben));
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn one_of_two_gets_a_name() {
    let database = database().await;
    let (first, second) = (node(&database).await, node(&database).await);
    for number in 0..10 {
        let name = format!("user{number}");
        let (one, other) = tokio::join!(first.create_user(new_user(&name)), second.create_user(new_user(&name)));
        let outcomes = [one.unwrap(), other.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.contains(&Err(NameTaken::Username)), "{outcomes:?}");
    }
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn a_direct_channel_is_made_once() {
    let database = database().await;
    let (first, second) = (node(&database).await, node(&database).await);
    let (ana, ben) = (user(&first, "ana").await, user(&first, "ben").await);
    let ask = async |node: &PostgresStore| -> DirectChannel {
        let wanted = new_channel(ChannelKind::Direct, "ana__ben");
        let members = vec![member(wanted.id, ana), member(wanted.id, ben)];
        node.direct_channel(wanted, members).await.unwrap()
    };
    let (one, other) = tokio::join!(ask(&first), ask(&second));
    assert_eq!(one.state.channel.id, other.state.channel.id);
    assert_ne!(one.created, other.created);
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn nodes_know_of_each_other() {
    let database = database().await;
    let first = node(&database).await;
    assert_eq!(first.other_nodes().await.unwrap(), 0);
    let second = node(&database).await;
    assert_eq!((first.other_nodes().await.unwrap(), second.other_nodes().await.unwrap()), (1, 1));
    second.close().await;
    // The database notices the end of a connection a moment after its client.
    until(async || first.other_nodes().await.unwrap() == 0).await;
}
