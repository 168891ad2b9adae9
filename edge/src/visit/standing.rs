//! Where a browser stands: read from storage on every request, and told as a [`State`].

use shared::api::problem::Problem;
use shared::api::state::{self, Notice, State};
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::flow::demands::demands;
use shared::flow::step::{Factor, Facts, PointOfSale, Step, choices, step};
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UnixMillis};
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use crate::counters::locks::{ATTEMPTS, Counter};
use crate::ctx::{Ctx, UNKNOWN_ADDRESS};
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::secrets::secret::SecretHash;
use crate::storage::sessions::{EndedBy, Previous, Session, Sessions};
use crate::storage::sign_ins::{FactorRecord, SignIn, SignInLife, SignIns, Touch, Unit};
use crate::visit::visitor::{Keep, Reply, Visitor};

/// A sign-in that is left alone for so long expires, unless its owner is setting up the second factor by mail.
pub const SIGN_IN_IDLE_MS: i64 = 10 * MINUTE_MS;
/// A sign-in expires after so long in any case.
pub const SIGN_IN_MS: i64 = HOUR_MS;
/// A session without its owner's input ends after so long (norm S2).
pub const SESSION_IDLE_MS: i64 = HOUR_MS;
/// A session ends after so long in any case (norm S2).
pub const SESSION_MS: i64 = DAY_MS;
/// A key that was never used, and the link to it, count for so long.
pub const SET_UP_MS: i64 = DAY_MS;
/// The shortest time between two set-up mails.
pub const RESEND_MS: i64 = 60 * SECOND_MS;
/// Seconds after which a try that found others in flight may come again.
pub const BUSY_S: u32 = 1;

/// Where a browser stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nobody is signed in.
    Nobody(Option<Notice>),
    /// The password was right; this step is next.
    Underway(Box<(SecretHash, SignIn, Step)>),
    /// Somebody is signed in.
    SignedIn(Box<(SecretHash, Session)>),
}

/// A place, and what the browser holds that has no use any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub place: Place,
    /// Its session.
    pub session: Keep,
    /// Its half-done sign-in.
    pub sign_in: Keep,
}

/// A sign-in under way, as the request for its step has found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Underway {
    /// What its browser holds.
    pub secret: SecretHash,
    /// What decides its step.
    pub sign_in: SignIn,
    /// The step that is next.
    pub step: Step,
    /// What becomes of the browser's session.
    pub session: Keep,
}

/// Finds where the browser stands. A session that has run out is ended here, with its audit row.
pub async fn standing<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Standing, Internal>
where
    P: SignIns + Sessions + Random,
{
    let held = match &visitor.session {
        Some(secret) => held(ctx, visitor.product, secret).await?,
        None => Held::Nothing,
    };
    let drop_session = if matches!(held, Held::Over(_)) { Keep::Drop } else { Keep::AsIs };
    let sign_in = match &visitor.sign_in {
        Some(secret) => {
            let session = if let Held::Live(live) = &held { Some(&live.0) } else { None };
            live_sign_in(ctx, visitor, secret, session).await?
        }
        None => Err(None),
    };
    let (drop_sign_in, given_up) = match sign_in {
        Ok(underway) => {
            let place = Place::Underway(Box::new(underway));
            return Ok(Standing { place, session: drop_session, sign_in: Keep::AsIs });
        }
        Err(notice) => (if visitor.sign_in.is_some() { Keep::Drop } else { Keep::AsIs }, notice),
    };
    let place = match held {
        Held::Live(session) => Place::SignedIn(session),
        Held::Renewed => Place::Nobody(None),
        Held::Over(notice) => Place::Nobody(notice.or(given_up)),
        Held::Nothing => Place::Nobody(given_up),
    };
    Ok(Standing { place, session: drop_session, sign_in: drop_sign_in })
}

/// The state that the window draws.
pub fn state<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, place: &Place) -> State {
    let product = visitor.product;
    let step = match place {
        Place::Nobody(notice) => state::Step::Credentials { notice: *notice },
        Place::Underway(underway) => window(ctx, &underway.1, &underway.2),
        Place::SignedIn(session) => state::Step::SignedIn(Box::new(signed_in(ctx, product, &session.1))),
    };
    State {
        product: product.as_str().to_owned(),
        version: ctx.config.product(product).version.to_string(),
        stand: ctx.config.stand.as_str().to_owned(),
        app: visitor.app.clone(),
        now_ms: ctx.now.0,
        step,
    }
}

/// The answer that tells where the browser stands and changes nothing else.
pub fn reply<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, standing: Standing) -> Reply {
    let state = state(ctx, visitor, &standing.place);
    Reply { state, session: standing.session, sign_in: standing.sign_in, devices: None, mail_queued: false }
}

