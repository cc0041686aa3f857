//! Workers, sessions, recordings.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;
use zerocord_generator::{Generator, Mix};

/// A worker that ends with the test.
pub struct Worker {
    pub child: Child,
    pub address: String,
}

impl Worker {
    pub fn start(root: &Path) -> Worker {
        Worker::with(root, &[])
    }

    pub fn with(root: &Path, options: &[&str]) -> Worker {
        let mut child = Command::new(env!("CARGO_BIN_EXE_zerocord-sql"))
            .args(["worker", "--listen", "127.0.0.1:0", "-j", "2", "--root", root.to_str().unwrap()])
            .args(options)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("the worker listens").to_owned();
        Worker { child, address }
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A test may have ended it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a session: exit code, standard output, standard error.
pub fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zerocord-sql"));
    command.args(["-j", "2", "--format", "csv"]).args(arguments).stdin(Stdio::null());
    command
}

/// A folder with recordings of all kinds, without links on the way.
pub fn recordings() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    let bytes = |seed| Generator::new(seed, Mix::ALL[0]).ndjson(150 << 10);
    std::fs::write(path.join("a.ndjson"), bytes(1)).unwrap();
    std::fs::write(path.join("b.ndjson.zst"), zstd::encode_all(&bytes(2)[..], 1).unwrap()).unwrap();
    std::fs::write(path.join("c.ndjson"), bytes(3)).unwrap();
    let name = path.to_str().unwrap().to_owned();
    (folder, name)
}

/// A worker that sends a greeting of this version, then these messages of a kind, and then waits or closes the connection.
pub fn mock(version: &str, messages: Vec<(u8, Vec<u8>)>, then_waits: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let json = format!(r#"{{"version":"{version}"}}"#);
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // A session that refuses the greeting goes away.
            let _ = serve(&mut stream, &json, &messages);
            if then_waits {
                kept.push(stream);
            }
        }
    });
    address
}

fn serve(stream: &mut TcpStream, json: &str, messages: &[(u8, Vec<u8>)]) -> std::io::Result<()> {
    read_greeting(stream)?;
    stream.write_all(&greeting(json))?;
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let mut plan = vec![0; u32::from_le_bytes(head[1..].try_into().unwrap()) as usize];
    stream.read_exact(&mut plan)?;
    for (kind, message) in messages {
        stream.write_all(&[*kind])?;
        stream.write_all(&(message.len() as u32).to_le_bytes())?;
        stream.write_all(message)?;
    }
    Ok(())
}

pub fn greeting(json: &str) -> Vec<u8> {
    let len = json.len() as u32;
    [&b"ZCSQLWRK"[..], &1_u32.to_le_bytes(), &len.to_le_bytes(), json.as_bytes()].concat()
}

/// Reads a greeting; returns its object.
pub fn read_greeting(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = [0; 16];
    stream.read_exact(&mut head)?;
    let mut json = vec![0; u32::from_le_bytes(head[12..].try_into().unwrap()) as usize];
    stream.read_exact(&mut json)?;
    Ok(String::from_utf8(json).unwrap())
}
