//! Connections, with TLS or without.

use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;

use datafusion::common::{DataFusionError, Result, plan_err};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// Tokens with fewer bytes can be guessed.
const TOKEN_MIN: usize = 16;

/// Bytes in both directions.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Connects to a worker.
///
/// # Errors
/// There is no such worker, or its certificate is not trusted.
pub(crate) async fn connect(
    address: &str,
    tls: Option<&Arc<ClientConfig>>,
) -> io::Result<Box<dyn Connection>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let Some(config) = tls else { return Ok(Box::new(stream)) };
    let name = ServerName::try_from(host_of(address).to_owned()).map_err(io::Error::other)?;
    Ok(Box::new(TlsConnector::from(config.clone()).connect(name, stream).await?))
}

/// What a worker makes of a new connection.
///
/// # Errors
/// The other side does not speak TLS, or does not trust the certificate.
pub(crate) async fn accept(
    stream: TcpStream,
    tls: Option<&Arc<ServerConfig>>,
) -> io::Result<Box<dyn Connection>> {
    stream.set_nodelay(true)?;
    let Some(config) = tls else { return Ok(Box::new(stream)) };
    Ok(Box::new(TlsAcceptor::from(config.clone()).accept(stream).await?))
}

/// The certificates that a session trusts.
///
/// # Errors
/// The file cannot be read, or has no certificate.
pub(crate) fn client_config(authorities: &Path) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(authorities)? {
        roots.add(certificate).map_err(|error| of_file(authorities, error))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| of_file(authorities, error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The certificate of a worker.
///
/// # Errors
/// A file cannot be read, or certificate and key do not fit together.
pub(crate) fn server_config(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>> {
    let chain = certificates(certificate)?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| of_file(key, error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| of_file(certificate, error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| of_file(certificate, error))?;
    Ok(Arc::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let found =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    match found {
        Ok(certificates) if certificates.is_empty() => plan_err!("{}: no certificate in PEM", path.display()),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(of_file(path, error)),
    }
}

fn of_file(path: &Path, error: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Plan(format!("{}: {error}", path.display()))
}

/// The token in a file.
///
/// # Errors
/// The file cannot be read; the token is too short.
pub(crate) fn read_token(path: &Path) -> Result<Arc<str>> {
    let text = std::fs::read_to_string(path).map_err(|error| of_file(path, error))?;
    let token = text.trim();
    if token.len() < TOKEN_MIN {
        return plan_err!("{}: a token has {TOKEN_MIN} bytes or more", path.display());
    }
    Ok(token.into())
}

/// Whether an address can be reached from this machine alone.
pub(crate) fn is_loopback(address: &str) -> bool {
    let host = host_of(address);
    if let Ok(ip) = host.parse::<IpAddr>() {
        return ip.is_loopback();
    }
    let addresses = (host, 0).to_socket_addrs();
    host == "localhost" && addresses.is_ok_and(|mut all| all.all(|address| address.ip().is_loopback()))
}

/// The host of `host:port`.
fn host_of(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for address in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1"] {
            assert!(is_loopback(address), "{address}");
        }
        for address in ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "example.com:1", "127.0.0.1.example.com:1"] {
            assert!(!is_loopback(address), "{address}");
        }
    }
}
