//! The workspace: its name, and how people join.

use protocol::{EditWindow, Member, RoomName};
use serde::{Deserialize, Serialize};

use crate::{
    Change, Device, Granted, NewAccount, SessionId, StoreError, StoreEvent, View, now, row,
};
use domain::authorise::action;
use domain::joining::Joining;
use domain::token::TokenHash;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Workspace {
    pub name: RoomName,
    /// How people get an account.
    pub joining: Joining,
    /// E-mail domains from which people may sign up, one per line; for [`Joining::Domains`].
    pub domains: String,
    /// Whether people without an account may post in the lobby.
    pub lobby: Lobby,
    /// How long people may edit their own messages.
    pub edit_window: EditWindow,
}

/// Whether people without an account may post in the lobby.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lobby {
    Open,
    /// They may not, and see nothing of the workspace.
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

/// How the audit log describes the workspace's settings.
fn detail(name: &str, joining: Joining, lobby: Lobby) -> String {
    let (joining, lobby) = (joining.as_str(), lobby.as_str());
    format!("name: {name}; joining: {joining}; lobby: {lobby}")
}

impl View<'_> {
    /// The workspace; `None` before it was set up. Everyone may see this.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn workspace(&mut self) -> Result<Option<Workspace>, StoreError> {
        let found =
            sqlx::query!("SELECT name, joining, domains, edit_window FROM workspace WHERE id = 1")
                .fetch_optional(&mut *self.connection)
                .await?;
        let Some(found) = found else {
            return Ok(None);
        };
        Ok(Some(Workspace {
            name: row::room_name(&found.name)?,
            joining: Joining::parse(&found.joining)
                .ok_or_else(|| row::damaged("joining", &found.joining))?,
            domains: found.domains,
            lobby: self.lobby().await?,
            edit_window: row::edit_window(&found.edit_window)?,
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
    /// Sets up the workspace with its first owner, who is signed in if they came with a browser.
    ///
    /// # Errors
    /// [`StoreError::AlreadySetUp`] if somebody else did it first.
    pub async fn set_up(
        &mut self,
        granted: &Granted<action::SetUp>,
        workspace: &RoomName,
        owner: &NewAccount,
        lobby: Lobby,
        browser: Option<(TokenHash, &Device)>,
    ) -> Result<(Member, Option<SessionId>), StoreError> {
        let (name, at) = (workspace.as_str(), now());
        let made = sqlx::query!(
            "INSERT INTO workspace (id, name, set_up_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
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
        self.publish_workspace().await?;
        Ok((owner, session))
    }

    /// Changes the workspace's name and how people join.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_workspace(
        &mut self,
        granted: &Granted<action::ChangeWorkspace>,
        to: &Workspace,
    ) -> Result<(), StoreError> {
        if self.workspace().await?.as_ref() == Some(to) {
            // The form was submitted twice.
            return Ok(());
        }
        let (name, joining) = (to.name.as_str(), to.joining.as_str());
        let edit_window = to.edit_window.as_str();
        let mut detail = detail(name, to.joining, to.lobby);
        if to.edit_window != EditWindow::default() {
            detail.push_str("; messages can be edited: ");
            detail.push_str(edit_window);
        }
        self.note(granted, &detail).await?;
        sqlx::query!(
            "UPDATE workspace SET name = ?, joining = ?, domains = ?, edit_window = ? WHERE id = 1",
            name,
            joining,
            to.domains,
            edit_window,
        )
        .execute(&mut *self.connection)
        .await?;
        self.set_lobby(to.lobby).await?;
        self.publish_workspace().await
    }

    /// Opens or closes the lobby to people without an account. When it closes, they are
    /// disconnected. Whether this changed anything.
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
            self.publish(StoreEvent::LobbyChanged(lobby));
        }
        Ok(is_changed)
    }

    /// Opens or closes the lobby, for the command line.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn settle_lobby(
        &mut self,
        granted: &Granted<action::ChangeWorkspace>,
        lobby: Lobby,
    ) -> Result<(), StoreError> {
        if self.set_lobby(lobby).await? {
            self.note(granted, &format!("lobby: {}", lobby.as_str()))
                .await?;
        }
        Ok(())
    }

    async fn publish_workspace(&mut self) -> Result<(), StoreError> {
        if let Some(workspace) = self.workspace().await? {
            self.publish(StoreEvent::WorkspaceChanged(workspace));
        }
        Ok(())
    }
}
