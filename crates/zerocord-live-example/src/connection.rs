//! One client's connection.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_websockets::{CloseCode, Error, Limits, Message, ServerBuilder, WebSocketStream};

use crate::compress::Compressor;
use crate::session::Session;

const HELLO: &[u8] = br#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["[\"mock\",{\"micros\":0.0}]"]}}"#;
const HEARTBEAT_ACK: &[u8] = br#"{"t":null,"s":null,"op":11,"d":null}"#;
const RECONNECT: &[u8] = br#"{"t":null,"s":null,"op":7,"d":null}"#;
const INVALID_SESSION: &[u8] = br#"{"t":null,"s":null,"op":9,"d":false}"#;

/// The number of dispatches sent before reading from the client again.
const BATCH: usize = 16;

struct Connection<'s> {
    socket: WebSocketStream<TcpStream>,
    compressor: Compressor,
    session: &'s Mutex<Session>,
    /// The sequence of the last sent dispatch, once the client has a session.
    sequence: Option<usize>,
}

/// Serves a client until it disconnects.
pub(crate) async fn serve(stream: TcpStream, session: &Mutex<Session>) -> Result<(), Error> {
    let (request, socket) = ServerBuilder::new().limits(Limits::unlimited()).accept(stream).await?;
    let compressor = Compressor::of_query(request.uri().query().unwrap_or_default());
    let mut connection = Connection { socket, compressor, session, sequence: None };
    connection.send(HELLO).await?;
    let mut left = connection.session().script().dispatches_per_connection;
    loop {
        // While there are dispatches to send, the client's messages are read only between batches.
        let has_more = connection.sequence.is_some() && left > 0 && connection.say_some(&mut left).await?;
        if connection.sequence.is_some() && left == 0 {
            connection.send(RECONNECT).await?;
            let missed_count = connection.session().script().missed_count;
            for _ in 0..missed_count {
                connection.session().advance();
            }
            left = usize::MAX;
            connection.sequence = None;
        }
        if has_more {
            continue;
        }
        let Some(message) = connection.socket.next().await else { return Ok(()) };
        if let Some(text) = message?.as_text()
            && let Ok(command) = serde_json::from_str::<Value>(text)
        {
            connection.answer(&command).await?;
        }
    }
}

impl Connection<'_> {
    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&mut self, frame: &[u8]) -> Result<(), Error> {
        for message in self.compressor.messages(frame) {
            self.socket.feed(message).await?;
        }
        self.socket.flush().await
    }

    /// Sends some dispatches, and returns whether there are more.
    async fn say_some(&mut self, left: &mut usize) -> Result<bool, Error> {
        for _ in 0..BATCH.min(*left) {
            let sent = self.sequence.unwrap_or_default();
            let frame = {
                let mut session = self.session();
                let has_frame = session.dispatches().len() > sent || session.advance();
                has_frame.then(|| session.dispatches()[sent].clone())
            };
            let Some(frame) = frame else { return Ok(false) };
            self.sequence = Some(sent + 1);
            *left -= 1;
            self.send(&frame).await?;
        }
        Ok(*left > 0)
    }

    async fn answer(&mut self, command: &Value) -> Result<(), Error> {
        let data = &command["d"];
        match command["op"].as_u64() {
            Some(1) => self.send(HEARTBEAT_ACK).await?,
            Some(2) => {
                if self.compressor.is_none() && data["compress"] == true {
                    self.compressor = Compressor::Payload;
                }
                self.session().identify();
                self.sequence = Some(0);
            }
            Some(6) => {
                let sequence = data["seq"].as_u64().unwrap_or(u64::MAX);
                let can_resume =
                    self.session().can_resume(data["session_id"].as_str().unwrap_or_default(), sequence);
                if can_resume {
                    self.session().resumed();
                    self.sequence = Some(sequence as usize);
                } else {
                    self.send(INVALID_SESSION).await?;
                }
            }
            _ => {
                self.socket.send(Message::close(Some(CloseCode::POLICY_VIOLATION), "unknown opcode")).await?
            }
        }
        Ok(())
    }
}
