//! Help while somebody chooses a password.

use protocol::{
    ErrorCode, ErrorReply, StrengthHint, StrengthRequest,
    limits::{MAX_ABOUT, MAX_ABOUT_CHARS},
};

use super::{Actions, Origin};
use crate::passwords;

impl Actions {
    /// How good a password would be. It depends on nothing but the request, so nobody learns
    /// anything of the place or of its people by it.
    ///
    /// # Errors
    /// `invalid_payload` for more or longer texts than there are about anybody, `rate_limited`.
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
        // Up to some 20 ms: others' requests need not wait for it.
        let judged = tokio::task::spawn_blocking(move || {
            let about: Vec<_> = about.iter().map(String::as_str).collect();
            passwords::hint(&password, &about)
        });
        judged.await.map_err(|_| {
            ErrorReply::new(ErrorCode::Internal, "The password was not judged. Go on.")
        })
    }
}
