//! The conversation that hands one mail over.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::content::stuffed;
use super::reply::{Replies, ServerReply};
use crate::config::{Security, SmtpCredentials, SmtpServer};
use crate::ports::carrier::{CarryError, Letter};

/// Bytes to and from a mail server; the errors say what went wrong.
pub trait Connection {
    /// The next bytes; none when the server has hung up.
    async fn read(&mut self) -> Result<Vec<u8>, String>;

    /// Sends bytes.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), String>;

    /// Makes the connection secret, or fails. Nothing that came before is read afterwards.
    async fn start_tls(&mut self) -> Result<(), String>;
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    Hello,
    StartTls,
    Auth,
    Sender,
    Recipient,
    Data,
    Content,
}

/// Hands the mail over. The connection is one to this server, as secret from its first byte as the server's security
/// says. After `Ok` the server has taken the mail and waits for another command.
pub async fn submit<C: Connection>(
    connection: &mut C,
    server: &SmtpServer,
    letter: &Letter<'_>,
) -> Result<(), CarryError> {
    let options = mail_options(letter)?;
    let mut dialog = Dialog { connection, replies: Replies::default() };
    done(Stage::Greeting, dialog.reply(Stage::Greeting).await?)?;
    // We are called as the domain that we send for.
    let (_, name) = letter.from.rsplit_once('@').unwrap_or(("", letter.from));
    let hello = format!("EHLO {name}");
    let mut offers = done(Stage::Hello, dialog.ask(Stage::Hello, &hello).await?)?;
    if server.security == Security::StartTls {
        if !offered(&offers, "STARTTLS") {
            return Err(failed(Stage::StartTls, "the server does not offer it"));
        }
        done(Stage::StartTls, dialog.ask(Stage::StartTls, "STARTTLS").await?)?;
        dialog.start_tls().await?;
        offers = done(Stage::Hello, dialog.ask(Stage::Hello, &hello).await?)?;
    }
    dialog.authenticate(&offers, &server.credentials).await?;
    if let Some(missing) = options.split_whitespace().find(|option| !offered(&offers, keyword(option))) {
        return Err(CarryError::Refused(format!("the server does not offer {}", keyword(missing))));
    }
    let steps = [
        (Stage::Sender, format!("MAIL FROM:<{}>{options}", letter.from)),
        (Stage::Recipient, format!("RCPT TO:<{}>", letter.to)),
        (Stage::Data, "DATA".to_owned()),
    ];
    for (stage, line) in steps {
        let answer = dialog.ask(stage, &line).await?;
        if stage == Stage::Data { goes_on(stage, &answer)? } else { done(stage, answer).map(drop)? }
    }
    dialog.write(Stage::Content, &stuffed(letter.raw)).await?;
    done(Stage::Content, dialog.reply(Stage::Content).await?).map(drop)
}

/// What `MAIL` must say about the mail (RFC 6152, RFC 6531).
fn mail_options(letter: &Letter<'_>) -> Result<&'static str, CarryError> {
    let broken = |address: &str| address.is_empty() || address.chars().any(char::is_control);
    if broken(letter.from) || broken(letter.to) {
        return Err(CarryError::Refused("an address with control characters".to_owned()));
    }
    Ok(match (letter.to.is_ascii(), letter.raw.is_ascii()) {
        (true, true) => "",
        (true, false) => " BODY=8BITMIME",
        (false, _) => " BODY=8BITMIME SMTPUTF8",
    })
}

/// The extension that an option of `MAIL` belongs to.
fn keyword(option: &str) -> &str {
    option.strip_prefix("BODY=").unwrap_or(option)
}

/// Whether the answer to `EHLO` names this extension.
fn offered(offers: &ServerReply, keyword: &str) -> bool {
    extensions(offers).any(|(name, _)| name.eq_ignore_ascii_case(keyword))
}

/// Whether it names this way of saying who one is.
fn offers_way(offers: &ServerReply, way: &str) -> bool {
    let names = |ways: &str| ways.split(' ').any(|name| name.eq_ignore_ascii_case(way));
    extensions(offers).any(|(name, ways)| name.eq_ignore_ascii_case("AUTH") && names(ways))
}

/// Names of extensions, and what stands behind each; the first line is a greeting.
fn extensions(offers: &ServerReply) -> impl Iterator<Item = (&str, &str)> {
    offers.lines.iter().skip(1).map(|line| line.split_once(' ').unwrap_or((line, "")))
}

struct Dialog<'a, C> {
    connection: &'a mut C,
    replies: Replies,
}

