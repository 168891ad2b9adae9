//! A request of a login that can be pasted into a shell: the one of the guide for agents, with one's own values.

/// What stands before the values.
const HEAD: &str = "/api/Accounts/login <<'XML'
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<MixEnv:Envelope xmlns:MixEnv=\"https://www.mixvel.com/API/XSD/mixvel_envelope/1_06\">
  <Header/>
  <Body>
    <MessageInfo MessageId=\"5f0c64e1-7d5e-4c0e-9d0b-2f1f5a3b9c11\" TimeSent=\"2026-01-01T12:00:00Z\"/>
    <AppData>
      <a:Auth xmlns:a=\"https://www.mixvel.com/API/XSD/mixvel_auth/1_01\">
        <Login>";
/// What stands behind them.
const TAIL: &str = "</StructureUnitID>
      </a:Auth>
    </AppData>
  </Body>
</MixEnv:Envelope>
XML";
const CURL: &str =
    "curl -sS --max-time 30 -H 'Content-Type: application/xml; charset=utf-8' --data-binary @- \\\n    ";

/// The host of the web service that belongs to a host of Boss.
pub(super) fn service(host: &str) -> String {
    match host.split_once(':') {
        // A developer's machine serves both at one port.
        Some((_, port)) => ["http://127.0.0.1:", port].concat(),
        None if host.contains(".demo.") => "https://api-test.mixvel.com".to_owned(),
        None => "https://api.mixvel.com".to_owned(),
    }
}

/// The request.
pub(super) fn curl(service: &str, login: &str, password: &str, unit: &str) -> String {
    let [login, password] = [login, password].map(escaped);
    [
        CURL,
        service,
        HEAD,
        &login,
        "</Login>\n        <Password>",
        &password,
        "</Password>\n        <StructureUnitID>",
        unit,
        TAIL,
    ]
    .concat()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_of_boss_has_its_web_service() {
        assert_eq!(service("lk.mixvel.io"), "https://api.mixvel.com");
        assert_eq!(service("lk.demo.mixvel.io"), "https://api-test.mixvel.com");
        assert_eq!(service("lk.localhost:8787"), "http://127.0.0.1:8787");
    }

    #[test]
    fn values_are_escaped_for_the_envelope() {
        let said = curl("http://127.0.0.1:8787", "a@b.c", "x&<y", "12036_ALPHA");
        assert!(said.contains("@- \\\n    http://127.0.0.1:8787/api/Accounts/login <<'XML'\n"), "{said}");
        assert!(said.contains("<Password>x&amp;&lt;y</Password>"), "{said}");
        assert!(said.contains("<StructureUnitID>12036_ALPHA</StructureUnitID>"), "{said}");
    }
}
