//! The place itself: its name, and how people come in.

use protocol::{Member, RoomName};

use super::{Change, Device, Granted, NewAccount, News, SessionId, StoreError, View, now, row};
use domain::authorise::act;
use domain::token::TokenHash;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instance {
    /// What it is called.
    pub name: RoomName,
    /// How people get an account.
    pub joining: Joining,
    /// E-mail domains from which people may sign up, one a line; for [`Joining::Domains`].
    pub domains: String,
    /// Whether people without an account may talk in the lobby.
    pub lobby: Lobby,
}

/// How people get an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Joining {
    /// By invitation alone.
    #[default]
    Invite,
    /// Whoever wants one.
    Open,
    /// Those with an address in one of the domains; needs mail, so nobody yet.
    Domains,
}

impl Joining {
    /// As it is written in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Open => "open",
            Self::Domains => "domains",
        }
    }

    /// Reads what [`Joining::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Invite, Self::Open, Self::Domains]
            .into_iter()
            .find(|joining| joining.as_str() == text)
    }
}

/// Whether people without an account may talk in the lobby.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lobby {
    Open,
    /// They may not, and learn nothing of the place.
    #[default]
    Closed,
}

impl Lobby {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// How the log of what admins did tells of the place.
fn detail(name: &str, joining: Joining, lobby: Lobby) -> String {
    let (joining, lobby) = (joining.as_str(), lobby.as_str());
    format!("name: {name}; joining: {joining}; lobby: {lobby}")
}

impl View<'_> {
    /// The place; nothing before it was set up. Everybody may know that much.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn instance(&mut self) -> Result<Option<Instance>, StoreError> {
        let found = sqlx::query!("SELECT name, joining, domains FROM instance WHERE id = 1")
            .fetch_optional(&mut *self.connection)
            .await?;
        let Some(found) = found else {
            return Ok(None);
        };
        Ok(Some(Instance {
            name: row::room_name(&found.name)?,
            joining: Joining::parse(&found.joining)
                .ok_or_else(|| row::damaged("joining", &found.joining))?,
            domains: found.domains,
            lobby: self.lobby().await?,
        }))
    }

    /// Whether the lobby is open to people without an account.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn lobby(&mut self) -> Result<Lobby, StoreError> {
        let found =
            sqlx::query!(r#"SELECT EXISTS (SELECT 1 FROM rooms WHERE visitors) AS "open!: bool""#)
                .fetch_one(&mut *self.connection)
                .await?;
        Ok(if found.open {
            Lobby::Open
        } else {
            Lobby::Closed
        })
    }
}

impl Change<'_> {
    /// Sets the place up with its first owner, whom it signs in if they came with a browser.
    ///
    /// # Errors
    /// [`StoreError::AlreadySetUp`] when somebody was quicker.
    pub async fn set_up(
        &mut self,
        granted: &Granted<act::SetUp>,
        place: &RoomName,
        owner: &NewAccount,
        lobby: Lobby,
        browser: Option<(TokenHash, &Device)>,
    ) -> Result<(Member, Option<SessionId>), StoreError> {
        let (name, at) = (place.as_str(), now());
        let made = sqlx::query!(
            "INSERT INTO instance (id, name, set_up_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
            name,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        if made.rows_affected() == 0 {
            return Err(StoreError::AlreadySetUp);
        }
        let owner = self.insert_account(owner, protocol::Role::Owner).await?;
        self.set_lobby(lobby).await?;
        let by = browser.map(|_| owner.id);
        self.note_by(granted, by, &detail(name, Joining::default(), lobby))
            .await?;
        let session = match browser {
            Some((token, device)) => Some(self.open_session(owner.id, token, device).await?),
            None => None,
        };
        self.tell_instance().await?;
        Ok((owner, session))
    }

    /// Changes the place's name and how people come in.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_instance(
        &mut self,
        granted: &Granted<act::ChangeInstance>,
        to: &Instance,
    ) -> Result<(), StoreError> {
        if self.instance().await?.as_ref() == Some(to) {
            // The form was sent twice.
            return Ok(());
        }
        let (name, joining) = (to.name.as_str(), to.joining.as_str());
        self.note(granted, &detail(name, to.joining, to.lobby))
            .await?;
        sqlx::query!(
            "UPDATE instance SET name = ?, joining = ?, domains = ? WHERE id = 1",
            name,
            joining,
            to.domains,
        )
        .execute(&mut *self.connection)
        .await?;
        self.set_lobby(to.lobby).await?;
        self.tell_instance().await
    }

    /// Opens or closes the lobby to people without an account. When it closes they are cut off.
    /// Whether it was otherwise before.
    async fn set_lobby(&mut self, lobby: Lobby) -> Result<bool, StoreError> {
        let open = i64::from(lobby == Lobby::Open);
        let changed = sqlx::query!(
            "UPDATE rooms SET visitors = ?1 WHERE visitors <> ?1
             AND (slug = 'lobby' OR id IN (SELECT room FROM former_slugs WHERE slug = 'lobby'))",
            open,
        )
        .execute(&mut *self.connection)
        .await?;
        let is_changed = changed.rows_affected() > 0;
        if is_changed {
            self.tell(News::LobbyChanged(lobby));
        }
        Ok(is_changed)
    }

    /// Opens or closes the lobby, as the command line wants it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn settle_lobby(
        &mut self,
        granted: &Granted<act::ChangeInstance>,
        lobby: Lobby,
    ) -> Result<(), StoreError> {
        if self.set_lobby(lobby).await? {
            self.note(granted, &format!("lobby: {}", lobby.as_str()))
                .await?;
        }
        Ok(())
    }

    async fn tell_instance(&mut self) -> Result<(), StoreError> {
        if let Some(instance) = self.instance().await? {
            self.tell(News::InstanceChanged(instance));
        }
        Ok(())
    }
}
