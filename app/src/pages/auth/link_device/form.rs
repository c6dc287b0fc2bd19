/// Signs in on this device; a form that is one button.
pub const LINK_DEVICE: &str = "/link/{code}";
