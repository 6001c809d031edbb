use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};

use crate::{
    memory::{MemoryStore, State},
    model::{SecondFactor, User},
    ports::store::{SecondFactorStore, StoreResult},
};

#[async_trait]
impl SecondFactorStore for MemoryStore {
    async fn second_factor(&self, user_id: UserId) -> StoreResult<Option<SecondFactor>> {
        Ok(self.state().second_factors.get(&user_id).cloned())
    }

    async fn offer_second_factor(&self, user_id: UserId, pending: Secret<String>) -> StoreResult<()> {
        self.state().second_factors.entry(user_id).or_default().pending = pending;
        Ok(())
    }

    async fn activate_second_factor(
        &self,
        user_id: UserId,
        pending: Secret<String>,
        steps: Vec<i64>,
        now: TimestampMs,
    ) -> StoreResult<Option<User>> {
        let mut state = self.state();
        let waits = |factor: &SecondFactor| factor.pending.expose() == pending.expose();
        if !state.second_factors.get(&user_id).is_some_and(waits) {
            return Ok(None);
        }
        let Some(user) = state.set_factor(user_id, true, now) else { return Ok(None) };
        let active = SecondFactor { secret: pending, pending: Secret::new(String::new()), used: steps };
        state.second_factors.insert(user_id, active);
        Ok(Some(user))
    }

    async fn remove_second_factor(&self, user_id: UserId, now: TimestampMs) -> StoreResult<Option<User>> {
        let mut state = self.state();
        state.second_factors.remove(&user_id);
        Ok(state.set_factor(user_id, false, now))
    }

    async fn use_second_factor(&self, user_id: UserId, before: Vec<i64>, after: Vec<i64>) -> StoreResult<bool> {
        let mut state = self.state();
        let Some(factor) = state.second_factors.get_mut(&user_id).filter(|factor| factor.used == before) else {
            return Ok(false);
        };
        factor.used = after;
        Ok(true)
    }
}

impl State {
    fn set_factor(&mut self, user_id: UserId, active: bool, now: TimestampMs) -> Option<User> {
        let user = self.users.get_mut(&user_id)?;
        user.mfa_active = active;
        user.update_at = now;
        Some(user.clone())
    }
}
