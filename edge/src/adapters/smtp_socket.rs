//! A conversation with a mail server over a socket of the platform.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use worker::{SecureTransport, Socket};

use super::runtime::within;
use crate::config::{Security, SmtpServer};
use crate::ports::carrier::{CarryError, Letter};
use crate::smtp::submit::{Connection, Progress, submit};

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
    let told = |why: String| format!("{}:{}: {why}", server.host, server.port);
    let secure = match server.security {
        Security::StartTls => SecureTransport::StartTls,
        Security::Tls => SecureTransport::On,
    };
    let socket = Socket::builder().secure_transport(secure).connect(&server.host, server.port);
    let socket = socket.map_err(|error| CarryError::Failed(told(error.to_string())))?;
    let mut line = Line(Some(socket));
    let progress = Progress::new(server.security);
    let sent = within(limit, submit(&mut line, server, letter, &progress)).await;
    let sent = sent.unwrap_or_else(|| Err(progress.broken_off()));
    if sent.is_ok() {
        // The mail has left; a server that does not say goodbye changes nothing.
        let _ = line.write(b"QUIT\r\n", FAREWELL).await;
    }
    if let Some(mut socket) = line.0 {
        let _ = within(FAREWELL, socket.close()).await;
    }
    sent.map_err(|error| match error {
        CarryError::Failed(why) => CarryError::Failed(told(why)),
        CarryError::Unknown(why) => CarryError::Unknown(told(why)),
        CarryError::Refused(why) => CarryError::Refused(why),
    })
}

/// The socket; there is none while it is made secret.
struct Line(Option<Socket>);

impl Line {
    fn socket(&mut self) -> Result<&mut Socket, String> {
        self.0.as_mut().ok_or_else(|| "the connection is gone".to_owned())
    }
}

impl Connection for Line {
    async fn read(&mut self, patience: Duration) -> Result<Vec<u8>, String> {
        let socket = self.socket()?;
        let mut space = vec![0; PIECE];
        let mut piece = ReadBuf::new(&mut space);
        let read = poll_fn(|context| Pin::new(&mut *socket).poll_read(context, &mut piece));
        let read = within(patience, read).await.ok_or("no answer")?;
        read.map_err(|error| error.to_string())?;
        Ok(piece.filled().to_vec())
    }

    async fn write(&mut self, bytes: &[u8], patience: Duration) -> Result<(), String> {
        let socket = self.socket()?;
        // The platform takes in all bytes of a write.
        let written = poll_fn(|context| Pin::new(&mut *socket).poll_write(context, bytes));
        let written = within(patience, written).await.ok_or("no answer")?;
        written.map(drop).map_err(|error| error.to_string())
    }

    async fn start_tls(&mut self) -> Result<(), String> {
        let socket = self.0.take().ok_or("the connection is gone")?;
        self.0 = Some(socket.start_tls());
        Ok(())
    }
}
