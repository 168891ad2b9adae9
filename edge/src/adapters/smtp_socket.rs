//! A conversation with a mail server over a socket of the platform.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use worker::{SecureTransport, Socket};

use super::carrier::within;
use crate::config::{Security, SmtpServer};
use crate::ports::carrier::{CarryError, Letter};
use crate::smtp::submit::{Connection, submit};

/// What the server may take for one answer, and to take in what it is sent.
const PATIENCE: Duration = Duration::from_secs(20);
/// What it may take to take in the last command, when the mail has left.
const FAREWELL: Duration = Duration::from_secs(1);
/// Bytes that are read at a time.
const PIECE: usize = 2048;

/// Hands a mail over by a connection of its own.
pub(super) async fn send(
    server: &SmtpServer,
    letter: &Letter<'_>,
    limit: Duration,
) -> Result<(), CarryError> {
    let failed = |why: &str| CarryError::Failed(format!("{}:{}: {why}", server.host, server.port));
    let secure = match server.security {
        Security::StartTls => SecureTransport::StartTls,
        Security::Tls => SecureTransport::On,
    };
    let socket = Socket::builder().secure_transport(secure).connect(&server.host, server.port);
    let mut line = Line(Some(socket.map_err(|error| failed(&error.to_string()))?));
    let sent = within(limit, submit(&mut line, server, letter)).await;
    if sent == Some(Ok(())) {
        // The mail has left; a server that does not say goodbye changes nothing.
        let _ = within(FAREWELL, line.write(b"QUIT\r\n")).await;
    }
    if let Some(mut socket) = line.0 {
        let _ = within(FAREWELL, socket.close()).await;
    }
    match sent {
        Some(Err(CarryError::Failed(why))) => Err(failed(&why)),
        Some(other) => other,
        None => Err(failed("took too long")),
    }
}

/// The socket; there is none while it is made secret.
struct Line(Option<Socket>);

impl Line {
    fn socket(&mut self) -> Result<&mut Socket, String> {
        self.0.as_mut().ok_or_else(|| "the connection is gone".to_owned())
    }
}

impl Connection for Line {
    async fn read(&mut self) -> Result<Vec<u8>, String> {
        let socket = self.socket()?;
        let mut space = vec![0; PIECE];
        let mut piece = ReadBuf::new(&mut space);
        let read = poll_fn(|context| Pin::new(&mut *socket).poll_read(context, &mut piece));
        let read = within(PATIENCE, read).await.ok_or("no answer")?;
        read.map_err(|error| error.to_string())?;
        Ok(piece.filled().to_vec())
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        let socket = self.socket()?;
        // The platform takes in all bytes of a write.
        let written = poll_fn(|context| Pin::new(&mut *socket).poll_write(context, bytes));
        let written = within(PATIENCE, written).await.ok_or("no answer")?;
        written.map(drop).map_err(|error| error.to_string())
    }

    async fn start_tls(&mut self) -> Result<(), String> {
        let socket = self.0.take().ok_or("the connection is gone")?;
        self.0 = Some(socket.start_tls());
        Ok(())
    }
}
