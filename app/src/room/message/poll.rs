//! A poll, as a text of HTML: what is asked, the answers with their bars, and how it stands. It is a
//! form that works without a script; `public/log/votes.js` sends it in place.

use protocol::{MessageId, Poll, PollOption, Timestamp};

use crate::text::{
    clock::{self, Zone},
    html::{push_all, push_escaped},
};

/// A poll, and by whom and when it is looked at.
pub(crate) struct PollForm<'a> {
    /// The message that it is.
    pub id: MessageId,
    pub poll: &'a Poll,
    pub now: Timestamp,
    pub zone: Zone,
    /// Where the form leads, if not to the message in its room.
    pub next: &'a str,
    /// Whether it is offered to vote.
    pub is_offered: bool,
}

impl PollForm<'_> {
    pub(crate) fn html(&self) -> String {
        let mut html = String::new();
        let (poll, id) = (self.poll, self.id.to_string());
        let is_open = !poll.is_closed(self.now);
        let takes_votes = is_open && self.is_offered;
        push_all(
            &mut html,
            &[
                "<form class=\"poll\" method=\"post\" action=\"/m/",
                &id,
                "/vote\"",
            ],
        );
        if let Some(at) = poll.closes_at.filter(|_| is_open) {
            push_all(
                &mut html,
                &[" data-closes=\"", &at.millis().to_string(), "\""],
            );
        }
        push_all(
            &mut html,
            &[
                "><fieldset",
                if takes_votes { "" } else { " disabled" },
                "><legend dir=\"auto\">",
            ],
        );
        push_escaped(&mut html, &poll.question);
        html.push_str("</legend>");
        if poll.multiple && takes_votes {
            html.push_str("<p class=\"hint\">Choose one or more.</p>");
        }
        for (at, option) in poll.options.iter().enumerate() {
            push_option(&mut html, poll, at, option);
        }
        html.push_str("</fieldset>");
        self.push_foot(&mut html, is_open, takes_votes);
        html.push_str("<p class=\"problem\" role=\"alert\"></p></form>");
        html
    }

    /// How many voted and until when one can, and the buttons.
    fn push_foot(&self, html: &mut String, is_open: bool, takes_votes: bool) {
        let poll = self.poll;
        html.push_str("<p class=\"stands\"><span>");
        let voters = poll.voters.to_string();
        let noun = match (poll.multiple, poll.voters) {
            (false, 1) => " vote",
            (false, _) => " votes",
            (true, 1) => " person voted",
            (true, _) => " people voted",
        };
        push_all(html, &[&voters, noun]);
        if poll.anonymous {
            html.push_str(" · anonymous");
        }
        html.push_str("<span class=\"until\">");
        match poll.closes_at {
            Some(at) if is_open => self.push_until(html, at.millis()),
            Some(_) => html.push_str(" · closed"),
            None => {}
        }
        html.push_str("</span></span>");
        if takes_votes {
            if !self.next.is_empty() {
                html.push_str("<input type=\"hidden\" name=\"next\" value=\"");
                push_escaped(html, self.next);
                html.push_str("\">");
            }
            html.push_str("<button class=\"vote\">Vote</button>");
            if poll.has_own_vote() {
                html.push_str(
                    "<button name=\"remove\" value=\"yes\" formnovalidate>Remove vote</button>",
                );
            }
        }
        html.push_str("</p>");
    }

    fn push_until(&self, html: &mut String, at: i64) {
        let day = clock::day(at, self.zone);
        let time = clock::time(at, self.zone);
        push_all(
            html,
            &[" · closes <time datetime=\"", &clock::machine(at), "\">"],
        );
        if day != clock::day(self.now.millis(), self.zone) {
            push_escaped(html, &day);
            html.push(' ');
        }
        html.push_str("at ");
        push_escaped(html, &time);
        html.push_str("</time>");
    }
}

