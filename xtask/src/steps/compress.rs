//! Files compressed once, as small as can be, so that the server never does it.

use std::io::Write as _;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// Content in Brotli's densest setting.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut out, &params)?;
    Ok(out)
}

/// Content in gzip's densest setting, for what takes no Brotli. The same content gives the same
/// bytes.
pub fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// True for files that are not compressed by their own format.
pub fn is_worthwhile(name: &str) -> bool {
    matches!(
        name.rsplit_once('.').map(|(_, end)| end),
        Some("js" | "wasm" | "css" | "svg" | "json" | "webmanifest" | "txt" | "html" | "map")
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_compressed_can_be_read_again() {
        let text = "a chat for teams, ".repeat(200);
        let (mut from_brotli, mut from_gzip) = (Vec::new(), String::new());
        let packed = brotli(text.as_bytes()).expect("packs");
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut from_brotli).expect("unpacks");
        let zipped = gzip(text.as_bytes()).expect("packs");
        flate2::read::GzDecoder::new(zipped.as_slice())
            .read_to_string(&mut from_gzip)
            .expect("unpacks");
        assert_eq!(from_brotli, text.as_bytes());
        assert_eq!(from_gzip, text);
        assert!(packed.len() < 100 && zipped.len() < 200);
    }
}
