use crate::{
    answer::{Answer, json},
    identity::SignedIn,
};

/// `GET /agents`: there are none.
pub(super) async fn agents(_: SignedIn) -> Answer {
    json::<[(); 0]>(&[])
}
