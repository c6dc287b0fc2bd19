//! Passkeys: the data to verify their signatures with. Nothing in it is secret.

use protocol::MemberId;
use uuid::Uuid;

use crate::{Cap, Change, Device, Granted, SignedIn, StoreError, View, now};
use domain::authorise::action;
use domain::token::TokenHash;

/// A stored passkey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasskeyRow {
    /// Its unique credential id.
    pub credential: Vec<u8>,
    pub member: MemberId,
    /// The name that its owner gave it.
    pub name: String,
    /// The data to verify it with, as JSON.
    pub data: String,
    /// When it was added, in ms since 1970.
    pub created_at: i64,
    /// When it was used last, in ms since 1970.
    pub used_at: Option<i64>,
}

impl View<'_> {
    /// The caller's passkeys, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_passkeys(
        &mut self,
        granted: &Granted<action::EditAccount>,
    ) -> Result<Vec<PasskeyRow>, StoreError> {
        self.passkeys_of(granted.member()?).await
    }

    /// The passkeys with which the caller can reauthenticate, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn confirming_passkeys(
        &mut self,
        granted: &Granted<action::ManageSessions>,
    ) -> Result<Vec<PasskeyRow>, StoreError> {
        self.passkeys_of(granted.member()?).await
    }

    pub(crate) async fn passkeys_of(
        &mut self,
        member: MemberId,
    ) -> Result<Vec<PasskeyRow>, StoreError> {
        let rows = sqlx::query!(
            "SELECT credential, name, data, created_at, used_at FROM passkeys
             WHERE member = ? ORDER BY created_at DESC LIMIT 100",
            member.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|found| PasskeyRow {
                credential: found.credential,
                member,
                name: found.name,
                data: found.data,
                created_at: found.created_at,
                used_at: found.used_at,
            })
            .collect())
    }

    /// The passkey that somebody claims to sign in with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn passkey(
        &mut self,
        _: &Granted<action::SignIn>,
        credential: &[u8],
    ) -> Result<Option<PasskeyRow>, StoreError> {
        let found = sqlx::query!(
            r#"SELECT passkeys.member AS "member: Uuid", passkeys.name, passkeys.data,
                      passkeys.created_at, passkeys.used_at
               FROM passkeys JOIN members ON members.id = passkeys.member
               WHERE passkeys.credential = ? AND members.account_status = 'active'"#,
            credential
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.map(|found| PasskeyRow {
            credential: credential.into(),
            member: MemberId(found.member),
            name: found.name,
            data: found.data,
            created_at: found.created_at,
            used_at: found.used_at,
        }))
    }
}

impl Change<'_> {
    /// Adds a passkey to the caller's account.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] if there are too many, or it is there already.
    pub async fn add_passkey(
        &mut self,
        granted: &Granted<action::EditAccount>,
        credential: &[u8],
        name: &str,
        data: &str,
    ) -> Result<(), StoreError> {
        let (member, at) = (granted.member()?, now());
        self.check_cap(Cap::Passkeys, member).await?;
        let added = sqlx::query!(
            "INSERT INTO passkeys (credential, member, name, data, created_at)
             VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            credential,
            member.0,
            name,
            data,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        if added.rows_affected() == 0 {
            return Err(StoreError::NameTaken);
        }
        Ok(())
    }

    /// Removes a passkey from the caller's account.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if it is not theirs.
    pub async fn remove_passkey(
        &mut self,
        granted: &Granted<action::EditAccount>,
        credential: &[u8],
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        let gone = sqlx::query!(
            "DELETE FROM passkeys WHERE credential = ? AND member = ?",
            credential,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::Unknown);
        }
        Ok(())
    }

    /// Signs in by a passkey, and stores its updated data.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`] if its owner's account is not active any more, or they removed
    /// it meanwhile.
    pub async fn sign_in_by_passkey(
        &mut self,
        granted: &Granted<action::SignIn>,
        used: &PasskeyRow,
        token: TokenHash,
        device: &Device,
    ) -> Result<SignedIn, StoreError> {
        self.passkey_was_used(used).await?;
        self.sign_in(granted, used.member, None, token, device)
            .await
    }

    /// Stores the updated data of the passkey with which the caller reauthenticated.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`] if it is not theirs, or was removed meanwhile.
    pub async fn confirmed_by_passkey(
        &mut self,
        granted: &Granted<action::ManageSessions>,
        used: &PasskeyRow,
    ) -> Result<(), StoreError> {
        if granted.member()? != used.member {
            return Err(StoreError::NoSuchMember);
        }
        self.passkey_was_used(used).await
    }

    async fn passkey_was_used(&mut self, used: &PasskeyRow) -> Result<(), StoreError> {
        let at = now();
        let noted = sqlx::query!(
            "UPDATE passkeys SET data = ?, used_at = ? WHERE credential = ? AND member = ?",
            used.data,
            at,
            used.credential,
            used.member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if noted.rows_affected() == 0 {
            return Err(StoreError::NoSuchMember);
        }
        Ok(())
    }
}
