/// Joins a room; a form that is one button.
pub const JOIN: &str = "/r/{slug}/join";
