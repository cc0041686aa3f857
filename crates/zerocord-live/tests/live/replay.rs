//! Other clients of the replayer.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use twilight_gateway::{CloseFrame, ConfigBuilder, Intents, Message, Shard, ShardId};
use zerocord_live::{ReplayGateway, Speed};

use crate::support::*;

/// Receives with twilight-gateway until it has all dispatches, and returns them.
async fn receive(gateway: &ReplayGateway) -> Vec<Vec<u8>> {
    let config = ConfigBuilder::new("Bot test".to_owned(), Intents::GUILDS)
        .proxy_url(gateway.url().to_owned())
        .build();
    let mut shard = Shard::with_config(ShardId::ONE, config);
    let mut frames = Vec::new();
    let receiving = async {
        loop {
            match shard.next().await.expect("a shard does not end").unwrap() {
                Message::Text(text) => frames.push(text.into_bytes()),
                Message::Close(_) => {}
            }
            let sessions = gateway.sessions();
            let is_last = |session: &zerocord_live::ReplaySession| {
                session.is_done && frames.len() as u64 >= session.dispatches
            };
            let dispatch_count = dispatches(&frames).len() as u64;
            if sessions.iter().any(|session| is_last(session) && dispatch_count >= session.dispatches) {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, receiving).await.expect("all frames arrive");
    shard.close(CloseFrame::NORMAL);
    dispatches(&frames)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twilight_gets_every_frame() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 200_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source.clone(), "")).await.unwrap();
    let frames = receive(&gateway).await;
    assert!(frames == sent(&gateway, &gateway.sessions()[0]));
    // Everything but the sequence and what READY says of the session is as it was recorded.
    let source = std::fs::read(source).unwrap();
    let recorded: Vec<Vec<u8>> = source.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let recorded = dispatches(&recorded[..recorded.len() - 1]);
    let without_sequence = |frame: &[u8]| {
        let mut value: serde_json::Value = serde_json::from_slice(frame).unwrap();
        value["s"] = 0.into();
        value
    };
    let others = |frames: &[Vec<u8>]| {
        let is_other = |frame: &&Vec<u8>| !frame.starts_with(b"{\"t\":\"RE");
        frames.iter().filter(is_other).map(|frame| without_sequence(frame)).collect::<Vec<_>>()
    };
    assert_eq!(others(&frames), others(&recorded));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_come_at_the_recorded_speed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("timed.ndjson");
    let lines: String = (0..5)
        .map(|at| {
            format!(
                "{{\"received\":{},\"frame\":{{\"t\":\"TYPING_START\",\"s\":9,\"op\":0,\"d\":{{}}}}}}\n",
                1_000_000 + at * 1000
            )
        })
        .collect();
    std::fs::write(&path, lines).unwrap();
    let mut options = replay_options(path, "");
    options.speed = Speed::Times(20.0);
    let gateway = ReplayGateway::start(LOOPBACK, options).await.unwrap();
    let start = std::time::Instant::now();
    record_all(&gateway, recorder_options(&folder.path().join("rec"), gateway.url())).await;
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_millis(200), "{elapsed:?}");
    assert_eq!(gateway.sessions()[0].dispatches, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_is_as_slow_as_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("timed.ndjson");
    let line = |at: u64| {
        format!("{{\"received\":{at},\"frame\":{{\"t\":\"TYPING_START\",\"s\":9,\"op\":0,\"d\":{{}}}}}}\n")
    };
    std::fs::write(&path, (0..5).map(|index| line(1_000_000 + index * 1000)).collect::<String>()).unwrap();
    let mut options = replay_options(path, "");
    (options.speed, options.is_looped) = (Speed::Times(20.0), true);
    let gateway = ReplayGateway::start(LOOPBACK, options).await.unwrap();
    let start = std::time::Instant::now();
    let recorder = recorder(recorder_options(&folder.path().join("rec"), gateway.url()));
    let three_loops = async {
        while gateway.sessions().first().is_none_or(|session| session.dispatches < 16) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, recorder.run(three_loops)).await.expect("it ends").unwrap();
    assert!(start.elapsed() >= Duration::from_millis(600), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_client_without_heartbeats_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = replay_options(recording(folder.path(), 10_000), "");
    options.heartbeat = Duration::from_millis(50);
    let gateway = ReplayGateway::start(LOOPBACK, options).await.unwrap();
    let uri = gateway.url().parse().unwrap();
    let (mut socket, _) = tokio_websockets::ClientBuilder::from_uri(uri).connect().await.unwrap();
    let mut code = None;
    while let Some(Ok(message)) = socket.next().await {
        code = code.or(message.as_close().map(|(code, _)| u16::from(code)));
    }
    assert_eq!(code, Some(4009));
}

/// Sends commands after HELLO and returns the first close code.
async fn close_code(gateway: &ReplayGateway, commands: &[&str]) -> Option<u16> {
    let uri = gateway.url().parse().unwrap();
    let (mut socket, _) = tokio_websockets::ClientBuilder::from_uri(uri).connect().await.unwrap();
    for command in commands {
        socket.send(tokio_websockets::Message::text((*command).to_owned())).await.unwrap();
    }
    let closing = async {
        while let Some(Ok(message)) = socket.next().await {
            if let Some((code, _)) = message.as_close() {
                return Some(u16::from(code));
            }
            if message.as_text().is_some_and(|text| text.contains("\"op\":9")) {
                return Some(9);
            }
        }
        None
    };
    tokio::time::timeout(PATIENCE, closing).await.unwrap()
}

#[tokio::test]
async fn mistakes_of_clients_have_discords_close_codes() {
    let folder = tempfile::tempdir().unwrap();
    let gateway =
        ReplayGateway::start(LOOPBACK, replay_options(recording(folder.path(), 10_000), "")).await.unwrap();
    let identify = r#"{"op":2,"d":{"token":"x","intents":1,"properties":{}}}"#;
    for (commands, want) in [
        (&["{"][..], 4002),
        (&[r#"{"op":99}"#], 4001),
        (&[r#"{"op":3,"d":{}}"#], 4003),
        (&[r#"{"op":2,"d":{"token":"","intents":1}}"#], 4004),
        (&[identify, identify], 4005),
        (&[r#"{"op":2,"d":{"token":"x","intents":1,"shard":[1,1]}}"#], 4010),
        (&[r#"{"op":2,"d":{"token":"x","intents":"all"}}"#], 4013),
        (&[r#"{"op":6,"d":{"token":"x","session_id":"none","seq":1}}"#], 9),
    ] {
        assert_eq!(close_code(&gateway, commands).await, Some(want), "{commands:?}");
    }
    let session = gateway.sessions().pop().unwrap();
    let ahead = format!(r#"{{"op":6,"d":{{"token":"x","session_id":"{}","seq":999999}}}}"#, session.id);
    assert_eq!(close_code(&gateway, &[&ahead]).await, Some(4007));
    let many = vec![r#"{"op":1,"d":null}"#; 121];
    assert_eq!(close_code(&gateway, &many).await, Some(4008));
}
