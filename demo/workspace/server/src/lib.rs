//! A small service: its router is asked directly, so that the demonstration opens no port.
use axum::{body::Body, http::Request, routing::post, Json, Router};
use tower::ServiceExt;
use tower_http::trace::TraceLayer;

#[derive(Debug, thiserror::Error)]
#[error("the service answered {0}")]
pub struct Refused(axum::http::StatusCode);

pub fn router() -> Router {
    Router::new()
        .route("/count", post(|body: String| async move { Json(text::count(&body)) }))
        .layer(TraceLayer::new_for_http())
}

pub async fn ask(words: &str) -> anyhow::Result<String> {
    let request = Request::post("/count").body(Body::from(words.to_string()))?;
    let response = router().oneshot(request).await?;
    if !response.status().is_success() {
        return Err(Refused(response.status()).into());
    }
    let bytes = axum::body::to_bytes(response.into_body(), 65536).await?;
    Ok(String::from_utf8(bytes.to_vec())?)
}