/// The sign-in under way, or the refusal of a request that is not for this step.
pub fn underway(standing: Standing) -> Result<Underway, Error> {
    match standing.place {
        Place::Underway(underway) => {
            let (secret, sign_in, step) = *underway;
            Ok(Underway { secret, sign_in, step, session: standing.session })
        }
        Place::Nobody(_) | Place::SignedIn(_) => Err(Code::StepMismatch.into()),
    }
}

/// Whether what a window sends is meant for this login: a tab may not have heard that another one signs in as somebody
/// else, and must not count a wrong secret against that person.
pub fn is_meant(who: Option<&str>, login: &Login) -> bool {
    who.is_none_or(|who| who == login.as_str())
}

/// What decides the step of a sign-in at this product now.
pub fn facts<P>(ctx: &Ctx<'_, P>, product: Product, sign_in: &SignIn) -> Facts {
    let point = |unit: &Unit| PointOfSale { id: unit.id.clone(), seances: unit.seances.clone() };
    Facts {
        product,
        demands: demands(product, ctx.config.product(product).version),
        consented: sign_in.consented,
        factor: factor(sign_in.factor, ctx.now),
        code_passed: sign_in.code_passed,
        points_of_sale: sign_in.units.iter().map(point).collect(),
        may_choose: sign_in.may_choose,
        point_of_sale: sign_in.unit.clone(),
        seance: sign_in.seance.clone(),
    }
}

/// A refusal that says when to come back, to programs and to windows.
pub fn retry(code: Code, seconds: u32) -> Error {
    Failure::retry_after(code, seconds).into()
}

/// A refusal that says how many wrong tries are left.
pub fn wrong(code: Code, counter: Counter, clock_off_s: Option<i64>) -> Failure {
    let attempts_left = Some(counter.attempts_left());
    Failure::with_members(code, Problem { attempts_left, clock_off_s, ..Problem::default() })
}

fn factor(record: Option<FactorRecord>, now: UnixMillis) -> Factor {
    match record {
        Some(record) if record.active => Factor::Active,
        Some(record) if now.since_ms(record.created_at) < SET_UP_MS => Factor::Pending,
        _ => Factor::Missing,
    }
}

/// The session of this value, if it is alive; asking keeps it no longer so. One that has run out is ended here, with its
/// audit row.
pub async fn live_session<P: Sessions + Random>(
    ctx: &Ctx<'_, P>,
    product: Product,
    secret: &SecretHash,
) -> Result<Option<Session>, Internal> {
    let held = held(ctx, product, secret).await?;
    Ok(if let Held::Live(live) = held { Some(live.1) } else { None })
}

/// What the value of a session is worth.
enum Held {
    /// There is none.
    Nothing,
    /// The session is alive.
    Live(Box<(SecretHash, Session)>),
    /// It is over, for this reason.
    Over(Option<Notice>),
    /// It goes on under another value. This request was sent before its browser had that one, which a word to drop the
    /// cookie would hit.
    Renewed,
}

async fn held<P: Sessions + Random>(
    ctx: &Ctx<'_, P>,
    product: Product,
    secret: &SecretHash,
) -> Result<Held, Internal> {
    let Some(session) = ctx.ports.session(secret, product).await? else {
        return Ok(Held::Over(Some(Notice::Ended)));
    };
    let over = session.ended_by.or_else(|| run_out(&session, ctx.now));
    let Some(ended_by) = over else { return Ok(Held::Live(Box::new((secret.clone(), session)))) };
    if session.ended_by.is_none() {
        let login = session.login.as_str();
        let row = ctx.audit(Some(session.agency), Event::SessionExpired, login, login, ended_by.as_str());
        ctx.ports.end_session(secret, ended_by, &row).await?;
    }
    Ok(match ended_by {
        EndedBy::Idle => Held::Over(Some(Notice::Idle)),
        EndedBy::Absolute => Held::Over(Some(Notice::Absolute)),
        EndedBy::Elsewhere if session.place_taken => Held::Over(Some(Notice::PointOfSaleTaken)),
        EndedBy::Elsewhere => Held::Over(Some(Notice::Ended)),
        EndedBy::Owner => Held::Over(None),
        EndedBy::Renewed => Held::Renewed,
    })
}

/// The limit that a session has passed, if it has.
fn run_out(session: &Session, now: UnixMillis) -> Option<EndedBy> {
    if now.since_ms(session.created_at) >= SESSION_MS {
        return Some(EndedBy::Absolute);
    }
    (now.since_ms(session.last_active_at) >= SESSION_IDLE_MS).then_some(EndedBy::Idle)
}

