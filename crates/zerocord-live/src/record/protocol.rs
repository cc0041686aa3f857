//! What the recorder sends, and what close codes mean.

use serde_json::json;

use crate::store::SessionState;
use crate::token::Token;

/// The recorder closes connections with this code. After 1000 and 1001 the gateway would end the session.
pub(super) const CLOSE_AND_KEEP_SESSION: u16 = 4000;

pub(super) fn identify(token: &Token, intents: u64, [shard, count]: [u64; 2]) -> String {
    let properties = json!({"os": std::env::consts::OS, "browser": "zerocord", "device": "zerocord"});
    json!({
        "op": 2,
        "d": {
            "token": token.reveal(),
            "intents": intents,
            "shard": [shard, count],
            "properties": properties,
            "large_threshold": 250,
            "compress": false,
        },
    })
    .to_string()
}

pub(super) fn resume(token: &Token, session: &SessionState) -> String {
    let (id, sequence) = (&session.session_id, session.sequence);
    json!({"op": 6, "d": {"token": token.reveal(), "session_id": id, "seq": sequence}}).to_string()
}

/// A heartbeat. Sequences begin with 1; 0 is none.
pub(super) fn heartbeat(sequence: u64) -> String {
    json!({"op": 1, "d": (sequence > 0).then_some(sequence)}).to_string()
}

/// What a close code means for the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseMeaning {
    /// It can be resumed.
    Resumable,
    /// A new one can be started.
    SessionEnded,
    /// The recorder cannot go on.
    Fatal(&'static str),
}

/// The meaning of a close code, by Discord's documentation.
pub(super) fn close_meaning(code: u16) -> CloseMeaning {
    match code {
        4004 => CloseMeaning::Fatal("the token is not valid (4004)"),
        4010 => CloseMeaning::Fatal("the gateway does not accept this shard (4010): see --shards"),
        4011 => CloseMeaning::Fatal(
            "the bot is in too many guilds for this number of shards (4011): see --shards",
        ),
        4012 => CloseMeaning::Fatal("the gateway no longer has this API version (4012)"),
        4013 => CloseMeaning::Fatal("the intents are not valid (4013): see --intents"),
        4014 => CloseMeaning::Fatal(
            "the intents include a privileged one that is not enabled for the bot (4014): enable it in the developer \
             portal or leave it out of --intents",
        ),
        4007 | 4009 => CloseMeaning::SessionEnded,
        _ => CloseMeaning::Resumable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_mean_what_is_documented() {
        for code in [1000, 1001, 1006, 4000, 4001, 4002, 4003, 4005, 4008] {
            assert_eq!(close_meaning(code), CloseMeaning::Resumable, "{code}");
        }
        for code in [4007, 4009] {
            assert_eq!(close_meaning(code), CloseMeaning::SessionEnded, "{code}");
        }
        for code in [4004, 4010, 4011, 4012, 4013, 4014] {
            assert!(matches!(close_meaning(code), CloseMeaning::Fatal(_)), "{code}");
        }
    }

    #[test]
    fn commands_are_as_documented() {
        let token = Token::new("t\"x").unwrap();
        let read = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
        let sent = read(identify(&token, 513, [1, 4]));
        assert_eq!(
            (&sent["op"], &sent["d"]["shard"], &sent["d"]["token"]),
            (&json!(2), &json!([1, 4]), &json!("t\"x"))
        );
        assert_eq!(read(heartbeat(0)), json!({"op": 1, "d": null}));
        assert_eq!(read(heartbeat(7)), json!({"op": 1, "d": 7}));
    }
}
