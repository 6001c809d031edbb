use axum::{
    RequestExt,
    extract::{
        Multipart, Request,
        multipart::{Field, MultipartError},
    },
};
use countersign_primitives::{ChannelId, FileId};
use countersign_server_domain::files;
use countersign_server_rules::error::{invalid_body_param, invalid_param, invalid_url_param, known};
use countersign_wire_api::FileUpload;

use super::take::{intake, take};
use crate::{
    answer::{Answer, created},
    app::App,
    failure::Failure,
    identity::SignedIn,
    upload::{FormError, ReceivedFiles, refusal, small_text},
    wire,
};

/// Most files of one form: no post takes more.
const MOST: usize = 10;

/// What a form holds.
struct Form {
    received: ReceivedFiles,
    channel_id: Option<ChannelId>,
    client_ids: Vec<String>,
}

/// Takes a form. Its parts come in any order; apps send the file before they say for which channel it is.
pub(super) async fn upload(app: &App, caller: &SignedIn, request: Request) -> Answer {
    let mut parts: Multipart = request.extract().await.map_err(|_| known::FILE_UPLOAD_FILE_READ_REQUEST)?;
    let mut form = Form { received: ReceivedFiles::new(intake(app)), channel_id: None, client_ids: Vec::new() };
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        form.take(app, caller, part).await?;
    }
    let channel_id = form.channel_id.ok_or_else(|| invalid_body_param("channel_id"))?;
    files::check_upload(app.domain(), caller, channel_id).await?;
    if !form.client_ids.is_empty() && form.client_ids.len() != form.received.len() {
        return Err(known::FILE_UPLOAD_FILE_INCORRECT_NUMBER_OF_CLIENT_IDS.into());
    }
    let file_infos = take(app, caller, channel_id, form.received).await?;
    created(&FileUpload { file_infos: wire::files(&file_infos), client_ids: Some(form.client_ids) })
}

impl Form {
    async fn take(&mut self, app: &App, caller: &SignedIn, part: Field<'_>) -> Result<(), Failure> {
        match part.name() {
            Some("files") => self.receive(app, part).await,
            Some("channel_id") => {
                let sent = small_text(part).await.map_err(bad_text)?;
                let channel_id = sent.parse().map_err(|_| invalid_url_param("channel_id"))?;
                if self.channel_id.replace(channel_id).is_some_and(|former| former != channel_id) {
                    return Err(known::FILE_UPLOAD_FILE_MULTIPLE_CHANNEL_IDS.into());
                }
                // The sooner it is known, the less is received in vain.
                Ok(files::check_upload(app.domain(), caller, channel_id).await?)
            }
            Some("client_ids") => {
                if self.client_ids.len() >= MOST {
                    return Err(known::FILE_UPLOAD_FILE_INCORRECT_NUMBER_OF_CLIENT_IDS.into());
                }
                self.client_ids.push(small_text(part).await.map_err(bad_text)?);
                Ok(())
            }
            name => Err(invalid_body_param(name.unwrap_or_default()).into()),
        }
    }

    async fn receive(&mut self, app: &App, part: Field<'_>) -> Result<(), Failure> {
        let name = part.file_name().ok_or_else(|| invalid_param("filename"))?.to_owned();
        if self.received.len() >= MOST {
            return Err(known::POST_IS_VALID_FILE_IDS.into());
        }
        let id = FileId::generate(app.domain().random().as_ref());
        let received = intake(app).receive(id, &name, part).await.map_err(refusal)?;
        self.received.push(id, received);
        Ok(())
    }
}

fn unreadable(_: MultipartError) -> Failure {
    known::FILE_UPLOAD_FILE_READ_REQUEST.into()
}

fn bad_text(_: FormError) -> Failure {
    known::FILE_UPLOAD_FILE_READ_REQUEST.into()
}
