//! One client's connection.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_websockets::{CloseCode, Error, Limits, Message, ServerBuilder, WebSocketStream};

use super::Gateway;
use super::compress::Compressor;
use super::faults::{FaultKind, FaultPlan};
use super::session::{Numbered, Owned, Session};

const HEARTBEAT_ACK: &[u8] = br#"{"t":null,"s":null,"op":11,"d":null}"#;
const RECONNECT: &[u8] = br#"{"t":null,"s":null,"op":7,"d":null}"#;
const INVALID: &[u8] = br#"{"t":null,"s":null,"op":9,"d":false}"#;
const INVALID_RESUMABLE: &[u8] = br#"{"t":null,"s":null,"op":9,"d":true}"#;

/// What a client sends is at most 4096 bytes by the documentation; some send more.
const COMMAND_LEN_MAX: usize = 64 << 10;
/// A connection may send this many commands per minute.
const COMMANDS_PER_MINUTE: u32 = 120;
/// Dispatches that are sent before the socket is flushed.
const BATCH: usize = 32;
/// A client has this long to reconnect after opcode 7.
const RECONNECT_WITHIN: Duration = Duration::from_secs(10);
/// The most dispatches that a client misses when a fault ends its connection.
const MISSED_MAX: usize = 8;

/// Close codes of Discord's documentation.
mod code {
    pub(super) const UNKNOWN_ERROR: u16 = 4000;
    pub(super) const UNKNOWN_OPCODE: u16 = 4001;
    pub(super) const DECODE_ERROR: u16 = 4002;
    pub(super) const NOT_AUTHENTICATED: u16 = 4003;
    pub(super) const AUTHENTICATION_FAILED: u16 = 4004;
    pub(super) const ALREADY_AUTHENTICATED: u16 = 4005;
    pub(super) const INVALID_SEQUENCE: u16 = 4007;
    pub(super) const RATE_LIMITED: u16 = 4008;
    pub(super) const SESSION_TIMED_OUT: u16 = 4009;
    pub(super) const INVALID_SHARD: u16 = 4010;
    pub(super) const SHARDING_REQUIRED: u16 = 4011;
    pub(super) const INVALID_VERSION: u16 = 4012;
    pub(super) const INVALID_INTENTS: u16 = 4013;
}

/// Whether a connection continues.
enum Next {
    On,
    /// The gateway closes it.
    Close(u16, &'static str),
    /// It breaks.
    Break,
}

struct Client<'g> {
    socket: WebSocketStream<TcpStream>,
    compressor: Compressor,
    gateway: &'g Gateway,
    session: Option<(Arc<Session>, Owned)>,
    faults: FaultPlan,
    heartbeat_by: Instant,
    close_by: Option<Instant>,
    commands_left: u32,
    commands_since: Instant,
}

/// Serves a client until it leaves.
pub(super) async fn serve(stream: TcpStream, gateway: &Gateway) -> Result<(), Error> {
    stream.set_nodelay(true)?;
    let limits = Limits::default().max_payload_len(Some(COMMAND_LEN_MAX));
    let builder = ServerBuilder::new().limits(limits);
    let handshake = timeout(Duration::from_secs(10), builder.accept(stream));
    let (request, socket) = handshake.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let query = request.uri().query().unwrap_or_default().to_owned();
    let now = Instant::now();
    let mut client = Client {
        socket,
        compressor: Compressor::of_query(&query)?,
        gateway,
        session: None,
        faults: FaultPlan::new(&gateway.options.faults),
        heartbeat_by: now + gateway.options.heartbeat * 2,
        close_by: None,
        commands_left: COMMANDS_PER_MINUTE,
        commands_since: now,
    };
    let version = query.split('&').find_map(|pair| pair.strip_prefix("v="));
    let next = match version {
        None | Some("10" | "9" | "8") => client.run().await?,
        Some(_) => Next::Close(code::INVALID_VERSION, "Invalid API version."),
    };
    match next {
        Next::On => Ok(()),
        Next::Close(number, reason) => client.close(number, reason).await,
        Next::Break => client.tear().await,
    }
}