/// The number says what the bar shows.
fn push_option(html: &mut String, poll: &Poll, at: usize, option: &PollOption) {
    let (kind, required) = match (poll.multiple, at) {
        (true, _) => ("checkbox", ""),
        (false, 0) => ("radio", " required"),
        (false, _) => ("radio", ""),
    };
    let checked = if option.mine { " checked" } else { "" };
    let (count, voters) = (option.count.to_string(), poll.voters.max(1).to_string());
    push_all(
        html,
        &[
            "<label class=\"answer\"><input type=\"",
            kind,
            "\" name=\"option\" value=\"",
            &at.to_string(),
            "\"",
            required,
            checked,
            "><span dir=\"auto\">",
        ],
    );
    push_escaped(html, &option.text);
    push_all(
        html,
        &[
            "</span> <b>",
            &count,
            "<span class=\"visually-hidden\">",
            if option.count == 1 {
                " vote,"
            } else {
                " votes,"
            },
            "</span></b> <small>",
            &percentage(option.count, poll.voters).to_string(),
            " %</small><progress max=\"",
            &voters,
            "\" value=\"",
            &count,
            "\" aria-hidden=\"true\"></progress></label>",
        ],
    );
}

/// Of all who voted, rounded.
fn percentage(count: u32, voters: u32) -> u64 {
    let (count, voters) = (u64::from(count), u64::from(voters.max(1)));
    (count * 200 + voters) / (voters * 2)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    /// 2026-11-24, 12:00 UTC.
    const NOON: i64 = 1_795_521_600_000;

    fn poll() -> Poll {
        let option = |text: &str, count| PollOption {
            text: text.into(),
            count,
            mine: false,
        };
        Poll {
            question: "When <do> we meet?".into(),
            options: vec![option("Wednesday & later", 2), option("\"Friday\"", 1)],
            multiple: false,
            anonymous: false,
            closes_at: None,
            voters: 3,
        }
    }

    fn html(poll: &Poll, is_offered: bool) -> String {
        let id = MessageId(Uuid::from_u128(7));
        let form = PollForm {
            id,
            poll,
            now: Timestamp(NOON),
            zone: Zone::Utc,
            next: "/m/x?a=1&b=2",
            is_offered,
        };
        form.html()
    }

    #[test]
    fn a_poll_says_in_words_what_its_bars_show_and_holds_no_markup() {
        let html = html(&poll(), true);
        for part in [
            "action=\"/m/00000000-0000-0000-0000-000000000007/vote\"><fieldset><legend",
            "When &lt;do&gt; we meet?",
            "Wednesday &amp; later</span> <b>2<span class=\"visually-hidden\"> votes,</span></b> <small>67 %",
            "&quot;Friday&quot;</span> <b>1<span class=\"visually-hidden\"> vote,</span></b> <small>33 %",
            "<progress max=\"3\" value=\"2\"",
            "3 votes",
            "value=\"/m/x?a=1&amp;b=2\"",
            "type=\"radio\" name=\"option\" value=\"0\" required>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("Remove vote") && !html.contains("data-closes"));
    }

    #[test]
    fn what_is_the_readers_is_chosen_and_can_be_taken_back() {
        let mut poll = poll();
        (poll.multiple, poll.anonymous, poll.options[1].mine) = (true, true, true);
        let html = html(&poll, true);
        assert!(html.contains("type=\"checkbox\" name=\"option\" value=\"1\" checked>"));
        assert!(html.contains("Remove vote") && html.contains("Choose one or more"));
        assert!(html.contains("3 people voted · anonymous"), "{html}");
    }

    #[test]
    fn a_closed_poll_takes_no_votes_and_an_open_one_says_until_when() {
        let mut poll = poll();
        poll.closes_at = Some(Timestamp(NOON));
        let closed = html(&poll, true);
        assert!(closed.contains("<fieldset disabled>") && closed.contains(" · closed"));
        assert!(!closed.contains("<button"));
        poll.closes_at = Some(Timestamp(NOON + 3_600_000));
        let today = html(&poll, true);
        assert!(today.contains("data-closes=\"1795525200000\""));
        assert!(today.contains(">at 13:00</time>"), "{today}");
        poll.closes_at = Some(Timestamp(NOON + 86_400_000));
        let later = html(&poll, true);
        assert!(later.contains(">Wednesday, 25 November 2026 at 12:00</time>"));
        assert!(!html(&poll, false).contains("<button"));
    }

    #[test]
    fn percentages_are_of_those_who_voted_and_are_rounded() {
        for (count, voters, percent) in
            [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 200, 1), (5, 5, 100)]
        {
            assert_eq!(percentage(count, voters), percent, "{count} of {voters}");
        }
        assert_eq!(percentage(u32::MAX, u32::MAX), 100);
    }
}
