//! Slash commands of the message box: `/topic Swatches`. What begins with two slashes is a text.

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
pub const COMMANDS: [CommandHelp; 6] = [
    help("invite", "@name", "Add people to this room"),
    help("me", "text", "Say what you are doing"),
    help("mute", "", "Mute this room"),
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
        "mute" => Ok(Command::Mute),
        "unmute" => Ok(Command::Unmute),
        _ => Err(CommandRefused::Unknown(name.to_owned())),
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
    fn every_command_of_the_list_is_one() {
        for one in COMMANDS {
            let typed = format!("/{} @ada", one.name);
            assert!(parse(&typed).is_ok(), "{typed}");
        }
    }
}
