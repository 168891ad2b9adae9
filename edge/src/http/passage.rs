//! What passes a guard, and what stays behind: one table of what the guards do differently, and their rules.

use super::answer::ALWAYS;
use super::cookie;
use super::head::Headers;
use super::hop_by_hop::{is_hop_by_hop, is_of_sender};
use crate::config::Service;
use crate::route::Face;

/// What a guard does with the cookies of a request and of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// Those of requests stay behind: agents are no browsers. Those of answers are the service's affair.
    Behind,
    /// All but ours go on, in both directions.
    NotOurs,
}

/// Which header fields of ours an answer gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hardening {
    /// All that every answer of ours carries, where the service has no word of its own, and the name of the request.
    WhereSilent,
    /// That this host is spoken to over TLS alone, whatever the service says; all others are its own.
    TransportOnly,
}

/// What the guard of a service does in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Cookies.
    pub cookies: Cookies,
    /// Header fields of answers.
    pub hardening: Hardening,
    /// Fields of answers that stay behind: they would speak for the whole host, which is ours too.
    pub unheard: &'static [&'static str],
    /// How it is told that the service has not answered; people get a page where the service is for them.
    pub face: Face,
}

impl Passage {
    /// The table.
    pub const fn of(service: Service) -> Self {
        match service {
            Service::WebService => Self {
                cookies: Cookies::Behind,
                hardening: Hardening::WhereSilent,
                unheard: &[],
                face: Face::Xml,
            },
            Service::Application(_) => Self {
                cookies: Cookies::NotOurs,
                hardening: Hardening::TransportOnly,
                unheard: &["alt-svc", "clear-site-data", "nel", "report-to", "service-worker-allowed"],
                face: Face::Json,
            },
        }
    }

    /// A field of a request as the service gets it; none if it stays behind. `connection` is the value of that field.
    pub fn request_field(self, name: &str, value: &str, connection: Option<&str>) -> Option<String> {
        if name == "cookie" && self.cookies == Cookies::NotOurs {
            let rest: Vec<_> = value.split(';').map(str::trim).filter(|pair| !is_ours(pair)).collect();
            let rest = rest.join("; ");
            return Some(rest).filter(|rest| !rest.is_empty());
        }
        (!is_hop_by_hop(name, connection) && !is_of_sender(name)).then(|| value.to_owned())
    }

    /// Whether a field of an answer goes on to the client.
    pub fn passes_back(self, name: &str, value: &str, connection: Option<&str>) -> bool {
        let sets_ours = self.cookies == Cookies::NotOurs && name == "set-cookie" && is_ours(value);
        !is_hop_by_hop(name, connection) && !self.unheard.contains(&name) && !sets_ours
    }

    /// The fields that an answer gets from us, given whether it has one of a name.
    pub fn added(
        self,
        request_id: &str,
        has: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (&'static str, String)> {
        let stays = move |name: &str| match self.hardening {
            Hardening::WhereSilent => !has(name),
            Hardening::TransportOnly => name == "Strict-Transport-Security",
        };
        let always = ALWAYS.into_iter().filter(move |(name, _)| stays(name));
        let named =
            (self.hardening == Hardening::WhereSilent).then(|| ("X-Request-Id", request_id.to_owned()));
        always.map(|(name, value)| (name, value.to_owned())).chain(named)
    }
}

/// Whether a request asks for another protocol than HTTP on its connection, as `WebSocket` does (RFC 6455 section 4.1).
pub fn is_upgrade(headers: &Headers) -> bool {
    headers.all("upgrade").any(|protocol| protocol.to_ascii_lowercase().contains("websocket"))
}

/// Whether a pair is a cookie of ours; of one without a name browsers make its value the whole of it.
fn is_ours(pair: &str) -> bool {
    let pair = pair.trim().trim_start_matches('=').trim_start();
    let name = pair.split(['=', ';']).next().unwrap_or_default().trim_end();
    [cookie::SESSION, cookie::SIGN_IN, cookie::DEVICE].iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use shared::value::product::Product;

    use super::*;

    const AGENTS: Passage = Passage::of(Service::WebService);
    const APPLICATION: Passage = Passage::of(Service::Application(Product::Cashier));

    #[test]
    fn an_application_gets_all_cookies_but_ours_and_agents_none() {
        let sent = "a=1; __Host-session=x; b=\"2\";__Host-device=y ; __Host-sign-in=z; =__Host-session=w; language=ru";
        let passed = |passage: Passage, value: &str| passage.request_field("cookie", value, None);
        assert_eq!(passed(APPLICATION, sent).as_deref(), Some("a=1; b=\"2\"; language=ru"));
        assert_eq!(passed(APPLICATION, "__Host-session=x"), None);
        assert_eq!(passed(AGENTS, sent), None);
    }

    #[test]
    fn an_application_cannot_speak_for_the_whole_host() {
        let passes = |name, value| APPLICATION.passes_back(name, value, None);
        for (name, value) in [
            ("clear-site-data", "\"*\""),
            ("service-worker-allowed", "/"),
            ("alt-svc", "h3=\":8443\"; ma=86400"),
            ("nel", "{\"report_to\":\"x\",\"max_age\":86400,\"include_subdomains\":true}"),
            (
                "report-to",
                "{\"group\":\"x\",\"max_age\":1,\"endpoints\":[{\"url\":\"https://elsewhere.example\"}]}",
            ),
            ("set-cookie", "__Host-session=; Path=/; Secure"),
            ("set-cookie", " __host-device =x"),
            ("set-cookie", "=__Host-sign-in=x"),
            ("connection", "close"),
        ] {
            assert!(!passes(name, value), "{name}: {value}");
        }
        for (name, value) in
            [("set-cookie", "cart=__Host-session"), ("content-security-policy", "x"), ("cache-control", "x")]
        {
            assert!(passes(name, value), "{name}: {value}");
        }
        assert!(AGENTS.passes_back("set-cookie", "a=1", None));
    }

    #[test]
    fn an_application_keeps_its_own_fields_and_gets_transport_security() {
        let added: Vec<_> = APPLICATION.added("r1", |_| true).map(|(name, _)| name).collect();
        assert_eq!(added, ["Strict-Transport-Security"]);
        let added: Vec<_> = AGENTS.added("r1", |name| name != "Cache-Control").collect();
        assert_eq!(added, [("Cache-Control", "no-store".to_owned()), ("X-Request-Id", "r1".to_owned())]);
    }

    #[test]
    fn nobody_says_who_is_asking_but_the_guard() {
        for passage in [AGENTS, APPLICATION] {
            for name in ["x-auth-agency", "x_auth_agency", "authorization", "host", "upgrade"] {
                assert_eq!(passage.request_field(name, "x", None), None, "{name}");
            }
            assert_eq!(passage.request_field("accept", "x", None).as_deref(), Some("x"));
        }
    }
}
