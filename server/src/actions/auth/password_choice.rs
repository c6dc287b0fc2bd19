//! Checks of passwords that are being chosen.

use std::net::IpAddr;

use protocol::{
    ErrorCode, ErrorReply, StrengthHint, StrengthRequest,
    limits::{MAX_ABOUT, MAX_ABOUT_CHARS},
};

use crate::actions::{Actions, Origin, limits::heavy::not_done};
use crate::heavy_work::{Kind, Known};
use crate::passwords::{self, Password, PasswordRefused};

impl Actions {
    /// Rates the strength of a password. The result depends only on the request, so it reveals
    /// nothing about the workspace or its people.
    ///
    /// # Errors
    /// `invalid_payload` for more or longer texts than exist about anybody, `rate_limited`.
    pub async fn password_strength(
        &self,
        origin: &Origin,
        request: StrengthRequest,
    ) -> Result<StrengthHint, ErrorReply> {
        let StrengthRequest { password, about } = request;
        let is_long = |text: &String| text.chars().count() > MAX_ABOUT_CHARS;
        if about.len() > MAX_ABOUT || about.iter().any(is_long) {
            return Err(ErrorReply::new(
                ErrorCode::InvalidPayload,
                format!("`about` takes {MAX_ABOUT} texts of {MAX_ABOUT_CHARS} characters at most."),
            ));
        }
        self.accounts.check_strength(origin.address)?;
        self.judge(origin.address, password, about, passwords::hint)
            .await
    }

    /// Checks a password that somebody chooses, or returns why it is not acceptable. `about` is
    /// what others know of them.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn choose_password(
        &self,
        address: IpAddr,
        typed: &str,
        about: &[&str],
    ) -> Result<Result<Password, PasswordRefused>, ErrorReply> {
        let about = about.iter().map(|&text| text.to_owned()).collect();
        self.accounts.check_choice(address)?;
        self.judge(address, typed.to_owned(), about, passwords::check)
            .await
    }

    /// Runs on another thread, as it takes some milliseconds that other requests should not wait
    /// for.
    async fn judge<T: Send + 'static>(
        &self,
        address: IpAddr,
        password: String,
        about: Vec<String>,
        judge: fn(&str, &[&str]) -> T,
    ) -> Result<T, ErrorReply> {
        let work = move || {
            let about: Vec<_> = about.iter().map(String::as_str).collect();
            judge(&password, &about)
        };
        let judged = self.heavy_work.run(address, Kind::Judge, Known::No, work);
        judged.await.map_err(not_done)
    }
}
