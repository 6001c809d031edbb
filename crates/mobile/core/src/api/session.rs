use std::{collections::BTreeMap, time::Duration};

use serde_json::json;
use url::form_urlencoded;

use countersign_mobile_host::HttpMethod;
use countersign_primitives::{DeviceId, Secret};
use countersign_wire_api::{AttachDeviceRequest, ClientConfig, PingResponse, StatusOk, User};

use super::{ApiClient, ApiError, client::read};

/// What one signs in with.
pub(crate) struct LoginForm {
    pub(crate) login_id: String,
    pub(crate) password: Secret<String>,
    pub(crate) mfa_code: Option<Secret<String>>,
    pub(crate) device_id: Option<DeviceId>,
}

/// What a sign-in gives.
pub(crate) struct SignedIn {
    pub(crate) user: User,
    pub(crate) token: Secret<String>,
}

impl ApiClient {
    /// `HEAD` on the server's address itself, following redirects; answers where they led.
    pub(crate) async fn look(&self, timeout: Duration) -> Result<String, ApiError> {
        let mut request = self.request(HttpMethod::Head, "");
        request.url = self.base().to_owned();
        request.follow_redirects = true;
        request.timeout = timeout;
        Ok(self.send(request).await?.url)
    }

    /// `GET /system/ping`. With a device the server tries whether its pushes arrive.
    pub(crate) async fn ping(
        &self,
        now_ms: i64,
        device: Option<&DeviceId>,
        timeout: Duration,
    ) -> Result<PingResponse, ApiError> {
        let mut query = vec![("time", now_ms.to_string())];
        query.extend(device.map(|device| ("device_id", device.as_str().to_owned())));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let mut request = self.request(HttpMethod::Get, &format!("/system/ping?{query}"));
        request.timeout = timeout;
        read(&self.call(request).await?)
    }

    /// `GET /config/client`: the limited map without a session, the full one with.
    pub(crate) async fn client_config(&self) -> Result<ClientConfig, ApiError> {
        self.get("/config/client?format=old").await
    }

    /// `GET /license/client`.
    pub(crate) async fn client_license(&self) -> Result<BTreeMap<String, String>, ApiError> {
        self.get("/license/client?format=old").await
    }

    /// `POST /users/login`.
    pub(crate) async fn login(&self, form: &LoginForm) -> Result<SignedIn, ApiError> {
        let body = json!({
            "device_id": form.device_id.as_ref().map_or("", DeviceId::as_str),
            "voip_device_id": "",
            "login_id": form.login_id.to_lowercase(),
            "password": form.password.expose(),
            "token": form.mfa_code.as_ref().map_or("", |code| code.expose()),
        });
        let mut request = self.with_json(HttpMethod::Post, "/users/login", &body);
        request.headers.push(("Cache-Control".to_owned(), "no-store".to_owned()));
        let response = self.call(request).await?;
        let token = response.header("Token").filter(|token| !token.is_empty()).ok_or(ApiError::Malformed)?;
        Ok(SignedIn { token: Secret::new(token.to_owned()), user: read(&response)? })
    }

    /// `POST /users/logout`.
    pub(crate) async fn logout(&self) -> Result<StatusOk, ApiError> {
        self.post("/users/logout", &json!({})).await
    }

    /// `PUT /users/sessions/device`: where this session's pushes go.
    pub(crate) async fn attach_device(&self, device: &AttachDeviceRequest) -> Result<StatusOk, ApiError> {
        self.put("/users/sessions/device", device).await
    }

    /// `GET /users/me`: also the check whether the session still stands.
    pub(crate) async fn me(&self) -> Result<User, ApiError> {
        self.get("/users/me").await
    }
}
