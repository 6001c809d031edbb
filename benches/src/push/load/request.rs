//! What a caller posts: the same text each time, with another number in it.

use memchr::memmem;

/// Which app the pushes are for.
#[derive(Clone, Copy)]
pub(in crate::push) enum App {
    Apple,
    Android,
}

const SIGNATURE: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY2tfaWQiOiJ5Ym5kcmZnOGVqa21jcHF4b3QxdXdpc3phMyIsImRldmljZV9pZCI6ImY4MWQ0ZmFlN2RlYzExZDBhNzY1MDBhMGM5MWU2YmY2ZjgxZDRmYWU3ZGVjMTFkMGE3NjUwMGEwYzkxZTZiZjYifQ.c2lnbmF0dXJlLW9mLWFuLWV4YW1wbGUtbm90LXZlcmlmaWFibGUtYnV0LWFzLWxvbmctYXMtb25l";

/// A full message as a server posts it, about a kilobyte, to one of 50,000 devices.
pub(in crate::push) fn body(app: App, number: u64) -> String {
    let device_number = number % DEVICES;
    let (platform, device) = match app {
        App::Apple => ("apple_rn-v2", format!("{device_number:064}")),
        App::Android => {
            let rest = "x".repeat(90);
            ("android_rn-v2", format!("device{device_number:05}:APA91b-bench-token-of-the-usual-length-{rest}"))
        }
    };
    format!(
        r#"{{"ack_id":"{number:026}","platform":"{platform}","server_id":"gyxkey4rgsi5oxu77kd8zukxqt","device_id":"{device}","post_id":"p{number:025}","category":"CAN_REPLY","message":"@alice can you have a look at the third paragraph before lunch? The numbers in it are from last year, I think.","badge":3,"team_id":"1bb9pjuaubdwwopxge8g73wh8j","channel_id":"gkys769f4ssud46zemyx6ooc9d","channel_name":"Town Square","type":"message","sender_id":"j8dmcxs9c4nhtgbzf3pj6k6hpa","sender_name":"bob","version":"v2","is_crt_enabled":false,"is_id_loaded":false,"signature":"{SIGNATURE}"}}"#
    )
}

const DEVICES: u64 = 50_000;

/// A request whose numbers are written anew for each push, so that the load costs little beside what it measures.
pub(super) struct PushRequest {
    text: Vec<u8>,
    ack_end: usize,
    device_end: usize,
    post_end: usize,
}

impl PushRequest {
    pub(super) fn new(app: App) -> Self {
        let body = body(app, 0);
        let length = body.len();
        let text =
            format!("POST /api/v1/send_push HTTP/1.1\r\nHost: gateway\r\nContent-Length: {length}\r\n\r\n{body}");
        let text = text.into_bytes();
        let after = |name: &str| memmem::find(&text, name.as_bytes()).map_or(0, |at| at + name.len());
        let device = after(r#""device_id":""#);
        let device_end = match app {
            App::Apple => device + 64,
            App::Android => device + "device00000".len(),
        };
        Self { ack_end: after(r#""ack_id":""#) + 26, device_end, post_end: after(r#""post_id":""#) + 26, text }
    }

    /// The text of this push.
    pub(super) fn numbered(&mut self, number: u64) -> &[u8] {
        digits(&mut self.text[..self.ack_end], number, 20);
        digits(&mut self.text[..self.post_end], number, 20);
        digits(&mut self.text[..self.device_end], number % DEVICES, 5);
        &self.text
    }
}

/// Writes a number into the last places of a text.
fn digits(text: &mut [u8], mut number: u64, places: usize) {
    for place in text.iter_mut().rev().take(places) {
        *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_written_anew_is_the_one_written_at_once() {
        for app in [App::Apple, App::Android] {
            let mut request = PushRequest::new(app);
            for number in [7, 123_456_789_012, 50_001] {
                let text = String::from_utf8(request.numbered(number).to_vec()).unwrap();
                assert!(text.ends_with(&body(app, number)), "{text}");
            }
        }
    }
}