async fn live_sign_in<P: SignIns>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    secret: &SecretHash,
    session: Option<&SecretHash>,
) -> Result<Result<(SecretHash, SignIn, Step), Option<Notice>>, Internal> {
    let touch = Touch {
        now: ctx.now,
        opened_since: ctx.now.plus_ms(-SIGN_IN_MS),
        touched_since: ctx.now.plus_ms(-SIGN_IN_IDLE_MS),
        is_step: visitor.acts,
    };
    let found = ctx.ports.sign_in(secret, visitor.product, touch).await?;
    Ok(match found {
        Some(sign_in) if sign_in.life == SignInLife::Alive => {
            // A change of the point of sale is over with the session that it belongs to.
            if sign_in.session.is_some() && sign_in.session.as_ref() != session {
                return Ok(Err(None));
            }
            let step = step(&facts(ctx, visitor.product, &sign_in));
            Ok((secret.clone(), sign_in, step))
        }
        Some(sign_in) if sign_in.life == SignInLife::Ended => {
            let locked = sign_in.factor.is_some_and(|factor| factor.locked);
            Err(Some(if locked { Notice::CodeLocked } else { Notice::Ended }))
        }
        _ => Err(Some(Notice::SignInExpired)),
    })
}

fn window<P>(ctx: &Ctx<'_, P>, sign_in: &SignIn, step: &Step) -> state::Step {
    let who = sign_in.login.as_str().to_owned();
    let changing = sign_in.session.is_some();
    match step {
        Step::Requirements { consent, two_factor } => state::Step::Requirements {
            who,
            consent: consent.then(|| state::ConsentText {
                version: sign_in.consent_version.clone(),
                operator_named: ctx.config.names_operator(),
            }),
            two_factor: *two_factor,
        },
        Step::Code => {
            let record = sign_in.factor;
            let failed = record.map_or(0, |record| record.failed);
            let setup = record.filter(|record| !record.active).map(|record| state::Setup {
                sent_to: who.clone(),
                resend_at_ms: record.mailed_at.plus_ms(RESEND_MS).0,
                just_sent: false,
            });
            state::Step::Code { who, attempts_left: ATTEMPTS.saturating_sub(failed), setup }
        }
        Step::Seance(point) => {
            let preferred = sign_in.preferred_seance.as_ref().filter(|seance| point.seances.contains(seance));
            let selected = preferred.or(point.seances.first()).cloned().unwrap_or_default();
            let unit = sign_in.units.iter().find(|unit| unit.id == point.id);
            let place = unit.map_or_else(|| unnamed(&point.id), choice);
            state::Step::Seance {
                who,
                point_of_sale: place,
                choices: point.seances.clone(),
                selected,
                changing,
            }
        }
        // The last two are never drawn: a sign-in that is done or leads nowhere is finished before.
        Step::PointOfSale | Step::Done { .. } | Step::Nowhere => {
            let offered = if sign_in.may_choose { sign_in.units.len() } else { 1 };
            let choices: Vec<_> = sign_in.units.iter().take(offered).map(choice).collect();
            let preferred = sign_in.preferred_unit.as_ref().map(ToString::to_string);
            let selected = preferred.filter(|id| choices.iter().any(|choice| choice.id == *id));
            let selected = selected.or_else(|| choices.first().map(|choice| choice.id.clone()));
            state::Step::PointOfSale {
                who,
                choices,
                selected: selected.unwrap_or_default(),
                fixed: !sign_in.may_choose,
                changing,
            }
        }
    }
}

/// A place that is not among the units any more; only a race can show it.
fn unnamed(id: &StructureUnitId) -> state::PointOfSale {
    state::PointOfSale { id: id.to_string(), name: String::new(), address: String::new() }
}

fn choice(unit: &Unit) -> state::PointOfSale {
    state::PointOfSale { id: unit.id.to_string(), name: unit.name.clone(), address: unit.address.clone() }
}

fn signed_in<P>(ctx: &Ctx<'_, P>, product: Product, session: &Session) -> state::SignedIn {
    let place = session.unit.as_ref().map(|(id, name, address)| state::PointOfSale {
        id: id.to_string(),
        name: name.clone(),
        address: address.clone(),
    });
    let last = |previous: &Previous| state::LastSignIn {
        at_ms: previous.at.0,
        country: previous.country.clone(),
        address: Some(previous.address.clone()).filter(|address| address != UNKNOWN_ADDRESS),
    };
    state::SignedIn {
        login: session.login.as_str().to_owned(),
        employee: session.employee.clone(),
        agency_code: session.agency.as_number(),
        agency: session.agency_name.clone(),
        may_change_point_of_sale: session.may_choose && place.is_some(),
        point_of_sale: place,
        seance: session.seance.clone(),
        last_sign_in: session.previous.as_ref().map(last),
        app_url: ctx.config.product(product).app_url.clone(),
        idle_at_ms: session.last_active_at.plus_ms(SESSION_IDLE_MS).0,
        ends_at_ms: session.created_at.plus_ms(SESSION_MS).0,
    }
}

/// Whether a point of sale is one of those that the employee may choose now.
pub fn may_select(facts: &Facts, id: &str) -> Option<PointOfSale> {
    choices(facts).iter().find(|choice| choice.id.to_string() == id).cloned()
}
