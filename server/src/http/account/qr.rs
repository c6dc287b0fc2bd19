//! A text as a QR code (ISO/IEC 18004), for a phone's camera.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code, which scanners need.
const QUIET_ZONE: i32 = 4;

/// The text is longer than a QR code can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is too long for a QR code; use a shorter address")]
pub struct TooLong;

/// Renders a text as a QR code: an SVG element with a single path, to be inlined in a page.
///
/// It is black on white whatever the page's colours are, as many scanners cannot read the inverse.
/// `label` is its accessible name. Error correction is medium (15 %).
///
/// # Errors
/// [`TooLong`] for more than 2,331 bytes.
pub fn svg(text: &str, label: &str) -> Result<String, TooLong> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| TooLong)?;
    let side = code.size() + 2 * QUIET_ZONE;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="{}" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path d="{}" fill="#000"/></svg>"##,
        escaped(label),
        outline(&code),
    ))
}

/// Each horizontal run of dark modules as a box of one module's height.
fn outline(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|&x| code.get_module(x, y))
                .count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run + 1;
        }
    }
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules as the path draws them.
    fn drawn(svg: &str) -> Vec<(i32, i32)> {
        let path = svg.split(" d=\"").nth(1).expect("a path");
        let path = path.split('"').next().expect("its end");
        let mut modules = Vec::new();
        for part in path.split_terminator('z') {
            let numbers: Vec<i32> = part
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let [left, top, run, 1, back] = numbers[..] else {
                panic!("{part}");
            };
            assert_eq!(run, back, "{part}");
            modules.extend((left..left + run).map(|x| (x, top)));
        }
        modules
    }

    #[test]
    fn the_path_draws_each_dark_module_once_inside_of_the_quiet_zone() {
        let text = "https://chat.example.org/join/0123456789abcdef0123456789abcdef";
        let svg = svg(text, "Invitation").expect("fits");
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).expect("fits");
        let side = code.size();
        assert!(svg.contains(&format!(r#"viewBox="0 0 {0} {0}""#, side + 8)));
        let all = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let dark: Vec<_> = all
            .filter(|&(x, y)| code.get_module(x, y))
            .map(|(x, y)| (x + 4, y + 4))
            .collect();
        assert_eq!(drawn(&svg), dark);
    }

    #[test]
    fn the_label_cannot_break_out() {
        let svg = svg("x", r#""><script>&"#).expect("fits");
        assert!(
            svg.contains(r#"aria-label="&quot;>&lt;script>&amp;""#),
            "{svg}"
        );
    }

    #[test]
    fn what_is_too_long_is_refused() {
        assert_eq!(svg(&"x".repeat(2332), ""), Err(TooLong));
        assert!(svg(&"x".repeat(2331), "").is_ok());
    }
}