impl<C: Connection> Dialog<'_, C> {
    async fn write(&mut self, stage: Stage, bytes: &[u8]) -> Result<(), CarryError> {
        self.connection.write(bytes).await.map_err(|why| failed(stage, &why))
    }

    async fn ask(&mut self, stage: Stage, line: &str) -> Result<ServerReply, CarryError> {
        self.write(stage, format!("{line}\r\n").as_bytes()).await?;
        self.reply(stage).await
    }

    async fn reply(&mut self, stage: Stage) -> Result<ServerReply, CarryError> {
        loop {
            match self.replies.next_reply() {
                Ok(Some(reply)) => return Ok(reply),
                Err(_) => return Err(failed(stage, "the server says what is no reply")),
                Ok(None) => {}
            }
            let piece = self.connection.read().await.map_err(|why| failed(stage, &why))?;
            if piece.is_empty() {
                return Err(failed(stage, "the server hung up"));
            }
            self.replies.take_in(&piece);
        }
    }

    /// What was said in the open before must not count afterwards (RFC 3207 section 4.2).
    async fn start_tls(&mut self) -> Result<(), CarryError> {
        if !self.replies.is_empty() {
            return Err(failed(Stage::StartTls, "the server says more than it was asked"));
        }
        self.connection.start_tls().await.map_err(|why| failed(Stage::StartTls, &why))
    }

    /// Says who we are; the connection is secret.
    async fn authenticate(
        &mut self,
        offers: &ServerReply,
        known: &SmtpCredentials,
    ) -> Result<(), CarryError> {
        let SmtpCredentials { user, password } = known;
        let lines = if offers_way(offers, "PLAIN") {
            vec![format!("AUTH PLAIN {}", STANDARD.encode(format!("\0{user}\0{password}")))]
        } else if offers_way(offers, "LOGIN") {
            vec!["AUTH LOGIN".to_owned(), STANDARD.encode(user), STANDARD.encode(password)]
        } else {
            return Err(failed(Stage::Auth, "the server offers neither PLAIN nor LOGIN"));
        };
        let last = lines.len();
        for (line, number) in lines.iter().zip(1..) {
            let answer = self.ask(Stage::Auth, line).await?;
            if number < last {
                goes_on(Stage::Auth, &answer)?;
            } else {
                done(Stage::Auth, answer)?;
            }
        }
        Ok(())
    }
}

fn done(stage: Stage, reply: ServerReply) -> Result<ServerReply, CarryError> {
    if reply.is_done() { Ok(reply) } else { Err(refused(stage, &reply)) }
}

fn goes_on(stage: Stage, reply: &ServerReply) -> Result<(), CarryError> {
    if reply.goes_on() { Ok(()) } else { Err(refused(stage, reply)) }
}

/// What a reply that says no means. Codes 550 to 559 after the sender speak of the recipient or of the mail, for good;
/// all others may be a matter of configuration, ours or the server's.
fn refused(stage: Stage, reply: &ServerReply) -> CarryError {
    // A server may quote what it was told.
    let told = if stage == Stage::Auth { reply.code.to_string() } else { reply.told() };
    let told = format!("{}: {told}", stage.name());
    let about_this_mail = [Stage::Recipient, Stage::Data, Stage::Content].contains(&stage);
    if about_this_mail && reply.code / 10 == 55 {
        CarryError::Refused(told)
    } else {
        CarryError::Failed(told)
    }
}

fn failed(stage: Stage, why: &str) -> CarryError {
    CarryError::Failed(format!("{}: {why}", stage.name()))
}

impl Stage {
    /// How the operator is told.
    fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Hello => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Data => "DATA",
            Self::Content => "end of the mail",
        }
    }
}
