use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{
    memory::{MemoryStore, State},
    model::Preference,
    ports::store::{PreferenceStore, StoreResult},
};

#[async_trait]
impl PreferenceStore for MemoryStore {
    async fn preferences(&self, user_id: UserId) -> StoreResult<Vec<Preference>> {
        let state = self.state();
        let own = state.preferences.iter().filter(|((owner, ..), _)| *owner == user_id);
        Ok(own
            .map(|((_, category, name), value)| Preference {
                user_id,
                category: category.clone(),
                name: name.clone(),
                value: value.clone(),
            })
            .collect())
    }

    async fn preference_of(&self, users: &[UserId], category: &str, name: &str) -> StoreResult<Vec<(UserId, String)>> {
        let state = self.state();
        let key = |user: UserId| (user, category.to_owned(), name.to_owned());
        Ok(users.iter().filter_map(|&user| Some((user, state.preferences.get(&key(user))?.clone()))).collect())
    }

    async fn save_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()> {
        self.state().put_preferences(preferences);
        Ok(())
    }

    async fn delete_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()> {
        let mut state = self.state();
        for preference in preferences {
            state.preferences.remove(&(preference.user_id, preference.category, preference.name));
        }
        Ok(())
    }
}

impl State {
    pub(super) fn put_preferences(&mut self, preferences: Vec<Preference>) {
        for preference in preferences {
            let key = (preference.user_id, preference.category, preference.name);
            self.preferences.insert(key, preference.value);
        }
    }
}
