//! The number in `op`.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// The kind of a frame, the number in `op`.
///
/// Source: Discord, "Opcodes and Status Codes", section "Gateway Opcodes".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Opcode {
    /// 0: an event. Only these frames have an event name and a sequence.
    Dispatch,
    /// 1: the gateway requests a heartbeat immediately.
    Heartbeat,
    /// 7: the gateway asks the client to reconnect and resume.
    Reconnect,
    /// 9: the session is invalid; `d` says whether it can be resumed.
    InvalidSession,
    /// 10: the first frame of a connection; `d` has the heartbeat interval.
    Hello,
    /// 11: the answer to a heartbeat.
    HeartbeatAck,
    /// Any other number: an opcode that only clients send, or a new one.
    Unknown(u64),
}

impl Opcode {
    /// The opcode with this number.
    pub const fn new(number: u64) -> Opcode {
        match number {
            0 => Opcode::Dispatch,
            1 => Opcode::Heartbeat,
            7 => Opcode::Reconnect,
            9 => Opcode::InvalidSession,
            10 => Opcode::Hello,
            11 => Opcode::HeartbeatAck,
            other => Opcode::Unknown(other),
        }
    }

    /// The number in `op`.
    pub const fn number(self) -> u64 {
        match self {
            Opcode::Dispatch => 0,
            Opcode::Heartbeat => 1,
            Opcode::Reconnect => 7,
            Opcode::InvalidSession => 9,
            Opcode::Hello => 10,
            Opcode::HeartbeatAck => 11,
            Opcode::Unknown(number) => number,
        }
    }

    /// Discord's name of the opcode, such as `DISPATCH`, including opcodes that only clients send. `None` for an
    /// unknown number.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.number() {
            0 => "DISPATCH",
            1 => "HEARTBEAT",
            2 => "IDENTIFY",
            3 => "PRESENCE_UPDATE",
            4 => "VOICE_STATE_UPDATE",
            6 => "RESUME",
            7 => "RECONNECT",
            8 => "REQUEST_GUILD_MEMBERS",
            9 => "INVALID_SESSION",
            10 => "HELLO",
            11 => "HEARTBEAT_ACK",
            31 => "REQUEST_SOUNDBOARD_SOUNDS",
            43 => "REQUEST_CHANNEL_INFO",
            _ => return None,
        })
    }
}

/// The number.
impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.number(), f)
    }
}

impl From<u64> for Opcode {
    fn from(number: u64) -> Opcode {
        Opcode::new(number)
    }
}

impl From<Opcode> for u64 {
    fn from(opcode: Opcode) -> u64 {
        opcode.number()
    }
}

/// Parses the number.
impl FromStr for Opcode {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Opcode, ParseIntError> {
        text.parse().map(Opcode::new)
    }
}
