use async_trait::async_trait;

use crate::{
    memory::MemoryStore,
    model::Role,
    ports::store::{StoreResult, SystemStore},
};

#[async_trait]
impl SystemStore for MemoryStore {
    async fn system_value(&self, name: &str) -> StoreResult<Option<String>> {
        Ok(self.state().system.get(name).cloned())
    }

    async fn set_system_value(&self, name: &str, value: String) -> StoreResult<()> {
        self.state().system.insert(name.to_owned(), value);
        Ok(())
    }

    async fn init_system_value(&self, name: &str, value: String) -> StoreResult<String> {
        Ok(self.state().system.entry(name.to_owned()).or_insert(value).clone())
    }

    async fn take_system_value(&self, name: &str, value: &str) -> StoreResult<bool> {
        let mut state = self.state();
        let is_there = state.system.get(name).is_some_and(|held| held == value);
        if is_there {
            state.system.remove(name);
        }
        Ok(is_there)
    }

    async fn roles(&self) -> StoreResult<Vec<Role>> {
        Ok(self.state().roles.values().cloned().collect())
    }

    async fn seed_roles(&self, roles: Vec<Role>) -> StoreResult<()> {
        let mut state = self.state();
        for role in roles {
            state.roles.entry(role.name.clone()).or_insert(role);
        }
        Ok(())
    }

    async fn check_health(&self) -> StoreResult<()> {
        Ok(())
    }
}
