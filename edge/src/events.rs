//! The platform's events: a request came, a minute passed.

use std::sync::OnceLock;
use std::time::Duration;

use shared::value::message_id::MessageId;
use worker::{
    Context, Delay, Env, Request, Response, ScheduleContext, ScheduledEvent, console_error, console_log,
    event,
};

use crate::adapters::{Platform, answer, environment, request, runtime};
use crate::app::request_log::Answered;
use crate::app::{self, Outcome};
use crate::config::Config;
use crate::ctx::Ctx;
use crate::error::Internal;
use crate::features::admin::notices;
use crate::features::mail::deliver::{self, Round};
use crate::features::recovery;
use crate::features::sweep;
use crate::http::address::client_address;
use crate::http::answer::Answer;
use crate::ports::Random as _;

/// An answer has left before anything is done behind it, so that no clock tells what that is (norms L3 and R2).
const ANSWERED: Duration = Duration::from_millis(250);

#[event(fetch)]
async fn fetch(mut incoming: Request, env: Env, context: Context) -> worker::Result<Response> {
    let prepared =
        prepare(&env).and_then(|(config, platform)| Ok((config, platform, request::head(&incoming)?)));
    let (config, platform, head) = match prepared {
        Ok(prepared) => prepared,
        Err(broken) => {
            console_error!("{broken}");
            let told = "The service is not set up; the log says what is missing.\n";
            return answer::response(Answer::with_body(500, "text/plain; charset=utf-8", told).protected());
        }
    };
    let request_id = MessageId::from_random(platform.bytes());
    let address = client_address(head.headers.only("cf-connecting-ip"));
    let ctx = Ctx {
        ports: &platform,
        config,
        now: runtime::now(),
        request_id: request_id.as_str(),
        address: &address,
    };
    #[cfg(feature = "local")]
    fill(&ctx).await;
    let (asked, outcome) = app::respond(&ctx, &head, &mut incoming, runtime::now).await;
    let (refused, response) = match outcome {
        Outcome::Answer(answer) => {
            if answer.mail_queued {
                context.wait_until(async move {
                    Delay::from(ANSWERED).await;
                    deliver(env, Round::BEHIND_ANSWER).await;
                });
            }
            (answer.refused, answer::response(answer)?)
        }
        Outcome::Forward(forward) => {
            match platform.hand_on(incoming, &forward, config.upstream_timeout_s).await {
                Ok(response) => (None, response),
                Err((code, cause)) => {
                    let service = forward.service;
                    let told = app::respond_upstream_failure(&ctx, &head, service, code, &cause).await;
                    (told.refused, answer::response(told)?)
                }
            }
        }
    };
    let answered = Answered {
        status: response.status_code(),
        refused,
        took_ms: runtime::now().0 - ctx.now.0,
        database_ms: platform.database_ms(),
    };
    console_log!("{}", asked.line(ctx.request_id, &answered));
    Ok(response)
}

/// Writes the demo data before the first request of an isolate is answered.
#[cfg(feature = "local")]
async fn fill(ctx: &Ctx<'_, Platform>) {
    use std::sync::atomic::{AtomicBool, Ordering};

    static FILLED: AtomicBool = AtomicBool::new(false);
    if FILLED.load(Ordering::Relaxed) {
        return;
    }
    match crate::demo::ensure(ctx).await {
        Ok(()) => FILLED.store(true, Ordering::Relaxed),
        Err(error) => console_error!("{error}"),
    }
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let swept = async {
        let (config, platform) = prepare(&env)?;
        let ctx = Ctx { ports: &platform, config, now: runtime::now(), request_id: "cron", address: "" };
        sweep::sweep(&ctx).await
    };
    match swept.await {
        Ok(0) => {}
        Ok(gone) => console_log!("swept {gone} rows"),
        Err(error) => console_error!("sweep: {error}"),
    }
    let settled = async {
        let (config, platform) = prepare(&env)?;
        let ctx = Ctx { ports: &platform, config, now: runtime::now(), request_id: "cron", address: "" };
        notices::settle(&ctx).await
    };
    if let Err(error) = settled.await {
        console_error!("notices: {error}");
    }
    deliver(env, Round::EVERY_MINUTE).await;
}

/// Delivers link requests, and sends the mails whose turn has come; what fails waits for the next minute.
async fn deliver(env: Env, round: Round) {
    let delivered = async {
        let (config, platform) = prepare(&env)?;
        let ctx = Ctx { ports: &platform, config, now: runtime::now(), request_id: "mail", address: "" };
        if let Err(error) = recovery::deliver::deliver(&ctx).await {
            console_error!("link requests: {error}");
        }
        deliver::deliver(&ctx, round, runtime::now).await
    };
    if let Err(error) = delivered.await {
        console_error!("mail: {error}");
    }
}

/// Configuration, read once in the life of an isolate (a new secret starts a new one), and bindings.
fn prepare(env: &Env) -> Result<(&'static Config, Platform), Internal> {
    static CONFIG: OnceLock<Config> = OnceLock::new();
    let config = if let Some(config) = CONFIG.get() {
        config
    } else {
        let read = environment::config(env)?;
        CONFIG.get_or_init(|| read)
    };
    Ok((config, Platform::new(env)?))
}
