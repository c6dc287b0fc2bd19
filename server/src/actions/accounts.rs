//! Accounts: the first owner's, signing in, and what a person changes of their own.

use std::net::{IpAddr, Ipv4Addr};

use protocol::{
    AvatarColour, Contact, DisplayName, ErrorCode, ErrorReply, Handle, Member, RoomName,
};

use super::{
    Actions, Actor, Origin,
    heavy::{busy, too_busy},
    refusal,
    sign_in_throttle::From,
};
use crate::{
    heavy_work::{Kind, Known},
    passwords::{Password, PasswordHash, Verdict},
    store::{Caller, Instance, Lobby, NewAccount, On, Person, Profile, SignedIn, StoreError},
};
use domain::authorise::{Action, Denied, act, decide};
use domain::handle;
use domain::token::Token;

/// Who somebody wants to be.
pub struct Applicant {
    /// What others shall read.
    pub name: DisplayName,
    /// How they shall be addressed.
    pub handle: Handle,
    pub password: Password,
    /// Where they get mail, if they say.
    pub email: Option<String>,
    /// Their time zone, if their browser says.
    pub time_zone: Option<String>,
}

/// What somebody has who signed in.
pub struct Welcome {
    /// The secret of their session.
    pub token: Token,
    /// Whether it is their first.
    pub is_first: bool,
    /// Whether others did something to their account since they were last told so.
    pub has_security_news: bool,
}

impl Welcome {
    pub(super) fn new(token: Token, signed: SignedIn) -> Self {
        Self {
            token,
            is_first: signed.is_first,
            has_security_news: signed.has_security_news,
        }
    }
}

/// From where whoever runs the server comes, at its command line.
pub(super) const OPERATOR: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The answer to every sign-in that fails, whatever the reason.
const WRONG: &str = "The handle or the password is not right. Try again.";

