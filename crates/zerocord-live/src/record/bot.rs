//! A bot's limits, from Discord's REST API.

use std::io;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
#[cfg(feature = "tls")]
use tokio_websockets::Connector;

use super::{RecordError, connector};
use crate::token::Token;

/// Longer answers are refused.
const ANSWER_LEN_MAX: u64 = 64 << 10;
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The answer of `GET /gateway/bot`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct BotGateway {
    /// The URL of the gateway.
    pub url: String,
    /// The recommended number of shards.
    pub shards: u64,
    /// How often the bot may identify.
    pub session_start_limit: SessionStartLimit,
}

/// How often a bot may identify.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SessionStartLimit {
    /// How many sessions can be started until the limit resets.
    pub remaining: u64,
    /// The milliseconds until the limit resets.
    pub reset_after: u64,
    /// How many shards may identify at once.
    pub max_concurrency: u64,
}

impl BotGateway {
    /// Asks the API at this URL, such as `https://discord.com/api/v10`.
    ///
    /// # Errors
    /// [`RecordError::Token`] if the API does not accept the token; [`RecordError::Api`] for any other answer, and
    /// without one.
    pub async fn fetch(api: &str, token: &Token) -> Result<BotGateway, RecordError> {
        let failed = |error: io::Error| RecordError::Api(format!("{api}/gateway/bot: {error}"));
        let answer = timeout(ANSWER_WITHIN, get(api, "/gateway/bot", token)).await;
        let answer = answer.map_err(|_| failed(io::ErrorKind::TimedOut.into()))?.map_err(failed)?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|error| failed(io::Error::other(error))),
            401 | 403 => Err(RecordError::Token),
            status => Err(failed(io::Error::other(format!("the status is {status}")))),
        }
    }
}

/// An answer over HTTP.
struct Answer {
    status: u16,
    body: Vec<u8>,
}

/// The host, the port and the path of a URL.
fn parts(url: &str) -> Option<(&str, u16, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let default = if scheme == "https" { 443 } else { 80 };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, default),
    };
    (!host.is_empty()).then_some((host, port, path.trim_end_matches('/')))
}

async fn get(api: &str, path: &str, token: &Token) -> io::Result<Answer> {
    let (host, port, base) = parts(api).ok_or_else(|| io::Error::other("this is not a URL"))?;
    let request = format!(
        "GET {base}{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bot {}\r\nUser-Agent: DiscordBot (zerocord, {})\r\n\
         Accept: application/json\r\nConnection: close\r\n\r\n",
        token.reveal(),
        env!("CARGO_PKG_VERSION"),
    );
    let stream = TcpStream::connect((host, port)).await?;
    let websocket_url = api.replacen("http", "ws", 1);
    match connector(&websocket_url).map_err(io::Error::other)? {
        #[cfg(feature = "tls")]
        Connector::Rustls(tls) => {
            let name = tokio_rustls::rustls::pki_types::ServerName::try_from(host.to_owned());
            exchange(tls.connect(name.map_err(io::Error::other)?, stream).await?, &request).await
        }
        _ => exchange(stream, &request).await,
    }
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> io::Result<Answer> {
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    let mut limited = stream.take(ANSWER_LEN_MAX);
    let read = limited.read_to_end(&mut bytes).await;
    // Some servers end TLS without saying so.
    match (parse(&bytes), read) {
        (Some(answer), _) => Ok(answer),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(io::Error::other("the answer is not complete")),
    }
}

/// A whole answer.
fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = memchr::memmem::find(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let status = head.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
    let header = |name: &str| {
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    };
    let rest = &bytes[end + 4..];
    let is_chunked = header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
    let body = match header("content-length") {
        _ if is_chunked => dechunked(rest)?,
        Some(len) => rest.get(..len.parse().ok()?)?.to_vec(),
        None => rest.to_vec(),
    };
    Some(Answer { status, body })
}

/// The content of a chunked body; `None` if it is not complete.
fn dechunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = memchr::memmem::find(rest, b"\r\n")?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let len = usize::from_str_radix(digits, 16).ok()?;
        rest = &rest[end + 2..];
        if len == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..len)?);
        rest = rest.get(len..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_a_host_a_port_and_a_path() {
        for (url, want) in [
            ("https://discord.com/api/v10", Some(("discord.com", 443, "/api/v10"))),
            ("http://127.0.0.1:8080/api/", Some(("127.0.0.1", 8080, "/api"))),
            ("http://localhost", Some(("localhost", 80, ""))),
            ("discord.com", None),
            ("https://", None),
            ("http://a:b/", None),
        ] {
            assert_eq!(parts(url), want, "{url}");
        }
    }

    #[test]
    fn answers_are_read_whole_or_not_at_all() {
        let read = |text: &str| parse(text.as_bytes()).map(|answer| (answer.status, answer.body));
        let sized = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        let chunked = "HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n";
        assert_eq!(read(sized), Some((200, b"{}".to_vec())));
        assert_eq!(read(chunked), Some((401, b"{}".to_vec())));
        for text in [sized, &chunked[..chunked.len() - 4]] {
            for len in 0..text.len() {
                assert!(read(&text[..len]).is_none(), "{}", &text[..len]);
            }
        }
    }
}
