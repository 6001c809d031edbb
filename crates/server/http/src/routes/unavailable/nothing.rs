use crate::{
    answer::{Answer, json},
    identity::SignedIn,
};

/// A list that holds nothing: drafts of other devices.
pub(super) async fn list(_: SignedIn) -> Answer {
    json::<[(); 0]>(&[])
}
