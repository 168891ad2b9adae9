//! The agencies and the application of the documentation, for the request that it prints.

use serde_json::json;
use shared::nfkc::nfkc;
use shared::password_hash;
use shared::value::password::Password;

use crate::server::Server;
use crate::settings;

/// Loads them into an empty database.
pub fn load(server: &Server) {
    let password = Password::from("passWord1!".to_owned()).normal(nfkc);
    let hash = password_hash::hash(&password, [7; 16], server.cost(), settings::peppers().current()).unwrap();
    for sql in [
        "INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha Travel'), (12345, 'Meridian')",
        "INSERT INTO structure_unit (agency_code, unit, name, address) VALUES \
         (12036, 'ALPHA', 'Central office', 'Tverskaya 1, Moscow'), \
         (12036, 'DELTA', 'Airport desk', 'Terminal B, Sheremetyevo'), \
         (12345, 'MNPQR', 'Meridian Kazan', 'Baumana 5, Kazan')",
    ] {
        server.sql(sql, &[]);
    }
    server.sql(
        "INSERT INTO application (agency_code, login, password_hash, created_at) \
         VALUES (12036, 'testuser.auth@mixvel.com', ?1, 0)",
        &[json!(hash)],
    );
    server.sql("INSERT INTO application_unit VALUES (12036, 'testuser.auth@mixvel.com', 'ALPHA')", &[]);
}
