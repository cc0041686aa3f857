//! A bot on twilight-gateway that decodes with zerocord.
//!
//! twilight manages the connection: it identifies, sends heartbeats, resumes and inflates. Its raw messages go to
//! zerocord, which reads only the requested fields.
//!
//! ```sh
//! DISCORD_TOKEN=... cargo run --release -p zerocord-live-example --example twilight
//! ```
//!
//! Without a token it runs against the mock gateway, for a few hundred frames.

use std::error::Error;

use futures_util::StreamExt;
use twilight_gateway::{ConfigBuilder, Intents, Message, Shard, ShardId};
use zerocord::{Decoder, Event};
use zerocord_live_example::{MockGateway, Script};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let intents = Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::MESSAGE_CONTENT;
    if let Ok(token) = std::env::var("DISCORD_TOKEN") {
        // A URL with TLS needs a feature of twilight-gateway, such as `rustls-platform-verifier`.
        let mut shard = Shard::new(ShardId::ONE, token, intents);
        return run(&mut shard, |_| true).await;
    }
    let gateway = MockGateway::start(Script::default()).await?;
    let config =
        ConfigBuilder::new("a token".to_owned(), intents).proxy_url(gateway.url().to_owned()).build();
    let mut shard = Shard::with_config(ShardId::ONE, config);
    let mut left = 300;
    run(&mut shard, |_| {
        left -= 1;
        left > 0
    })
    .await
}

/// Reads what a shard receives, until `goes_on` returns false for a frame.
async fn run(shard: &mut Shard, mut goes_on: impl FnMut(&[u8]) -> bool) -> Result<(), Box<dyn Error>> {
    let mut decoder = Decoder::new();
    while let Some(message) = shard.next().await {
        let frame = match message {
            Ok(Message::Text(frame)) => frame,
            // twilight reconnects by itself on the next call.
            Ok(Message::Close(_)) => continue,
            Err(error) => {
                eprintln!("the shard: {error}");
                continue;
            }
        };
        // A bad frame or field is reported; the loop continues with the next frame.
        if let Err(error) = respond(frame.as_bytes(), &mut decoder) {
            eprintln!("a frame: {}", error.explain(frame.as_bytes()));
        }
        if !goes_on(frame.as_bytes()) {
            break;
        }
    }
    Ok(())
}

/// The bot's behaviour. Only the fields that it names are parsed.
fn respond(frame: &[u8], decoder: &mut Decoder) -> Result<(), zerocord::Error> {
    match decoder.decode(frame)? {
        Event::Ready(ready) => println!("ready, in {} guilds", ready.guilds()?.iter().count()),
        Event::MessageCreate(message) => {
            println!("{}: {}", message.author()?.username()?, message.content()?)
        }
        Event::GuildCreate(guild) => println!("guild {}", guild.id()?),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_dispatch_arrives_once_and_decodes() {
        let script = Script::default();
        let gateway = MockGateway::start(script).await.unwrap();
        let config = ConfigBuilder::new("a token".to_owned(), Intents::GUILDS)
            .proxy_url(gateway.url().to_owned())
            .build();
        let mut shard = Shard::with_config(ShardId::ONE, config);
        let mut dispatches = Vec::new();
        // The script's dispatches, READY and two RESUMED.
        let count = script.dispatch_count + 3;
        run(&mut shard, |frame| {
            Decoder::new().decode(frame).unwrap();
            let envelope = zerocord::Envelope::peek(frame).unwrap();
            if envelope.opcode() == Ok(Some(zerocord::Opcode::Dispatch)) {
                dispatches.push(frame.to_vec());
                assert_eq!(envelope.sequence(), Ok(Some(dispatches.len() as u64)));
            }
            dispatches.len() < count
        })
        .await
        .unwrap();
        assert_eq!(gateway.resume_count(), 2);
        assert!(dispatches == gateway.dispatches(), "{} of {}", dispatches.len(), gateway.dispatches().len());
    }
}
