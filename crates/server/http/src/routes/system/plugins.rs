use crate::answer::{Answer, json};

/// `GET /plugins/webapp`: there are none.
pub(super) async fn plugins() -> Answer {
    json::<[(); 0]>(&[])
}
