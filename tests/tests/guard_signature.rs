//! What proves to the web service that the guard speaks, and what nobody else is told of its answers.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::time::Duration;

use serde_json::json;
use tests::agent::Agent;
use tests::connection::Request;
use tests::server::Server;
use tests::settings::Settings;
use tests::signature::claims;
use tests::upstream::Upstream;

const SHARED: &str = "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=600\r\nContent-Length: 2\r\n\r\nhi";

#[test]
fn each_request_is_signed_for_the_web_service_and_asked_anew() {
    let (upstream, seen) = Upstream::answering(SHARED);
    let keys = json!({ "web-service": [{ "id": "g1", "secret": "Q".repeat(86) }] });
    let settings = Settings::cheap().var("UPSTREAM_URL", &upstream.url).var("SIGNATURE_KEYS", keys);
    let server = Server::reserve(&settings);
    for _ in 0..2 {
        let agent = Agent::new(&server);
        let answer = server.send(&Request::get("/api/get/cities?a=%20").bearer(&agent.log_in()));
        assert_eq!(answer.status, 200);
        let seen = seen.recv_timeout(Duration::from_mins(1)).expect("the web service is asked each time");
        let signatures: Vec<_> = seen.fields.all("x-auth-signature").collect();
        let [signature] = signatures[..] else { panic!("{signatures:?}") };
        let claims = claims(signature);
        assert_eq!((&claims["aud"], &claims["method"]), (&json!("web-service"), &json!("GET")));
        assert_eq!(
            (&claims["path"], &claims["application"]),
            (&json!("/api/get/cities?a=%20"), &json!(agent.login))
        );
        assert_eq!(claims["jti"].as_str(), answer.field("x-request-id"));
    }
}
