//! The messages between a session and a worker.
//!
//! Both sides begin with a greeting: eight fixed bytes, the number of the protocol, the length of a JSON object, and this object.
//! Its member `version` exists in every protocol, so that each side can name both versions. After that, the session sends a plan,
//! and the worker answers with rows and signs of life until its last message.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use crate::report::ScannedPart;

/// The number of this protocol.
pub(crate) const PROTOCOL: u32 = 1;

const MAGIC: [u8; 8] = *b"ZCSQLWRK";

/// Greetings come from anyone.
const GREETING_MAX: usize = 4 << 10;

/// The longest message with rows.
pub(crate) const ROWS_MAX: usize = 1 << 20;

/// The longest message: a plan that names many files, or a report about them.
const MESSAGE_MAX: usize = 256 << 20;

/// What a session says first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) token: String,
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Welcome {
    pub(crate) version: String,
    /// Why the worker ends the connection.
    #[serde(default)]
    pub(crate) refused: Option<String>,
}

/// A greeting, read.
pub(crate) struct Greeting {
    pub(crate) protocol: u32,
    json: Vec<u8>,
}

/// What follows the greetings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// To the worker: [`PlanSettings`], and the plan.
    Plan,
    /// From the worker: [`ShareProgress`], a sign of life.
    Progress,
    /// Bytes of an Arrow stream.
    Rows,
    /// [`ShareDone`], the last message.
    Done,
    /// Why there will be no more rows, the last message.
    Failed,
}

const KINDS: [MessageKind; 5] =
    [MessageKind::Plan, MessageKind::Progress, MessageKind::Rows, MessageKind::Done, MessageKind::Failed];

/// How a plan is to be run.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlanSettings {
    /// The time between signs of life.
    pub(crate) progress_millis: u64,
    pub(crate) batch_rows: usize,
    pub(crate) time_zone: Option<String>,
}

/// How far a share is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShareProgress {
    pub(crate) frames: u64,
    pub(crate) rows: u64,
}

/// The end of a share.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ShareDone {
    pub(crate) progress: ShareProgress,
    /// The bytes of all messages with rows.
    pub(crate) bytes: u64,
    /// What the scan met.
    pub(crate) parts: Vec<ScannedPart>,
    /// What the scan counted.
    pub(crate) counts: BTreeMap<String, u64>,
}

impl Greeting {
    /// The object.
    ///
    /// # Errors
    /// It is another object.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> io::Result<T> {
        serde_json::from_slice(&self.json).map_err(io::Error::from)
    }

    /// The version of the other side, in any protocol.
    pub(crate) fn version(&self) -> String {
        #[derive(Deserialize)]
        struct Version {
            version: String,
        }
        let version = self.parse().map(|Version { version }| version);
        version.unwrap_or_else(|_| format!("protocol {}", self.protocol))
    }
}

/// # Errors
/// The connection is lost.
pub(crate) async fn write_greeting<T: Serialize>(
    stream: &mut (impl AsyncWrite + Unpin),
    greeting: &T,
) -> io::Result<()> {
    let json = serde_json::to_vec(greeting)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(PROTOCOL.to_le_bytes());
    bytes.extend(length(json.len())?);
    bytes.extend(json);
    stream.write_all(&bytes).await?;
    stream.flush().await
}

/// # Errors
/// The connection is lost, the other side is another kind of program, or it says nothing for this time.
pub(crate) async fn read_greeting(
    stream: &mut (impl AsyncRead + Unpin),
    patience: Duration,
) -> io::Result<Greeting> {
    let mut head = [0; 16];
    read_exact(stream, &mut head, patience).await?;
    let [magic @ .., _, _, _, _, _, _, _, _] = head;
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let json_len = number(12) as usize;
    if magic != MAGIC || json_len > GREETING_MAX {
        let message = "the other side does not speak the protocol of zerocord-sql; is TLS on both sides?";
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let mut json = vec![0; json_len];
    read_exact(stream, &mut json, patience).await?;
    Ok(Greeting { protocol: number(8), json })
}

/// Writes a message of these parts.
///
/// # Errors
/// The connection is lost; the message is too long.
pub(crate) async fn write_message(
    stream: &mut (impl AsyncWrite + Unpin),
    kind: MessageKind,
    parts: &[&[u8]],
) -> io::Result<()> {
    let mut head = vec![KINDS.iter().position(|known| *known == kind).unwrap_or_default() as u8];
    head.extend(length(parts.iter().map(|part| part.len()).sum())?);
    stream.write_all(&head).await?;
    for part in parts {
        stream.write_all(part).await?;
    }
    stream.flush().await
}

/// Reads a message.
///
/// # Errors
/// The connection is lost; no byte arrives for this time; the message is malformed.
pub(crate) async fn read_message(
    stream: &mut (impl AsyncRead + Unpin),
    patience: Duration,
) -> io::Result<(MessageKind, Vec<u8>)> {
    let mut head = [0; 5];
    read_exact(stream, &mut head, patience).await?;
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "a malformed message");
    let kind = *KINDS.get(usize::from(head[0])).ok_or_else(malformed)?;
    let message_len = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
    let max = if kind == MessageKind::Rows { ROWS_MAX } else { MESSAGE_MAX };
    if message_len > max {
        return Err(malformed());
    }
    // A length alone does not reserve much memory.
    let mut message = Vec::new();
    while message.len() < message_len {
        let old_len = message.len();
        message.resize(message_len.min(old_len + ROWS_MAX), 0);
        read_exact(stream, &mut message[old_len..], patience).await?;
    }
    Ok((kind, message))
}

/// The bytes of a message that begins with the length of an object, the object, and other bytes.
///
/// # Errors
/// The object is too long.
pub(crate) fn with_length(json: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = length(json.len())?.to_vec();
    bytes.extend(json);
    Ok(bytes)
}

/// The object and the rest of a message made by [`with_length`].
pub(crate) fn split_object(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = message.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    let fits = u32::try_from(length).ok().filter(|_| length <= MESSAGE_MAX);
    fits.map(u32::to_le_bytes).ok_or_else(|| io::Error::other("the message is too long"))
}

async fn read_exact(
    stream: &mut (impl AsyncRead + Unpin),
    mut bytes: &mut [u8],
    patience: Duration,
) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = match timeout(patience, stream.read(bytes)).await {
            Ok(count) => count?,
            Err(_) => {
                let seconds = patience.as_secs_f64();
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    format!("no sign of life for {seconds} s"),
                ));
            }
        };
        if count == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the connection was closed"));
        }
        bytes = &mut bytes[count..];
    }
    Ok(())
}
