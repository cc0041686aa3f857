//! A client that inflates and decodes with zerocord: nothing is copied between the two.
//!
//! For authors of their own client. It keeps a session across reconnects, with any of the gateway's compression
//! methods. Heartbeats are omitted, as they affect neither inflating nor decoding.
//!
//! ```sh
//! cargo run --release -p zerocord-live-example --example inflater
//! ```

use std::error::Error;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_websockets::{ClientBuilder, Limits, Message};
use zerocord::{Envelope, Opcode};
use zerocord_firehose::{Inflater, Transport};
use zerocord_live_example::{MockGateway, Script};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let gateway = MockGateway::start(Script::default()).await?;
    let mut client = Client::new(gateway.url(), Transport::ZstdStream);
    let (mut frame_count, mut byte_count) = (0, 0);
    while frame_count < 300 {
        client
            .connect(|frame| {
                frame_count += 1;
                byte_count += frame.len();
                frame_count < 300
            })
            .await?;
    }
    println!("{frame_count} frames of {byte_count} bytes");
    Ok(())
}

/// A session, across any number of connections.
struct Client {
    url: String,
    inflater: Inflater,
    session_id: Option<String>,
    sequence: Option<u64>,
}

impl Client {
    fn new(url: &str, transport: Transport) -> Client {
        let query = match transport {
            Transport::ZlibStream => "&compress=zlib-stream",
            Transport::ZstdStream => "&compress=zstd-stream",
            _ => "",
        };
        let url = format!("{url}/?v=10&encoding=json{query}");
        Client { url, inflater: Inflater::new(transport), session_id: None, sequence: None }
    }

    /// Connects, and receives until the gateway requests a reconnect or `receive` has enough.
    async fn connect(&mut self, mut receive: impl FnMut(&[u8]) -> bool) -> Result<(), Box<dyn Error>> {
        let (mut socket, _) =
            ClientBuilder::new().uri(&self.url)?.limits(Limits::unlimited()).connect().await?;
        // The context belongs to the connection, not to the session.
        self.inflater.reset();
        while let Some(message) = socket.next().await {
            let message = message?;
            if message.is_close() {
                break;
            }
            // After an error here, the connection can no longer be used.
            let Some(frame) = self.inflater.push(message.as_payload())? else { continue };
            let envelope = Envelope::peek(frame)?;
            match envelope.opcode()? {
                Some(Opcode::Hello) => {
                    let compress = self.inflater.transport() == Transport::Payload;
                    let command = match (&self.session_id, self.sequence) {
                        (Some(session_id), Some(sequence)) => {
                            json!({"op": 6, "d": {"token": "a token", "session_id": session_id, "seq": sequence}})
                        }
                        _ => json!({"op": 2, "d": {"token": "a token", "intents": 1, "compress": compress}}),
                    };
                    socket.send(Message::text(command.to_string())).await?;
                    continue;
                }
                Some(Opcode::Reconnect) => break,
                Some(Opcode::Dispatch) => {}
                _ => continue,
            }
            self.sequence = envelope.sequence()?.or(self.sequence);
            if self.session_id.is_none() {
                // The first dispatch is READY.
                let mut decoder = zerocord::Decoder::new();
                if let zerocord::Event::Ready(ready) = decoder.decode_envelope(envelope)? {
                    self.session_id = Some(ready.session_id()?.to_owned());
                }
            }
            if !receive(frame) {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(transport: Transport) {
        let script = Script { seed: 7, ..Script::default() };
        let gateway = MockGateway::start(script).await.unwrap();
        let mut client = Client::new(gateway.url(), transport);
        let mut dispatches: Vec<Vec<u8>> = Vec::new();
        let count = script.dispatch_count + 3;
        for _ in 0..3 {
            client
                .connect(|frame| {
                    zerocord::Decoder::new().decode(frame).unwrap();
                    dispatches.push(frame.to_vec());
                    dispatches.len() < count
                })
                .await
                .unwrap();
        }
        assert_eq!(gateway.resume_count(), 2);
        assert!(dispatches == gateway.dispatches(), "{} of {}", dispatches.len(), gateway.dispatches().len());
    }

    #[tokio::test]
    async fn over_zlib_stream() {
        check(Transport::ZlibStream).await;
    }

    #[tokio::test]
    async fn over_zstd_stream() {
        check(Transport::ZstdStream).await;
    }

    #[tokio::test]
    async fn with_payload_compression() {
        check(Transport::Payload).await;
    }
}
