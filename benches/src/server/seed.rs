//! More people than passwords could be hashed for: written into our server's store while it does not run, after the
//! image of one who came through the API.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use countersign_primitives::{ChannelId, Secret, SessionId, TeamId, UserId};
use countersign_server_domain::{
    model::{ChannelMember, Session, TeamMember, TokenHash, User},
    ports::store::{NewUser, Store},
};
use countersign_system::OsRandom;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::people::{People, Person, device};

/// How many people are written at once, so that they share flushes to the disk.
const AT_ONCE: usize = 128;

/// Adds people until there are as many as the largest channel wants, and makes them members of all channels they belong
/// to by their number.
pub(super) async fn fill(store: &dyn Store, people: &mut People) -> Result<()> {
    let count = people.channels.keys().copied().max().unwrap_or_default();
    let image = Arc::new(Image::of(store, people).await?);
    let known = people.everybody.len();
    let new: Vec<Person> = stream::iter(known..count)
        .map(|number| {
            let image = Arc::clone(&image);
            async move { image.copy(store, number).await }
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    people.everybody.extend(new);
    Ok(())
}

/// Somebody who is like everybody else.
struct Image {
    prefix: String,
    user: User,
    session: Session,
    team_id: TeamId,
    /// Memberships, and the number from which on people have none.
    memberships: Vec<(usize, ChannelMember)>,
}

impl Image {
    async fn of(store: &dyn Store, people: &People) -> Result<Self> {
        let person = people.everybody.get(1).context("at least two people must be there")?;
        let user_id: UserId = person.id.parse()?;
        let team_id: TeamId = people.team_id.parse()?;
        let user = store.user(user_id).await?.context("nobody is stored")?;
        let session = store.sessions_of(user_id).await?.pop().context("nobody is signed in")?;
        let sizes: Vec<(ChannelId, usize)> =
            people.channels.iter().map(|(size, id)| Ok((id.parse()?, *size))).collect::<Result<_>>()?;
        let size = |member: &ChannelMember| {
            sizes.iter().find(|(id, _)| *id == member.channel_id).map_or(usize::MAX, |(_, size)| *size)
        };
        let memberships = store.channel_members_of(user_id, team_id).await?;
        let memberships = memberships.into_iter().map(|member| (size(&member), member)).collect();
        Ok(Self { prefix: people.prefix.clone(), user, session, team_id, memberships })
    }

    async fn copy(&self, store: &dyn Store, number: usize) -> Result<Person> {
        let (id, token) = (UserId::generate(&OsRandom), SessionId::generate(&OsRandom).to_string());
        let name = format!("{}-{number}", self.prefix);
        let user = User { id, username: name.clone(), email: format!("{name}@example.com"), ..self.user.clone() };
        let new = NewUser {
            user,
            password_hash: Secret::new(String::new()),
            first_user_roles: String::new(),
            preferences: Vec::new(),
        };
        store.create_user(new).await?.map_err(|taken| anyhow!("{name} is taken: {taken:?}"))?;
        let belongs = self.memberships.iter().filter(|(size, _)| number < *size);
        let channels = belongs.map(|(_, member)| ChannelMember { user_id: id, ..member.clone() }).collect();
        store.join_team(TeamMember::new(self.team_id, id, false, self.user.create_at), channels).await?;
        let session = Session {
            id: SessionId::generate(&OsRandom),
            user_id: id,
            token_hash: TokenHash::of(&token),
            device_id: device(&name),
            ..self.session.clone()
        };
        store.sign_in(session, usize::MAX).await?;
        Ok(Person { id: id.to_string(), name, token })
    }
}
