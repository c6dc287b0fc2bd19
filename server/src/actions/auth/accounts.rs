//! Accounts: creating the first owner's, signing in, and people's changes to their own.

use std::net::{IpAddr, Ipv4Addr};

use futures_util::FutureExt as _;
use protocol::{
    AvatarColour, Contact, DisplayName, ErrorCode, ErrorReply, Handle, Member, RoomName,
};

use crate::actions::{
    Actions, Actor, Origin,
    auth::sign_in_throttle::From,
    limits::heavy::{busy, too_busy},
    refusal,
};
use crate::{
    heavy_work::{Kind, Known},
    passwords::{Password, PasswordHash, Verdict},
};
use domain::authorise::{Action, Denied, action, decide};
use domain::handle;
use domain::token::Token;
use store::{Caller, Lobby, NewAccount, Person, Profile, Resource, SignedIn, StoreError};

/// The data of a new account.
pub struct Registration {
    /// The name that others see.
    pub name: DisplayName,
    /// Their handle.
    pub handle: Handle,
    pub password: Password,
    /// Their email address, if they gave one.
    pub email: Option<String>,
    /// Their time zone, if their browser sent one.
    pub time_zone: Option<String>,
}

/// A session that was just opened.
pub struct NewSession {
    /// Its secret.
    pub token: Token,
    pub signed_in: SignedIn,
}

/// The member, as they see and edit themselves.
pub struct OwnProfile {
    pub person: Person,
    /// Who may add them to rooms.
    pub contact: Contact,
}

/// The address of the operator at the command line.
pub(crate) const OPERATOR: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The answer to every failed sign-in, whatever the reason.
const WRONG: &str = "The handle or password is incorrect. Try again.";