impl Client<'_> {
    async fn run(&mut self) -> Result<Next, Error> {
        let interval = self.gateway.options.heartbeat.as_millis();
        let hello = format!(
            r#"{{"t":null,"s":null,"op":10,"d":{{"heartbeat_interval":{interval},"_trace":["[\"replay\",{{\"micros\":0.0}}]"]}}}}"#
        );
        self.send(hello.as_bytes()).await?;
        loop {
            let next = self.step().await?;
            match next {
                Some(Next::On) => {}
                Some(next) => return Ok(next),
                None => return Ok(Next::On),
            }
        }
    }

    /// Waits for the next thing to do. `None` if the client has left.
    async fn step(&mut self) -> Result<Option<Next>, Error> {
        let Client { socket, session, faults, heartbeat_by, close_by, .. } = self;
        let is_open = close_by.is_none();
        let dispatch = async {
            match session {
                Some((session, Owned { owner, changes })) if is_open => tokio::select! {
                    numbered = session.next(*owner) => Some(numbered),
                    _ = changes.changed() => None,
                },
                _ => std::future::pending().await,
            }
        };
        let fault = async { if is_open { faults.by_time().await } else { std::future::pending().await } };
        tokio::select! {
            message = socket.next() => match message {
                None => Ok(None),
                Some(message) => self.read(&message?).await.map(Some),
            },
            dispatch = dispatch => match dispatch {
                Some(numbered) => self.dispatch(numbered).await.map(Some),
                None => Ok(Some(Next::Close(code::UNKNOWN_ERROR, "The session was resumed elsewhere."))),
            },
            kind = fault => self.fault(kind).await.map(Some),
            () = sleep_until(close_by.unwrap_or(*heartbeat_by)) => Ok(Some(self.end_of_patience())),
        }
    }

    fn end_of_patience(&mut self) -> Next {
        if self.close_by.is_some() {
            return Next::Close(code::UNKNOWN_ERROR, "The client did not reconnect.");
        }
        self.forget_session();
        Next::Close(code::SESSION_TIMED_OUT, "Session timed out.")
    }

    fn forget_session(&mut self) {
        if let Some((session, _)) = self.session.take() {
            self.gateway.sessions().remove(session.id());
        }
    }

    async fn send(&mut self, frame: &[u8]) -> Result<(), Error> {
        self.feed(frame).await?;
        self.socket.flush().await
    }

    async fn feed(&mut self, frame: &[u8]) -> Result<(), Error> {
        for message in self.compressor.messages(frame)? {
            self.socket.feed(message).await?;
        }
        Ok(())
    }

    async fn close(&mut self, number: u16, reason: &str) -> Result<(), Error> {
        let close = Message::close(CloseCode::try_from(number).ok(), reason);
        self.socket.send(close).await?;
        // The client answers.
        let answer = async { while self.socket.next().await.is_some_and(|message| message.is_ok()) {} };
        let _ = timeout(Duration::from_secs(2), answer).await;
        Ok(())
    }

    /// Breaks the connection in the middle of a message.
    async fn tear(&mut self) -> Result<(), Error> {
        // The header of a binary message of 1000 bytes, and its first bytes.
        let part = [0x82, 126, 0x03, 0xe8, 0x28, 0xb5, 0x2f, 0xfd];
        self.socket.get_mut().write_all(&part).await?;
        self.socket.get_mut().shutdown().await?;
        Ok(())
    }

    /// Sends a dispatch, and those that are due at once.
    async fn dispatch(&mut self, first: Numbered) -> Result<Next, Error> {
        let mut numbered = Some(first);
        let mut fault = None;
        for _ in 0..BATCH {
            let Some((_, frame)) = numbered.take() else { break };
            self.feed(&frame).await?;
            fault = self.faults.after_dispatch();
            if let Some(FaultKind::Duplicate) = fault {
                self.feed(&frame).await?;
                fault = None;
            }
            if fault.is_some() {
                break;
            }
            if let Some((session, owned)) = &self.session {
                // Ready at once, or not in this batch.
                numbered = session.next(owned.owner).now_or_never();
            }
        }
        if let Some((_, frame)) = numbered {
            self.feed(&frame).await?;
        }
        self.socket.flush().await?;
        match fault {
            Some(kind) => self.fault(kind).await,
            None => Ok(Next::On),
        }
    }

    async fn fault(&mut self, kind: FaultKind) -> Result<Next, Error> {
        let Some((session, _)) = &self.session else { return Ok(Next::On) };
        tracing::info!(?kind, session = session.id(), "a fault");
        if !matches!(kind, FaultKind::Delay | FaultKind::Duplicate) {
            session.miss(fastrand::usize(..=MISSED_MAX)).await;
        }
        match kind {
            FaultKind::Reconnect => {
                self.send(RECONNECT).await?;
                self.close_by = Some(Instant::now() + RECONNECT_WITHIN);
            }
            FaultKind::Resume => return Ok(Next::Close(code::UNKNOWN_ERROR, "Unknown error.")),
            FaultKind::Invalid if fastrand::bool() => {
                self.send(INVALID_RESUMABLE).await?;
                self.close_by = Some(Instant::now() + RECONNECT_WITHIN);
            }
            FaultKind::Invalid => {
                self.forget_session();
                self.send(INVALID).await?;
            }
            FaultKind::Delay => sleep(Duration::from_millis(fastrand::u64(..1000))).await,
            FaultKind::Cut => return Ok(Next::Break),
            FaultKind::Duplicate => {
                let last = session.backlog().pop();
                if let Some((_, frame)) = last {
                    self.send(&frame).await?;
                }
            }
        }
        Ok(Next::On)
    }

    /// Reads a message of the client.
    async fn read(&mut self, message: &Message) -> Result<Next, Error> {
        if message.is_close() || message.is_ping() || message.is_pong() {
            return Ok(Next::On);
        }
        if self.commands_since.elapsed() >= Duration::from_secs(60) {
            (self.commands_left, self.commands_since) = (COMMANDS_PER_MINUTE, Instant::now());
        }
        let Some(left) = self.commands_left.checked_sub(1) else {
            return Ok(Next::Close(code::RATE_LIMITED, "Rate limited."));
        };
        self.commands_left = left;
        let Ok(command) = serde_json::from_slice::<Value>(message.as_payload()) else {
            return Ok(Next::Close(code::DECODE_ERROR, "Error while decoding payload."));
        };
        let data = &command["d"];
        match command["op"].as_u64() {
            Some(1) => {
                self.heartbeat_by = Instant::now() + self.gateway.options.heartbeat * 2;
                self.send(HEARTBEAT_ACK).await?;
                Ok(Next::On)
            }
            Some(2 | 6) if self.session.is_some() => {
                Ok(Next::Close(code::ALREADY_AUTHENTICATED, "Already authenticated."))
            }
            Some(2 | 6) if data["token"].as_str().is_none_or(str::is_empty) => {
                Ok(Next::Close(code::AUTHENTICATION_FAILED, "Authentication failed."))
            }
            Some(2) => self.identify(data).await,
            Some(6) => self.resume(data).await,
            Some(3 | 4 | 8 | 31 | 43) if self.session.is_some() => Ok(Next::On),
            Some(3 | 4 | 8 | 31 | 43) => Ok(Next::Close(code::NOT_AUTHENTICATED, "Not authenticated.")),
            _ => Ok(Next::Close(code::UNKNOWN_OPCODE, "Unknown opcode.")),
        }
    }

    async fn identify(&mut self, data: &Value) -> Result<Next, Error> {
        if !data["intents"].is_u64() {
            return Ok(Next::Close(code::INVALID_INTENTS, "Invalid intent(s)."));
        }
        let wanted = self.gateway.options.shards;
        let shard = match &data["shard"] {
            Value::Null if wanted.is_none_or(|count| count == 1) => [0, 1],
            Value::Null => return Ok(Next::Close(code::SHARDING_REQUIRED, "Sharding required.")),
            shard => match (shard[0].as_u64(), shard[1].as_u64()) {
                (Some(shard), Some(count)) if shard < count => [shard, count],
                _ => return Ok(Next::Close(code::INVALID_SHARD, "Invalid shard.")),
            },
        };
        if wanted.is_some_and(|count| count != shard[1]) {
            return Ok(Next::Close(code::INVALID_SHARD, "Invalid shard."));
        }
        if data["compress"] == true {
            self.compressor.use_payload();
        }
        let session = Session::start(self.gateway, shard)?;
        tracing::info!(session = session.id(), ?shard, "a client has identified");
        let (owned, frames) = session.begin();
        self.session = Some((session, owned));
        self.send_all(frames).await
    }

    async fn resume(&mut self, data: &Value) -> Result<Next, Error> {
        let id = data["session_id"].as_str().unwrap_or_default();
        let session = self.gateway.sessions().get(id).cloned();
        let Some((session, sequence)) = session.zip(data["seq"].as_u64()) else {
            self.send(INVALID).await?;
            return Ok(Next::On);
        };
        if session.is_ahead(sequence) {
            return Ok(Next::Close(code::INVALID_SEQUENCE, "Invalid seq."));
        }
        let Some((owned, missed)) = session.resume(sequence) else {
            self.gateway.sessions().remove(id);
            self.send(INVALID).await?;
            return Ok(Next::On);
        };
        tracing::info!(session = id, shard = ?session.shard(), missed = missed.len() - 1, "a client has resumed");
        self.session = Some((session, owned));
        self.send_all(missed).await
    }

    async fn send_all(&mut self, frames: Vec<Numbered>) -> Result<Next, Error> {
        for (_, frame) in frames {
            self.feed(&frame).await?;
        }
        self.socket.flush().await?;
        Ok(Next::On)
    }
}
