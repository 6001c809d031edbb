use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use countersign_primitives::TimestampMs;
use x509_parser::{extensions::GeneralName, prelude::FromDer, x509::X509Name};

/// What a certificate says: the one a listener shows, or the one a caller proved to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The subject as text, such as `CN=chat.example.com, O=Example`. Empty when the certificate has none.
    pub subject: String,
    /// The first common name of the subject. Absent when there is none.
    pub common_name: Option<String>,
    /// DNS names among the alternative names, lower case.
    pub dns_names: Vec<String>,
    /// Mail addresses among the alternative names.
    pub emails: Vec<String>,
    /// URIs among the alternative names, such as SPIFFE ids.
    pub uris: Vec<String>,
    /// Addresses among the alternative names.
    pub addresses: Vec<IpAddr>,
    /// The serial number in lower-case hexadecimal.
    pub serial: String,
    /// SHA-256 of the whole certificate.
    pub sha256: [u8; 32],
    /// The last moment at which it is valid.
    pub not_after: TimestampMs,
}

impl CertificateFacts {
    /// Reads a certificate in DER. Absent when it is none.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let (_, certificate) = x509_parser::certificate::X509Certificate::from_der(der).ok()?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, der).as_ref());
        let mut read = Self {
            subject: certificate.subject().to_string(),
            common_name: common_name(certificate.subject()),
            dns_names: Vec::new(),
            emails: Vec::new(),
            uris: Vec::new(),
            addresses: Vec::new(),
            serial: hexadecimal(certificate.raw_serial()),
            sha256,
            not_after: TimestampMs::from_secs(certificate.validity().not_after.timestamp()),
        };
        if let Ok(Some(names)) = certificate.subject_alternative_name() {
            names.value.general_names.iter().for_each(|name| read.take(name));
        }
        Some(read)
    }

    fn take(&mut self, name: &GeneralName<'_>) {
        match name {
            GeneralName::DNSName(name) => self.dns_names.push(name.to_ascii_lowercase()),
            GeneralName::RFC822Name(name) => self.emails.push((*name).to_owned()),
            GeneralName::URI(name) => self.uris.push((*name).to_owned()),
            GeneralName::IPAddress(octets) => self.addresses.extend(address(octets)),
            _ => {}
        }
    }
}

fn common_name(subject: &X509Name<'_>) -> Option<String> {
    subject.iter_common_name().next().and_then(|name| name.as_str().ok()).map(str::to_owned)
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(octets)
        .map(|octets| IpAddr::V4(Ipv4Addr::from(octets)))
        .or_else(|_| <[u8; 16]>::try_from(octets).map(|octets| IpAddr::V6(Ipv6Addr::from(octets))))
        .ok()
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair, SanType};

    use super::*;

    #[test]
    fn names_and_validity_are_read() {
        let mut params = CertificateParams::new(vec!["Chat.Example.com".to_owned()]).unwrap();
        params.subject_alt_names.push(SanType::URI("spiffe://example.com/server".try_into().unwrap()));
        params.subject_alt_names.push(SanType::IpAddress("192.0.2.7".parse().unwrap()));
        params.subject_alt_names.push(SanType::Rfc822Name("ops@example.com".try_into().unwrap()));
        params.distinguished_name.push(DnType::CommonName, "chat server");
        params.not_after = rcgen::date_time_ymd(2031, 5, 1);
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();

        let read = CertificateFacts::from_der(certificate.der()).unwrap();

        assert_eq!(read.common_name.as_deref(), Some("chat server"));
        assert!(read.subject.contains("CN=chat server"), "{}", read.subject);
        assert_eq!(read.dns_names, ["chat.example.com"]);
        assert_eq!(read.uris, ["spiffe://example.com/server"]);
        assert_eq!(read.emails, ["ops@example.com"]);
        assert_eq!(read.addresses, ["192.0.2.7".parse::<IpAddr>().unwrap()]);
        assert_eq!(read.not_after, TimestampMs::from_secs(1_935_360_000));
        assert!(!read.serial.is_empty() && read.sha256 != [0; 32]);
    }

    #[test]
    fn junk_is_no_certificate() {
        assert_eq!(CertificateFacts::from_der(b"\x30\x82\xff\xffjunk"), None);
        assert_eq!(CertificateFacts::from_der(b""), None);
    }
}
