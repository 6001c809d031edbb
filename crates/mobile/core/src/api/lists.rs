use serde_json::json;

use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_wire_api::{
    Channel, ChannelMember, Preference, SidebarCategories, Team, TeamMember, ViewChannelRequest, ViewChannelResponse,
};

use super::{ApiClient, ApiError};

impl ApiClient {
    /// `GET /users/me/preferences`.
    pub(crate) async fn preferences(&self) -> Result<Vec<Preference>, ApiError> {
        self.get("/users/me/preferences").await
    }

    /// `GET /users/me/teams`.
    pub(crate) async fn teams(&self) -> Result<Vec<Team>, ApiError> {
        self.get("/users/me/teams").await
    }

    /// `GET /users/me/teams/members`.
    pub(crate) async fn team_members(&self) -> Result<Vec<TeamMember>, ApiError> {
        self.get("/users/me/teams/members").await
    }

    /// `GET /users/me/teams/{team}/channels`: the team's channels the account is in, and all its direct and group
    /// channels.
    pub(crate) async fn channels(&self, team: TeamId) -> Result<Vec<Channel>, ApiError> {
        self.get(&format!("/users/me/teams/{team}/channels?include_deleted=false&last_delete_at=0")).await
    }

    /// `GET /users/me/teams/{team}/channels/members`.
    pub(crate) async fn channel_members(&self, team: TeamId) -> Result<Vec<ChannelMember>, ApiError> {
        self.get(&format!("/users/me/teams/{team}/channels/members")).await
    }

    /// `GET /users/me/teams/{team}/channels/categories`.
    pub(crate) async fn categories(&self, team: TeamId) -> Result<SidebarCategories, ApiError> {
        self.get(&format!("/users/me/teams/{team}/channels/categories")).await
    }

    /// `GET /channels/{id}/members/me`.
    pub(crate) async fn channel_member(&self, channel: ChannelId) -> Result<ChannelMember, ApiError> {
        self.get(&format!("/channels/{channel}/members/me")).await
    }

    /// `POST /channels/direct`: the direct channel of two people, made if there is none.
    pub(crate) async fn direct_channel(&self, one: UserId, other: UserId) -> Result<Channel, ApiError> {
        self.post("/channels/direct", &[one, other]).await
    }

    /// `POST /channels/members/me/view`: the channel is on the screen and read; `None`: none is.
    pub(crate) async fn view_channel(&self, channel: Option<ChannelId>) -> Result<ViewChannelResponse, ApiError> {
        let view = ViewChannelRequest { channel_id: channel, ..ViewChannelRequest::default() };
        match channel {
            Some(_) => self.post("/channels/members/me/view", &view).await,
            None => self.post("/channels/members/me/view", &json!({"channel_id": ""})).await,
        }
    }
}
