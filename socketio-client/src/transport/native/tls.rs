//! TLS by rustls, with ring's cryptography and the certificates that the system trusts. These and
//! not a list of our own: an administrator who runs their own authority has told the system.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

use crate::error::ConnectError;

/// For a server with TLS; without, nothing is trusted, as nothing needs to be.
pub(super) fn config(
    is_secure: bool,
    trusted: &[Vec<u8>],
) -> Result<Arc<ClientConfig>, ConnectError> {
    let mut roots = RootCertStore::empty();
    if is_secure {
        // What cannot be read is not trusted; a server that needs it cannot be reached.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    for certificate in trusted {
        roots
            .add(CertificateDer::from_slice(certificate).into_owned())
            .map_err(|_| ConnectError::InvalidCertificate)?;
    }
    // Named, and not the process's default, which another crate may have left open or taken.
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| ConnectError::NoTls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
