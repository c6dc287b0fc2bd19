//! Bans at the command line: for an owner who is in nobody's way, and cannot get in.

use std::{fmt::Write as _, net::IpAddr};

use app::text::relative_time;
use protocol::{ErrorCode, ErrorReply, Timestamp};

use super::command::refused;
use crate::actions::{Actions, people::bans::Lift};
use domain::handle;
use domain::network;
use store::{Caller, Named};

/// The bans that hold, one a line: whom, until when, and why.
pub(super) async fn list(actions: &Actions) -> Result<String, ErrorReply> {
    let mut list = String::new();
    for ban in actions.all_bans(Caller::Operator).await? {
        let whom = match (ban.network, ban.member) {
            (Some(network), _) => network,
            (None, Some((_, Some(handle)))) => format!("@{handle}"),
            (None, Some((member, None))) => member.id.to_string(),
            (None, None) => continue,
        };
        let until = ban.ends_at.map_or("permanent".into(), |ends| {
            format!("until {}", relative_time::exact(Timestamp(ends)))
        });
        let (by, reason) = (ban.creator.name, ban.reason);
        // Writing to a text never fails.
        let _ = writeln!(list, "{whom:<36}  {until}  by {by}: {reason}");
    }
    if list.is_empty() {
        return Ok("No one is banned.".into());
    }
    Ok(list.trim_end().to_owned())
}

/// Lifts bans; how many.
pub(super) async fn lift(actions: &Actions, who: &str) -> Result<String, ErrorReply> {
    let lifted = actions.lift_bans(Caller::Operator, read(who)?).await?;
    match lifted {
        0 => Err(ErrorReply::new(
            ErrorCode::NotFound,
            "there is no such active ban; `natter admin list-bans` lists the active ones",
        )),
        1 => Ok("1 ban was lifted.".into()),
        _ => Ok(format!("{lifted} bans were lifted.")),
    }
}

fn read(who: &str) -> Result<Lift, ErrorReply> {
    let who = who.trim();
    if who.eq_ignore_ascii_case("all") {
        return Ok(Lift::All);
    }
    let address = who.split_once('/').map_or(who, |(address, _)| address);
    if let Ok(address) = address.parse::<IpAddr>() {
        return Ok(Lift::Network(network::prefix(address)));
    }
    if who.len() == 36
        && let Ok(id) = who.parse()
    {
        return Ok(Lift::Person(Named::Id(id)));
    }
    let handle = handle::read(who).map_err(|reason| refused("handle", &reason))?;
    let key = handle::skeleton(&handle);
    Ok(Lift::Person(Named::Handle(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_ban_is_meant_is_read_from_one_word() {
        let network = |text: &str| Ok(Lift::Network(text.into()));
        assert_eq!(read("all"), Ok(Lift::All));
        assert_eq!(read("192.0.2.0/24"), network("192.0.2.0/24"));
        assert_eq!(read("192.0.2.77"), network("192.0.2.0/24"));
        assert_eq!(read("2001:db8:1:2::3"), network("2001:db8:1::/48"));
        assert_eq!(read("@all"), read("@ALL"), "somebody may be called so");
        assert!(matches!(read("@all"), Ok(Lift::Person(Named::Handle(_)))));
        assert!(read("no handle").is_err());
    }
}
