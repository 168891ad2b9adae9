//! Invitations to create the first password: asked for here, delivered as link requests, and withdrawn.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::super::audit::insert_if;
use super::super::database::{Database, Rows};
use super::super::statement::Statement;
use super::employees::of;
use super::recorded::if_recorded;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

/// Invitations that somebody could still use: links, and requests for one.
const OPEN: &str = "\
SELECT 1 FROM link INDEXED BY link_by_employee
WHERE agency_code = :agency AND login = :login AND purpose = 'invitation' AND used_at IS NULL AND expires_at > :at
UNION ALL
SELECT 1 FROM link_request INDEXED BY link_request_by_login
WHERE login = :login AND purpose = 'invitation' AND done_at IS NULL";

/// A request for the mail that leads to the first password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Names the link that comes of it.
    pub link_id: String,
    /// Digest of the token that the link will have.
    pub token: SecretHash,
    /// At which product.
    pub product: Product,
    /// In which language the mail is to be.
    pub language: Language,
    /// Who has asked, as the audit log calls him.
    pub actor: String,
    /// From which address.
    pub address: String,
    /// In which request.
    pub request_id: String,
    /// When.
    pub at: UnixMillis,
}

/// Invitations.
pub trait Invitations: Database {
    /// Asks for an invitation of an employee who has no password and may get in; says whether it was noted.
    async fn request_invitation(
        &self,
        agency: AgencyCode,
        login: &Login,
        invitation: &Invitation,
    ) -> Result<bool, Internal> {
        let source = Statement::new(
            "FROM employee e JOIN agency g ON g.agency_code = e.agency_code AND g.blocked_at IS NULL \
             WHERE e.agency_code = :agency AND e.login = :login AND e.password_version = 0 AND e.blocked_at IS NULL",
        );
        let noted =
            self.one("request invitation", request(invitation, login, source.with("agency", agency))).await?;
        Ok(noted.any())
    }

    /// Ends all links and requests of invitations of the employee, and their mails that wait, with a row; says whether
    /// there were any.
    async fn withdraw_invitation(
        &self,
        agency: AgencyCode,
        login: &Login,
        row: &Row,
    ) -> Result<bool, Internal> {
        let whose = |sql: &str| of(agency, login, if_recorded(row, sql));
        let open = of(agency, login, Statement::new(OPEN)).with("at", row.at);
        let batch = vec![
            open.clone(),
            insert_if(row, open),
            whose(
                "UPDATE link SET used_at = :at, used_by = 'withdrawn' WHERE agency_code = :agency \
                 AND unlikely(login = :login) AND purpose = 'invitation' AND used_at IS NULL",
            )
            .with("at", row.at),
            if_recorded(
                row,
                "UPDATE link_request SET done_at = :at, done_by = 'withdrawn' WHERE login = :login \
                 AND purpose = 'invitation' AND done_at IS NULL",
            )
            .with("login", login)
            .with("at", row.at),
            whose(
                "DELETE FROM outbox INDEXED BY outbox_by_employee WHERE agency_code = :agency AND unlikely(login = :login) AND kind = 'invitation' \
                 AND state = 'waiting'",
            ),
        ];
        let rows = self.run("withdraw invitation", batch).await?;
        Ok(rows.first().is_some_and(Rows::any))
    }
}

impl<D: Database> Invitations for D {}

/// The statement that notes a request, for what the source selects from.
pub(super) fn request(invitation: &Invitation, login: &Login, source: Statement) -> Statement {
    let sql = format!(
        "INSERT INTO link_request (link_id, purpose, login, product, language, origin, address, request_id, \
                                   requested_at, actor, token_hash) \
         SELECT :link_id, 'invitation', :login, :product, :mail_language, '', :address, :request_id, :requested_at, \
                :actor, :token {} RETURNING link_id",
        source.sql()
    );
    Statement::new(sql)
        .with("link_id", &invitation.link_id)
        .with("login", login)
        .with("product", invitation.product)
        .with("mail_language", invitation.language)
        .with("address", &invitation.address)
        .with("request_id", &invitation.request_id)
        .with("requested_at", invitation.at)
        .with("actor", &invitation.actor)
        .with("token", &invitation.token)
        .with_values_of(source)
}
