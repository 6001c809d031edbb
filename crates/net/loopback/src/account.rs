/// An RSA key for tests, PKCS#8 in PEM. It is published with this source and guards nothing.
pub const TEST_RSA_KEY: &str = include_str!("../data/rsa.pem");

/// A service-account file as Google hands it out, for tests, with its token endpoint at this URL.
pub fn service_account(token_uri: &str) -> String {
    let key = TEST_RSA_KEY.replace('\n', "\\n");
    format!(
        r#"{{"type":"service_account","project_id":"test-project","private_key_id":"testkey1","private_key":"{key}","client_email":"test@test-project.example","client_id":"1","token_uri":"{token_uri}"}}"#
    )
}
