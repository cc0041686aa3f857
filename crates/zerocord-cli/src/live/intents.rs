//! Intents as users write them.

use crate::question::event_names::{is_same, nearest, normal};

/// The bits of IDENTIFY's intents, by Discord's documentation of the gateway.
const INTENTS: [(&str, u64); 21] = [
    ("GUILDS", 0),
    ("GUILD_MEMBERS", 1),
    ("GUILD_MODERATION", 2),
    ("GUILD_EXPRESSIONS", 3),
    ("GUILD_INTEGRATIONS", 4),
    ("GUILD_WEBHOOKS", 5),
    ("GUILD_INVITES", 6),
    ("GUILD_VOICE_STATES", 7),
    ("GUILD_PRESENCES", 8),
    ("GUILD_MESSAGES", 9),
    ("GUILD_MESSAGE_REACTIONS", 10),
    ("GUILD_MESSAGE_TYPING", 11),
    ("DIRECT_MESSAGES", 12),
    ("DIRECT_MESSAGE_REACTIONS", 13),
    ("DIRECT_MESSAGE_TYPING", 14),
    ("MESSAGE_CONTENT", 15),
    ("GUILD_SCHEDULED_EVENTS", 16),
    ("AUTO_MODERATION_CONFIGURATION", 20),
    ("AUTO_MODERATION_EXECUTION", 21),
    ("GUILD_MESSAGE_POLLS", 24),
    ("DIRECT_MESSAGE_POLLS", 25),
];

/// The intents that must be enabled for the bot in the developer portal.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;

/// Reads a number, or names with commas between them. `all` and `unprivileged` are names too.
///
/// # Errors
/// An unknown name, and a similar known one.
pub fn parse_intents(text: &str) -> Result<u64, String> {
    if let Ok(bits) = text.trim().parse() {
        return Ok(bits);
    }
    let all = INTENTS.iter().fold(0, |bits, (_, bit)| bits | 1 << bit);
    let mut bits = 0;
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        bits |= match normal(name).as_str() {
            "ALL" => all,
            "UNPRIVILEGED" => all & !PRIVILEGED,
            _ => match INTENTS.iter().find(|(known, _)| is_same(known, name)) {
                Some((_, bit)) => 1 << bit,
                None => return Err(unknown(name)),
            },
        };
    }
    Ok(bits)
}

fn unknown(name: &str) -> String {
    match nearest(name, INTENTS.map(|(known, _)| known)) {
        Some(known) => format!("`{name}` is not an intent; did you mean {known}?"),
        None => format!(
            "`{name}` is not an intent; write names such as GUILDS,GUILD_MESSAGES, all or unprivileged"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intents_are_names_or_a_number() {
        for (text, want) in [
            ("513", Ok(513)),
            ("GUILDS,GUILD_MESSAGES", Ok(513)),
            ("guilds, GuildMessages", Ok(513)),
            ("0", Ok(0)),
            ("message-content", Ok(1 << 15)),
        ] {
            assert_eq!(parse_intents(text), want, "{text}");
        }
        let all = parse_intents("all").unwrap();
        assert_eq!(parse_intents("unprivileged,guild_members,guild_presences,message_content"), Ok(all));
        assert_eq!(all & PRIVILEGED, PRIVILEGED);
        assert!(parse_intents("GUILD_MESAGES").unwrap_err().contains("did you mean GUILD_MESSAGES"));
    }
}
