use async_trait::async_trait;

use crate::{model::Role, ports::store::StoreResult};

/// What belongs to the installation as a whole.
#[async_trait]
pub trait SystemStore {
    /// A named value, such as the installation's id; `None` when it was never set.
    async fn system_value(&self, name: &str) -> StoreResult<Option<String>>;

    /// Sets a named value.
    async fn set_system_value(&self, name: &str, value: String) -> StoreResult<()>;

    /// Sets a named value unless there is one, and returns what holds now. Two nodes that start at once agree.
    async fn init_system_value(&self, name: &str, value: String) -> StoreResult<String>;

    /// Removes a named value if it is still this one; whether it was. Of several who take the same value one succeeds.
    async fn take_system_value(&self, name: &str, value: &str) -> StoreResult<bool>;

    /// All roles.
    async fn roles(&self) -> StoreResult<Vec<Role>>;

    /// Adds those of the roles whose names do not exist yet.
    async fn seed_roles(&self, roles: Vec<Role>) -> StoreResult<()>;

    /// Whether the store answers: a read that touches the database.
    async fn check_health(&self) -> StoreResult<()>;
}
