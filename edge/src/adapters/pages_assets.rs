//! The files of the browser application, behind the binding of the assets.

use std::sync::OnceLock;

use worker::{Fetcher, Method, Request};

use super::Platform;
use crate::error::Internal;
use crate::http::page_face;
use crate::ports::Pages;

/// Any host will do: the binding looks at the path alone.
const BASE: &str = "http://assets";

impl Pages for Platform {
    async fn page(&self, path: &str) -> Result<Option<String>, Internal> {
        let failed = |error: worker::Error| Internal::storage(format!("asset {path}: {error}"));
        let assets: &Fetcher = &self.assets;
        // By a ready request: `fetch` with options brings serialisers of all options that the platform knows.
        let request = Request::new(&format!("{BASE}{path}"), Method::Get).map_err(failed)?;
        let mut response = assets.fetch_request(request).await.map_err(failed)?;
        match response.status_code() {
            200 => response.text().await.map(Some).map_err(failed),
            404 => Ok(None),
            status => Err(Internal::fault(format!("asset {path}: status {status}"))),
        }
    }

    async fn app(&self) -> Result<String, Internal> {
        static APP: OnceLock<String> = OnceLock::new();
        if let Some(app) = APP.get() {
            return Ok(app.clone());
        }
        let app = self.page(page_face::APP).await?.unwrap_or_default();
        Ok(APP.get_or_init(|| app).clone())
    }
}
