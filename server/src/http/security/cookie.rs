//! The cookie that holds a session's token.

use domain::token::Token;

/// Name and attributes of the cookie, which depend on how the server is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CookieKind {
    /// Over plain http, for example on localhost.
    Plain,
    /// Over https: the browser sends it only over https, and no other host can set it.
    Secure,
}

/// A year, in seconds: a visitor who returns is the same visitor.
const MAX_AGE: u32 = 365 * 24 * 60 * 60;

impl CookieKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "natter_session",
            Self::Secure => "__Host-natter_session",
        }
    }

    /// The `Set-Cookie` header for a token.
    pub fn set(self, token: &Token) -> String {
        let secure = match self {
            Self::Plain => "",
            Self::Secure => "; Secure",
        };
        format!(
            "{}={}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{secure}",
            self.name(),
            token.as_str(),
        )
    }

    /// The `Set-Cookie` header that deletes it.
    pub fn clear(self) -> String {
        let secure = match self {
            Self::Plain => "",
            Self::Secure => "; Secure",
        };
        format!(
            "{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}",
            self.name()
        )
    }

    /// Finds the token in a `Cookie` header.
    pub fn read(self, header: &str) -> Option<Token> {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name())
            .and_then(|(_, value)| Token::parse(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_read_back_among_others() {
        let token = Token::from_bits(5);
        for kind in [CookieKind::Plain, CookieKind::Secure] {
            let set = kind.set(&token);
            let pair = set.split(';').next().unwrap_or_default();
            let header = format!("theme=dark; {pair}; x");
            assert!(kind.read(&header) == Some(token.clone()));
        }
        assert!(
            CookieKind::Secure
                .read("natter_session=00000000000000000000000000000005")
                .is_none()
        );
        assert!(CookieKind::Secure.set(&token).contains("; Secure"));
    }
}
