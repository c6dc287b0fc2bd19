//! Slash commands of the message box: `/topic Swatches`. What begins with two slashes is a text.

use protocol::{InvalidPoll, NewPoll, PollDraft};

/// What a line that begins with a slash asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Post this.
    Say(String),
    /// Change the room's topic; an empty one removes it.
    Topic(String),
    /// Add people to the room, by their handles.
    Invite(Vec<String>),
    Mute,
    Unmute,
    /// Post a poll; without one, show the form for it.
    Poll(Option<Box<NewPoll>>),
}

/// Why nothing is done. The messages say what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CommandRefused {
    #[error(
        "there is no command /{0}. Type / for a list, or begin with // to send it as a message"
    )]
    Unknown(String),
    #[error("/{0} needs {1}")]
    Incomplete(&'static str, &'static str),
    #[error("{0}. Write /poll \"Question\" \"Answer\" \"Answer\", or /poll alone for a form")]
    Poll(InvalidPoll),
}

/// A command as the list of them shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommandHelp {
    /// Without the slash.
    pub name: &'static str,
    /// What is typed behind it.
    pub arguments: &'static str,
    pub does: &'static str,
}

const fn help(name: &'static str, arguments: &'static str, does: &'static str) -> CommandHelp {
    CommandHelp {
        name,
        arguments,
        does,
    }
}

/// All commands, by name.
pub const COMMANDS: [CommandHelp; 7] = [
    help("invite", "@name", "Add people to this room"),
    help("me", "text", "Say what you are doing"),
    help("mute", "", "Mute this room"),
    help("poll", "\"question\" \"answer\" …", "Create a poll"),
    help("shrug", "text", r"Append ¯\_(ツ)_/¯ to your message"),
    help("topic", "text", "Change the topic of this room"),
    help("unmute", "", "Stop muting this room"),
];

const SHRUG: &str = r"¯\_(ツ)_/¯";

/// Reads what was typed: a command, or a text to be posted.
///
/// # Errors
/// [`CommandRefused`].
pub fn parse(typed: &str) -> Result<Command, CommandRefused> {
    let Some(line) = typed.strip_prefix('/') else {
        return Ok(Command::Say(typed.to_owned()));
    };
    if line.starts_with('/') {
        return Ok(Command::Say(line.to_owned()));
    }
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match name.to_ascii_lowercase().as_str() {
        "me" if rest.is_empty() => Err(CommandRefused::Incomplete("me", "what you are doing")),
        "me" => Ok(Command::Say(emphasised(rest))),
        "shrug" => Ok(Command::Say(format!("{rest} {SHRUG}").trim().to_owned())),
        "topic" => Ok(Command::Topic(rest.to_owned())),
        "invite" => {
            let people: Vec<String> = rest
                .split([' ', ',', '\n'])
                .map(|name| name.trim_start_matches('@'))
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect();
            if people.is_empty() {
                return Err(CommandRefused::Incomplete("invite", "a name, such as @ada"));
            }
            Ok(Command::Invite(people))
        }
        "poll" if rest.is_empty() => Ok(Command::Poll(None)),
        "poll" => {
            let poll = NewPoll::parse(poll(rest)).map_err(CommandRefused::Poll)?;
            Ok(Command::Poll(Some(Box::new(poll))))
        }
        "mute" => Ok(Command::Mute),
        "unmute" => Ok(Command::Unmute),
        _ => Err(CommandRefused::Unknown(name.to_owned())),
    }
}

/// A question and answers: each in quotation marks, or on a line of its own.
fn poll(text: &str) -> PollDraft {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»');
    let parts: Vec<&str> = if text.starts_with(is_mark) {
        // Between two pairs of marks is nothing but space.
        text.split(is_mark).skip(1).step_by(2).collect()
    } else {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .collect()
    };
    let mut parts = parts.into_iter().map(|part| part.trim().to_owned());
    PollDraft {
        question: parts.next().unwrap_or_default(),
        options: parts.collect(),
        ..PollDraft::default()
    }
}

/// Each line in italics.
fn emphasised(text: &str) -> String {
    let lines = text.split('\n').map(str::trim_end);
    let marked = lines.map(|line| match line {
        "" => String::new(),
        line if line.contains('_') => format!("*{line}*"),
        line => format!("_{line}_"),
    });
    marked.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str) -> Result<Command, CommandRefused> {
        Ok(Command::Say(text.into()))
    }

    #[test]
    fn a_command_is_read_with_what_stands_behind_it() {
        assert_eq!(parse("/me waves"), say("_waves_"));
        assert_eq!(parse("/me sees a_b\n\nand c"), say("*sees a_b*\n\n_and c_"));
        assert_eq!(parse("/shrug"), say(r"¯\_(ツ)_/¯"));
        assert_eq!(parse("/shrug who knows"), say(r"who knows ¯\_(ツ)_/¯"));
        assert_eq!(parse("/Topic  Blue "), Ok(Command::Topic("Blue".into())));
        assert_eq!(parse("/topic"), Ok(Command::Topic(String::new())));
        let people = vec!["ada".to_owned(), "bob".to_owned()];
        assert_eq!(parse("/invite @ada, bob"), Ok(Command::Invite(people)));
        assert_eq!(parse("/mute"), Ok(Command::Mute));
    }

    #[test]
    fn two_slashes_begin_a_text_and_an_unknown_command_is_none() {
        assert_eq!(parse("//etc/hosts"), say("/etc/hosts"));
        assert_eq!(parse("no /me"), say("no /me"));
        for unknown in ["/", "/etc/hosts", "/tpoic x"] {
            assert!(
                matches!(parse(unknown), Err(CommandRefused::Unknown(_))),
                "{unknown}"
            );
        }
        assert!(parse("/me").is_err() && parse("/invite @").is_err());
    }

    #[test]
    fn a_poll_is_a_question_and_answers_in_quotation_marks_or_lines() {
        let read = |typed: &str| match parse(typed) {
            Ok(Command::Poll(Some(poll))) => {
                let draft = poll.draft();
                (draft.question.clone(), draft.options.join("|"))
            }
            other => panic!("{typed}: {other:?}"),
        };
        let lunch = ("What for lunch?".to_owned(), "Soup|Fish & chips".to_owned());
        for typed in [
            "/poll \"What for lunch?\" \"Soup\" \"Fish & chips\"",
            "/poll “What for lunch?” “Soup”\n“Fish & chips”",
            "/poll „What for lunch?“ \"Soup\"\"Fish & chips\"",
            "/Poll What for lunch?\nSoup\n\nFish & chips\n",
        ] {
            assert_eq!(read(typed), lunch, "{typed}");
        }
        assert_eq!(parse("/poll "), Ok(Command::Poll(None)));
        for (incomplete, reason) in [
            ("/poll What for lunch?", InvalidPoll::FewOptions),
            (
                "/poll \"What for lunch?\" \"Soup\"",
                InvalidPoll::FewOptions,
            ),
            ("/poll \"\" \"a\" \"b\"", InvalidPoll::NoQuestion),
            ("/poll \"?\" \"a\" \"a\"", InvalidPoll::SameOptions),
        ] {
            assert_eq!(parse(incomplete), Err(CommandRefused::Poll(reason)));
        }
    }

    #[test]
    fn every_command_of_the_list_is_one() {
        for one in COMMANDS {
            let rest = match one.name {
                "poll" => "",
                _ => " @ada",
            };
            let typed = format!("/{}{rest}", one.name);
            assert!(parse(&typed).is_ok(), "{typed}");
        }
    }
}