impl Actions {
    /// Sets up the workspace and signs in its first owner.
    ///
    /// # Errors
    /// `taken` if somebody else did it first, `rate_limited`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn set_up(
        &self,
        origin: &Origin,
        workspace: RoomName,
        owner: Registration,
        lobby: Lobby,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        let account = self.new_account(origin.address, Known::No, owner);
        let account = account.await?;
        let (token, device) = (new_token()?, origin.device());
        let hash = token.hash();
        self.request(action::SetUp, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    let browser = Some((hash, &device));
                    change
                        .set_up(granted, &workspace, &account, lobby, browser)
                        .await
                }
                .boxed()
            })
            .await?;
        Ok(token)
    }

    /// Sets up the workspace from the command line.
    ///
    /// # Errors
    /// As [`Actions::set_up`].
    pub async fn create_owner(
        &self,
        workspace: RoomName,
        owner: Registration,
        lobby: Lobby,
    ) -> Result<Member, ErrorReply> {
        let account = self.new_account(OPERATOR, Known::Yes, owner).await?;
        self.request(action::SetUp, Caller::Operator, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    change
                        .set_up(granted, &workspace, &account, lobby, None)
                        .await
                }
                .boxed()
            })
            .await
            .map(|(owner, _)| owner)
    }

    /// Signs somebody in. The answer for an unknown handle is the same as for a wrong password,
    /// after the same time.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for somebody who is banned and gave the right password,
    /// `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn sign_in(
        &self,
        origin: &Origin,
        handle: &str,
        password: &str,
    ) -> Result<NewSession, ErrorReply> {
        self.check_running()?;
        let handle = handle::read(handle).ok();
        let key = handle.as_ref().map(handle::skeleton);
        self.accounts
            .check_sign_in(key.as_deref().unwrap_or_default(), origin.address)?;
        let network = origin.device().network;
        let found = match key.clone() {
            Some(key) => self.credentials(key, network.clone()).await?,
            None => None,
        };
        let (member, stored, from) = match found {
            Some(found) if found.is_known => (
                Some(found.member),
                found.password,
                From::KnownNetwork(&network),
            ),
            Some(found) => (Some(found.member), found.password, From::Elsewhere),
            None => (None, None, From::Elsewhere),
        };
        let account = key.as_deref().unwrap_or_default();
        let known = self.accounts.check_account(account, origin.address, from)?;
        let guess = PasswordAttempt {
            typed: password,
            address: origin.address,
            known,
        };
        let is_right = self.is_right(guess, stored.clone()).await?;
        let (Some(member), true) = (member, is_right) else {
            return Err(ErrorReply::new(ErrorCode::Unauthenticated, WRONG));
        };
        let (token, device) = (new_token()?, origin.device());
        let hash = token.hash();
        let signed_in = self
            .request(action::SignIn, Caller::Nobody, Resource::Workspace)
            .try_change(move |change, granted| {
                async move {
                    let signed = change
                        .sign_in(granted, member, stored.as_deref(), hash, &device)
                        .await?;
                    change
                        .check_admitted(granted, member, signed.session, &device)
                        .await?;
                    Ok(signed)
                }
                .boxed()
            })
            .await
            .map_err(|error| match error {
                StoreError::NoSuchMember => ErrorReply::new(ErrorCode::Unauthenticated, WRONG),
                error => refusal(error),
            })?;
        if let Some(key) = key {
            self.accounts.signed_in(&key, origin.address);
        }
        Ok(NewSession { token, signed_in })
    }

    /// Refuses people without an account whose network is banned. People with an account are
    /// checked after they have authenticated: see [`store::Change::let_in`].
    pub(crate) async fn check_network(&self, origin: &Origin) -> Result<(), ErrorReply> {
        let network = origin.device().network;
        let banned = self
            .request(action::SignIn, Caller::Nobody, Resource::Workspace)
            .read(move |view, granted| {
                async move { view.is_network_banned(granted, &network, None).await }.boxed()
            })
            .await?;
        if banned {
            return Err(crate::actions::refused(Denied::Banned));
        }
        Ok(())
    }

    async fn credentials(
        &self,
        key: String,
        network: String,
    ) -> Result<Option<store::Credentials>, ErrorReply> {
        self.request(action::SignIn, Caller::Nobody, Resource::Workspace)
            .read(move |view, granted| {
                async move { view.credentials(granted, &key, &network).await }.boxed()
            })
            .await
    }

    pub(crate) async fn is_right(
        &self,
        guess: PasswordAttempt<'_>,
        stored: Option<String>,
    ) -> Result<bool, ErrorReply> {
        let entering = self
            .heavy_work
            .enter(guess.address, Kind::Hash, guess.known);
        let pass = entering.await.map_err(too_busy)?;
        let stored = stored.and_then(|stored| PasswordHash::parse(&stored));
        let typed = Password::typed(guess.typed);
        let verdict = self.passwords.verify(pass, typed, stored);
        Ok(match verdict.await.map_err(busy)? {
            Verdict::Wrong => false,
            Verdict::Right | Verdict::RightAndOutdated => true,
        })
    }

    /// Changes the member's password and ends their other sessions.
    ///
    /// # Errors
    /// `unauthenticated` if the old one is wrong, `rate_limited`, `storage_unavailable`.
    pub async fn change_password(
        &self,
        actor: &Actor,
        old: String,
        new: Password,
    ) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.check_password(actor, old).await?;
        let hash = self.hash(actor.address, Known::Yes, new).await?;
        let keep = actor.session;
        self.request(action::EditAccount, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.change_password(granted, keep, hash.as_str()).await }.boxed()
            })
            .await
    }

    /// The member's own profile, and who may add them to rooms.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_profile(&self, actor: &Actor) -> Result<OwnProfile, ErrorReply> {
        self.request(action::EditAccount, actor, Resource::Workspace)
            .read(|view, granted| {
                async move {
                    Ok(OwnProfile {
                        person: view.own_card(granted).await?,
                        contact: view.own_contact(granted).await?,
                    })
                }
                .boxed()
            })
            .await
    }

    /// Changes the member's profile.
    ///
    /// # Errors
    /// `forbidden` for visitors, `shutting_down`, `storage_unavailable`.
    pub async fn edit_profile(
        &self,
        actor: &Actor,
        name: DisplayName,
        profile: Profile,
        colour: Option<AvatarColour>,
    ) -> Result<Member, ErrorReply> {
        self.request(action::EditAccount, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.edit_profile(granted, &name, &profile, colour).await }.boxed()
            })
            .await
    }

    /// Who may add the member to rooms.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_contact(&self, actor: &Actor) -> Result<Contact, ErrorReply> {
        self.request(action::EditAccount, actor, Resource::Workspace)
            .read(|view, granted| view.own_contact(granted).boxed())
            .await
    }

    /// Sets who may add the member to rooms.
    ///
    /// # Errors
    /// `forbidden` for visitors, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn set_contact(&self, actor: &Actor, contact: Contact) -> Result<(), ErrorReply> {
        self.request(action::EditAccount, actor, Resource::Workspace)
            .change(move |change, granted| change.set_contact(granted, contact).boxed())
            .await
    }

    /// Whether the member may delete their own account: the last owner may not.
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn may_delete_self(&self, actor: &Actor) -> Result<bool, ErrorReply> {
        let (caller, me) = (actor.caller(), actor.member.id);
        let facts = self
            .store
            .read(move |view| view.facts(caller, Resource::Person(me)).boxed());
        let (who, facts) = facts.await.map_err(refusal)?;
        Ok(decide(Action::DeleteSelf, who, facts).is_ok())
    }

    /// Whether the member may change the workspace's settings.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden`, `storage_unavailable`.
    pub async fn may_change_workspace(&self, actor: &Actor) -> Result<(), ErrorReply> {
        self.request(action::ChangeWorkspace, actor, Resource::Workspace)
            .check()
            .await
    }

    pub(crate) async fn new_account(
        &self,
        address: IpAddr,
        known: Known,
        registration: Registration,
    ) -> Result<NewAccount, ErrorReply> {
        let hash = self.hash(address, known, registration.password).await?;
        Ok(NewAccount {
            name: registration.name,
            handle_key: handle::skeleton(&registration.handle),
            handle: registration.handle,
            password: hash.as_str().into(),
            email: registration.email,
            time_zone: registration.time_zone,
        })
    }

    /// Waits for a turn and hashes a password that somebody has chosen.
    pub(crate) async fn hash(
        &self,
        address: IpAddr,
        known: Known,
        password: Password,
    ) -> Result<PasswordHash, ErrorReply> {
        let pass = self.heavy_work.enter(address, Kind::Hash, known);
        let pass = pass.await.map_err(too_busy)?;
        self.passwords.hash(pass, password).await.map_err(busy)
    }
}

/// A password that somebody enters, and from where.
pub(crate) struct PasswordAttempt<'t> {
    pub typed: &'t str,
    pub address: IpAddr,
    pub known: Known,
}

pub(crate) fn new_token() -> Result<Token, ErrorReply> {
    Token::random().ok_or_else(no_secret)
}

/// The operating system provides no randomness.
pub(crate) fn no_secret() -> ErrorReply {
    ErrorReply::new(
        ErrorCode::Internal,
        "The server could not create a secret. Try again.",
    )
}