impl Actions {
    /// The place, for whoever brings that session; nothing before it was set up.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn instance(&self, session: Option<&Token>) -> Result<Option<Instance>, ErrorReply> {
        self.read_for(session, |view| Box::pin(view.instance()))
            .await
    }

    /// Sets the place up and signs its first owner in.
    ///
    /// # Errors
    /// `taken` when somebody was quicker, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn set_up(
        &self,
        origin: &Origin,
        place: RoomName,
        owner: Applicant,
        lobby: Lobby,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        let account = self.new_account(origin.address, Known::No, owner);
        let account = account.await?;
        let (token, device) = (new_token()?, origin.device());
        let hash = token.hash();
        let set_up = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::SetUp, Caller::Nobody, On::Place).await?;
                let browser = Some((hash, &device));
                change
                    .set_up(&granted, &place, &account, lobby, browser)
                    .await
            })
        });
        set_up.await.map_err(refusal)?;
        Ok(token)
    }

    /// Sets the place up from the command line.
    ///
    /// # Errors
    /// As [`Actions::set_up`].
    pub async fn create_owner(
        &self,
        place: RoomName,
        owner: Applicant,
        lobby: Lobby,
    ) -> Result<Member, ErrorReply> {
        let account = self.new_account(OPERATOR, Known::Yes, owner).await?;
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .allow(act::SetUp, Caller::Operator, On::Place)
                    .await?;
                change.set_up(&granted, &place, &account, lobby, None).await
            })
        });
        made.await.map(|(owner, _)| owner).map_err(refusal)
    }

    /// Signs somebody in. The answer to a handle that nobody has is that to a wrong password, in
    /// the same time.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for who is banned and gave the right password,
    /// `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn sign_in(
        &self,
        origin: &Origin,
        handle: &str,
        password: &str,
    ) -> Result<Welcome, ErrorReply> {
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
        let guess = Guess {
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
        let opened = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                let signed = change
                    .sign_in(&granted, member, stored.as_deref(), hash, &device)
                    .await?;
                change
                    .let_in(&granted, member, signed.session, &device)
                    .await?;
                Ok(signed)
            })
        });
        let signed = opened.await.map_err(|error| match error {
            StoreError::NoSuchMember => ErrorReply::new(ErrorCode::Unauthenticated, WRONG),
            error => refusal(error),
        })?;
        if let Some(key) = key {
            self.accounts.signed_in(&key, origin.address);
        }
        Ok(Welcome::new(token, signed))
    }

    /// Refuses strangers who come from a network that is kept out. Whoever has an account is asked
    /// about when they have shown that it is theirs: see [`crate::store::Change::let_in`].
    pub(super) async fn check_network(&self, origin: &Origin) -> Result<(), ErrorReply> {
        let network = origin.device().network;
        let banned = self.store.read_for_stranger(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                view.keeps_out(&granted, &network, None).await
            })
        });
        if banned.await.map_err(refusal)? {
            return Err(super::refused(Denied::Banned));
        }
        Ok(())
    }

    async fn credentials(
        &self,
        key: String,
        network: String,
    ) -> Result<Option<crate::store::Credentials>, ErrorReply> {
        let found = self.store.read_for_stranger(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                view.credentials(&granted, &key, &network).await
            })
        });
        found.await.map_err(refusal)
    }

    pub(super) async fn is_right(
        &self,
        guess: Guess<'_>,
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

    /// Gives the member another password and ends their other sessions.
    ///
    /// # Errors
    /// `unauthenticated` when the old one is wrong, `rate_limited`, `storage_unavailable`.
    pub async fn change_password(
        &self,
        actor: &Actor,
        old: String,
        new: Password,
    ) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.check_password(actor, old).await?;
        let hash = self.hash(actor.address, Known::Yes, new).await?;
        let (caller, keep) = (actor.caller(), actor.session);
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::EditAccount, caller, On::Place).await?;
                change.change_password(&granted, keep, hash.as_str()).await
            })
        });
        changed.await.map_err(refusal)
    }

    /// The member's own card.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_card(&self, actor: &Actor) -> Result<Person, ErrorReply> {
        let caller = actor.caller();
        let card = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::EditAccount, caller, On::Place).await?;
                view.own_card(&granted).await
            })
        });
        card.await.map_err(refusal)
    }

    /// Changes what the member tells of themselves.
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
        self.check_running()?;
        let caller = actor.caller();
        let edited = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::EditAccount, caller, On::Place).await?;
                change.edit_profile(&granted, &name, &profile, colour).await
            })
        });
        edited.await.map_err(refusal)
    }

    /// By whom the member lets themselves be put into rooms.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_contact(&self, actor: &Actor) -> Result<Contact, ErrorReply> {
        let caller = actor.caller();
        let contact = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::EditAccount, caller, On::Place).await?;
                view.own_contact(&granted).await
            })
        });
        contact.await.map_err(refusal)
    }

    /// Sets by whom the member lets themselves be put into rooms.
    ///
    /// # Errors
    /// `forbidden` for visitors, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn set_contact(&self, actor: &Actor, contact: Contact) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let set = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::EditAccount, caller, On::Place).await?;
                change.set_contact(&granted, contact).await
            })
        });
        set.await.map_err(refusal)
    }

    /// Whether the member may delete their own account: the last owner may not.
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn may_delete_self(&self, actor: &Actor) -> Result<bool, ErrorReply> {
        let (caller, me) = (actor.caller(), actor.member.id);
        let facts = self
            .store
            .read(move |view| Box::pin(view.facts(caller, On::Person(me))));
        let (who, facts) = facts.await.map_err(refusal)?;
        Ok(decide(Action::DeleteSelf, who, facts).is_ok())
    }

    /// Whether the member may change how people come in.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden`, `storage_unavailable`.
    pub async fn may_change_instance(&self, actor: &Actor) -> Result<(), ErrorReply> {
        let caller = actor.caller();
        let granted = self
            .store
            .read(move |view| Box::pin(view.allow(act::ChangeInstance, caller, On::Place)));
        granted.await.map(drop).map_err(refusal)
    }

    pub(super) async fn new_account(
        &self,
        address: IpAddr,
        known: Known,
        applicant: Applicant,
    ) -> Result<NewAccount, ErrorReply> {
        let hash = self.hash(address, known, applicant.password).await?;
        Ok(NewAccount {
            name: applicant.name,
            handle_key: handle::skeleton(&applicant.handle),
            handle: applicant.handle,
            password: hash.as_str().into(),
            email: applicant.email,
            time_zone: applicant.time_zone,
        })
    }

    /// Hashes a password that somebody has chosen, when their turn comes.
    pub(super) async fn hash(
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

/// A password that somebody gives, and from where.
pub(super) struct Guess<'t> {
    pub typed: &'t str,
    pub address: IpAddr,
    pub known: Known,
}

pub(super) fn new_token() -> Result<Token, ErrorReply> {
    Token::random().ok_or_else(no_secret)
}

/// The system has no randomness to give.
pub(super) fn no_secret() -> ErrorReply {
    ErrorReply::new(
        ErrorCode::Internal,
        "The server could not make a secret. Try again.",
    )
}
