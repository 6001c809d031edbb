use serde_json::json;

use countersign_primitives::{TeamId, UserId};
use countersign_wire_api::{Status, UpdateStatusRequest, User};

use super::{ApiClient, ApiError};

/// The most ids one call takes.
pub(crate) const IDS_PER_CALL: usize = 100;

impl ApiClient {
    /// `POST /users/ids`.
    pub(crate) async fn users(&self, ids: &[UserId]) -> Result<Vec<User>, ApiError> {
        self.post("/users/ids", &ids).await
    }

    /// `GET /users`: the first page of a team's active people.
    pub(crate) async fn team_users(&self, team: TeamId) -> Result<Vec<User>, ApiError> {
        self.get(&format!("/users?in_team={team}&active=true&page=0&per_page=60")).await
    }

    /// `POST /users/search`: people whose name begins with `term`, which must not be empty.
    pub(crate) async fn search_users(&self, term: &str) -> Result<Vec<User>, ApiError> {
        self.post("/users/search", &json!({"term": term, "allow_inactive": false, "limit": 50})).await
    }

    /// `POST /users/status/ids`.
    pub(crate) async fn statuses(&self, ids: &[UserId]) -> Result<Vec<Status>, ApiError> {
        self.post("/users/status/ids", &ids).await
    }

    /// `GET /users/me/status`.
    pub(crate) async fn my_status(&self) -> Result<Status, ApiError> {
        self.get("/users/me/status").await
    }

    /// `PUT /users/me/status`.
    pub(crate) async fn set_status(&self, me: UserId, status: &str) -> Result<Status, ApiError> {
        let body = UpdateStatusRequest { user_id: me, status: status.to_owned(), dnd_end_time: 0 };
        self.put("/users/me/status", &body).await
    }
}
