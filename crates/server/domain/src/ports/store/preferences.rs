use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{model::Preference, ports::store::StoreResult};

/// Settings of users.
#[async_trait]
pub trait PreferenceStore {
    /// All of a user's preferences, ordered by category and name.
    async fn preferences(&self, user_id: UserId) -> StoreResult<Vec<Preference>>;

    /// One value of several users, for those who have it.
    async fn preference_of(&self, users: &[UserId], category: &str, name: &str) -> StoreResult<Vec<(UserId, String)>>;

    /// Stores preferences, replacing values of the same user, category and name.
    async fn save_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()>;

    /// Removes preferences; values do not matter, missing ones are passed over.
    async fn delete_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()>;
}
